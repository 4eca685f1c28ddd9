"""What the campaign's workbook lists, read in pieces: sheets, answers, visits, files, trail."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from inspection.household_answers import Contact
from inspection.sheet import SheetState
from storage.db import Row, Tx

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of any round, with its unit's name in two parts."""

    id: int
    round: str
    unit_id: int
    township: str
    village: str
    checklist_id: int
    state: SheetState


def sheets(tx: Tx, campaign_id: int, units: Collection[int]) -> list[SheetRow]:
    """All sheets of these units, round by round, in the order of the units."""
    rows = tx.all(
        """SELECT s.id, r.name AS round, s.unit_id, u.township, u.village, s.checklist_id, s.state
           FROM sheets s JOIN rounds r ON r.id = s.round_id JOIN units u ON u.id = s.unit_id
           WHERE s.campaign_id = :c AND u.id IN (SELECT value FROM json_each(:units))
           ORDER BY r.starts_on, r.id, u.position, s.id""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return [
        SheetRow(
            row["id"],
            row["round"],
            row["unit_id"],
            row["township"],
            row["village"],
            row["checklist_id"],
            SheetState(row["state"]),
        )
        for row in rows
    ]


def answers(tx: Tx, sheet_id: int) -> dict[str, tuple[str, int, str]]:
    """The village's answers by question: the written value, by whom, when, as the books have it."""
    rows = tx.all(
        "SELECT question_id, value, by_person, at FROM answers WHERE sheet_id = :s", s=sheet_id
    )
    return {row["question_id"]: (row["value"], row["by_person"], row["at"]) for row in rows}


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A household with its visit; `recorded` by question as in `answers`."""

    number: str
    head: str
    tags: tuple[str, ...]
    done: bool
    mode: Contact
    reason: str | None
    problems: int
    by: int
    at: str
    recorded: dict[str, tuple[str, int, str]]


def visits(tx: Tx, sheet_id: int) -> Iterator[VisitRow]:
    """The visits of a sheet in the order of the roster."""
    rows = tx.all(
        """SELECT h.number, h.head, h.tags, v.state, v.mode, v.reason, v.problems, v.by_person,
                  v.at, v.recorded
           FROM visits v JOIN households h ON h.id = v.household_id
           WHERE v.sheet_id = :s ORDER BY h.position, h.id""",
        s=sheet_id,
    )
    for row in rows:
        yield VisitRow(
            row["number"],
            row["head"],
            tuple(json.loads(row["tags"])),
            row["state"] == "done",
            Contact(row["mode"]),
            row["reason"],
            row["problems"],
            row["by_person"],
            row["at"],
            json.loads(row["recorded"]),
        )


def evidence(tx: Tx, campaign_id: int, units: Collection[int]) -> Iterator[Row]:
    """The files of these units by number, a page at a time; those taken away are left out."""
    wanted, after = json.dumps(list(units)), 0
    while True:
        rows = tx.all(
            """SELECT e.id, e.kind, e.item_id, e.question_id, e.finding_id, e.shows, e.name,
                      e.caption, e.size, e.sha256, e.by_person, e.at, e.latitude, e.longitude,
                      e.accuracy, e.fix_at, e.forwarded, e.twin_of, e.state, e.late,
                      h.number AS household, u.id AS unit_id, u.township, u.village,
                      r.name AS round, f.year, f.number AS finding
               FROM evidence e
               LEFT JOIN findings f ON f.id = e.finding_id
               LEFT JOIN sheets s ON s.id = coalesce(e.sheet_id, f.sheet_id)
               LEFT JOIN rounds r ON r.id = s.round_id
               LEFT JOIN households h ON h.id = e.household_id
               JOIN units u ON u.id = coalesce(f.unit_id, s.unit_id)
               WHERE e.campaign_id = :c AND e.id > :after AND e.dropped_at IS NULL
                 AND u.id IN (SELECT value FROM json_each(:units))
               ORDER BY e.id LIMIT :n""",
            c=campaign_id,
            after=after,
            units=wanted,
            n=_PAGE,
        )
        if not rows:
            return
        yield from rows
        after = rows[-1]["id"]


def exports(tx: Tx, campaign_id: int) -> Iterator[Row]:
    """Every export that the trail knows, the first first, a page at a time."""
    after = 0
    while True:
        rows = tx.all(
            """SELECT number, at, person_id, act, subject, after FROM audit
               WHERE campaign_id = :c AND number > :after
                 AND act IN ('export', 'export-stopped') ORDER BY number LIMIT :n""",
            c=campaign_id,
            after=after,
            n=_PAGE,
        )
        if not rows:
            return
        yield from rows
        after = rows[-1]["number"]


def count(tx: Tx, campaign_id: int, units: Collection[int]) -> int:
    """About how many rows all of that is: what was answered, visited, found, sent."""
    row = tx.one(
        """WITH here AS (SELECT id FROM sheets WHERE campaign_id = :c
               AND unit_id IN (SELECT value FROM json_each(:units)))
           SELECT (SELECT count(*) FROM answers WHERE sheet_id IN here)
                + (SELECT coalesce(sum(1 + (SELECT count(*) FROM json_each(recorded))), 0)
                   FROM visits WHERE sheet_id IN here)
                + (SELECT count(*) FROM findings WHERE campaign_id = :c)
                + (SELECT count(*) FROM evidence WHERE campaign_id = :c) AS n""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return max(int(row["n"]), 1) if row else 1

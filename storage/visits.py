"""Households and their visits: one row a visit, with value, author and time a question."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from inspection import answers as forms
from inspection.answers import Value
from inspection.household_answers import Contact
from inspection.sheet import Household, Place, Recorded, Visit
from storage.db import Row, Tx
from storage.times import read, written


def _household(row: Row) -> Household:
    return Household(
        row["id"],
        row["unit_id"],
        row["number"],
        row["head"],
        row["grp"],
        row["people"],
        row["helper"],
        tuple(json.loads(row["tags"])),
        row["gone"],
        row["origin"] == "added",
    )


def household(tx: Tx, household_id: int) -> Household | None:
    """The household of that id."""
    row = tx.one("SELECT * FROM households WHERE id = :id", id=household_id)
    return _household(row) if row else None


def numbers(tx: Tx, unit_id: int) -> dict[str, int]:
    """The household numbers of a village, each with its id."""
    rows = tx.all("SELECT id, number FROM households WHERE unit_id = :u", u=unit_id)
    return {row["number"]: row["id"] for row in rows}


def add_household(tx: Tx, unit_id: int, number: str, head: str, by: int) -> int:
    """A household that the roster does not know, found on the spot. Its id."""
    return tx.new(
        """INSERT INTO households (unit_id, number, head, tags, position, origin, added_by)
           VALUES (:u, :number, :head, '[]', 1000000, 'added', :by) RETURNING id""",
        u=unit_id,
        number=number,
        head=head,
        by=by,
    )


def set_gone(tx: Tx, household_id: int, reason: str | None) -> None:
    """Why a household is no longer to be visited; None: it is, after all."""
    tx.do("UPDATE households SET gone = :r WHERE id = :id", r=reason, id=household_id)


def places(tx: Tx, sheet_id: int, unit_id: int) -> list[Place]:
    """The village's households in the order of the roster, with where each visit stands."""
    rows = tx.all(
        """SELECT h.*, v.state, v.mode, v.problems
           FROM households h
           LEFT JOIN visits v ON v.household_id = h.id AND v.sheet_id = :s
           WHERE h.unit_id = :u ORDER BY h.position, h.id""",
        s=sheet_id,
        u=unit_id,
    )
    return [Place(_household(row), row["state"], row["mode"], row["problems"] or 0) for row in rows]


def _visit(row: Row) -> Visit:
    recorded = {
        question: Recorded(forms.read(value), by, read(at))
        for question, (value, by, at) in json.loads(row["recorded"]).items()
    }
    return Visit(
        row["sheet_id"],
        row["household_id"],
        row["state"] == "done",
        Contact(row["mode"]),
        row["reason"],
        recorded,
        row["by_person"],
        read(row["at"]),
    )


def visit(tx: Tx, sheet_id: int, household_id: int) -> Visit | None:
    """The household's visit on a sheet, begun or saved."""
    row = tx.one(
        "SELECT * FROM visits WHERE sheet_id = :s AND household_id = :h",
        s=sheet_id,
        h=household_id,
    )
    return _visit(row) if row else None


def visits(tx: Tx, sheet_id: int) -> list[Visit]:
    """All visits of a sheet, in the order of the roster."""
    rows = tx.all(
        """SELECT v.* FROM visits v JOIN households h ON h.id = v.household_id
           WHERE v.sheet_id = :s ORDER BY h.position, h.id""",
        s=sheet_id,
    )
    return [_visit(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Alike:
    """So many saved visits of a sheet that say the same, of households with the same tags."""

    sheet_id: int
    tags: str
    mode: Contact
    recorded: str
    """The written value of each question answered, as JSON."""
    visits: int

    @property
    def values(self) -> dict[str, Value]:
        """What each of them says."""
        return {q: forms.read(value) for q, value in json.loads(self.recorded).items()}


def alike(tx: Tx, sheet_ids: Collection[int]) -> list[Alike]:
    """All saved visits of these sheets, counted by what they say.

    Most say what others say, and the database takes a million answers apart faster than we do.
    """
    # A recorded answer is `["<value>",<by>,"<at>"]`. Cutting out the value is a third faster than
    # asking for it; one with a quotation mark in it has a backslash before.
    rows = tx.all(
        """WITH said AS MATERIALIZED (
               SELECT v.sheet_id, h.tags, v.mode,
                      (SELECT group_concat('"' || a.key || '":' ||
                              CASE WHEN instr(a.value, '\') > 0 THEN a.value -> 0
                                   ELSE substr(a.value, 2, instr(a.value, '",') - 1) END)
                       FROM json_each(v.recorded) a) AS recorded
               FROM visits v JOIN households h ON h.id = v.household_id
               WHERE v.sheet_id IN (SELECT value FROM json_each(:ids)) AND v.state = 'done')
           SELECT sheet_id, tags, mode, recorded, count(*) AS visits FROM said
           GROUP BY sheet_id, tags, mode, recorded""",
        ids=json.dumps(list(sheet_ids)),
    )
    return [
        Alike(
            row["sheet_id"],
            row["tags"],
            Contact(row["mode"]),
            f"{{{row['recorded'] or ''}}}",
            row["visits"],
        )
        for row in rows
    ]


def expected(tx: Tx, sheet_ids: Collection[int]) -> dict[int, int]:
    """How many households each of these sheets is about: the gone ones only if visited before."""
    rows = tx.all(
        """SELECT s.id, count(*) AS n FROM sheets s JOIN households h ON h.unit_id = s.unit_id
           LEFT JOIN visits v ON v.sheet_id = s.id AND v.household_id = h.id
           WHERE s.id IN (SELECT value FROM json_each(:ids))
             AND (h.gone IS NULL OR v.state = 'done')
           GROUP BY s.id""",
        ids=json.dumps(list(sheet_ids)),
    )
    return {row["id"]: row["n"] for row in rows}


def save_visit(tx: Tx, visit: Visit, problems: int) -> None:
    """Write a visit over whatever stood there."""
    recorded = {
        question: [forms.written(r.value), r.by, written(r.at)]
        for question, r in visit.recorded.items()
    }
    tx.do(
        """INSERT INTO visits (sheet_id, household_id, state, mode, reason, recorded, problems,
                               by_person, at)
           VALUES (:s, :h, :state, :mode, :reason, :recorded, :problems, :by, :at)
           ON CONFLICT (sheet_id, household_id) DO UPDATE SET state = excluded.state,
               mode = excluded.mode, reason = excluded.reason, recorded = excluded.recorded,
               problems = excluded.problems, by_person = excluded.by_person, at = excluded.at""",
        s=visit.sheet_id,
        h=visit.household_id,
        state="done" if visit.done else "draft",
        mode=visit.mode,
        reason=visit.reason,
        recorded=json.dumps(recorded, ensure_ascii=False, separators=(",", ":")),
        problems=problems,
        by=visit.by,
        at=written(visit.at),
    )


def drop_visit(tx: Tx, sheet_id: int, household_id: int) -> None:
    """Make a visit never begun again (undo)."""
    tx.do(
        "DELETE FROM visits WHERE sheet_id = :s AND household_id = :h",
        s=sheet_id,
        h=household_id,
    )

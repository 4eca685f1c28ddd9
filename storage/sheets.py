"""Sheets: where each stands, its village answers and its running roll-up."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspection import answers as forms
from inspection.answers import Value
from inspection.sheet import Recorded, Sheet, SheetState
from scoring.tally import Tally
from storage import texts
from storage.db import Row, Tx
from storage.times import read, written


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the walk through the households is."""

    households: int
    visited: int
    telephoned: int
    absent: int
    problems: int

    @property
    def done(self) -> int:
        """Households that are visited, telephoned or marked as not met."""
        return self.visited + self.telephoned + self.absent


@dataclass(frozen=True, slots=True)
class Rollup:
    """A sheet's running figures: a tally a question, and the counts of households."""

    tallies: Mapping[str, Tally]
    counts: Counts


def _time(stamp: str | None) -> datetime | None:
    return read(stamp) if stamp else None


def _sheet(row: Row) -> Sheet:
    return Sheet(
        row["id"],
        row["campaign_id"],
        row["round_id"],
        row["unit_id"],
        row["checklist_id"],
        SheetState(row["state"]),
        row["started_by"],
        row["submitted_by"],
        _time(row["submitted_at"]),
        row["signed_by"],
        _time(row["signed_at"]),
        _time(row["final_at"]),
        texts.load(row["return_remark"]) if row["return_remark"] else None,
    )


def sheet(tx: Tx, sheet_id: int) -> Sheet | None:
    """The sheet of that id."""
    row = tx.one("SELECT * FROM sheets WHERE id = :id", id=sheet_id)
    return _sheet(row) if row else None


def of_unit(tx: Tx, round_id: int, unit_id: int) -> Sheet | None:
    """The unit's sheet in a round."""
    row = tx.one("SELECT * FROM sheets WHERE round_id = :r AND unit_id = :u", r=round_id, u=unit_id)
    return _sheet(row) if row else None


def of_round(tx: Tx, round_id: int) -> list[Sheet]:
    """All sheets of a round."""
    return [
        _sheet(row)
        for row in tx.all("SELECT * FROM sheets WHERE round_id = :r ORDER BY id", r=round_id)
    ]


def unsigned(tx: Tx, campaign_id: int) -> list[int]:
    """The sheets of the campaign whose figures may still change."""
    rows = tx.all(
        "SELECT id FROM sheets WHERE campaign_id = :c AND state IN ('open', 'submitted')",
        c=campaign_id,
    )
    return [row["id"] for row in rows]


def in_state(tx: Tx, campaign_id: int, state: SheetState) -> list[Sheet]:
    """All sheets of a campaign that stand so."""
    rows = tx.all(
        "SELECT * FROM sheets WHERE campaign_id = :c AND state = :s ORDER BY id",
        c=campaign_id,
        s=state,
    )
    return [_sheet(row) for row in rows]


def start(
    tx: Tx,
    campaign_id: int,
    round_id: int,
    unit_id: int,
    checklist_id: int,
    by: int,
    now: datetime,
) -> Sheet:
    """The unit's sheet in the round, begun now if nobody has begun it."""
    tx.do(
        """INSERT INTO sheets (id, campaign_id, round_id, unit_id, checklist_id, state,
                               started_by, started_at)
           VALUES ((SELECT coalesce(max(id), 0) + 1 FROM (
                        SELECT max(id) AS id FROM sheets
                        UNION ALL SELECT max(sheet_id) FROM discarded_sheets)),
                   :c, :r, :u, :checklist, 'open', :by, :at)
           ON CONFLICT (round_id, unit_id) DO NOTHING""",
        c=campaign_id,
        r=round_id,
        u=unit_id,
        checklist=checklist_id,
        by=by,
        at=written(now),
    )
    found = of_unit(tx, round_id, unit_id)
    assert found is not None  # noqa: S101 it was written a moment ago
    tx.do(
        "INSERT INTO rollups (sheet_id, tallies) VALUES (:s, '{}') ON CONFLICT DO NOTHING",
        s=found.id,
    )
    return found


def remove(tx: Tx, sheet_id: int) -> None:
    """Take away a sheet that nothing belongs to."""
    tx.do("DELETE FROM rollups WHERE sheet_id = :s", s=sheet_id)
    tx.do("DELETE FROM sheets WHERE id = :s", s=sheet_id)


def set_state(tx: Tx, sheet_id: int, state: SheetState, **columns: Any) -> None:
    """Move a sheet on, with the columns that go with it (datetimes are written as UTC)."""
    allowed = {
        "submitted_by", "submitted_at", "signed_by", "signed_at", "final_at", "return_remark",
        "report",
    }  # fmt: skip
    if not set(columns) <= allowed:
        raise ValueError(f"no such columns: {sorted(set(columns) - allowed)}")
    params = {k: written(v) if isinstance(v, datetime) else v for k, v in columns.items()}
    if params.get("return_remark") is not None:
        params["return_remark"] = texts.dump(params["return_remark"])
    sets = "".join(f", {name} = :{name}" for name in columns)
    tx.do(
        f"UPDATE sheets SET state = :state{sets} WHERE id = :id",  # noqa: S608 names checked above
        id=sheet_id,
        state=state,
        **params,
    )


def report(tx: Tx, sheet_id: int) -> dict[str, Any] | None:
    """The report frozen when the sheet was signed."""
    row = tx.one("SELECT report FROM sheets WHERE id = :id", id=sheet_id)
    return json.loads(row["report"]) if row and row["report"] else None


def answer(tx: Tx, sheet_id: int, question_id: str) -> Recorded | None:
    """The village's answer to a question, or None where it is missing."""
    row = tx.one(
        "SELECT value, by_person, at FROM answers WHERE sheet_id = :s AND question_id = :q",
        s=sheet_id,
        q=question_id,
    )
    return _recorded(row) if row else None


def answers(tx: Tx, sheet_id: int) -> dict[str, Recorded]:
    """All village answers of a sheet."""
    rows = tx.all(
        "SELECT question_id, value, by_person, at FROM answers WHERE sheet_id = :s", s=sheet_id
    )
    return {row["question_id"]: _recorded(row) for row in rows}


def checklists_of(tx: Tx, sheet_ids: Collection[int]) -> dict[int, int]:
    """The checklist version of each of these sheets."""
    rows = tx.all(
        "SELECT id, checklist_id FROM sheets WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(sheet_ids)),
    )
    return {row["id"]: row["checklist_id"] for row in rows}


def answers_of(tx: Tx, sheet_ids: Collection[int]) -> Iterator[tuple[int, str, Value]]:
    """All village answers of these sheets: sheet, question, value."""
    rows = tx.all(
        """SELECT sheet_id, question_id, value FROM answers
           WHERE sheet_id IN (SELECT value FROM json_each(:ids))""",
        ids=json.dumps(list(sheet_ids)),
    )
    return ((row["sheet_id"], row["question_id"], forms.read(row["value"])) for row in rows)


def _recorded(row: Row) -> Recorded:
    return Recorded(forms.read(row["value"]), row["by_person"], read(row["at"]))


def save_answer(
    tx: Tx, sheet_id: int, question_id: str, value: Value, by: int, now: datetime
) -> None:
    """Record a village answer over whatever stood there."""
    tx.do(
        """INSERT INTO answers (sheet_id, question_id, value, by_person, at)
           VALUES (:s, :q, :v, :by, :at)
           ON CONFLICT (sheet_id, question_id) DO UPDATE SET value = excluded.value,
               by_person = excluded.by_person, at = excluded.at""",
        s=sheet_id,
        q=question_id,
        v=forms.written(value),
        by=by,
        at=written(now),
    )


def drop_answer(tx: Tx, sheet_id: int, question_id: str) -> None:
    """Make an answer missing again (undo)."""
    tx.do("DELETE FROM answers WHERE sheet_id = :s AND question_id = :q", s=sheet_id, q=question_id)


def rollup(tx: Tx, sheet_id: int) -> Rollup:
    """The sheet's running figures."""
    row = tx.one("SELECT * FROM rollups WHERE sheet_id = :s", s=sheet_id)
    if row is None:
        raise KeyError(sheet_id)
    plain = json.loads(row["tallies"])
    return Rollup(
        {question: Tally.from_json(body) for question, body in plain.items()},
        Counts(
            row["households"], row["visited"], row["telephoned"], row["absent"], row["problems"]
        ),
    )


def save_rollup(tx: Tx, sheet_id: int, rollup: Rollup) -> None:
    """Write the running figures; what was computed from the old ones is forgotten."""
    plain = {question: tally.to_json() for question, tally in rollup.tallies.items()}
    counts = rollup.counts
    tx.do(
        """UPDATE rollups SET tallies = :tallies, figures = NULL, households = :households,
               visited = :visited, telephoned = :telephoned, absent = :absent,
               problems = :problems
           WHERE sheet_id = :s""",
        s=sheet_id,
        tallies=json.dumps(plain, separators=(",", ":")),
        households=counts.households,
        visited=counts.visited,
        telephoned=counts.telephoned,
        absent=counts.absent,
        problems=counts.problems,
    )


def forget_figures(tx: Tx, sheet_id: int) -> None:
    """What was computed from the roll-up no longer holds (a standing or an exemption changed)."""
    tx.do("UPDATE rollups SET figures = NULL WHERE sheet_id = :s", s=sheet_id)


def figures(tx: Tx, sheet_id: int) -> dict[str, Any] | None:
    """The sheet's score as last computed; None where the roll-up has changed since."""
    row = tx.one("SELECT figures FROM rollups WHERE sheet_id = :s", s=sheet_id)
    return json.loads(row["figures"]) if row and row["figures"] else None


def stale(tx: Tx, at_most: int) -> list[int]:
    """Sheets whose score was not computed since their roll-up changed."""
    rows = tx.all(
        "SELECT sheet_id FROM rollups WHERE figures IS NULL ORDER BY sheet_id LIMIT :n", n=at_most
    )
    return [row["sheet_id"] for row in rows]


def save_figures(tx: Tx, sheet_id: int, plain: Mapping[str, Any]) -> None:
    """Keep a computed score until the roll-up changes."""
    tx.do(
        "UPDATE rollups SET figures = :f WHERE sheet_id = :s",
        s=sheet_id,
        f=json.dumps(plain, ensure_ascii=False, separators=(",", ":")),
    )

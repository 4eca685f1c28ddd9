"""Households and their visits: one row a visit, with value, author and time a question."""

from __future__ import annotations

import json

from inspection import answers as forms
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

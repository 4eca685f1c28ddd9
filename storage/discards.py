"""Sheets thrown away while they were empty; their numbers are never given again."""

from __future__ import annotations

from datetime import datetime

from storage.db import Tx
from storage.times import written

_ANYTHING = (
    *("answers", "visits", "standings", "exemptions", "grounds", "remarks", "confirmations"),
    *("objections", "evidence", "findings", "finding_steps"),
)


def is_empty(tx: Tx, sheet_id: int) -> bool:
    """Whether nothing at all belongs to the sheet, not even what was dropped or withdrawn."""
    return not any(
        tx.one(f"SELECT 1 FROM {table} WHERE sheet_id = :s LIMIT 1", s=sheet_id)  # noqa: S608 ours
        for table in _ANYTHING
    )


def note(tx: Tx, sheet_id: int, unit_id: int, now: datetime) -> None:
    """The number is used up: buttons in old messages still name it."""
    tx.do(
        "INSERT INTO discarded_sheets (sheet_id, unit_id, at) VALUES (:s, :u, :at)",
        s=sheet_id,
        u=unit_id,
        at=written(now),
    )

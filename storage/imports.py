"""Campaign workbooks sent in the chat: fetched, read, confirmed, taken over.

States: owed -> faults | ready -> confirmed -> done; `cancelled` by who sent it, `failed` when it
cannot be fetched or may not be taken over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, cast

from inspection.card import Words
from storage import texts
from storage.db import Row, Tx
from storage.times import written

State: TypeAlias = Literal["owed", "faults", "ready", "confirmed", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class Import:
    """One workbook somebody sent: `file` as the channel knows it, `name` as people do."""

    id: int
    user_id: int
    file: str
    name: str
    state: State
    attempts: int
    outcome: tuple[Words, ...]
    """What the sender is told of it, a line each."""


def _import(row: Row) -> Import:
    lines = json.loads(row["outcome"]) if row["outcome"] else []
    return Import(
        row["id"],
        row["user_id"],
        row["file"],
        row["name"],
        cast("State", row["state"]),
        row["attempts"],
        tuple(texts.load(line) for line in lines),
    )


def new(tx: Tx, user_id: int, file: str, name: str, now: datetime) -> int:
    """Note a workbook to be fetched; one of the same account that still waits is cancelled."""
    tx.do(
        """UPDATE imports SET state = 'cancelled'
           WHERE user_id = :u AND state IN ('owed', 'ready')""",
        u=user_id,
    )
    return tx.new(
        """INSERT INTO imports (user_id, file, name, at, state)
           VALUES (:u, :file, :name, :at, 'owed') RETURNING id""",
        u=user_id,
        file=file,
        name=name,
        at=written(now),
    )


def get(tx: Tx, import_id: int) -> Import | None:
    """The import of that id."""
    row = tx.one("SELECT * FROM imports WHERE id = :id", id=import_id)
    return _import(row) if row else None


def waiting(tx: Tx, wall: datetime) -> list[Import]:
    """Workbooks to be fetched and read, or to be taken over, now."""
    rows = tx.all(
        """SELECT * FROM imports WHERE state IN ('owed', 'confirmed')
             AND (next_try_at IS NULL OR next_try_at <= :wall) ORDER BY id""",
        wall=written(wall),
    )
    return [_import(row) for row in rows]


def move(
    tx: Tx, import_id: int, before: State, after: State, outcome: Sequence[Words] | None = None
) -> bool:
    """Carry it on from one state to the next; False where it stands elsewhere by now."""
    told = None if outcome is None else json.dumps([texts.dump(words) for words in outcome])
    return (
        tx.do(
            """UPDATE imports SET state = :after, outcome = coalesce(:told, outcome),
                   next_try_at = NULL
               WHERE id = :id AND state = :before""",
            id=import_id,
            before=before,
            after=after,
            told=told,
        )
        == 1
    )


def again(tx: Tx, import_id: int, not_before: datetime) -> None:
    """It did not work this time; try once more from then on."""
    tx.do(
        "UPDATE imports SET attempts = attempts + 1, next_try_at = :at WHERE id = :id",
        id=import_id,
        at=written(not_before),
    )


def live(tx: Tx) -> frozenset[str]:
    """The ids of those whose file is still needed, as text."""
    rows = tx.all("SELECT id FROM imports WHERE state IN ('owed', 'ready', 'confirmed')")
    return frozenset(str(row["id"]) for row in rows)

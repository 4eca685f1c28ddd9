"""Who is where on a sheet just now: read from everybody's focus, kept nowhere else."""

from __future__ import annotations

from datetime import datetime

from storage.db import Tx
from storage.times import written


def others_on(tx: Tx, sheet_id: int, user_id: int, since: datetime) -> list[tuple[int, str]]:
    """The other people who moved on this sheet since then: person and place."""
    rows = tx.all(
        """SELECT person_id, place FROM focus
           WHERE sheet_id = :s AND user_id <> :u AND moved_at >= :since
             AND person_id IS NOT NULL""",
        s=sheet_id,
        u=user_id,
        since=written(since),
    )
    return [(row["person_id"], row["place"]) for row in rows]

"""Who is where on a sheet just now: read from everybody's focus, kept nowhere else."""

from __future__ import annotations

from datetime import datetime

from storage.db import Tx
from storage.times import written


def others_on(tx: Tx, sheet_id: int, user_id: int, since: datetime) -> list[tuple[int, str]]:
    """The other people who moved on this sheet since then: person and place."""
    rows = tx.all(
        """SELECT p.id, f.place FROM focus f
           JOIN sheets s ON s.id = f.sheet_id
           JOIN people p ON p.user_id = f.user_id AND p.campaign_id = s.campaign_id
           WHERE f.sheet_id = :s AND f.user_id <> :u AND f.moved_at >= :since
             AND p.dropped = 0""",
        s=sheet_id,
        u=user_id,
        since=written(since),
    )
    return [(row["id"], row["place"]) for row in rows]

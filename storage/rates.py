"""How fast may be sent: one row a limit, shared by all who send (generic cell rate algorithm).

`free_at` is the time at which everything granted so far would have gone out at the allowed pace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.db import Tx
from storage.times import read, written


@dataclass(frozen=True, slots=True)
class Limit:
    """One slot every `interval`; up to `ahead` of it may be granted early, as a short burst."""

    key: str
    interval: timedelta
    ahead: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Wait:
    """No slot: which limit refused first, and when all of them will be free again."""

    key: str
    until: datetime


def take(tx: Tx, now: datetime, *limits: Limit) -> Wait | None:
    """Take one slot of every limit (None), or of none."""
    granted: list[dict[str, str]] = []
    refused: Wait | None = None
    for limit in limits:
        row = tx.one("SELECT free_at FROM rates WHERE key = :key", key=limit.key)
        free_at = max(read(row["free_at"]), now) if row else now
        if free_at - now > limit.ahead:
            until = free_at - limit.ahead
            refused = (
                Wait(refused.key, max(refused.until, until)) if refused else Wait(limit.key, until)
            )
        granted.append({"key": limit.key, "at": written(free_at + limit.interval)})
    if refused is None:
        tx.many(
            """INSERT INTO rates (key, free_at) VALUES (:key, :at)
               ON CONFLICT (key) DO UPDATE SET free_at = excluded.free_at""",
            list(granted),
        )
    return refused


def pause(tx: Tx, key: str, until: datetime) -> None:
    """Grant nothing of a limit before that time, as the server has asked."""
    tx.do(
        """INSERT INTO rates (key, free_at) VALUES (:key, :at)
           ON CONFLICT (key) DO UPDATE SET free_at = max(free_at, excluded.free_at)""",
        key=key,
        at=written(until),
    )


def forget(tx: Tx, before: datetime) -> int:
    """Remove limits that have long been free; how many they were."""
    return tx.do("DELETE FROM rates WHERE free_at < :before", before=written(before))

"""What has come in: update ids already handled, and updates that could not be handled."""

from __future__ import annotations

from datetime import datetime

from storage.db import Tx
from storage.times import written


def first_sight(tx: Tx, update_id: int, now: datetime) -> bool:
    """Note an update in the transaction of its own act; False when it was handled before."""
    return (
        tx.do(
            "INSERT INTO inbox (update_id, at) VALUES (:id, :at) ON CONFLICT DO NOTHING",
            id=update_id,
            at=written(now),
        )
        == 1
    )


def forget(tx: Tx, before: datetime) -> int:
    """Remove the ids of updates too old to be sent again; how many they were."""
    return tx.do("DELETE FROM inbox WHERE at < :before", before=written(before))


def count_failure(tx: Tx, update_id: int, error: str, raw: str, now: datetime) -> int:
    """Keep an update that failed, masked, with its error; how often it has failed by now."""
    row = tx.one(
        """INSERT INTO quarantine (update_id, attempts, error, raw, at)
           VALUES (:id, 1, :error, :raw, :at)
           ON CONFLICT (update_id) DO UPDATE SET attempts = attempts + 1,
               error = excluded.error, at = excluded.at
           RETURNING attempts""",
        id=update_id,
        error=error,
        raw=raw,
        at=written(now),
    )
    return int(row["attempts"]) if row else 1


def recovered(tx: Tx, update_id: int) -> None:
    """Forget the failures of an update that was handled after all."""
    tx.do("DELETE FROM quarantine WHERE update_id = :id", id=update_id)


def quarantined(tx: Tx, at_least: int) -> int:
    """How many updates were given up after so many tries."""
    row = tx.one("SELECT count(*) AS n FROM quarantine WHERE attempts >= :n", n=at_least)
    return int(row["n"]) if row else 0


def admin_to_tell(tx: Tx) -> int | None:
    """The account of an admin who can be told of trouble, of the newest campaign first."""
    row = tx.one(
        """SELECT p.user_id FROM people p JOIN posts s ON s.person_id = p.id
           WHERE s.role = 'admin' AND p.dropped = 0 AND p.unreachable = 0
             AND p.user_id IS NOT NULL
           ORDER BY p.campaign_id DESC, p.id LIMIT 1"""
    )
    return int(row["user_id"]) if row else None

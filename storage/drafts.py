"""Words somebody wrote and has not confirmed yet: they outlive a call, a dead battery, a kill."""

from __future__ import annotations

from datetime import datetime

from storage.db import Tx
from storage.times import written


def keep(tx: Tx, user_id: int, place: str, words: str, now: datetime) -> None:
    """Keep what the account wrote at a place, instead of what it wrote there before."""
    tx.do(
        """INSERT INTO drafts (user_id, place, words, at) VALUES (:u, :place, :words, :at)
           ON CONFLICT (user_id, place) DO UPDATE SET words = excluded.words, at = excluded.at""",
        u=user_id,
        place=place,
        words=words,
        at=written(now),
    )


def words(tx: Tx, user_id: int, place: str) -> str | None:
    """What the account wrote there, None where it wrote nothing or it was confirmed."""
    row = tx.one(
        "SELECT words FROM drafts WHERE user_id = :u AND place = :place", u=user_id, place=place
    )
    return row["words"] if row else None


def drop(tx: Tx, place: str) -> None:
    """The matter is settled: nobody's words about it wait any more."""
    tx.do("DELETE FROM drafts WHERE place = :place", place=place)

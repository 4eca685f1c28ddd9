"""Evidence whose bytes are still at the chat server: what is owed, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage import twins
from storage.db import Tx
from storage.times import written


@dataclass(frozen=True, slots=True)
class Owed:
    """One file to fetch; `size` in bytes as the server announced it."""

    id: int
    campaign_id: int
    kind: str
    file_id: str
    size: int | None
    chat_id: int
    message_id: int
    attempts: int


def owed(tx: Tx, wall: datetime, at_most: int, besides: Collection[int] = ()) -> list[Owed]:
    """Files to fetch now, without those already in hand."""
    rows = tx.all(
        """SELECT id, campaign_id, kind, file_id, size, chat_id, message_id, attempts
           FROM evidence
           WHERE state = 'owed' AND (next_try_at IS NULL OR next_try_at <= :wall)
           ORDER BY id LIMIT :n""",
        wall=written(wall),
        n=at_most + len(besides),
    )
    return [Owed(**row) for row in rows if row["id"] not in besides][:at_most]


def waiting(tx: Tx) -> int:
    """How many files are still to be fetched."""
    row = tx.one("SELECT count(*) AS n FROM evidence WHERE state = 'owed'")
    return int(row["n"]) if row else 0


def safe(
    tx: Tx,
    item: Owed,
    sha256: str,
    size: int,
    mime: str | None,
    look: str | None,
    mirrored: str | None,
) -> None:
    """The bytes are on the disk under their SHA-256; `look` is what a picture looks like.

    Files of the same bytes elsewhere are its twins from now on; those that look alike are
    found later, beside the writer.
    """
    tx.do(
        """UPDATE evidence SET state = 'safe', sha256 = :sha, size = :size,
               mime = coalesce(:mime, mime), difference_hash = :look, mirrored_hash = :mirrored,
               compared = :look IS NULL, next_try_at = NULL
           WHERE id = :id AND state = 'owed'""",
        id=item.id,
        sha=sha256,
        size=size,
        mime=mime,
        look=look,
        mirrored=mirrored,
    )
    twins.mark(tx, item.id)


def again(tx: Tx, evidence_id: int, next_try: datetime) -> None:
    """It did not work this time."""
    tx.do(
        """UPDATE evidence SET attempts = attempts + 1, next_try_at = :at
           WHERE id = :id AND state = 'owed'""",
        id=evidence_id,
        at=written(next_try),
    )


def lost(tx: Tx, evidence_id: int) -> bool:
    """It can never be fetched; False when that was known."""
    return (
        tx.do(
            "UPDATE evidence SET state = 'lost' WHERE id = :id AND state = 'owed'", id=evidence_id
        )
        == 1
    )

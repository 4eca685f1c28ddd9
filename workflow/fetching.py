"""The acts of the courier: files still at the chat server, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from inspection.text import text
from storage import downloads, notices
from storage.db import Tx
from storage.downloads import Owed


def owed_files(tx: Tx, wall: datetime, at_most: int, besides: Collection[int]) -> list[Owed]:
    """Files to fetch now, without those in hand."""
    return downloads.owed(tx, wall, at_most, besides)


def evidence_later(tx: Tx, item: Owed, at: datetime) -> None:
    """It did not work: again at that time."""
    downloads.again(tx, item.id, at)


def evidence_lost(tx: Tx, item: Owed, reason: str, now: datetime) -> None:
    """The file cannot be had: say so to whoever sent it. `reason` is `gone` or `large`."""
    if downloads.lost(tx, item.id):
        words = text("evidence.lost", reason=text(f"evidence.lost_{reason}"))
        notices.line(tx, f"evidence/{item.id}/lost", item.chat_id, words, now)


def evidence_safe(
    tx: Tx, item: Owed, sha256: str, size: int, mime: str | None, look: str | None, now: datetime
) -> None:
    """The bytes are safe: note it, and say so with a reaction on the message."""
    downloads.safe(tx, item, sha256, size, mime, look)
    notices.react(tx, item.chat_id, item.message_id, now)

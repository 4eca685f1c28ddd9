"""Updates that could not be handled, what is tidied away, and figures for the gauges."""

from __future__ import annotations

from datetime import datetime, timedelta

from inspection.text import text
from storage import mailbox, notices, rates
from storage.db import Tx


def update_failed(tx: Tx, update_id: int, error: str, raw: str, now: datetime) -> int:
    """Count a failed try of an update; how many there were."""
    return mailbox.count_failure(tx, update_id, error, raw, now)


def update_recovered(tx: Tx, update_id: int) -> None:
    """An update that had failed was handled after all."""
    mailbox.recovered(tx, update_id)


def quarantine(tx: Tx, update_id: int, chat_id: int | None, now: datetime) -> None:
    """Give an update up: it counts as handled, its sender is told kindly, an admin plainly."""
    mailbox.first_sight(tx, update_id, now)
    number = str(update_id)
    if chat_id is not None:
        notices.line(tx, f"quarantine/{number}", chat_id, text("fault.yours", number=number), now)
    admin = mailbox.admin_to_tell(tx)
    if admin is not None:
        words = text("fault.admin", number=number)
        notices.line(tx, f"quarantine/{number}/admin", admin, words, now)


def tidy(tx: Tx, wall: datetime) -> int:
    """Remove what two days have made useless: update ids, limits long free; how many rows."""
    before = wall - timedelta(hours=48)
    return mailbox.forget(tx, before) + rates.forget(tx, before)


def figures(tx: Tx, now: datetime, tries: int) -> dict[str, int]:
    """Row counts for the gauges; updates that failed `tries` times are in quarantine."""
    return {**notices.count(tx, now), "quarantine": mailbox.quarantined(tx, tries)}

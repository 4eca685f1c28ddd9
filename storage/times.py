"""How times stand in the books: UTC text of fixed width, so that order is alphabetical."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """An aware time as text: 2026-10-12T09:30:00.000000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(stamp: str) -> datetime:
    """The aware UTC time of such a text."""
    return datetime.fromisoformat(stamp)

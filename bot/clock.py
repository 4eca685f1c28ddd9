"""The only place that looks at the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

_file = os.environ.get("DUCHA_CLOCK") or None
_last_read: datetime | None = None
_ahead = timedelta()


def wall() -> datetime:
    """The real time, aware UTC: for limits, leases and second tries."""
    return datetime.now(UTC)  # noqa: TID251 this is the place


def follow(file: Path | None) -> None:
    """Take the campaign's time from that file from now on (None: from the real clock)."""
    global _file, _last_read
    _file, _last_read = str(file) if file else None, None


def set_ahead(by: timedelta) -> None:
    """Let the campaign's time be so much ahead (below zero: behind) from now on; for the demo."""
    global _ahead  # noqa: PLW0603 one clock a process
    _ahead = by


def ahead() -> timedelta:
    """How far ahead it was set."""
    return _ahead


def now() -> datetime:
    """The campaign's time, aware UTC: the real one, or what DUCHA_CLOCK's file says it is.

    Either as much ahead as it was set. The file is read at each look. A time without zone is
    UTC. While it cannot be read (somebody is writing it) the last time read stands; before that,
    ValueError.
    """
    if _file is None:
        return wall() + _ahead
    return _read(Path(_file)) + _ahead


def unix() -> float:
    """The campaign's time in Unix seconds."""
    return now().timestamp()


def _read(file: Path) -> datetime:
    global _last_read  # noqa: PLW0603 one clock a process
    try:
        moment = datetime.fromisoformat(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        if _last_read is None:
            raise ValueError(f"DUCHA_CLOCK: {file} holds no ISO time") from error
        return _last_read
    _last_read = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _last_read

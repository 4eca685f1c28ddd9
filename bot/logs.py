"""The log: ids and outcomes, never texts, and no token in any line or traceback."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from types import TracebackType

TOKEN = re.compile(r"\d+:[\w-]{30,}")
QUIET = (
    "httpx",
    "httpcore",
    "aiohttp.access",
    "aiosqlite",
    "asyncio",
    "apscheduler",
    "PIL",
    "alembic",
)
WORDY = ("telegram",)
"""Libraries that write what people said at DEBUG: they never go below INFO."""


def redacted(line: str) -> str:
    """The line with every bot token taken out."""
    return TOKEN.sub("[token]", line)


def alias(chat_id: int | None) -> str:
    """A chat in the log: always the same eight letters, which do not lead back by themselves."""
    return hashlib.sha256(f"chat {chat_id}".encode()).hexdigest()[:8] if chat_id else "-"


class Redacting(logging.Formatter):
    """Formats a record with its traceback, then takes tokens out of all of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redacted(super().format(record))


def set_up(level: str = "INFO") -> None:
    """Log to standard error; uncaught errors too."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in WORDY:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("ducha").critical("uncaught", exc_info=(kind, error, trace))

"""What can go wrong outside: why the program cannot start, and what became of a call."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

# Waits come as time spans; the library's plain numbers are deprecated.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class StartError(Exception):
    """The program cannot run; its message is one plain sentence for who started it."""


class Fate(StrEnum):
    """What became of a call to the chat server."""

    NOT_SENT = "not_sent"
    """Certainly not done; the same call may succeed later."""
    UNKNOWN = "unknown"
    """Perhaps done: the answer was lost."""
    PAUSED = "paused"
    """Not done: too many, wait so long."""
    UNCHANGED = "unchanged"
    """The message already reads like that."""
    GONE = "gone"
    """The message to change is no more, or cannot be changed."""
    BLOCKED = "blocked"
    """The person cannot be reached at all."""
    MOVED = "moved"
    """The group is another chat now."""
    REFUSED = "refused"
    """Not done, and never will be: the call itself is wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate, with the wait it asks for or the chat it names, and words for the log."""

    fate: Fate
    words: str
    wait: timedelta = timedelta(0)
    chat_id: int = 0


_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message to react not found",
    "message_id_invalid",
    "message identifier is not specified",
)
_UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def outcome_of(error: TelegramError) -> Outcome:
    """What a failed call has done, by its class, its words and its cause."""
    words = str(error)
    plain = words.lower()
    match error:
        case RetryAfter():
            wait = error.retry_after
            span = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            return Outcome(Fate.PAUSED, words, wait=span)
        case ChatMigrated():
            return Outcome(Fate.MOVED, words, chat_id=error.new_chat_id)
        case Forbidden():
            return Outcome(Fate.BLOCKED, words)
        case BadRequest() if "message is not modified" in plain:
            return Outcome(Fate.UNCHANGED, words)
        case BadRequest() if any(sentence in plain for sentence in _GONE):
            return Outcome(Fate.GONE, words)
        case BadRequest() if any(sentence in plain for sentence in _UNREACHABLE):
            return Outcome(Fate.BLOCKED, words)
        case BadRequest():
            return Outcome(Fate.REFUSED, words)
        case InvalidToken() | Conflict():
            return Outcome(Fate.NOT_SENT, words)
        case TimedOut() | NetworkError():
            cause = error.__cause__
            # Without a cause the server did answer, with a 5xx: it did not do it.
            sure = cause is None or isinstance(cause, _BEFORE_SENDING)
            return Outcome(Fate.NOT_SENT if sure else Fate.UNKNOWN, words)
        case _:
            return Outcome(Fate.UNKNOWN, words)

"""What a person said, freed from Telegram's forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Sender:
    """Who spoke and where: the account, the chat, the message it came in."""

    user_id: int
    chat_id: int
    private: bool
    message_id: int | None = None
    lang: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, and what was typed after it."""

    name: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: its callback data, and the message it hangs under."""

    data: str
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of text; `reply_to` is the message it answers."""

    text: str
    reply_to: int | None = None


EvidenceKind: TypeAlias = Literal["photo", "document", "video", "voice"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file someone sent; `size` in bytes, `album` the same for all photos of one album."""

    kind: EvidenceKind
    file_id: str
    file_unique_id: str
    size: int | None = None
    name: str | None = None
    mime: str | None = None
    caption: str | None = None
    album: str | None = None
    forwarded: bool = False
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A position (WGS-84 degrees as text, accuracy in metres) and whether it is a live one."""

    latitude: str
    longitude: str
    accuracy: str | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """The person opened or blocked the chat with the bot."""

    blocked: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Something ducha has no use for: a sticker, a poll."""

    what: str = ""


Heard: TypeAlias = Command | Pressed | Typed | Attached | Located | Joined | Other


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing heard: which update, who, what, and when it is now (aware, UTC)."""

    update_id: int
    sender: Sender
    heard: Heard
    now: datetime

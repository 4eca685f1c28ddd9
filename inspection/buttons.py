"""What buttons carry: an act's code and its arguments, `v|12|1.4a|->0`, in at most 64 bytes.

The data come back from a stranger's phone: they are read by a strict grammar and prove nothing;
rights are looked up anew. Answers carry from and to, so that a repeat is harmless and only a
different value of somebody else's has to be asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspection.card import Button, Words

LIMIT = 64
_SAFE = re.compile(r"[^|\x00-\x1f]*")
_SHAPE = re.compile(r"[a-z]{1,6}(\|[^|\x00-\x1f]{0,40}){0,7}")


@dataclass(frozen=True, slots=True)
class Press:
    """A button's data, taken apart."""

    code: str
    args: tuple[str, ...]


def data(code: str, *args: str | int) -> str:
    """The callback data of an act. ValueError when it would not fit or holds a separator."""
    parts = [code, *map(str, args)]
    if not all(_SAFE.fullmatch(part) for part in parts):
        raise ValueError(f"a separator inside {parts!r}")
    made = "|".join(parts)
    if len(made.encode()) > LIMIT:
        raise ValueError(f"{made!r} is over {LIMIT} bytes")
    return made


def button(label: Words, code: str, *args: str | int, after: Button | None = None) -> Button:
    """A button with its label, what it says when pressed, and what it is after that."""
    return Button(label, data(code, *args), after)


def read_press(raw: str) -> Press | None:
    """Callback data taken apart, or None where they are none of ours."""
    if len(raw.encode(errors="replace")) > LIMIT or not _SHAPE.fullmatch(raw):
        return None
    code, *args = raw.split("|")
    return Press(code, tuple(args))


def read_id(raw: str) -> int | None:
    """A row's id out of callback data: a plain positive number of at most 15 digits."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 15 else None

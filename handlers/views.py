"""How cards and notices look in Telegram: HTML and keyboards, within the server's limits."""

from __future__ import annotations

import hashlib
import html
import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from content.locales import catalog
from inspection.card import Button, Card, Rows, Words
from inspection.text import text

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
DATA_LIMIT = 64
BUTTON_LIMIT = 100
LEAST = 80
"""The longest lines of a card are cut, though to no less than this, so that all others are seen."""
_TAG = re.compile(r"<[^>]*>")
Markup = dict[str, Any]
"""An inline keyboard as the Bot API's JSON."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent; the fingerprint is the same exactly when it looks the same."""

    html: str
    markup: Markup | None
    protected: bool
    fingerprint: str


def render(card: Card, lang: str, *, hints: bool = False) -> Rendered:
    """A card as a message. ValueError for buttons that Telegram would not take.

    With `hints` a button carries what it will be after its tap (`ducha_after`, which only our own
    chat server knows). They are no part of the looks: they follow from the buttons.
    """
    body = html_of(card.lines or (card.title,), lang)
    markup = _markup(card.rows, lang, hints=hints)
    look = hashlib.sha256(body.encode())
    for row in markup["inline_keyboard"] if markup else ():
        for button in row:
            look.update(f"\0{button['text']}\0{button['callback_data']}".encode())
        look.update(b"\1")
    # A message once sent unprotected stays so: protection is part of the looks.
    mark = "protected" if card.private else "open"
    return Rendered(body, markup, card.private, f"{mark}:{look.hexdigest()}")


def fits(fingerprint: str | None, rendered: Rendered) -> bool:
    """Whether a message of that looks may be edited into this one."""
    return not rendered.protected or (fingerprint or "").startswith("protected:")


def html_of(lines: tuple[Words, ...], lang: str, limit: int = TEXT_LIMIT) -> str:
    """Lines as HTML of at most `limit` characters as Telegram counts them; … marks a cut.

    Where they are too long together the longest are cut first: what stands last is read as well.
    """
    words = catalog(lang)
    done: list[str] = []
    room = limit - 2
    for marked in _evened([words.html(line) for line in lines], room):
        size = length(_plain(marked)) + 1
        if size > room:
            if not done:
                done.append(html.escape(_plain(marked)[: room // 2], quote=False))
            done.append("…")
            break
        done.append(marked)
        room -= size
    return "\n".join(done)


def _evened(lines: list[str], room: int) -> list[str]:
    """The lines, the longest cut to the greatest length at which all fit; as they are if none."""
    sizes = [length(_plain(line)) + 1 for line in lines]
    if sum(sizes) <= room:
        return lines
    if sum(min(size, LEAST) for size in sizes) > room:
        return lines
    lengths = range(LEAST, room)
    most = LEAST - 1 + bisect(lengths, room, key=lambda at: sum(min(size, at) for size in sizes))
    return [
        line if size <= most else html.escape(_cut(_plain(line), most - 2), quote=False) + "…"
        for line, size in zip(lines, sizes, strict=True)
    ]


def _plain(marked: str) -> str:
    return html.unescape(_TAG.sub("", marked))


def _cut(words: str, most: int) -> str:
    while length(words) > most:
        words = words[: len(words) - max(1, (length(words) - most) // 2)]
    return words


def length(words: str) -> int:
    """Characters as Telegram counts them: an emoji may be two."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def inline(rows: Rows, lang: str) -> InlineKeyboardMarkup | None:
    """Rows of buttons under a message. ValueError beyond 64 bytes a button or 100 buttons."""
    markup = _markup(rows, lang, hints=False)
    if markup is None:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(**button) for button in row] for row in markup["inline_keyboard"]]
    )


def _markup(rows: Rows, lang: str, *, hints: bool) -> Markup | None:
    if not rows:
        return None
    words = catalog(lang)
    if sum(len(row) for row in rows) > BUTTON_LIMIT:
        raise ValueError(f"more than {BUTTON_LIMIT} buttons")
    for row in rows:
        for button in row:
            if not 1 <= len(button.data.encode()) <= DATA_LIMIT:
                raise ValueError(f"{button.data!r} is not 1 to {DATA_LIMIT} bytes")

    def drawn(button: Button) -> Markup:
        shown: Markup = {"text": words.plain(button.label), "callback_data": button.data}
        if hints and button.after is not None:
            shown["ducha_after"] = drawn(button.after)
        return shown

    return {"inline_keyboard": [[drawn(button) for button in row] for row in rows]}


def collapsed(line: Words, place: str | None, lang: str) -> tuple[str, InlineKeyboardMarkup | None]:
    """A card left behind: its line, and the button back to its place."""
    data = f"go|{place}" if place else ""
    if not data or len(data.encode()) > DATA_LIMIT:
        return html_of((line,), lang), None
    label = catalog(lang).plain(text("card.reopen"))
    button = InlineKeyboardButton(label, callback_data=data)
    return html_of((line,), lang), InlineKeyboardMarkup([[button]])


def keyboard(keys: Sequence[str], lang: str) -> tuple[str, ReplyKeyboardMarkup]:
    """The one row of these keys below the typing line, and the message that brings it."""
    words = catalog(lang)
    row = [
        KeyboardButton(
            words.plain(text(f"keyboard.{key}")), request_location=key == "location" or None
        )
        for key in keys
    ]
    markup = ReplyKeyboardMarkup([row], resize_keyboard=True, is_persistent=True)
    return words.html(text("keyboard.ready")), markup


def toast(words: Words, lang: str) -> str:
    """What appears over a tap, at most 200 characters."""
    plain = catalog(lang).plain(words)
    return plain if length(plain) <= TOAST_LIMIT else plain[: TOAST_LIMIT // 2 - 1] + "…"

"""Formatted stretches of a text: put in order, trimmed, found by themselves, counted in UTF-16."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

CLOSED = ("code", "pre")
ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'，。；！？、（）《》]+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?![A-Za-z0-9_])"
    r"|(?<![\w/<>@])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z][A-Za-z0-9_]{3,31})?)(?![\w/@])"
    r"|(?<![\w#/&])(?P<hashtag>#(?=\w*[^\W\d])\w{1,64})",
)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")
DROPPED = re.compile("[\r\u2028-\u202e]")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text are of this kind; `extra` is its link, language or id."""

    kind: str
    start: int
    end: int
    extra: str = ""


def cleaned(text: str) -> str:
    """Without the characters Telegram removes: control characters, returns, overrides."""
    return CONTROLS.sub(" ", DROPPED.sub("", text))


def utf16(text: str) -> int:
    """Length in UTF-16 code units, in which the Bot API counts."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def settled(text: str, spans: Iterable[Span]) -> tuple[str, list[Span]]:
    """The text without white space around it, the spans clipped to it, in the API's order."""
    lead = len(text) - len(text.lstrip())
    trimmed = text.strip()
    kept = [
        replace(span, start=max(span.start - lead, 0), end=min(span.end - lead, len(trimmed)))
        for span in spans
    ]
    kept = _closed_apart(_languages([span for span in kept if span.start < span.end]))
    kept += _found(trimmed, kept)
    return trimmed, sorted(kept, key=lambda span: (span.start, -span.end, _rank(span.kind)))


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _languages(spans: Sequence[Span]) -> list[Span]:
    # <pre><code class="language-x"> is one block of code that knows its language.
    inner = {(span.start, span.end): span for span in spans if span.kind == "code"}
    outer = {(span.start, span.end) for span in spans if span.kind == "pre"}
    kept = []
    for span in spans:
        place = (span.start, span.end)
        if span.kind == "pre" and place in inner:
            kept.append(replace(span, extra=inner[place].extra))
        elif span.kind != "code" or place not in outer:
            kept.append(span)
    return kept


def _closed_apart(spans: Sequence[Span]) -> list[Span]:
    """Code holds no other format and is part of none but a quotation: others are cut around it."""
    closed: list[Span] = []
    for span in sorted((s for s in spans if s.kind in CLOSED), key=lambda s: s.start - s.end):
        if all(span.end <= other.start or span.start >= other.end for other in closed):
            closed.append(span)
    kept = list(closed)
    for span in spans:
        if span.kind in CLOSED:
            continue
        kept += [span] if "blockquote" in span.kind else _outside(span, closed)
    return kept


def _outside(span: Span, closed: Iterable[Span]) -> list[Span]:
    pieces = []
    start = span.start
    for hole in sorted(closed, key=lambda s: s.start):
        if hole.end <= start or hole.start >= span.end:
            continue
        if hole.start > start:
            pieces.append(replace(span, start=start, end=hole.start))
        start = max(start, hole.end)
    if start < span.end:
        pieces.append(replace(span, start=start))
    return pieces


def _found(text: str, spans: Sequence[Span]) -> list[Span]:
    if not any(mark in text for mark in "/@#"):
        return []
    taken = [s for s in spans if s.kind in (*CLOSED, "text_link", "text_mention")]
    return [
        Span(found.lastgroup or "", found.start(), found.end())
        for found in FOUND.finditer(text)
        if all(found.end() <= s.start or found.start() >= s.end for s in taken)
    ]


def to_entities(text: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    """MessageEntity objects, offsets and lengths in UTF-16 code units."""
    entities = []
    for span in spans:
        entity: dict[str, Any] = {
            "offset": utf16(text[: span.start]),
            "length": utf16(text[span.start : span.end]),
            "type": span.kind,
        }
        match span.kind:
            case "text_link":
                entity["url"] = span.extra
            case "pre" if span.extra:
                entity["language"] = span.extra
            case "custom_emoji":
                entity["custom_emoji_id"] = span.extra
            case "text_mention":
                name = text[span.start : span.end]
                entity["user"] = {"id": int(span.extra), "is_bot": False, "first_name": name}
        entities.append(entity)
    return entities


def from_entities(text: str, entities: Iterable[dict[str, Any]]) -> list[Span]:
    """Spans of MessageEntity objects (offsets in UTF-16 code units; what lies outside is cut)."""
    places = [0]
    for index, character in enumerate(text):
        places += [index + 1] if character <= "\uffff" else [index, index + 1]
    last = len(places) - 1
    spans = []
    for entity in entities:
        start = places[min(max(int(entity["offset"]), 0), last)]
        end = places[min(max(int(entity["offset"]) + int(entity["length"]), 0), last)]
        extra = entity.get("url") or entity.get("language") or entity.get("custom_emoji_id") or ""
        if isinstance(entity.get("user"), dict):
            extra = str(entity["user"].get("id", ""))
        if start < end:
            spans.append(Span(str(entity["type"]), start, end, str(extra)))
    return spans

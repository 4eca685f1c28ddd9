"""What the archive says of a file: on its stamped copy, in the index."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

from content.locales import Catalog
from exports.archive_entry import HASH_SHOWN, Entry, Position
from exports.excel import clean
from exports.stamp import Line
from inspection.text import Text, text


def stamp_lines(entry: Entry, catalog: Catalog, *, chinese: bool = True) -> list[Line]:
    """The lines of a stamp, top down; without a Chinese font only those in Latin letters."""
    item = " ".join(filter(None, (entry.item or "", entry.item_title)))
    household = text("archive.household", number=entry.household) if entry.household else None
    said: list[tuple[str, Text | str | None]] = [
        ("time", entry.at.strftime("%Y-%m-%d %H:%M:%S ") + _offset(entry)),
        ("place", place_of(entry)),
        ("unit", entry.unit),
        ("item", item),
        ("household", household),
        ("finding", entry.finding),
        ("by", text("archive.of-team", name=entry.by, team=entry.team) if entry.team else entry.by),
        ("number", text("archive.hash", number=entry.number, digits=_digits(entry))),
        ("", text("archive.forwarded") if entry.forwarded else None),
    ]
    lines = []
    for label, words in said:
        if not words:
            continue
        plain = clean(catalog.plain(words)).replace("\n", " ")
        if chinese or plain.isascii():
            lines.append((catalog.plain(text(f"archive.stamp-{label}")) if label else "", plain))
    return lines


def place_of(entry: Entry) -> Text:
    """Where a file came from, or that this is kept no longer."""
    return text("archive.place-removed") if entry.removed else place_words(entry.position)


def place_words(position: Position | None) -> Text:
    """Where the sender was, how exactly, and how long before or after; 未提供 where unknown."""
    if position is None:
        return text("archive.no-place")
    age = abs(position.age)
    minutes, seconds = divmod(age, 60)
    when = "same" if age == 0 else "before" if position.age > 0 else "after"
    exact = _metres(position.accuracy)
    return text(
        "archive.place",
        latitude=_degrees(position.latitude),
        longitude=_degrees(position.longitude),
        accuracy=text("archive.exact", metres=exact) if exact else text("archive.inexact"),
        age=text(f"archive.age-{when}", minutes=minutes, seconds=f"{seconds:02d}"),
    )


def remarks_of(entry: Entry) -> list[Text]:
    """What whoever reads the index has to know of a file."""
    twin = f"{entry.twin_of:06d}" if entry.twin_of is not None else ""
    return [
        words
        for words, holds in (
            (text("archive.confidential"), entry.confidential),
            (text("archive.forwarded"), entry.forwarded),
            (text("archive.late"), entry.late),
            (text("archive.objection"), entry.objection),
            (text("archive.twin", number=twin), bool(twin)),
        )
        if holds
    ]


def _offset(entry: Entry) -> str:
    """UTC+08:00."""
    return f"UTC{entry.at.strftime('%z')[:3]}:{entry.at.strftime('%z')[3:5]}"


def _digits(entry: Entry) -> str:
    return (entry.sha256 or "")[:HASH_SHOWN]


def _degrees(sent: str) -> str:
    """At most six decimals, a tenth of a metre."""
    try:
        return str(Decimal(sent).quantize(Decimal("0.000001")))
    except InvalidOperation:
        return sent


def _metres(sent: str | None) -> str:
    try:
        return str(Decimal(sent).to_integral_value(ROUND_CEILING)) if sent else ""
    except InvalidOperation:
        return ""

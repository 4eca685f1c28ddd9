"""One file of evidence: what it is, what it belongs to, where else it could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.text import text

PAGE = 40
"""Households on a page, two a row."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file and where it may go: `choices` are places with their names, of what was asked for.

    `asked` says for what: nothing, `h.<page>` for households, `s.<section>` for items.
    """

    sheet_id: int
    id: int
    words: Words
    caption: str | None
    has_households: bool
    sections: Sequence[tuple[str, Words]]
    choices: Sequence[tuple[str, Words]] = ()
    asked: str = ""
    locked: bool = False
    notice: Words | None = None


def file_card(view: FileView) -> Card:
    """The file with its buttons; while the sheet is locked it can only be looked at."""
    place = f"file.{view.id}"
    lines: list[Words] = [view.words]
    if view.caption:
        lines.append(text("file.caption", words=view.caption))
    if not view.locked:
        lines.append(text("file.how"))
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = []
    if view.asked and not view.locked:
        rows += _choices(view, place)
        rows.append((says.go(text("button.cancel"), view.sheet_id, place),))
    else:
        rows.append((button(text("file.send"), "ep", view.id),))
        if not view.locked:
            rows += _ways(view, place)
            rows.append((button(text("button.drop-evidence"), "ed", view.id),))
        rows.append((says.go(text("file.all"), view.sheet_id, "pics.0"),))
    full = f"{place}.{view.asked}" if view.asked else place
    return Card(f"{view.sheet_id}|{full}", view.words, tuple(lines), tuple(rows), private=True)


def _ways(view: FileView, place: str) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if view.has_households:
        rows.append((says.go(text("file.to-household"), view.sheet_id, f"{place}.h.0"),))
    rows += [
        (says.go(text("file.to-section", title=title), view.sheet_id, f"{place}.s.{section}"),)
        for section, title in view.sections
    ]
    return rows


def _choices(view: FileView, place: str) -> list[tuple[Button, ...]]:
    if view.asked.startswith("s."):
        return [(button(words, "ev", view.id, to),) for to, words in view.choices]
    page = int(view.asked.removeprefix("h."))
    shown = view.choices[page * PAGE : (page + 1) * PAGE]
    entries = [button(words, "ev", view.id, to) for to, words in shown]
    rows = [tuple(entries[at : at + 2]) for at in range(0, len(entries), 2)]
    turn: list[Button] = []
    if page > 0:
        turn.append(says.go(text("button.page-back"), view.sheet_id, f"{place}.h.{page - 1}"))
    if (page + 1) * PAGE < len(view.choices):
        turn.append(says.go(text("button.page-on"), view.sheet_id, f"{place}.h.{page + 1}"))
    return [*rows, tuple(turn)] if turn else rows

"""`/findings`: the list of findings, the earliest deadline first, with its filters as buttons."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspection.card import Button, Card, Words
from inspection.finding import WITH_UNIT, Finding
from inspection.flow import says
from inspection.text import Text, text

PAGE = 8
FILTERS = ("mine", "open", "week", "overdue", "verify", "closed", "all", "gone")
"""In the order of their buttons; `gone` are those withdrawn, for the team."""
WIDE = 30
"""Columns of a line's matter: number and mark stand before it in the 42 of a button."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding on the list: whose it is (household or unit, as the list needs) and what."""

    finding: Finding
    whose: str
    matter: str


@dataclass(frozen=True, slots=True)
class FindingsView:
    """A page of a filter, of one unit where `unit_id` says so; `counts` by filter."""

    chosen: str
    page: int
    today: date
    counts: Mapping[str, int]
    lines: Sequence[Line]
    unit_id: int | None = None
    unit_name: str = ""
    notice: Words | None = None
    left: bool = False
    """Whether the reader may see what is left by unit and department."""


def place_of(chosen: str, page: int, unit_id: int | None = None) -> str:
    """`findings.<filter>.<page>`, and `.u<unit>` where it is one unit's."""
    unit = "" if unit_id is None else f".u{unit_id}"
    return f"findings.{chosen}.{page}{unit}"


def findings_card(view: FindingsView) -> Card:
    """Each line opens its finding; filters with nothing are left out."""
    name = text(f"findings.{view.chosen}")
    title: Words = text("findings.title")
    if view.unit_id is not None:
        title = text("findings.title-unit", unit=view.unit_name)
    lines: list[Words] = [title]
    total = view.counts[view.chosen]
    pages = -(-total // PAGE)
    if pages > 1:
        lines.append(
            text("findings.pages", filter=name, n=total, page=str(view.page + 1), pages=str(pages))
        )
    elif total:
        lines.append(text("findings.count", filter=name, n=total))
    else:
        lines.append(text("findings.none", filter=name))
    lines.append(text("findings.how"))
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = [(_line(view, each),) for each in view.lines]
    rows += _page_row(view, pages)
    rows += _filter_rows(view)
    if view.left:
        rows.append((says.go(text("left.button"), 0, "left"),))
    if view.unit_id is not None:
        rows.append((says.go(text("findings.all-units"), 0, place_of(view.chosen, 0)),))
    rows.append((says.go(text("home.back"), 0, "home"),))
    place = place_of(view.chosen, view.page, view.unit_id)
    return Card(f"0|{place}", title, tuple(lines), tuple(rows), private=True)


def mark(found: Finding, today: date) -> Text:
    """Where a finding stands in a word: 逾期2天, 今天, 剩3天, 待核查, 已销号."""
    left = found.days_left(today)
    if found.state not in WITH_UNIT or left is None:
        return text(f"finding.mark-{found.state}")
    if left < 0:
        return text("finding.mark-late", n=-left)
    if left == 0:
        return text("finding.mark-today")
    return text("finding.mark-left", n=left)


def _line(view: FindingsView, line: Line) -> Button:
    found = line.finding
    whose = f"{line.whose} " if line.whose else ""
    label = text(
        "findings.line",
        number=f"{found.number:04d}",
        mark=mark(found, view.today),
        matter=narrowed(whose + line.matter, WIDE),
    )
    return says.go(label, 0, f"finding.{found.id}")


def _page_row(view: FindingsView, pages: int) -> list[tuple[Button, ...]]:
    row: list[Button] = []
    for label, page in (("button.page-back", view.page - 1), ("button.page-on", view.page + 1)):
        if 0 <= page < pages:
            row.append(says.go(text(label), 0, place_of(view.chosen, page, view.unit_id)))
    return [tuple(row)] if row else []


def _filter_rows(view: FindingsView) -> list[tuple[Button, ...]]:
    shown = [f for f in FILTERS if view.counts.get(f) and f != view.chosen]
    buttons = [
        says.go(
            text("findings.filter", filter=text(f"findings.{each}"), n=view.counts[each]),
            0,
            place_of(each, 0, view.unit_id),
        )
        for each in shown
    ]
    return [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]


def narrowed(words: str, columns: int) -> str:
    """The beginning of words where there is room for so many columns; a Chinese sign takes two."""
    room = columns
    for at, sign in enumerate(words):
        room -= 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if room < 0:
            return words[: max(at - 1, 0)].rstrip() + "…"
    return words

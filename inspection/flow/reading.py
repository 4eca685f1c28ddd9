"""A unit's figures for those who read results: sheet, item, household; nothing can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.flow.summary import Entry, rows_of, side_by_side
from inspection.sheet import SheetState
from inspection.text import text

SHOWN = 30
"""Items or households on one card."""
FILES = 12
"""Files that one tap brings."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet as a whole; `lost` are item id, item by number and title, points lost."""

    sheet_id: int
    unit_name: str
    state: SheetState
    score: Words
    households: int
    done: int
    absent: int
    problems: int
    lost: Sequence[tuple[str, Words, Fraction]]
    back: Entry
    """The township's level of the summary."""
    findings: Entry
    """The unit's findings."""
    notice: Words | None = None
    scores: Sequence[tuple[str, str]] = ()
    """The unit's percents by round, where several have one."""
    page: int = 0


def sheet_card(view: SheetView) -> Card:
    """Where the sheet stands, its score, its items that lost points, the most first, by pages."""
    title = text("read.title", unit=view.unit_name, state=text(f"state.{view.state}"))
    lines: list[Words] = [title, text("read.score", score=(view.score,))]
    if len(view.scores) > 1:
        lines.append(side_by_side(view.scores))
    if view.households:
        lines.append(
            text(
                "summary.households",
                done=str(view.done),
                of=str(view.households),
                absent=str(view.absent),
            )
        )
    if view.problems:
        lines.append(text("summary.problems", n=view.problems))
    lost = sorted(view.lost, key=lambda entry: -entry[2])
    lost = lost[view.page * SHOWN : (view.page + 1) * SHOWN]
    lines += [text("read.lost", item=named, points=points) for _, named, points in lost]
    if view.notice:
        lines.append(view.notice)
    entries = [Entry(named, f"read.item.{item}", view.sheet_id) for item, named, _ in lost]
    rows = rows_of(entries, 1 if len(entries) <= 12 else 2)
    rows += _pages(view.sheet_id, "read", view.page, len(view.lost))
    every = says.go(text("read.every-item"), view.sheet_id, "read.items")
    found = says.go(view.findings.label, 0, view.findings.place)
    rows.append((every, found) if view.problems else (every,))
    rows.append(
        (
            button(text("button.score-sheet"), "xs", view.sheet_id),
            says.go(view.back.label, 0, view.back.place),
        )
    )
    place = _at("read", view.page)
    return Card(f"{view.sheet_id}|{place}", title, tuple(lines), tuple(rows), private=True)


@dataclass(frozen=True, slots=True)
class ItemsView:
    """All items of a sheet: id, item by number and title, and what is to be said of it."""

    sheet_id: int
    unit_name: str
    items: Sequence[tuple[str, Words, Words]]
    page: int


def items_card(view: ItemsView) -> Card:
    """Every item, those without a loss too: what stands behind a full score can be seen."""
    title = text("read.items-title", unit=view.unit_name, n=len(view.items))
    shown = view.items[view.page * SHOWN : (view.page + 1) * SHOWN]
    entries = [
        Entry(text("read.item-entry", item=(item,), figure=(figure,)), f"read.item.{item_id}")
        for item_id, item, figure in shown
    ]
    rows: list[tuple[Button, ...]] = [
        (says.go(each.label, view.sheet_id, each.place),) for each in entries
    ]
    rows += _pages(view.sheet_id, "read.items", view.page, len(view.items))
    rows.append((says.go(text("button.to-sheet"), view.sheet_id, "read"),))
    place = _at("read.items", view.page)
    return Card(f"{view.sheet_id}|{place}", title, (title,), tuple(rows), private=True)


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a sheet; `households` are id, number with masked head, and cases."""

    sheet_id: int
    unit_name: str
    item_id: str
    title: Words
    criterion: Words
    lines: Sequence[Words]
    households: Sequence[tuple[int, str, int]]
    evidence: int = 0
    """Files that the reader may see."""
    page: int = 0
    """Of the households."""


def read_item_card(view: ItemView) -> Card:
    """How an item came to its score, and the households behind it."""
    title = text("read.item-title", unit=view.unit_name, item=(view.title,))
    lines: list[Words] = [title]
    if view.criterion:
        lines.append(view.criterion)
    lines += view.lines
    buttons: list[Button] = [
        says.go(
            text("read.household", name=name, n=cases),
            view.sheet_id,
            f"read.hh.{household}.{view.item_id}",
        )
        for household, name, cases in view.households[view.page * SHOWN : (view.page + 1) * SHOWN]
    ]
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    here = f"read.item.{view.item_id}"
    rows += _pages(view.sheet_id, here, view.page, len(view.households))
    rows += _files(view.evidence, "ei", view.sheet_id, view.item_id)
    rows.append(
        (
            says.go(text("button.to-sheet"), view.sheet_id, "read"),
            says.go(text("button.other-units"), 0, f"summary.lost.{view.item_id}"),
        )
    )
    place = f"{view.sheet_id}|{_at(here, view.page)}"
    return Card(place, title, tuple(lines), tuple(rows), private=True)


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """One household's visit; `problems` are the labels with their cases."""

    sheet_id: int
    unit_name: str
    place: str
    name: str
    reached: Words
    problems: Sequence[tuple[str, int]]
    household_id: int
    evidence: int
    back: str
    shows: bool = False
    """Whether the reader may see the files themselves."""


def read_household_card(view: HouseholdFacts) -> Card:
    """What was found in a household, by its number and masked head."""
    title = text("read.household-title", unit=view.unit_name, name=view.name)
    lines: list[Words] = [title, view.reached]
    lines += [text("read.problem", label=label, n=cases) for label, cases in view.problems]
    if not view.problems:
        lines.append(text("read.no-problem"))
    if view.evidence:
        lines.append(text("read.evidence", n=view.evidence))
    files = view.evidence if view.shows else 0
    rows = _files(files, "eh", view.sheet_id, view.household_id)
    rows.append((says.go(text("button.to-item"), view.sheet_id, view.back),))
    return Card(f"{view.sheet_id}|{view.place}", title, tuple(lines), tuple(rows), private=True)


def _files(count: int, code: str, sheet_id: int, about: str | int) -> list[tuple[Button, ...]]:
    """The buttons that bring the files themselves, so many at a time, where there are any."""
    if count <= FILES:
        shown = [(text("read.show", n=count), 0)] if count else []
    else:
        firsts = range(0, count, FILES)
        shown = [
            (text("read.show-some", first=str(first + 1), last=str(min(first + FILES, count))), at)
            for at, first in enumerate(firsts)
        ]
    buttons = [button(label, code, sheet_id, about, page) for label, page in shown]
    return [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]


def _pages(sheet_id: int, place: str, page: int, count: int) -> list[tuple[Button, ...]]:
    """‹ and ›, where a list has more than one page."""
    turns = [
        says.go(text(label), sheet_id, _at(place, to))
        for label, to in (("button.page-back", page - 1), ("button.page-on", page + 1))
        if 0 <= to * SHOWN < count
    ]
    return [tuple(turns)] if turns else []


def _at(place: str, page: int) -> str:
    return f"{place}.p.{page}" if page else place

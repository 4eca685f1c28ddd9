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
    back: str
    notice: Words | None = None
    scores: Sequence[tuple[str, str]] = ()
    """The unit's percents by round, where several have one."""


def sheet_card(view: SheetView) -> Card:
    """Where the sheet stands, its score, its items that lost points, the most first."""
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
    lost = sorted(view.lost, key=lambda entry: -entry[2])[:SHOWN]
    lines += [text("read.lost", item=named, points=points) for _, named, points in lost]
    if view.notice:
        lines.append(view.notice)
    entries = [Entry(named, f"read.item.{item}", view.sheet_id) for item, named, _ in lost]
    rows = rows_of(entries, 1 if len(entries) <= 12 else 2)
    rows.append(
        (
            button(text("button.score-sheet"), "xs", view.sheet_id),
            says.go(text("button.to-summary"), 0, view.back),
        )
    )
    return Card(f"{view.sheet_id}|read", title, tuple(lines), tuple(rows), private=True)


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
        for household, name, cases in view.households[:SHOWN]
    ]
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    if len(view.households) > SHOWN:
        lines.append(text("read.more-households", n=len(view.households) - SHOWN))
    rows += _files(view.evidence, "ei", view.sheet_id, view.item_id)
    rows.append((says.go(text("button.to-sheet"), view.sheet_id, "read"),))
    place = f"{view.sheet_id}|read.item.{view.item_id}"
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
    """The button that brings the files themselves, where there are any."""
    return [(button(text("read.show", n=count), code, sheet_id, about),)] if count else []

"""`/summary`: progress and figures of a scope, down from campaign to team, township and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.sheet import SheetState
from inspection.text import Text, text

TOP = 3
"""Items named in the line of where points went."""
PAGE = 24
"""Entries on a page: keyboards hold 100 buttons, a thumb far fewer."""


@dataclass(frozen=True, slots=True)
class FindingsLine:
    """Findings of all rounds by where they stand; the parts add up to `of`."""

    of: int
    new: int
    """Not handed over yet."""
    with_unit: int
    """With the unit, and in time."""
    waiting: int
    """For the verifier."""
    closed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of several sheets, as the scoring sums them up."""

    sheets: int
    open: int
    submitted: int
    signed: int
    households: int
    done: int
    absent: int
    mean: Fraction | None
    least: Fraction | None
    most: Fraction | None
    provisional: bool
    problems: int
    lost: tuple[tuple[Words, Fraction], ...] = ()
    """Items by what they cost all sheets together, the most expensive first."""
    not_begun: int = 0
    """Townships of the scope without any sheet yet."""
    findings: FindingsLine | None = None
    """How the findings of the scope stand; None where there are none."""
    looked: tuple[int, int] | None = None
    """In a round that looks back: old findings looked at, of how many."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A button into the next level."""

    label: Words
    place: str
    sheet_id: int = 0


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One level of the summary; `at` is when, `entries` lead down, `ways` elsewhere."""

    place: str
    scope: Words
    at: Words
    progress: Progress
    entries: Sequence[Entry]
    across: int = 2
    """Entries in a row."""
    page: int = 0
    ways: Sequence[Entry] = ()
    notice: Words | None = None
    charts: tuple[str, ...] = ()
    """The scope as the button of its pictures names it; without, there is none."""


def summary_card(view: SummaryView) -> Card:
    """What is done, how it stands, where the points went, and the way down."""
    title = text("summary.title", scope=(view.scope,), at=(view.at,))
    lines = [title, *progress_lines(view.progress)]
    if view.notice:
        lines.append(view.notice)
    shown = view.entries[view.page * PAGE : (view.page + 1) * PAGE]
    rows = rows_of(shown, view.across)
    rows += pages(view.place, view.page, len(view.entries))
    rows += rows_of(view.ways, 3)
    last: list[Button] = []
    if view.charts and view.progress.sheets:
        last.append(button(text("chart.button"), "ch", *view.charts))
    if view.place == "summary":
        last.append(says.go(text("home.back"), 0, "home"))
    if last:
        rows.append(tuple(last))
    place = view.place if view.page == 0 else f"{view.place}.{view.page}"
    return Card(f"0|{place}", title, tuple(lines), tuple(rows))


def progress_lines(found: Progress, *, scores: bool = True) -> list[Words]:
    """Sheets and households, and where `scores` may be shown mean, range and losses."""
    lines: list[Words] = []
    if found.sheets:
        lines.append(
            text(
                "summary.sheets",
                signed=str(found.signed),
                of=str(found.sheets),
                submitted=str(found.submitted),
                open=str(found.open),
            )
        )
    elif found.looked is None:
        lines.append(text("summary.no-sheets"))
    if found.looked is not None:
        done, of = map(str, found.looked)
        lines.append(text("summary.looked", done=done, of=of))
    # A round that looks back may do without any sheet.
    if found.not_begun and (found.sheets or found.looked is None):
        lines.append(text("summary.not-begun", n=found.not_begun))
    if found.households:
        lines.append(
            text(
                "summary.households",
                done=str(found.done),
                of=str(found.households),
                absent=str(found.absent),
            )
        )
    if not scores:
        return [*lines, *_findings(found)]
    if found.mean is not None and found.least is not None and found.most is not None:
        code = "summary.mean-provisional" if found.provisional else "summary.mean"
        lines.append(text(code, mean=found.mean, least=found.least, most=found.most))
    if found.lost:
        lines.append(text("summary.lost", items=_joined(found.lost[:TOP])))
    if found.findings is None and found.problems:
        lines.append(text("summary.problems", n=found.problems))
    return [*lines, *_findings(found)]


def _findings(found: Progress) -> list[Words]:
    """问题203：待改96 待核31 销号72 逾期4."""
    if found.findings is None:
        return []
    at = found.findings
    parts = [
        text(f"summary.findings-{name}", n=n)
        for name, n in (
            ("new", at.new),
            ("with-unit", at.with_unit),
            ("waiting", at.waiting),
            ("closed", at.closed),
            ("overdue", at.overdue),
        )
        if n
    ]
    return [text("summary.findings", n=at.of, parts=_spaced(parts))]


def _spaced(parts: Sequence[Text]) -> tuple[str | Text, ...]:
    spaced: list[str | Text] = []
    for part in parts:
        spaced += [" ", part] if spaced else [part]
    return tuple(spaced)


def _joined(lost: Sequence[tuple[Words, Fraction]]) -> tuple[str | Text, ...]:
    parts: list[str | Text] = []
    for title, points in lost:
        between = [text("summary.and")] if parts else []
        parts += [*between, text("summary.lost-item", item=title, points=points)]
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class LostLine:
    """What one item cost, on how many sheets (or units, on the item's own card)."""

    name: Words
    points: Fraction
    sheets: int
    place: str
    sheet_id: int = 0


def lost_card(
    place: str, title: Words, lost: Sequence[LostLine], back: Entry, page: int = 0
) -> Card:
    """Where the points went: items, or the units of one item, the most expensive first.

    `place` is without its page.
    """
    shown = lost[page * PAGE : (page + 1) * PAGE]
    lines: list[Words] = [title]
    if not lost:
        lines.append(text("summary.nothing-lost"))
    lines += [
        text(
            "summary.lost-line" if entry.sheets else "summary.lost-unit",
            item=entry.name,
            points=entry.points,
            n=entry.sheets,
        )
        for entry in shown
    ]
    entries = [Entry(entry.name, entry.place, entry.sheet_id) for entry in shown]
    rows = rows_of(entries, 1)
    rows += pages(f"{place}.p", page, len(lost))
    summary = Entry(text("button.to-summary"), "summary")
    ways = [back] if back.place == summary.place else [back, summary]
    rows += rows_of(ways, 2)
    full = place if page == 0 else f"{place}.p.{page}"
    return Card(f"0|{full}", title, tuple(lines), tuple(rows))


def side_by_side(scores: Sequence[tuple[str, str]]) -> Text:
    """Scores of one unit in several rounds: 第一轮 86.42 → 第二轮 91.10."""
    parts: list[str | Text] = []
    for name, percent in scores:
        between = [text("summary.then")] if parts else []
        parts += [*between, text("summary.score-of", round=name, percent=percent)]
    return text("summary.scores", parts=tuple(parts))


def unit_label(name: str, state: SheetState, figure: Words) -> Text:
    """A unit on a list: its name, its figure, where its sheet stands."""
    return text(f"summary.unit-{state}", name=name, figure=(figure,))


def rows_of(entries: Sequence[Entry], across: int) -> list[tuple[Button, ...]]:
    """Entries as buttons, so many in a row."""
    buttons = [says.go(entry.label, entry.sheet_id, entry.place) for entry in entries]
    return [tuple(buttons[at : at + across]) for at in range(0, len(buttons), across)]


def pages(place: str, page: int, count: int) -> list[tuple[Button, ...]]:
    """‹ and ›, where a list has more than one page."""
    row: list[Button] = []
    if page > 0:
        row.append(says.go(text("button.page-back"), 0, f"{place}.{page - 1}"))
    if (page + 1) * PAGE < count:
        row.append(says.go(text("button.page-on"), 0, f"{place}.{page + 1}"))
    return [tuple(row)] if row else []

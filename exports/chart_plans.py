"""What a picture shows, before it is drawn: names, figures and marks, as plain values.

Plans hold only words and numbers, so that they can be handed to the process that draws. None is
made where there would be nothing to see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias, TypeVar

from inspection.finding import GIVEN, FindingState
from inspection.people import Unit
from inspection.sheet import DONE, SheetState
from scoring.finding_rates import FindingCounts
from scoring.rounding import fixed, short
from scoring.summary import Ranking, SheetLine, by_township

T = TypeVar("T")
BARS, ROWS = 60, 36
"""Units on a ranking, and on a picture with one row for each; a phone shows no more."""
STATES = (FindingState.NEW, *GIVEN)


@dataclass(frozen=True, slots=True)
class RankingPlan:
    """Units with percent, best first; `hidden` of them were left out between best and last."""

    round: str
    at: str
    names: tuple[str, ...]
    places: tuple[int, ...]
    percents: tuple[str, ...]
    last: tuple[bool, ...]
    last_n: int
    waiting: int
    provisional: bool
    hidden: int


@dataclass(frozen=True, slots=True)
class HeatPlan:
    """Points lost (`scored`) or problems found, of each unit in each section.

    Of several sheets of a township points are the mean (`mean`), problems the sum.
    """

    round: str
    at: str
    units: tuple[str, ...]
    sections: tuple[str, ...]
    worth: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """"" where a unit has no sheet that says anything of the section."""
    scored: bool
    mean: bool
    provisional: bool
    hidden: int


@dataclass(frozen=True, slots=True)
class FindingsPlan:
    """Findings by state, and how many had been found and closed by the end of each day."""

    at: str
    states: tuple[tuple[str, int], ...]
    overdue: int
    closing: str | None
    """结案率 in percent."""
    days: tuple[str, ...]
    found: tuple[int, ...]
    closed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProgressPlan:
    """Sheets by state and households done, of each unit and in all."""

    round: str
    at: str
    names: tuple[str, ...]
    signed: tuple[int, ...]
    submitted: tuple[int, ...]
    open: tuple[int, ...]
    done: tuple[int, ...]
    of: tuple[int, ...]
    totals: tuple[int, int, int, int]
    """Sheets signed and in all, households done and in all; those left out among them."""
    hidden: int


Plan: TypeAlias = RankingPlan | HeatPlan | FindingsPlan | ProgressPlan


def ranking_plan(
    round_name: str,
    at: str,
    ranking: Ranking[T],
    last_n: int,
    name: Callable[[T], str],
    visible: Callable[[T], bool] = lambda _: True,
) -> RankingPlan | None:
    """A ranking as bars; units the reader may not see are left out, places stay as they are."""
    ranked = [entry for entry in ranking.ranked if visible(entry.unit)]
    if not ranked:
        return None
    half = BARS // 2
    shown = ranked if len(ranked) <= BARS else [*ranked[:half], *ranked[-half:]]
    return RankingPlan(
        round_name,
        at,
        tuple(name(entry.unit) for entry in shown),
        tuple(entry.place for entry in shown),
        tuple(fixed(entry.percent) for entry in shown),
        tuple(entry.unit in ranking.last for entry in shown),
        last_n,
        sum(visible(unit) for unit in ranking.waiting),
        ranking.provisional,
        len(ranked) - len(shown),
    )


def heat_plan(
    round_name: str,
    at: str,
    sections: Sequence[tuple[str, Fraction | None, Collection[str]]],
    lines: Sequence[SheetLine],
    problems: Mapping[int, Mapping[str, int]],
    *,
    provisional: bool,
) -> HeatPlan | None:
    """Where points went; `sections` are title, worth and item ids.

    `problems` are findings by unit and item: they stand where a checklist has no points.
    """
    begun = [line for line in lines if line.state in DONE or line.state is SheetState.SUBMITTED]
    if not begun or not sections:
        return None
    scored = any(line.figures.applicable is not None for line in begun)
    rows = _rows(begun)
    of_row: dict[str, list[Fraction]] = {}
    for name, own in rows.items():
        of_row[name] = [
            sum((_lost(line, items) for line in own), Fraction(0)) / len(own)
            if scored
            else Fraction(sum(problems.get(x.unit.id, {}).get(i, 0) for x in own for i in items))
            for _, _, items in sections
        ]
    worst = sorted(of_row, key=lambda name: -sum(of_row[name]))[:ROWS]
    return HeatPlan(
        round_name,
        at,
        tuple(worst),
        tuple(title for title, _, _ in sections),
        tuple("" if worth is None else short(worth) for _, worth, _ in sections),
        tuple(tuple(short(cell) for cell in of_row[name]) for name in worst),
        scored,
        scored and any(len(own) > 1 for own in rows.values()),
        provisional,
        len(of_row) - len(worst),
    )


def _lost(line: SheetLine, items: Collection[str]) -> Fraction:
    return Fraction(sum(line.figures.lost.get(item, 0) for item in items), 100)


def _rows(lines: Sequence[SheetLine]) -> dict[str, list[SheetLine]]:
    """Sheets by township; by village where there is only one township."""
    towns = by_township(lines)
    if len(towns) > 1:
        return towns
    return {line.unit.village or line.unit.township: [line] for line in lines}


def findings_plan(
    at: str, counts: FindingCounts, found: Iterable[date], closed: Iterable[date]
) -> FindingsPlan | None:
    """Findings by state and over time, from the days on which each was found and closed."""
    if not counts.known:
        return None
    new, done = Counter(found), Counter(closed)
    days = sorted({*new, *done, datetime.fromisoformat(at).date()})
    return FindingsPlan(
        at,
        tuple((state.value, n) for state in STATES if (n := counts.states.get(state, 0))),
        counts.overdue,
        counts.closing.percent,
        tuple(day.isoformat() for day in days),
        _running(days, new),
        _running(days, done),
    )


def _running(days: Sequence[date], count: Mapping[date, int]) -> tuple[int, ...]:
    total, sums = 0, []
    for day in days:
        total += count.get(day, 0)
        sums.append(total)
    return tuple(sums)


def progress_plan(
    round_name: str, at: str, units: Iterable[Unit], lines: Sequence[SheetLine]
) -> ProgressPlan | None:
    """How far each township is, those that have not begun too; villages where it is only one."""
    rows = _rows(lines) if lines else {}
    towns = list(dict.fromkeys(unit.township for unit in units))
    if len(towns) > 1:
        by_name = by_township(lines)
        rows = {town: by_name.get(town, []) for town in towns}
    if not rows:
        return None
    shown = list(rows.items())[:ROWS]
    return ProgressPlan(
        round_name,
        at,
        tuple(name for name, _ in shown),
        tuple(sum(x.state in DONE for x in own) for _, own in shown),
        tuple(sum(x.state is SheetState.SUBMITTED for x in own) for _, own in shown),
        tuple(sum(x.state is SheetState.OPEN for x in own) for _, own in shown),
        tuple(sum(_done(x) for x in own) for _, own in shown),
        tuple(sum(x.households for x in own) for _, own in shown),
        (
            sum(x.state in DONE for x in lines),
            len(lines),
            sum(_done(x) for x in lines),
            sum(x.households for x in lines),
        ),
        len(rows) - len(shown),
    )


def _done(line: SheetLine) -> int:
    return line.visited + line.telephoned + line.absent

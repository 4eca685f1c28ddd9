"""The problems of a report in classes: by section, item and unit, most first, as papers tell them.

Counted here and nowhere else: papers only write down what stands in these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from inspection.checklist import RectificationKind
from inspection.finding import FindingState
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem

K = TypeVar("K", bound=Hashable)
KINDS: tuple[RectificationKind, ...] = ("立行立改", "限期整改", "长期坚持")


@dataclass(frozen=True, slots=True)
class UnitProblems:
    """What one unit has of an item: matters of the whole unit, and those of its households."""

    unit: Unit
    problems: tuple[Problem, ...]
    matters: tuple[str, ...]
    households: int
    household_matters: Mapping[str, int]
    """How many households have each, in the order they came."""


@dataclass(frozen=True, slots=True)
class ItemProblems:
    """An item of the checklist with the units that have problems there, most first."""

    item_id: str
    title: str
    problems: int
    units: tuple[UnitProblems, ...]


@dataclass(frozen=True, slots=True)
class ProblemClass:
    """A class of problems (a section; an item where nothing is scored), most first."""

    title: str
    problems: int
    units: int
    lost: Fraction | None
    """Points that all sheets together lost in the section; None where nothing is scored."""
    items: tuple[ItemProblems, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a public list: the same matter of several households of a unit is one."""

    problem: Problem
    """The first of them."""
    households: int
    """0 where it is a matter of the whole unit."""


def listed(problems: Sequence[Problem]) -> tuple[Listed, ...]:
    """The problems as a public list has them, unit by unit in the order of their numbers."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        closed = p.state is FindingState.CLOSED
        until = None if closed else (p.due_on, p.provisional)
        like = (p.unit.id, p.item_id, p.matter, p.kind, until, closed, p.household is not None)
        found.setdefault(like, []).append(p)
    return tuple(
        Listed(own[0], len({p.household for p in own if p.household is not None}))
        for own in found.values()
    )


def classes(report: CampaignReport, problems: Sequence[Problem]) -> tuple[ProblemClass, ...]:
    """These problems of the report in classes."""
    lost: Counter[str] = Counter()
    for each in report.summary.lost:
        if each.item_id in report.items:
            lost[report.items[each.item_id].section] += int(each.points * 100)
    found = []
    for title, own in _grouped(problems, lambda p: p.category).items():
        items = _grouped(own, lambda p: p.item_id)
        found.append(
            ProblemClass(
                title=title,
                problems=len(own),
                units=len({p.unit.id for p in own}),
                lost=Fraction(lost[title], 100) if title in lost else None,
                items=tuple(_item(report, item_id, of) for item_id, of in items.items()),
            )
        )
    return tuple(found)


def _item(report: CampaignReport, item_id: str, problems: Sequence[Problem]) -> ItemProblems:
    name = report.items.get(item_id)
    units = _grouped(problems, lambda p: p.unit.id)
    return ItemProblems(
        item_id=item_id,
        title=name.title if name else item_id,
        problems=len(problems),
        units=tuple(_unit(own) for own in units.values()),
    )


def _unit(problems: Sequence[Problem]) -> UnitProblems:
    of_households = [p for p in problems if p.household is not None]
    homes: dict[str, set[str | None]] = {}
    for p in of_households:
        homes.setdefault(p.matter, set()).add(p.household)
    return UnitProblems(
        unit=problems[0].unit,
        problems=tuple(problems),
        matters=tuple(dict.fromkeys(p.matter for p in problems if p.household is None)),
        households=len({p.household for p in of_households}),
        household_matters={matter: len(having) for matter, having in homes.items()},
    )


def _grouped(problems: Sequence[Problem], by: Callable[[Problem], K]) -> dict[K, list[Problem]]:
    found: dict[K, list[Problem]] = {}
    for problem in problems:
        found.setdefault(by(problem), []).append(problem)
    return dict(sorted(found.items(), key=lambda entry: -len(entry[1])))


def kinds(problems: Collection[Problem]) -> Mapping[RectificationKind, int]:
    """How many there are of each kind that occurs, 立行立改 first."""
    counts = Counter(p.kind for p in problems)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def deadlines(problems: Collection[Problem]) -> Mapping[date | None, int]:
    """How many are due on which day, the earliest first; None (not handed over yet) last."""
    counts = Counter(p.due_on for p in problems)
    return {day: counts[day] for day in sorted(counts, key=lambda d: (d is None, d or date.min))}


def waiting(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Those that are not closed yet."""
    return tuple(p for p in problems if p.state is not FindingState.CLOSED)


def overdue(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Those the units are late with, the latest first."""
    return tuple(sorted((p for p in problems if p.late > 0), key=lambda p: -p.late))


def earlier(report: CampaignReport) -> int:
    """How many problems were found before the round began."""
    return sum(p.found_on < report.round_starts_on for p in report.problems)


def clean_items(report: CampaignReport) -> tuple[str, ...]:
    """Titles of items that were scored in every counted sheet and cost no points anywhere."""
    counted = [line.figures for line in report.lines if line.counts]
    lost = {each.item_id for each in report.summary.lost}
    scored = [set(figures.items) for figures in counted]
    return tuple(
        item.title
        for item in report.items.values()
        if item.points and scored and item.id not in lost and all(item.id in of for of in scored)
    )

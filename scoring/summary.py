"""Many sheets in a few figures: progress, mean and range, where the points went, who stands where.

Only sheets that were handed in and lack nothing count in means and rankings; all of it is
provisional until every sheet is final.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Literal, TypeAlias, TypeVar

from inspection.people import Unit
from inspection.sheet import DONE, LOCKED, SheetState
from scoring.figures import Figures
from scoring.ranking import Ranked, last, mean, rank

T = TypeVar("T")
Level: TypeAlias = Literal["towns", "villages"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet of a round as a summary needs it; households are those of its roster."""

    sheet_id: int
    unit: Unit
    state: SheetState
    households: int
    visited: int
    telephoned: int
    absent: int
    figures: Figures

    @property
    def shown(self) -> bool:
        """Whether its score may be shown: of an incomplete sheet people see a range only."""
        return self.state in LOCKED and self.figures.complete

    @property
    def counts(self) -> bool:
        """Whether its percent may stand in a mean or a ranking."""
        return self.shown and self.figures.percent is not None


@dataclass(frozen=True, slots=True)
class Lost:
    """What one item cost all sheets together, in points, and on how many it cost anything."""

    item_id: str
    points: Fraction
    sheets: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Several sheets together; mean, least and most are percents, None before any counts."""

    sheets: int
    open: int
    submitted: int
    signed: int
    """Signed by the team, objected-to and final ones among them."""
    final: int
    households: int
    visited: int
    telephoned: int
    absent: int
    counted: int
    """Sheets in mean and range."""
    mean: Fraction | None
    least: Fraction | None
    most: Fraction | None
    provisional: bool
    lost: tuple[Lost, ...]
    """The most expensive item first."""
    problems: int
    townships: frozenset[str]
    """Those that have any of the sheets."""

    @property
    def done(self) -> int:
        """Households visited, telephoned or marked as not met."""
        return self.visited + self.telephoned + self.absent


@dataclass(frozen=True, slots=True)
class Sums:
    """What adds up over sheets, so that a database may do the adding; the sums of none."""

    states: Mapping[SheetState, int] = field(default_factory=dict)
    townships: frozenset[str] = frozenset()
    households: int = 0
    visited: int = 0
    telephoned: int = 0
    absent: int = 0
    problems: int = 0
    percents: Mapping[str, int] = field(default_factory=dict)
    """How many sheets that count have each percent, as it is written."""
    cost: Mapping[str, int] = field(default_factory=dict)
    """Hundredths of points by item, only where there are any."""
    sheets: Mapping[str, int] = field(default_factory=dict)
    """How many sheets each of these items cost anything."""

    def __add__(self, other: Sums) -> Sums:
        """Those of both."""
        return Sums(
            Counter(self.states) + Counter(other.states),
            self.townships | other.townships,
            self.households + other.households,
            self.visited + other.visited,
            self.telephoned + other.telephoned,
            self.absent + other.absent,
            self.problems + other.problems,
            Counter(self.percents) + Counter(other.percents),
            Counter(self.cost) + Counter(other.cost),
            Counter(self.sheets) + Counter(other.sheets),
        )


def sums_of(lines: Sequence[SheetLine]) -> Sums:
    """The sums of these sheets."""
    cost, sheets = Counter[str](), Counter[str]()
    for line in lines:
        cost.update(line.figures.lost)
        sheets.update(line.figures.lost.keys())
    return Sums(
        states=Counter(x.state for x in lines),
        townships=frozenset(x.unit.township for x in lines),
        households=sum(x.households for x in lines),
        visited=sum(x.visited for x in lines),
        telephoned=sum(x.telephoned for x in lines),
        absent=sum(x.absent for x in lines),
        problems=sum(x.figures.problems for x in lines),
        percents=Counter(x.figures.percent for x in lines if x.counts and x.figures.percent),
        cost=cost,
        sheets=sheets,
    )


def summarize(lines: Sequence[SheetLine]) -> Summary:
    """The figures of several sheets together."""
    return summary_of(sums_of(lines))


def summary_of(sums: Sums) -> Summary:
    """The figures of several sheets from what they add up to."""
    percents = [Fraction(written) for written in Counter(sums.percents).elements()]
    total, final = sum(sums.states.values()), sums.states.get(SheetState.FINAL, 0)
    lost = [Lost(item, Fraction(n, 100), sums.sheets[item]) for item, n in sums.cost.items()]
    return Summary(
        sheets=total,
        open=sums.states.get(SheetState.OPEN, 0),
        submitted=sums.states.get(SheetState.SUBMITTED, 0),
        signed=sum(n for state, n in sums.states.items() if state in DONE),
        final=final,
        households=sums.households,
        visited=sums.visited,
        telephoned=sums.telephoned,
        absent=sums.absent,
        counted=len(percents),
        mean=mean(percents),
        least=min(percents, default=None),
        most=max(percents, default=None),
        provisional=not total or final < total,
        lost=tuple(sorted(lost, key=_by_cost)),
        problems=sums.problems,
        townships=sums.townships,
    )


def _by_cost(lost: Lost) -> tuple[Fraction, int, list[tuple[bool, int, str]]]:
    """The most expensive first, of equal ones what more sheets lost; else 2.9 before 2.10."""
    parts = lost.item_id.split(".")
    numbers = [(not x.isdecimal(), int(x) if x.isdecimal() else 0, x) for x in parts]
    return -lost.points, -lost.sheets, numbers


def is_final(lines: Sequence[SheetLine]) -> bool:
    """Whether there are sheets and all of them are final."""
    return bool(lines) and all(x.state is SheetState.FINAL for x in lines)


@dataclass(frozen=True, slots=True)
class Ranking(Generic[T]):
    """Who stands where; `waiting` have a sheet that is not handed in yet and are not ranked."""

    ranked: tuple[Ranked[T], ...]
    last: frozenset[T]
    waiting: tuple[T, ...]
    provisional: bool


def rank_villages(lines: Sequence[SheetLine], last_n: int) -> Ranking[Unit]:
    """The villages by their own sheets."""
    own = [x for x in lines if x.unit.village]
    percents = [(x.unit, p) for x in own if x.counts and (p := x.figures.exact_percent) is not None]
    waiting = tuple(x.unit for x in own if not x.counts)
    return _ranking(percents, waiting, last_n, provisional=not is_final(own))


def rank_towns(lines: Sequence[SheetLine], last_n: int) -> Ranking[str]:
    """The townships: by a township's own sheet, else by the mean of its villages' percents.

    One of whose sheets any is still to be handed in waits.
    """
    percents: list[tuple[str, Fraction]] = []
    waiting: list[str] = []
    for township, own in by_township(lines).items():
        percent = town_percent(own)
        if percent is None:
            waiting.append(township)
        else:
            percents.append((township, percent))
    return _ranking(percents, tuple(waiting), last_n, provisional=not is_final(lines))


def town_percent(lines: Sequence[SheetLine]) -> Fraction | None:
    """A township's percent from its sheets; None while one that matters is not handed in."""
    own = [x for x in lines if not x.unit.village] or lines
    if not own or not all(x.counts for x in own):
        return None
    return mean([p for x in own if (p := x.figures.exact_percent) is not None])


def by_township(lines: Iterable[SheetLine]) -> dict[str, list[SheetLine]]:
    """The sheets of each township, in the order they came."""
    found: dict[str, list[SheetLine]] = {}
    for line in lines:
        found.setdefault(line.unit.township, []).append(line)
    return found


def _ranking(
    percents: list[tuple[T, Fraction]], waiting: tuple[T, ...], last_n: int, *, provisional: bool
) -> Ranking[T]:
    ranked = rank(percents)
    behind = frozenset(entry.unit for entry in last(ranked, last_n))
    return Ranking(ranked, behind, waiting, provisional)

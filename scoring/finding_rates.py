"""How far findings are: by state, overdue, and the handling rates as city management has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspection.finding import GIVEN, OPEN, WITH_UNIT, FindingState
from scoring.rounding import fixed


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    n: int
    of: int

    @property
    def percent(self) -> str | None:
        """With 2 decimals, half-up, without the sign; None where there is nothing to count (无)."""
        return fixed(Fraction(self.n * 100, self.of)) if self.of else None


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The findings of a unit, a township, a department or a round."""

    states: Mapping[FindingState, int]
    """Only states that occur."""
    overdue: int
    """With the unit, and the deadline over."""
    due: int
    """应结案: given, and closed or with the deadline over."""
    on_time: int
    """Closed on or before the deadline."""
    submitted: int
    """Handed in for verification at least once ..."""
    returned: int
    """... and returned at least once."""
    due_extended: int
    """Of those due, how many got more time at least once."""
    due_week: int = 0
    """With the unit, and due from today to the week's Sunday."""

    @property
    def given(self) -> int:
        """How many the units know of."""
        return sum(self.states.get(state, 0) for state in GIVEN)

    @property
    def known(self) -> int:
        """All but those withdrawn."""
        return self.given + self.states.get(FindingState.NEW, 0)

    @property
    def with_unit(self) -> int:
        """With the unit, and in time."""
        return sum(self.states.get(state, 0) for state in WITH_UNIT) - self.overdue

    @property
    def open(self) -> int:
        """Given and not closed."""
        return sum(self.states.get(state, 0) for state in OPEN)

    @property
    def closed(self) -> int:
        """已销号."""
        return self.states.get(FindingState.CLOSED, 0)

    @property
    def closing(self) -> Rate:
        """结案率."""
        return Rate(self.closed, self.due)

    @property
    def closing_on_time(self) -> Rate:
        """按期结案率."""
        return Rate(self.on_time, self.due)

    @property
    def rework(self) -> Rate:
        """返工率."""
        return Rate(self.returned, self.submitted)

    @property
    def extension(self) -> Rate:
        """延期率."""
        return Rate(self.due_extended, self.due)


NO_FINDINGS = FindingCounts({}, 0, 0, 0, 0, 0, 0)


def together(found: Collection[FindingCounts]) -> FindingCounts:
    """Several counts as one."""
    states = {state: sum(each.states.get(state, 0) for each in found) for state in FindingState}
    return FindingCounts(
        {state: n for state, n in states.items() if n},
        sum(each.overdue for each in found),
        sum(each.due for each in found),
        sum(each.on_time for each in found),
        sum(each.submitted for each in found),
        sum(each.returned for each in found),
        sum(each.due_extended for each in found),
        sum(each.due_week for each in found),
    )

"""The report of one sheet: all that its score sheet says, frozen when the leader signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from inspection.sheet import SheetState, Standing
from inspection.text import Text

Basis: TypeAlias = Literal["points", "marks", "findings"]
"""Whether points are deducted, marks are given for each row, or nothing is scored at all."""


@dataclass(frozen=True, slots=True)
class LetOff:
    """Cases of a question let off by a published exception (不扣分)."""

    question: str
    cases: int
    reason: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A row of the score sheet; numbers as the scoring contract writes them."""

    id: str
    title: str
    criterion: str
    points: str | None
    score: str | None
    """None where the item does not apply, could not be checked, or nothing is scored."""
    deducted: str | None
    arithmetic: Text | None
    ground: str
    open_ground: str
    """The ground for the inspected unit: of confidential questions it gives counts only."""
    confidential: bool
    """Whether ground and open ground may differ: a confidential question found problems."""
    standing: Standing | None = None
    reason: str = ""
    group: str | None = None
    group_points: str | None = None
    let_off: tuple[LetOff, ...] = ()
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section with its rows; `score` is None where nothing of it applies."""

    id: str
    title: str
    points: str | None
    score: str | None
    items: tuple[ItemLine, ...]
    part: str | None = None
    pool: Text | None = None
    """What the section's common pool has left, where items draw on one."""


@dataclass(frozen=True, slots=True)
class Households:
    """How the households of the roster were reached."""

    roster: int
    visited: int
    telephoned: int
    absent: int


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's sheet in one round. Times are ISO text with the campaign's offset."""

    campaign: str
    office: str | None
    document_number: str | None
    round: str
    township: str
    village: str
    checklist: str
    checklist_title: str
    checklist_sha256: str
    basis: Basis
    state: SheetState
    made_at: str
    complete: bool
    score: str | None
    applicable: str | None
    percent: str | None
    bonus: str | None
    low: str | None
    high: str | None
    problems: int
    sections: tuple[SectionLine, ...]
    households: Households | None
    """None where the checklist asks nothing of households."""
    evidence: int
    team: str
    leaders: tuple[str, ...]
    members: tuple[str, ...]
    confirmed_by: tuple[str, ...] = ()
    signed_by: str | None = None
    signed_at: str | None = None

    @property
    def unit(self) -> str:
        """The unit in full."""
        return self.township + self.village

    @property
    def printed(self) -> Fraction:
        """The points the sheet is printed with, before any row is set aside."""
        return sum((Fraction(each.points or 0) for each in self.sections), Fraction(0))

    def aside(self, standing: Standing) -> tuple[int, Fraction]:
        """How many rows are set aside so, and what they are worth."""
        rows = [i for s in self.sections for i in s.items if i.standing == standing]
        return len(rows), sum((Fraction(each.points or 0) for each in rows), Fraction(0))

    def item(self, item_id: str) -> ItemLine | None:
        """The row of that id."""
        return next((i for s in self.sections for i in s.items if i.id == item_id), None)


def for_contact(report: Report) -> Report:
    """The report as the inspected unit may read it: confidential matters as counts only."""
    return _each_item(report, lambda item: replace(item, ground=item.open_ground))


def with_words(report: Report, say: Callable[[str], str]) -> Report:
    """The report with everything people wrote put through `say` (which masks names)."""

    def said(item: ItemLine) -> ItemLine:
        return replace(
            item,
            ground=say(item.ground),
            open_ground=say(item.open_ground),
            reason=say(item.reason),
            let_off=tuple(replace(each, reason=say(each.reason)) for each in item.let_off),
        )

    return _each_item(report, said)


def _each_item(report: Report, change: Callable[[ItemLine], ItemLine]) -> Report:
    sections = tuple(
        replace(section, items=tuple(change(item) for item in section.items))
        for section in report.sections
    )
    return replace(report, sections=sections)

"""A sheet's score from the tallies of its questions: caps, pools, what may still come.

Three figures run side by side through item, section and sheet:

* `score` is what has been deducted *so far*; a missing answer deducts nothing yet, and a share
  is that of the households that have answered.
* `high` takes every missing answer as perfect. It can lie above `score`: one household of ten
  asked, and not met, is a share of 0 of 1 so far, but of 9 of 10 at best.
* `low` takes an item with a missing answer as 0, and with it the whole section where the item is
  pooled, since a pooled item can use up all the section has left.

A bonus is the same in all three: what is missing adds nothing, and what is counted stays. So
low <= score <= high holds for every sheet, and all three are equal on a complete one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspection.checklist import Checklist, Each, Finding, Item, Question, Section, Zero
from scoring.rounding import half_up
from scoring.rules import NOTHING, added, deduction, least_deduction
from scoring.tally import Tally


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question's share in an item's loss, with what it was counted from."""

    question: Question
    tally: Tally
    exempt: int
    """Cases let off."""
    deducted: Fraction
    """After the rule's own ceiling, before the item's; a `zero` what it had to add."""
    added: Fraction
    """A bonus, before the section's ceiling."""

    @property
    def incomplete(self) -> bool:
        """Whether an answer is missing."""
        return self.tally.incomplete


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One applicable item: its score, low and high are rounded to 2 decimals."""

    item: Item
    points: Fraction
    score: Fraction
    low: Fraction
    high: Fraction
    lost: Fraction
    """The sum of its questions' deductions, exact and uncapped; a pool takes it whole."""
    least_lost: Fraction
    """The same if every missing answer turns out perfect."""
    questions: tuple[QuestionScore, ...]

    @property
    def capped(self) -> bool:
        """Whether more was to be deducted than the item is worth (扣完为止)."""
        return self.lost > self.points

    @property
    def deducted(self) -> Fraction:
        """What is shown as deducted: points - score, or all of it where that was capped."""
        return half_up(self.lost) if self.capped else self.points - self.score

    @property
    def incomplete(self) -> bool:
        """Whether an answer is missing."""
        return any(question.incomplete for question in self.questions)

    @property
    def added(self) -> Fraction:
        """Its bonus, before the section's ceiling."""
        return _sum(question.added for question in self.questions)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section with something applicable; score, low and high include the bonus."""

    section: Section
    points: Fraction
    """What it is measured against."""
    score: Fraction
    low: Fraction
    high: Fraction
    bonus: Fraction
    items: tuple[ItemScore, ...]

    @property
    def pooled(self) -> bool:
        """Whether items take their deductions from the section."""
        return any(item.pool for item in self.section.items)

    @property
    def left(self) -> Fraction:
        """What the pool has left (本节还剩)."""
        return self.score - self.bonus


@dataclass(frozen=True, slots=True)
class Score:
    """A sheet's result; the numbers are None, and there are no sections, without points."""

    checklist: Checklist
    complete: bool
    score: Fraction | None
    applicable: Fraction | None
    percent: Fraction | None
    """Of the applicable points, 2 decimals; None also where nothing is applicable."""
    bonus: Fraction | None
    low: Fraction | None
    high: Fraction | None
    sections: tuple[SectionScore, ...]
    findings: Mapping[str, int]
    """Cases of `finding` questions, by question id, only where there are any."""

    def items(self) -> Iterator[ItemScore]:
        """All applicable items in the order of the sheet."""
        for section in self.sections:
            yield from section.items


def score(
    checklist: Checklist,
    tallies: Mapping[str, Tally],
    not_applicable: Collection[str] = (),
    exempt: Mapping[str, int] | None = None,
) -> Score:
    """The score of a sheet from the tally of each question (absent: never asked).

    `not_applicable` are ids of items, could-not-check ones among them; `exempt` are cases let
    off, by question. ValueError for an exemption from any rule but `each`.
    """
    let_off = exempt or {}
    _only_each(checklist, let_off)
    sections = tuple(
        _section(section, items)
        for section in checklist.sections
        if (items := tuple(_items(section, tallies, not_applicable, let_off)))
    )
    asked = [q for section in sections for item in section.items for q in item.questions]
    complete = not any(question.incomplete for question in asked)
    findings = {
        q.question.id: q.tally.cases
        for q in asked
        if isinstance(q.question.rule, Finding) and q.tally.cases
    }
    if not checklist.scored:
        nothing = (None, None, None, None, None, None)
        return Score(checklist, complete, *nothing, (), findings)
    total = _sum(section.score for section in sections)
    applicable = _applicable(checklist, sections, not_applicable)
    return Score(
        checklist=checklist,
        complete=complete,
        score=total,
        applicable=applicable,
        percent=half_up(total / applicable * 100) if applicable > 0 else None,
        bonus=_sum(section.bonus for section in sections),
        low=_sum(section.low for section in sections),
        high=_sum(section.high for section in sections),
        sections=sections,
        findings=findings,
    )


def item_score(item: Item, tallies: Mapping[str, Tally], exempt: Mapping[str, int]) -> ItemScore:
    """The score of one item by itself, as its card shows it after a tap."""
    points = item.points or NOTHING
    asked = []
    for question in item.questions:
        tally = tallies.get(question.id, Tally())
        let_off = exempt.get(question.id, 0)
        cost = deduction(question.rule, points, tally, let_off)
        asked.append(QuestionScore(question, tally, let_off, cost, added(question.rule, tally)))
    questions, lost, least_lost = tuple(asked), NOTHING, NOTHING
    # Most items lose nothing, and what is missing can only bring that nothing down.
    if any(q.deducted for q in questions):
        questions = _forfeit(questions, points)
        lost, least_lost = _sum(q.deducted for q in questions), _least_lost(questions, points)
    worth = half_up(max(NOTHING, points - lost)) if lost else half_up(points)
    return ItemScore(
        item=item,
        points=points,
        score=worth,
        low=NOTHING if any(q.incomplete for q in questions) else worth,
        high=half_up(max(NOTHING, points - least_lost)) if least_lost else half_up(points),
        lost=lost,
        least_lost=least_lost,
        questions=questions,
    )


def _least_lost(questions: tuple[QuestionScore, ...], points: Fraction) -> Fraction:
    """What is lost if every missing answer turns out perfect."""
    least = [(q, least_deduction(q.question, points, q.tally, q.exempt)) for q in questions]
    return max(
        _sum(n for q, n in least if not _is_zero(q)),
        max((n for q, n in least if _is_zero(q)), default=NOTHING),
    )


def _forfeit(questions: Iterable[QuestionScore], points: Fraction) -> tuple[QuestionScore, ...]:
    """A `zero` not met deducts what the other deductions leave of the points."""
    asked = tuple(questions)
    others = _sum(q.deducted for q in asked if not _is_zero(q))
    settled = []
    for q in asked:
        if _is_zero(q) and q.deducted:
            rest = max(NOTHING, points - others)
            others += rest
            settled.append(QuestionScore(q.question, q.tally, q.exempt, rest, q.added))
        else:
            settled.append(q)
    return tuple(settled)


def _is_zero(question: QuestionScore) -> bool:
    return isinstance(question.question.rule, Zero)


def _items(
    section: Section,
    tallies: Mapping[str, Tally],
    not_applicable: Collection[str],
    exempt: Mapping[str, int],
) -> Iterator[ItemScore]:
    for item in section.items:
        if item.id not in not_applicable:
            yield item_score(item, tallies, exempt)


def _section(section: Section, items: tuple[ItemScore, ...]) -> SectionScore:
    """Adds the rounded scores of items; a pool loses the exact deductions of pooled ones."""
    bonus = _sum(item.added for item in items)
    if section.at_most is not None:
        bonus = min(bonus, section.at_most)
    if any(item.pool for item in section.items):
        points = _pool(section, items)
        worth = points - _sum(i.lost if i.item.pool else i.points - i.score for i in items)
        best = points - _sum(i.least_lost if i.item.pool else i.points - i.high for i in items)
        least = points - _sum(i.lost if i.item.pool else i.points - i.low for i in items)
        if any(item.incomplete for item in items if item.item.pool):
            least = NOTHING
    else:
        points = _sum(item.points for item in items)
        worth = _sum(item.score for item in items)
        best = _sum(item.high for item in items)
        least = _sum(item.low for item in items)
    return SectionScore(
        section=section,
        points=points,
        score=max(NOTHING, worth) + bonus,
        low=max(NOTHING, least) + bonus,
        high=max(NOTHING, best) + bonus,
        bonus=bonus,
        items=items,
    )


def _pool(section: Section, items: tuple[ItemScore, ...]) -> Fraction:
    """The section's points without those of items that are not applicable."""
    all_points = _sum(item.points or NOTHING for item in section.items)
    gone = all_points - _sum(item.points for item in items)
    return max(NOTHING, (section.points or NOTHING) - gone)


def _applicable(
    checklist: Checklist, sections: Iterable[SectionScore], not_applicable: Collection[str]
) -> Fraction:
    """What a sheet is measured against: its rows, or the printed total where that counts."""
    if checklist.total_counts == "rows" or checklist.printed_total is None:
        return _sum(section.points for section in sections)
    gone = _sum(i.points or NOTHING for i in checklist.items() if i.id in not_applicable)
    return max(NOTHING, checklist.printed_total - gone)


def _only_each(checklist: Checklist, exempt: Mapping[str, int]) -> None:
    for question_id in exempt:
        question = checklist.question(question_id)
        if question is None or not isinstance(question.rule, Each):
            raise ValueError(f"no exemption from {question_id}")


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    # Nearly all of them are nothing: adding fractions costs more than looking at them.
    return sum(filter(None, numbers), NOTHING)

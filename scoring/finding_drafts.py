"""The findings that the answers of a sheet make, before anybody has touched them.

Every item that loses points makes one, or one for each household where the question says so, and
so does every `finding` answer. A problem stays a finding where a cap or a published exception
leaves nothing to deduct; shares and bands are a problem only where they deduct. A confidential
question makes one finding for the item, whose open words name no household.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar, assert_never

from inspection import grounds
from inspection.answers import Value
from inspection.campaign import Department
from inspection.checklist import (
    SHARES,
    Bands,
    Below,
    Bonus,
    Checklist,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    RectificationKind,
    Scope,
    Section,
    Share,
    Zero,
)
from inspection.finding import Draft
from inspection.household_answers import problems
from inspection.sheet import Household
from scoring.ground_words import Records, ground_of
from scoring.rounding import short
from scoring.score import ItemScore, QuestionScore, item_score
from scoring.tally import Tally

DEFAULT_KIND: RectificationKind = "限期整改"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet recorded, and who stands behind what it is about."""

    village: Mapping[str, Value]
    households: Sequence[tuple[Household, Mapping[str, Value]]]
    """Each saved visit's household with its complete answers, in the order of the roster."""
    tallies: Mapping[str, Tally]
    exempt: Mapping[str, int]
    set_aside: Collection[str]
    """Items that do not apply or could not be checked."""
    own: Mapping[str, str]
    """Grounds that people wrote themselves, by item."""
    unit: str
    contact: str | None
    departments: Mapping[str, Department]
    """Who owns which topic."""


def drafts(checklist: Checklist, facts: Facts) -> tuple[Draft, ...]:
    """The findings of a sheet in the order of its items, households in that of the roster."""
    records = Records(
        facts.village,
        [(who.number, complete) for who, complete in facts.households],
        facts.tallies,
    )
    return tuple(
        draft
        for section in checklist.sections
        for item in section.items
        if item.id not in facts.set_aside
        for draft in _of_item(section, item, facts, records)
    )


def is_confidential(checklist: Checklist, draft: Draft) -> bool:
    """Whether the inspected unit may read its open words only, whatever the team writes."""
    asked = (checklist.question(question_id) for question_id in draft.questions)
    return any(question is not None and question.confidential for question in asked)


def waits(checklist: Checklist, draft: Draft) -> bool:
    """Whether it hangs on shares and means alone, which nobody knows before all were asked."""
    asked = (checklist.question(question_id) for question_id in draft.questions)
    return all(question is None or isinstance(question.rule, _MEASURED) for question in asked)


_MEASURED = (*SHARES, Bands)


def is_problem(question: QuestionScore) -> bool:
    """Whether what was recorded for a question is a problem that has to be put right."""
    rule, tally = question.question.rule, question.tally
    match rule:
        case Fail() | Zero():
            return tally.not_met > 0
        case Each() | Finding():
            return tally.cases > 0
        case Share() | Below() | Excess() | Bands() | Marks():
            return question.deducted > 0
        case Judged():
            return tally.total > 0
        case Choice(options):
            best = max(worth for _, worth in options)
            return tally.option is not None and (
                question.deducted > 0 or dict(options)[tally.option] < best
            )
        case Bonus():
            return False
        case _:
            assert_never(rule)


def _of_item(section: Section, item: Item, facts: Facts, records: Records) -> Iterator[Draft]:
    score = item_score(item, facts.tallies, facts.exempt)
    found = [q for q in score.questions if q.question.finding != "none" and is_problem(q)]
    together = [q for q in found if not _by_household(q.question)]
    if together:
        yield _item_draft(section, score, together, facts, records)
    for question in found:
        if _by_household(question.question):
            for who, complete in facts.households:
                value = complete.get(question.question.id)
                if cases := _cases(question.question, value):
                    yield _household_draft(section, item, question, who, value, cases, facts)


def _by_household(question: Question) -> bool:
    return (
        question.finding == "household"
        and question.scope is Scope.HOUSEHOLD
        and not question.confidential
    )


def _cases(question: Question, value: Value) -> int:
    """How many problems an answer of one household tells of."""
    if isinstance(question.rule, Bands):
        return int(bool(grounds.compose_household(question, value)))
    return problems(value)


def _item_draft(
    section: Section,
    score: ItemScore,
    found: Sequence[QuestionScore],
    facts: Facts,
    records: Records,
) -> Draft:
    item = score.item
    lost = _lost(score, found)
    bare = f"{item.title}：扣{short(lost)}分" if lost else item.title
    composed = grounds.join(ground_of(q.question, records) for q in found)
    matter = facts.own.get(item.id) or composed or bare
    open_matter = matter
    if any(q.question.confidential for q in found):
        open_matter = grounds.join(_open_ground(q.question, records) for q in found) or bare
    return _draft(
        section,
        item,
        facts,
        asked=[q.question for q in found],
        key=f"item/{item.id}",
        household=None,
        cases=sum(max(1, q.tally.problems) for q in found),
        points=lost,
        matter=matter,
        open_matter=open_matter,
    )


def _household_draft(
    section: Section,
    item: Item,
    scored: QuestionScore,
    who: Household,
    value: Value,
    cases: int,
    facts: Facts,
) -> Draft:
    question = scored.question
    points = None
    if isinstance(question.rule, Each) and item.points is not None:
        points = question.rule.deduct * cases if scored.deducted else Fraction(0)
    matter = grounds.compose_household(question, value)
    return _draft(
        section,
        item,
        facts,
        asked=[question],
        key=f"hh/{question.id}/{who.id}",
        household=who,
        cases=cases,
        points=points,
        matter=matter,
        open_matter=matter,
    )


def _draft(
    section: Section,
    item: Item,
    facts: Facts,
    *,
    asked: Sequence[Question],
    key: str,
    household: Household | None,
    cases: int,
    points: Fraction | None,
    matter: str,
    open_matter: str,
) -> Draft:
    """A draft with all that checklist, roster and departments say of the matter."""
    owner = _owner(item, facts)
    return Draft(
        key=key,
        item_id=item.id,
        questions=tuple(question.id for question in asked),
        household_id=household.id if household else None,
        cases=cases,
        points=points,
        matter=matter,
        open_matter=open_matter,
        person=household.head if household else facts.contact,
        category=section.title if item.points is not None else item.title,
        topic=item.topic,
        lead=owner.lead if owner else None,
        co_owners=owner.co_owners if owner else (),
        measure=item.measure or f"对照“{item.criterion or item.title}”要求逐项整改到位",
        responsible=item.responsible or facts.unit,
        in_charge=(household.helper if household else None) or facts.contact,
        kind=_first(question.kind for question in asked) or DEFAULT_KIND,
        deadline=_first(question.deadline for question in asked) or "",
    )


def _open_ground(question: Question, records: Records) -> str:
    secret = question.confidential and question.scope is Scope.HOUSEHOLD
    return ground_of(question, records, counts_only=secret)


def _lost(score: ItemScore, found: Sequence[QuestionScore]) -> Fraction | None:
    """What these questions cost: the item's deduction, or their part of it beside households'."""
    if score.item.points is None:
        return None
    others = [q for q in score.questions if q not in found and q.deducted]
    if not others:
        return score.deducted
    return min(sum((q.deducted for q in found), Fraction(0)), score.deducted)


def _owner(item: Item, facts: Facts) -> Department | None:
    """Who owns the item's topic: by its name, else by its beginning (住房 owns 住房安全)."""
    topic = item.topic or ""
    exact = facts.departments.get(topic)
    begins = [name for name in facts.departments if name and topic.startswith(name)]
    return exact or (facts.departments[max(begins, key=len)] if begins else None)


def _first(written: Iterator[T | None]) -> T | None:
    return next((each for each in written if each is not None), None)

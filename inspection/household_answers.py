"""From what was tapped on a household's page to the household's complete answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from fractions import Fraction

from inspection.answers import Ratio, Value
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
    Judged,
    Marks,
    Question,
    Rule,
    Scope,
    Share,
    Zero,
)

_TAG = re.compile(r"(.*?)\s*(\d*)\s*", re.DOTALL)


class Contact(StrEnum):
    """How a household was reached: visited, asked on the telephone, or 未遇."""

    VISIT = "visit"
    PHONE = "phone"
    ABSENT = "absent"


def called_for(question: Question, tags: Collection[str], *, has_tags: bool = True) -> bool:
    """Whether a household's tags call for a question; else it stands under 更多.

    `has_tags` says whether the roster has a tag column at all: without one every question is
    shown. A tag may end in a number of people (学生2).
    """
    return not question.only or not has_tags or any(_parts(tag)[0] in question.only for tag in tags)


def people_called(question: Question, tags: Collection[str]) -> int | None:
    """How many people the tags name that a question is about (学生2: two), None where unsaid."""
    numbers = [n for name, n in map(_parts, tags) if name in question.only and n is not None]
    return sum(numbers) if numbers else None


def may_assume(question: Question) -> bool:
    """Whether one tap on "no problem" may answer a question for which nothing was tapped.

    Judgements, options and measured numbers, and a village's n of m, are always asked.
    """
    match question.rule:
        case Marks() | Choice() | Bands():
            return False
        case Share() | Below() | Excess():
            return question.scope is Scope.HOUSEHOLD
        case _:
            return True


def perfect(question: Question, points: Fraction | None, people: int | None = None) -> Value:
    """An answer that costs nothing; `points` are the item's, `people` those a share counts."""
    match question.rule:
        case Fail() | Zero():
            return True
        case Share() | Below() | Excess():
            if people is None and question.scope is Scope.HOUSEHOLD:
                return True
            whole = 1 if people is None else people
            return Ratio(whole, whole)
        case Choice(options):
            return max(options, key=lambda option: option[1])[0]
        case Marks():
            return points or Fraction(0)
        case Bands(bands):
            return bands[-1].under
        case Each() | Finding() | Judged() | Bonus():
            return 0


def problems(value: Value) -> int:
    """How many problems an answer of yes and no, of cases or of n of m tells of; null: none.

    ValueError for marks and options, which count no cases.
    """
    match value:
        case None:
            return 0
        case bool():
            return int(not value)
        case int():
            return value
        case Ratio(met, of):
            return of - met
        case _:
            raise ValueError(f"{value!r} counts no cases")


def fill(
    checklist: Checklist,
    tags: Collection[str],
    recorded: Mapping[str, Value],
    contact: Contact = Contact.VISIT,
    *,
    has_tags: bool = True,
) -> dict[str, Value]:
    """The complete answers of a household from what was tapped, by question id.

    What was recorded stands, an explicit null too. Else a question that the tags do not call
    for is null, one that nobody may assume an answer to (`may_assume`) stays missing, and the
    others are free of problems. `same_as` questions take the other question's answer. On the
    telephone only questions marked `by_phone` are asked, the rest are null whatever was tapped
    before; a household marked 未遇 answers null to everything.
    """
    answers: dict[str, Value] = {}
    derived: list[tuple[Question, str]] = []
    for item in checklist.items():
        for question in item.questions:
            if question.scope is not Scope.HOUSEHOLD:
                continue
            if contact is Contact.ABSENT:
                answers[question.id] = None
            elif question.same_as is not None and question.id not in recorded:
                derived.append((question, question.same_as))
            elif contact is Contact.PHONE and not question.by_phone:
                answers[question.id] = None
            elif question.id in recorded:
                answers[question.id] = recorded[question.id]
            elif not called_for(question, tags, has_tags=has_tags):
                answers[question.id] = None
            elif may_assume(question):
                people = people_called(question, tags)
                counted = people if isinstance(question.rule, Share) else None
                answers[question.id] = perfect(question, item.points, counted)
    for question, source in derived:
        if source in answers:
            answers[question.id] = same_fact(question, answers[source])
    return answers


def same_fact(question: Question, value: Value) -> Value:
    """Another question's answer as this one's: inverted where the rules' senses differ.

    A count of cases is a requirement not met, and n of m leaves m - n cases; where a question
    counts households (户) that is at most one. Any other value is the same in both.
    """
    rule = question.rule
    if value is None or isinstance(value, str | Fraction):
        return value
    if isinstance(rule, Each | Finding):
        cases = problems(value)
        return min(cases, 1) if isinstance(rule, Each) and rule.unit == "户" else cases
    if isinstance(rule, Fail | Zero):
        return problems(value) == 0
    if isinstance(rule, SHARES):
        return value if isinstance(value, Ratio) else problems(value) == 0
    return value


def same_sense(rule: Rule, other: Rule) -> bool:
    """Whether one rule's answer can be told from another's: both tell of problems, or one kind."""
    telling = (Fail, Zero, Each, Finding, *SHARES)
    both = isinstance(rule, telling) and isinstance(other, telling)
    return both or type(rule) is type(other)


def _parts(tag: str) -> tuple[str, int | None]:
    """A tag and the number of people at its end."""
    found = _TAG.fullmatch(tag)
    if found is None or not found[1]:
        return tag, None
    return found[1], int(found[2]) if found[2] else None

"""What a well-formed checklist can still have wrong, and what is only odd about it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from content.exact import Path
from content.rule_faults import rule_faults
from inspection.answers import decimal
from inspection.checklist import (
    Bonus,
    Checklist,
    Choice,
    Each,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    Scope,
    Section,
)
from inspection.household_answers import same_sense
from inspection.text import Text, text

LABEL_WIDTH = 12
"""Columns on a button at three a row: 6 Chinese characters, 12 letters."""
LABEL_EN_WIDTH = 12
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,23}")
_CHECKLIST_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DEADLINE = re.compile(r"(?:(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|[1-9]\d{0,2}(?:wd|d)|end)")


@dataclass(frozen=True, slots=True)
class Found:
    """Something found at a path; a warning leaves the checklist usable."""

    path: Path
    text: Text
    warning: bool = False


def found(checklist: Checklist) -> Iterator[Found]:
    """Everything wrong or odd with a checklist, in the order of the file."""
    if not _CHECKLIST_ID.fullmatch(checklist.id):
        yield Found(("id",), text("fault.checklist.id", id=checklist.id))
    yield from _ids_twice(checklist)
    for number, section in enumerate(checklist.sections):
        yield from _section(checklist, section, ("sections", number))
    yield from _labels_twice(checklist)
    rows = _points(checklist.items())
    if checklist.printed_total is None:
        if checklist.total_counts == "printed":
            yield Found(("total_counts",), text("fault.checklist.no-printed-total"))
    elif checklist.printed_total != rows:
        code = f"warning.checklist.total-{checklist.total_counts}"
        printed = decimal(checklist.printed_total)
        yield Found(("printed_total",), text(code, printed=printed, rows=decimal(rows)), True)


def places(checklist: Checklist) -> Iterator[tuple[Path, Item, Question]]:
    """Every question with its path and its item."""
    for i, section in enumerate(checklist.sections):
        for j, item in enumerate(section.items):
            for k, question in enumerate(item.questions):
                yield ("sections", i, "items", j, "questions", k), item, question


def _ids_twice(checklist: Checklist) -> Iterator[Found]:
    sections: list[tuple[Path, str]] = []
    items: list[tuple[Path, str]] = []
    for i, section in enumerate(checklist.sections):
        sections.append((("sections", i, "id"), section.id))
        for j, item in enumerate(section.items):
            items.append((("sections", i, "items", j, "id"), item.id))
    questions = [((*path, "id"), question.id) for path, _, question in places(checklist)]
    for named in (sections, items, questions):
        seen: set[str] = set()
        for path, one in named:
            if not _ID.fullmatch(one):
                yield Found(path, text("fault.checklist.id", id=one))
            if one in seen:
                yield Found(path, text("fault.checklist.id-twice", id=one))
            seen.add(one)


def _section(checklist: Checklist, section: Section, path: Path) -> Iterator[Found]:
    pooled = any(item.pool for item in section.items)
    if pooled and section.points is None:
        yield Found((*path, "points"), text("fault.checklist.pool-without-points"))
    rows = _points(section.items)
    if section.points is not None and section.points != rows:
        sums = text(
            "warning.checklist.section-sum", points=decimal(section.points), rows=decimal(rows)
        )
        yield Found((*path, "points"), sums, True)
    bonus = any(isinstance(q.rule, Bonus) for item in section.items for q in item.questions)
    if section.at_most is not None and not bonus:
        yield Found((*path, "at_most"), text("warning.checklist.at-most-without-bonus"), True)
    for number, item in enumerate(section.items):
        yield from _item(checklist, item, (*path, "items", number))
    yield from _groups(section, path)


def _groups(section: Section, path: Path) -> Iterator[Found]:
    """A printed row's points against those of the items it spans."""
    for title in dict.fromkeys(item.group.title for item in section.items if item.group):
        spanned = [
            (n, item, item.group.points)
            for n, item in enumerate(section.items)
            if item.group and item.group.title == title
        ]
        rows = _points(item for _, item, _ in spanned)
        for points in dict.fromkeys(points for _, _, points in spanned if points is not None):
            if points != rows:
                first = next(n for n, _, printed in spanned if printed == points)
                sums = text(
                    "warning.checklist.group-sum",
                    group=title,
                    points=decimal(points),
                    rows=decimal(rows),
                )
                yield Found((*path, "items", first, "group", "points"), sums, True)


def _item(checklist: Checklist, item: Item, path: Path) -> Iterator[Found]:
    if item.pool and item.points is None:
        yield Found((*path, "points"), text("fault.checklist.pool-without-points"))
    if item.exempt and not any(isinstance(q.rule, Each) for q in item.questions):
        yield Found((*path, "exempt"), text("fault.checklist.exempt-without-each"))
    for number, question in enumerate(item.questions):
        at = (*path, "questions", number)
        yield from _question(checklist, item, question, at)
        for field, words, warning in rule_faults(question.rule, item):
            yield Found((*at, "rule", *field), words, warning)


def _question(checklist: Checklist, item: Item, question: Question, path: Path) -> Iterator[Found]:
    begins = question.id.startswith(item.id) and question.id != item.id
    if not begins:
        yield Found((*path, "id"), text("fault.checklist.question-id", item=item.id))
    household = question.scope is Scope.HOUSEHOLD
    if household and isinstance(question.rule, Choice | Marks | Judged | Bonus):
        yield Found((*path, "scope"), text("fault.checklist.village-only"))
    if item.points is None and not isinstance(question.rule, Bonus | Finding):
        yield Found((*path, "rule", "kind"), text("fault.checklist.rule-without-points"))
    if question.only and not household:
        yield Found((*path, "only"), text("fault.checklist.household-only"))
    if question.by_phone and not household:
        yield Found((*path, "by_phone"), text("fault.checklist.household-only"))
    if question.deadline is not None and not _DEADLINE.fullmatch(question.deadline):
        yield Found((*path, "deadline"), text("fault.checklist.deadline"))
    yield from _references(checklist, question, path)
    for field, label, width in (
        ("label", question.label, LABEL_WIDTH),
        ("label_en", question.label_en, LABEL_EN_WIDTH),
    ):
        if label is not None and _columns(label) > width:
            yield Found((*path, field), text("warning.checklist.label-long", label=label), True)


def _references(checklist: Checklist, question: Question, path: Path) -> Iterator[Found]:
    if question.same_as is not None:
        other = checklist.question(question.same_as)
        where = (*path, "same_as")
        if other is None:
            yield Found(where, text("fault.checklist.no-question", id=question.same_as))
        elif other.same_as is not None:
            yield Found(where, text("fault.checklist.same-as-chain", id=other.id))
        elif other.scope is not question.scope or not same_sense(question.rule, other.rule):
            yield Found(where, text("fault.checklist.same-as-unfit", id=other.id))
    if question.when is not None:
        where = (*path, "when")
        other = checklist.question(question.when)
        if other is None:
            yield Found(where, text("fault.checklist.no-question", id=question.when))
        elif isinstance(other.rule, Choice | Marks | Judged | Bonus):
            yield Found(where, text("fault.checklist.when-without-cases", id=other.id))
        elif _comes_back(question, checklist.question):
            yield Found(where, text("fault.checklist.when-circle", id=question.id))


def _comes_back(question: Question, find: Callable[[str], Question | None]) -> bool:
    """Whether a question waits for itself, over however many others."""
    waited = {question.id}
    following: Question | None = question
    while following is not None and following.when is not None:
        if following.when in waited:
            return True
        waited.add(following.when)
        following = find(following.when)
    return False


def _labels_twice(checklist: Checklist) -> Iterator[Found]:
    """Two buttons of one household page that read the same."""
    labelled = [
        (path, question.label)
        for path, _, question in places(checklist)
        if question.label and question.scope is Scope.HOUSEHOLD and question.same_as is None
    ]
    counts = Counter(label for _, label in labelled)
    for path, label in labelled:
        if counts[label] > 1:
            yield Found((*path, "label"), text("warning.checklist.label-twice", label=label), True)


def _columns(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in label)


def _points(items: Iterable[Item]) -> Fraction:
    return sum((item.points or Fraction(0) for item in items), Fraction(0))

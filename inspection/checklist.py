"""The checklist: sections, items, questions and the rules by which answers cost points.

The shape is that of the checklist file; numbers are exact (`Fraction`), in points unless a
field says otherwise. Whoever builds one from a file has checked it (`content.checklists`).
Fields that end in `_en` are for people who read English (`inspection.wording`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias


class Scope(StrEnum):
    """Where a question is asked: once a sheet, or once for each household visited."""

    VILLAGE = "village"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Fail:
    """Costs `deduct` when the requirement is not met."""

    deduct: Fraction


@dataclass(frozen=True, slots=True)
class Each:
    """Costs `deduct` for each case, at most `at_most`; more than `most_cases` is bad input."""

    deduct: Fraction
    unit: str
    at_most: Fraction | None = None
    most_cases: int | None = None


@dataclass(frozen=True, slots=True)
class Zero:
    """Forfeits the item when the requirement is not met."""


@dataclass(frozen=True, slots=True)
class Share:
    """Scores in proportion; full from the share `full_at` on. `points` None: the item's."""

    points: Fraction | None = None
    full_at: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Below:
    """Costs `deduct` when the share lies below `at`."""

    deduct: Fraction
    at: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Excess:
    """Costs `deduct` for each full `step` of the bad share above `over` (0.3 is 30 %)."""

    over: Fraction
    step: Fraction
    deduct: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    """A value under `under` costs `deduct`."""

    under: Fraction
    deduct: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """Costs what the first band says whose bound the value lies under, lowest bound first."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Scores what the chosen option is worth; options in the order of the file.

    `options_en`: their English names in the same order, or none.
    """

    options: tuple[tuple[str, Fraction], ...]
    options_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """A judgement from 0 to the points in multiples of `step`."""

    step: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Judged:
    """A deduction by judgement: 0, or between `least` and `most` in multiples of `step`."""

    least: Fraction
    most: Fraction
    step: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Bonus:
    """Adds `add` for each time; the section's `at_most` caps all of them."""

    add: Fraction


@dataclass(frozen=True, slots=True)
class Finding:
    """Costs nothing; each case makes a finding."""


Rule: TypeAlias = (
    Fail | Each | Zero | Share | Below | Excess | Bands | Choice | Marks | Judged | Bonus | Finding
)
SHARES = (Share, Below, Excess)
"""Rules whose answers are met n of m."""

Look: TypeAlias = Literal["问", "查", "看"]
FindingPer: TypeAlias = Literal["household", "item", "none"]
EvidenceWhen: TypeAlias = Literal["never", "problem", "always"]
RectificationKind: TypeAlias = Literal["立行立改", "限期整改", "长期坚持"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, with one rule; the fields are those of the checklist file."""

    id: str
    prompt: str
    scope: Scope
    rule: Rule
    label: str | None = None
    look: Look | None = None
    only: tuple[str, ...] = ()
    by_phone: bool = False
    when: str | None = None
    same_as: str | None = None
    may_not_apply: bool = False
    finding: FindingPer = "item"
    confidential: bool = False
    evidence: EvidenceWhen = "never"
    kind: RectificationKind | None = None
    deadline: str | None = None
    prompt_en: str | None = None
    label_en: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the printed table that spans several items, worth `points` together."""

    title: str
    points: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the score sheet, worth `points` (None where the checklist has no points)."""

    id: str
    title: str
    points: Fraction | None
    questions: tuple[Question, ...]
    criterion: str = ""
    group: Group | None = None
    pool: bool = False
    applies: str | None = None
    exempt: str | None = None
    measure: str | None = None
    responsible: str | None = None
    topic: str | None = None
    title_en: str | None = None
    criterion_en: str | None = None
    applies_en: str | None = None
    exempt_en: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one heading; `at_most` caps the section's bonus."""

    id: str
    title: str
    points: Fraction | None
    items: tuple[Item, ...]
    at_most: Fraction | None = None
    part: str | None = None
    title_en: str | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of a score sheet; never changed once published."""

    id: str
    title: str
    sections: tuple[Section, ...]
    printed_total: Fraction | None = None
    total_counts: Literal["rows", "printed"] = "rows"
    title_en: str | None = None

    def __hash__(self) -> int:
        """Quick, so that what follows from a checklist alone is computed once (`lru_cache`)."""
        return hash(self.id)

    @property
    def scored(self) -> bool:
        """Whether the sheet is worth points at all; one without makes only findings."""
        return any(
            item.points is not None or isinstance(question.rule, Bonus)
            for item in self.items()
            for question in item.questions
        )

    def items(self) -> Iterator[Item]:
        """All items in the order of the sheet."""
        for section in self.sections:
            yield from section.items

    def questions(self) -> Iterator[Question]:
        """All questions in the order of the sheet."""
        for item in self.items():
            yield from item.questions

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((item for item in self.items() if item.id == item_id), None)

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((q for q in self.questions() if q.id == question_id), None)

    def item_of(self, question_id: str) -> Item:
        """The item a question stands under; KeyError where there is no such question."""
        for item in self.items():
            if any(q.id == question_id for q in item.questions):
                return item
        raise KeyError(question_id)

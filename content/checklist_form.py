"""The form of a checklist file: what fields there are, and the way to the checklist and back."""

from __future__ import annotations

from dataclasses import MISSING, fields
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from content.rule_forms import KINDS, Flag, Form, Line, Lines, Number, RuleForm
from inspection import checklist as c
from inspection.answers import decimal


class QuestionForm(Form):
    """One question."""

    id: Line
    prompt: Lines
    scope: Literal["village", "household"]
    rule: RuleForm
    label: Line | None = None
    look: c.Look | None = None
    only: list[Line] = Field(default=[])
    by_phone: Flag = False
    when: Line | None = None
    same_as: Line | None = None
    may_not_apply: Flag = False
    finding: c.FindingPer = "item"
    confidential: Flag = False
    evidence: c.EvidenceWhen = "never"
    kind: c.RectificationKind | None = None
    deadline: Line | None = None
    prompt_en: Lines | None = None
    label_en: Line | None = None

    def question(self) -> c.Question:
        """The question it says."""
        said = self.said() | {"scope": c.Scope(self.scope), "only": tuple(self.only)}
        return c.Question(**said | {"rule": self.rule.rule()})


class GroupForm(Form):
    """A printed row over several items."""

    title: Line
    points: Number | None = None


class ItemForm(Form):
    """One item."""

    id: Line
    title: Line
    points: Number | None = None
    questions: Annotated[list[QuestionForm], Field(min_length=1)]
    criterion: Lines | None = None
    group: GroupForm | None = None
    pool: Flag = False
    applies: Lines | None = None
    exempt: Lines | None = None
    measure: Lines | None = None
    responsible: Line | None = None
    topic: Line | None = None
    title_en: Line | None = None
    criterion_en: Lines | None = None
    applies_en: Lines | None = None
    exempt_en: Lines | None = None

    def item(self) -> c.Item:
        """The item it says."""
        group = self.group
        made = {
            "questions": tuple(question.question() for question in self.questions),
            "criterion": self.criterion or "",
            "group": None if group is None else c.Group(group.title, group.points),
        }
        return c.Item(**self.said() | made)


class SectionForm(Form):
    """One section."""

    id: Line
    title: Line
    points: Number | None = None
    items: Annotated[list[ItemForm], Field(min_length=1)]
    at_most: Number | None = None
    part: Line | None = None
    title_en: Line | None = None

    def section(self) -> c.Section:
        """The section it says."""
        return c.Section(**self.said() | {"items": tuple(item.item() for item in self.items)})


class ChecklistForm(Form):
    """The whole file."""

    id: Line
    title: Line
    printed_total: Number | None = None
    total_counts: Literal["rows", "printed"] = "rows"
    sections: Annotated[list[SectionForm], Field(min_length=1)]
    title_en: Line | None = None

    def checklist(self) -> c.Checklist:
        """The checklist it says."""
        sections = tuple(section.section() for section in self.sections)
        return c.Checklist(**self.said() | {"sections": sections})


def to_plain(checklist: c.Checklist) -> dict[str, Any]:
    """A checklist as the mapping of its file: plain numbers, what is default left out."""
    return _plain(checklist)


_BELOW = ("questions", "items", "sections")
_WRITTEN = {"least": "from", "most": "to"}


def _plain(part: Any) -> dict[str, Any]:
    """One dataclass of the checklist: its kind where it is a rule, what lies below it last."""
    kind = KINDS.get(type(part))
    plain: dict[str, Any] = {} if kind is None else {"kind": kind}
    for field in sorted(fields(part), key=lambda field: field.name in _BELOW):
        value = getattr(part, field.name)
        if value is None or (field.default is not MISSING and value == field.default):
            continue
        plain[_WRITTEN.get(field.name, field.name)] = _plain_value(field.name, value)
    return plain


def _plain_value(name: str, value: Any) -> Any:
    if name == "options":
        return {key: plain_number(score) for key, score in value}
    match value:
        case Fraction():
            return plain_number(value)
        case tuple():
            return [_plain_value("", part) for part in value]
        case bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case _:
            return _plain(value)


def plain_number(number: Fraction) -> int | float:
    """A number as JSON and YAML write it; read back exactly, it is the same (15 digits do)."""
    return number.numerator if number.denominator == 1 else float(decimal(number))

"""The forms of rules in a checklist file, one for each kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from content.exact import Unusable, printable
from inspection import checklist as c
from inspection.answers import MOST

_LONGEST = 2000


def _number(value: object) -> Fraction:
    if isinstance(value, Unusable):
        written = {"written": printable(value.written)}
        raise PydanticCustomError("fault.file.no-number", "a usable number", written)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise PydanticCustomError("fault.field.expected-number", "a number")
    if not 0 <= value <= MOST:
        raise PydanticCustomError("fault.field.number-range", "0 to most", {"most": MOST})
    number = Fraction(value)
    if Fraction(str(float(number))) != number:
        # It could not be written out again as the same number.
        raise PydanticCustomError("fault.field.too-fine", "at most 15 digits")
    return number


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        raise PydanticCustomError("fault.field.expected-count", "a whole number from 1")
    return value


def _lines(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("fault.field.expected-text", "text")
    if not value.strip():
        raise PydanticCustomError("fault.field.empty", "not empty")
    if len(value) > _LONGEST or any(_odd(sign) for sign in value):
        raise PydanticCustomError("fault.field.odd-text", "text", {"most": _LONGEST})
    return value


def _odd(sign: str) -> bool:
    """Control characters, halves of characters, and marks that turn the writing direction."""
    turning = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return sign != "\n" and (turning or unicodedata.category(sign) in {"Cc", "Cs"})


def _line(value: object) -> str:
    line = _lines(value)
    if "\n" in line:
        raise PydanticCustomError("fault.field.one-line", "one line")
    return line


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise PydanticCustomError("fault.field.expected-bool", "true or false")
    return value


Number: TypeAlias = Annotated[Fraction, PlainValidator(_number)]
Count: TypeAlias = Annotated[int, PlainValidator(_count)]
Line: TypeAlias = Annotated[str, PlainValidator(_line)]
Lines: TypeAlias = Annotated[str, PlainValidator(_lines)]
Flag: TypeAlias = Annotated[bool, PlainValidator(_bool)]


class Form(BaseModel):
    """A mapping of the file: exactly these fields, of exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def said(self) -> dict[str, Any]:
        """The fields as they are, forms below among them."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class _RuleForm(Form):
    makes: ClassVar[Any]

    def rule(self) -> c.Rule:
        """The rule it says."""
        said = self.said()
        del said["kind"]
        made: c.Rule = self.makes(**said)
        return made


class _FailForm(_RuleForm):
    makes = c.Fail
    kind: Literal["fail"]
    deduct: Number


class _EachForm(_RuleForm):
    makes = c.Each
    kind: Literal["each"]
    deduct: Number
    unit: Line
    at_most: Number | None = None
    most_cases: Count | None = None


class _ZeroForm(_RuleForm):
    makes = c.Zero
    kind: Literal["zero"]


class _ShareForm(_RuleForm):
    makes = c.Share
    kind: Literal["share"]
    points: Number | None = None
    full_at: Number = Fraction(1)


class _BelowForm(_RuleForm):
    makes = c.Below
    kind: Literal["below"]
    deduct: Number
    at: Number = Fraction(1)


class _ExcessForm(_RuleForm):
    makes = c.Excess
    kind: Literal["excess"]
    over: Number
    step: Number
    deduct: Number


class _BandForm(Form):
    under: Number
    deduct: Number


class _BandsForm(_RuleForm):
    kind: Literal["bands"]
    bands: list[_BandForm]

    def rule(self) -> c.Rule:
        return c.Bands(tuple(c.Band(band.under, band.deduct) for band in self.bands))


class _ChoiceForm(_RuleForm):
    kind: Literal["choice"]
    options: dict[Line, Number]
    options_en: list[Line] = Field(default=[])

    def rule(self) -> c.Rule:
        return c.Choice(tuple(self.options.items()), tuple(self.options_en))


class _MarksForm(_RuleForm):
    makes = c.Marks
    kind: Literal["marks"]
    step: Number = Fraction(1, 2)


class _JudgedForm(_RuleForm):
    makes = c.Judged
    kind: Literal["judged"]
    least: Number = Field(alias="from")
    most: Number = Field(alias="to")
    step: Number = Fraction(1, 2)


class _BonusForm(_RuleForm):
    makes = c.Bonus
    kind: Literal["bonus"]
    add: Number


class _FindingForm(_RuleForm):
    makes = c.Finding
    kind: Literal["finding"]


RuleForm: TypeAlias = Annotated[
    _FailForm
    | _EachForm
    | _ZeroForm
    | _ShareForm
    | _BelowForm
    | _ExcessForm
    | _BandsForm
    | _ChoiceForm
    | _MarksForm
    | _JudgedForm
    | _BonusForm
    | _FindingForm,
    Field(discriminator="kind"),
]
KINDS: Mapping[type, str] = {
    c.Fail: "fail",
    c.Each: "each",
    c.Zero: "zero",
    c.Share: "share",
    c.Below: "below",
    c.Excess: "excess",
    c.Bands: "bands",
    c.Choice: "choice",
    c.Marks: "marks",
    c.Judged: "judged",
    c.Bonus: "bonus",
    c.Finding: "finding",
}
"""The word of each rule in the file."""

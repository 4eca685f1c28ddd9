"""What was recorded for a question, whether it fits, and its one written form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NoReturn, TypeAlias, assert_never

from inspection.checklist import (
    Bands,
    Below,
    Bonus,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Judged,
    Marks,
    Question,
    Scope,
    Share,
    Zero,
)
from inspection.text import Text, text

MOST = 1_000_000
"""No count, ratio or number of an inspection is larger; a larger one is a slip of the finger."""
_DIGITS = 17
_LONGEST = 2 * _DIGITS + 3


@dataclass(frozen=True, slots=True)
class Ratio:
    """`met` of `of`: households, or people where the rule counts people; 0 <= met <= of."""

    met: int
    of: int


Value: TypeAlias = bool | int | Fraction | str | Ratio | None
"""An answer: a bool (met), a count, an exact number, an option's key, a ratio; None: does not
apply here. That there is no answer yet is the absence of a Value, never None."""


@dataclass(frozen=True, slots=True)
class SheetAnswers:
    """All that was recorded on one sheet, by question id; every visited household stands in it."""

    village: Mapping[str, Value] = field(default_factory=dict)
    households: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()
    """Ids of items that do not apply or could not be checked."""
    exempt: Mapping[str, int] = field(default_factory=dict)
    """Cases let off, by question id."""


def misfit(question: Question, points: Fraction | None, value: Value) -> Text | None:
    """What was expected of an answer, None where `value` is one; `points` are the item's."""
    household = question.scope is Scope.HOUSEHOLD
    if value is None:
        applies = household or question.may_not_apply
        return None if applies else text("answer.expected.not-null")
    rule = question.rule
    match rule:
        case Fail() | Zero():
            return None if isinstance(value, bool) else text("answer.expected.yes-no")
        case Each():
            most = MOST if rule.most_cases is None else rule.most_cases
            return _count(value, min(most, 1) if household and rule.unit == "户" else most)
        case Finding() | Bonus():
            return _count(value, MOST)
        case Share() | Below() | Excess():
            return _ratio(value, household=household)
        case Choice():
            options = tuple(key for key, _ in rule.options)
            if isinstance(value, str) and value in options:
                return None
            return text("answer.expected.option", options=" / ".join(options))
        case Marks() | Judged() | Bands():
            return _measured(rule, points or Fraction(0), value)
        case _:
            assert_never(rule)


def _count(value: Value, most: int) -> Text | None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return None
    return text("answer.expected.count", most=most)


def _ratio(value: Value, *, household: bool) -> Text | None:
    if isinstance(value, Ratio):
        whole = not isinstance(value.met, bool) and not isinstance(value.of, bool)
        if whole and 0 <= value.met <= value.of <= MOST:
            return None
    elif household and isinstance(value, bool):
        return None
    return text("answer.expected.met-or-ratio" if household else "answer.expected.ratio")


def _measured(rule: Marks | Judged | Bands, points: Fraction, value: Value) -> Text | None:
    number = None
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        number = Fraction(value)
    match rule:
        case Marks(step):
            if number is not None and 0 <= number <= points and number % step == 0:
                return None
            return text("answer.expected.marks", most=decimal(points), step=decimal(step))
        case Judged(least, most, step):
            if number == 0 or (
                number is not None and least <= number <= most and number % step == 0
            ):
                return None
            return text(
                "answer.expected.judged",
                least=decimal(least),
                most=decimal(most),
                step=decimal(step),
            )
        case Bands():
            fits = number is not None and 0 <= number <= MOST
            return None if fits else text("answer.expected.number", most=MOST)


def exact(digits: str) -> int | Fraction:
    """A written decimal as the number it says, whole ones as int; ValueError: not a sane one."""
    try:
        number = Decimal(digits) if len(digits) <= _LONGEST else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or _monstrous(number):
        raise ValueError(digits[:_LONGEST])
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def _monstrous(number: Decimal) -> bool:
    """Longer than any program writes a float: no figure of a score sheet is."""
    return len(number.as_tuple().digits) > _DIGITS or abs(number.adjusted()) > _DIGITS


def refuse(constant: str) -> NoReturn:
    """For JSON's NaN and Infinity, which are no numbers of ours: ValueError."""
    raise ValueError(constant)


def written(value: Value) -> str:
    """The one written form of an answer: JSON as in an answer file, numbers as exact decimals."""
    match value:
        case Ratio():
            return json.dumps({"met": value.met, "of": value.of})
        case Fraction():
            return decimal(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def read(line: str) -> Value:
    """The answer of a written form; ValueError where `line` is none."""
    value = json.loads(line, parse_float=exact, parse_int=exact, parse_constant=refuse)
    match value:
        case {"met": met, "of": of, **rest} if not rest and type(met) is type(of) is int:
            return Ratio(met, of)
        case None | bool() | int() | Fraction() | str():
            return value
        case _:
            raise ValueError(line)


def decimal(number: int | Fraction) -> str:
    """A number in all its decimals, none trailing; ValueError where it has no end (1/3)."""
    exactly = Fraction(number)
    rest, places = exactly.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (5, 2):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1:
        raise ValueError(str(number))
    shifted = str(abs(exactly.numerator * 10**places // exactly.denominator)).zfill(places + 1)
    whole, part = shifted[: len(shifted) - places], shifted[len(shifted) - places :].rstrip("0")
    return ("-" if exactly < 0 else "") + whole + ("." + part if part else "")

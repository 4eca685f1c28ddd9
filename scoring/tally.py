"""What a question counted so far, as numbers that can be kept running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import assert_never

from inspection.answers import Ratio, Value
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
    Share,
    Zero,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The roll-up of one question over its places: the village, or every household visited.

    Tallies add and subtract field by field, so that a household's changed answer costs the same
    in a village of 5 and of 500: `total - tally(question, old) + tally(question, new)`, with
    `MISSING` for "visited, but not answered yet". The difference of two may be negative. A
    `Tally()` is a question for which no place has been visited at all.
    """

    answered: int = 0
    """Places with an answer other than null."""
    missing: int = 0
    """Places visited without an answer."""
    null: int = 0
    """Places to which the question does not apply."""
    cases: int = 0
    """Problems counted (each, finding), times (bonus)."""
    not_met: int = 0
    """Places whose requirement is not met (fail, zero)."""
    met: int = 0
    """Households or people who have it (share, below, excess) ..."""
    of: int = 0
    """... of so many."""
    total: Fraction = Fraction(0)
    """Sum of the numbers: marks, a judged deduction, a measured value (bands)."""
    chosen: tuple[tuple[str, int], ...] = ()
    """How often each option was chosen, by option; those chosen 0 times left out."""

    @property
    def places(self) -> int:
        """Places visited."""
        return self.answered + self.missing + self.null

    @property
    def incomplete(self) -> bool:
        """Whether a place visited lacks its answer, or none has been visited at all."""
        return self.missing > 0 or self.places == 0

    @property
    def problems(self) -> int:
        """Problems told of, by whichever rule; what a question's `when` waits for."""
        return self.cases + self.not_met + self.of - self.met

    @property
    def option(self) -> str | None:
        """The option of a village's choice."""
        return self.chosen[0][0] if self.chosen else None

    def __add__(self, other: Tally) -> Tally:
        return self._with(other, 1)

    def __sub__(self, other: Tally) -> Tally:
        return self._with(other, -1)

    def __mul__(self, places: int) -> Tally:
        """That of so many places, all like this one."""
        return Tally()._with(self, places)

    def _with(self, other: Tally, sign: int) -> Tally:
        chosen = self.chosen
        if other.chosen:
            counts = dict(self.chosen)
            for option, times in other.chosen:
                counts[option] = counts.get(option, 0) + sign * times
            chosen = tuple(sorted((option, n) for option, n in counts.items() if n))
        return Tally(
            self.answered + sign * other.answered,
            self.missing + sign * other.missing,
            self.null + sign * other.null,
            self.cases + sign * other.cases,
            self.not_met + sign * other.not_met,
            self.met + sign * other.met,
            self.of + sign * other.of,
            self.total + sign * other.total if other.total else self.total,
            chosen,
        )

    def to_json(self) -> dict[str, int | str | dict[str, int]]:
        """The fields that are not zero; `total` as an exact fraction ("5/2")."""
        plain: dict[str, int | str | dict[str, int]] = {
            name: count for name in _COUNTS if (count := getattr(self, name))
        }
        if self.total:
            plain["total"] = str(self.total)
        if self.chosen:
            plain["chosen"] = dict(self.chosen)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, object]) -> Tally:
        """The tally that `to_json` wrote; ValueError where it did not."""
        counts: dict[str, int] = {}
        total, chosen = Fraction(0), dict[str, int]()
        for name, value in plain.items():
            match name, value:
                case "total", str():
                    total = Fraction(value)
                case "chosen", dict():
                    chosen = value
                case _, int() if name in _COUNTS:
                    counts[name] = value
                case _:
                    raise ValueError(f"no tally: {name}={value!r}")
        return cls(**counts, total=total, chosen=tuple(sorted(chosen.items())))


_COUNTS = tuple(f.name for f in fields(Tally) if f.name not in {"total", "chosen"})
MISSING = Tally(missing=1)
"""A place visited whose answer is still to come."""
NULL = Tally(null=1)


def tally(question: Question, value: Value) -> Tally:
    """The tally of one answer, which must fit the question (`answers.misfit`)."""
    if value is None:
        return NULL
    rule = question.rule
    match rule:
        case Fail() | Zero():
            return Tally(answered=1, not_met=int(not value))
        case Share() | Below() | Excess():
            if isinstance(value, Ratio):
                return Tally(answered=1, met=value.met, of=value.of)
            return Tally(answered=1, met=int(bool(value)), of=1)
        case Each() | Finding() | Bonus():
            return Tally(answered=1, cases=int(_number(value)))
        case Marks() | Judged() | Bands():
            return Tally(answered=1, total=_number(value))
        case Choice():
            return Tally(answered=1, chosen=((str(value), 1),))
        case _:
            assert_never(rule)


def roll_up(question: Question, values: Iterable[Value]) -> Tally:
    """The tally over several places, from scratch."""
    return sum((tally(question, value) for value in values), Tally())


def _number(value: Value) -> Fraction:
    if isinstance(value, str | Ratio) or value is None:
        raise ValueError(f"no number: {value!r}")
    return Fraction(value)

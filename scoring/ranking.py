"""Who stands where: ranks with ties, the last N, a township's mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from scoring.rounding import half_up

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """A unit at its place, 1 the best; units of equal percent share the place."""

    place: int
    unit: T
    percent: Fraction


def rank(percents: Iterable[tuple[T, Fraction]]) -> tuple[Ranked[T], ...]:
    """Units by percent, highest first; ties share a place and the next is skipped (1, 2, 2, 4).

    Tied units keep the order they came in. Incomplete sheets are not to be passed here.
    """
    ordered = sorted(percents, key=lambda entry: -entry[1])
    ranked: list[Ranked[T]] = []
    for position, (unit, percent) in enumerate(ordered, start=1):
        tied = ranked and ranked[-1].percent == percent
        ranked.append(Ranked(ranked[-1].place if tied else position, unit, percent))
    return tuple(ranked)


def last(ranked: Sequence[Ranked[T]], n: int) -> tuple[Ranked[T], ...]:
    """Whoever has one of the n lowest places, and everyone tied with them, best first."""
    if n <= 0 or not ranked:
        return ()
    threshold = sorted(entry.percent for entry in ranked)[:n][-1]
    return tuple(entry for entry in ranked if entry.percent <= threshold)


def mean(percents: Sequence[Fraction]) -> Fraction | None:
    """A township's score: the mean of its villages' percent, half-up; None where there are none."""
    return half_up(sum(percents, Fraction(0)) / len(percents)) if percents else None

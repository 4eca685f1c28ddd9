"""What a rule can have wrong with its figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, assert_never

from content.exact import Path
from inspection.answers import decimal
from inspection.checklist import (
    Bands,
    Below,
    Bonus,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Rule,
    Share,
    Zero,
)
from inspection.text import Text, text

Odd: TypeAlias = tuple[Path, Text, bool]
"""The path below the rule, what is wrong, and whether it is only a warning."""


def rule_faults(rule: Rule, item: Item) -> Iterator[Odd]:
    """What is wrong or odd with a rule that stands under `item`."""
    points = item.points or Fraction(0)
    match rule:
        case Fail(deduct):
            yield from _deducts("deduct", deduct, item)
        case Each():
            yield from _each(rule, item)
        case Zero() | Finding():
            pass
        case Share(worth, full_at):
            if worth is not None:
                yield from _within("points", worth, Fraction(0), points)
            yield from _share("full_at", full_at)
        case Below(deduct, at):
            yield from _deducts("deduct", deduct, item)
            yield from _share("at", at)
        case Excess(over, step, deduct):
            yield from _deducts("deduct", deduct, item)
            yield from _share("step", step)
            if over >= 1:
                yield ("over",), text("fault.rule.share"), False
        case Bands():
            yield from _bands(rule)
        case Choice():
            yield from _choice(rule, points)
        case Marks(step):
            if step == 0 or points % step != 0:
                yield ("step",), _step(points), False
        case Judged():
            yield from _judged(rule, points)
        case Bonus(add):
            yield from _above_zero("add", add)
        case _:
            assert_never(rule)


def _each(rule: Each, item: Item) -> Iterator[Odd]:
    yield from _deducts("deduct", rule.deduct, item)
    if rule.at_most is None:
        return
    yield from _above_zero("at_most", rule.at_most)
    if rule.at_most < rule.deduct:
        yield ("at_most",), text("fault.rule.at-most-small", deduct=decimal(rule.deduct)), False
    if item.points is not None and rule.at_most > item.points and not item.pool:
        points = decimal(item.points)
        yield ("at_most",), text("warning.rule.more-than-points", points=points), True


def _bands(rule: Bands) -> Iterator[Odd]:
    if not rule.bands:
        yield ("bands",), text("fault.rule.no-bands"), False
    for number, (band, following) in enumerate(pairwise(rule.bands), start=1):
        if following.under <= band.under:
            yield ("bands", number, "under"), text("fault.rule.bands-order"), False
        if following.deduct > band.deduct:
            yield ("bands", number, "deduct"), text("warning.rule.bands-dearer"), True


def _choice(rule: Choice, points: Fraction) -> Iterator[Odd]:
    if len(rule.options) < 2:
        yield ("options",), text("fault.rule.options-few"), False
    if rule.options_en and len(rule.options_en) != len(rule.options):
        of = str(len(rule.options))
        yield ("options_en",), text("fault.rule.options-en", of=of), False
    for key, worth in rule.options:
        if not key.strip():
            yield ("options", key), text("fault.field.empty"), False
        yield from _within(("options", key), worth, Fraction(0), points)
    if rule.options and max(worth for _, worth in rule.options) < points:
        yield ("options",), text("warning.rule.no-full-option", points=decimal(points)), True


def _judged(rule: Judged, points: Fraction) -> Iterator[Odd]:
    if rule.least > rule.most:
        yield ("from",), text("fault.rule.from-to"), False
    yield from _above_zero("to", rule.most)
    yield from _within("to", rule.most, Fraction(0), points)
    if rule.step == 0:
        yield ("step",), _step(rule.most), False
        return
    for field, bound in (("from", rule.least), ("to", rule.most)):
        if bound % rule.step != 0:
            yield (field,), text("warning.rule.off-step", step=decimal(rule.step)), True


def _deducts(field: str, deduct: Fraction, item: Item) -> Iterator[Odd]:
    yield from _above_zero(field, deduct)
    if item.points is not None and deduct > item.points and not item.pool:
        points = decimal(item.points)
        yield (field,), text("warning.rule.more-than-points", points=points), True


def _above_zero(field: str, number: Fraction) -> Iterator[Odd]:
    if number == 0:
        yield (field,), text("fault.rule.above-zero"), False


def _share(field: str, share: Fraction) -> Iterator[Odd]:
    if not 0 < share <= 1:
        yield (field,), text("fault.rule.share"), False


def _within(field: str | Path, number: Fraction, least: Fraction, most: Fraction) -> Iterator[Odd]:
    if not least <= number <= most:
        path = (field,) if isinstance(field, str) else field
        bounds = text("fault.rule.within", least=decimal(least), most=decimal(most))
        yield path, bounds, False


def _step(points: Fraction) -> Text:
    return text("fault.rule.step", points=decimal(points))

"""What each rule deducts for what its question counted."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import assert_never

from inspection.checklist import (
    SHARES,
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
    Rule,
    Scope,
    Share,
    Zero,
)
from scoring.tally import Tally

NOTHING = Fraction(0)


def deduction(rule: Rule, points: Fraction, tally: Tally, exempt: int = 0) -> Fraction:
    """What a rule deducts so far, after its own ceiling (`at_most`), before the item's.

    `points` are the item's. What no place answered, or applies to nobody, deducts nothing.
    `zero` deducts the item's points here; that it only has to bring *all* deductions up to them
    is the item's matter.
    """
    if tally.answered == 0:
        return NOTHING
    match rule:
        case Fail(deduct):
            return deduct if tally.not_met else NOTHING
        case Zero():
            return points if tally.not_met else NOTHING
        case Each():
            whole = uncapped(rule, tally, exempt)
            return whole if rule.at_most is None else min(whole, rule.at_most)
        case Share() | Below() | Excess():
            return _of_share(rule, points, tally)
        case Bands(bands):
            value = tally.total / tally.answered
            return next((band.deduct for band in bands if value < band.under), NOTHING)
        case Choice(options):
            return points - dict(options)[str(tally.option)]
        case Marks():
            return points - tally.total
        case Judged():
            return tally.total
        case Bonus() | Finding():
            return NOTHING
        case _:
            assert_never(rule)


def uncapped(rule: Each, tally: Tally, exempt: int = 0) -> Fraction:
    """What the cases not let off would deduct without the rule's own ceiling."""
    return rule.deduct * max(0, tally.cases - exempt)


def steps_over(rule: Excess, tally: Tally) -> int:
    """How many *full* steps the share of those without lies above `over`."""
    if tally.of == 0:
        return 0
    bad = 1 - Fraction(tally.met, tally.of)
    return max(0, floor((bad - rule.over) / rule.step))


def added(rule: Rule, tally: Tally) -> Fraction:
    """What a bonus adds, before its section's ceiling; a missing one adds nothing."""
    return rule.add * tally.cases if isinstance(rule, Bonus) else NOTHING


def least_deduction(
    question: Question, points: Fraction, tally: Tally, exempt: int = 0
) -> Fraction:
    """What is deducted if every answer still missing turns out perfect.

    A missing household counts as met, in a share too (as one of one more), and without cases.
    What it will measure for `bands` has no upper bound, so the mean may yet pass every one of
    them: nothing. Never more than what is deducted so far.
    """
    rule = question.rule
    if not tally.incomplete:
        return deduction(rule, points, tally, exempt)
    if isinstance(rule, SHARES) and question.scope is Scope.HOUSEHOLD:
        tally += Tally(answered=tally.missing, met=tally.missing, of=tally.missing)
    elif isinstance(rule, Bands):
        return NOTHING
    return deduction(rule, points, tally, exempt)


def _of_share(rule: Share | Below | Excess, points: Fraction, tally: Tally) -> Fraction:
    if tally.of == 0:
        return NOTHING
    share = Fraction(tally.met, tally.of)
    match rule:
        case Share():
            worth = points if rule.points is None else rule.points
            return NOTHING if share >= rule.full_at else worth - worth * share
        case Below(deduct, at):
            return deduct if share < at else NOTHING
        case Excess():
            return rule.deduct * steps_over(rule, tally)

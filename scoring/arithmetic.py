"""Why a question or an item lost what it lost, as words for the toast and the score sheet.

Numbers in the parameters are written already, without trailing zeros; shares are percents
without the sign, to 2 decimals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

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
    Scope,
    Share,
    Zero,
)
from inspection.text import Text, text
from inspection.wording import option, unit
from scoring.rounding import percent, short
from scoring.rules import steps_over, uncapped
from scoring.score import ItemScore, QuestionScore, SectionScore
from scoring.tally import Tally


def of_item(item: ItemScore) -> Text:
    """The whole line of an item: what each question cost, and what is left of the points.

    "3 处 × 0.5 = 扣 1.5 分，得 4.5/6". Questions that cost nothing are left out where another
    one did; an item that loses more than it is worth says so (扣完为止), unless a pool bears it.
    """
    telling = [q for q in item.questions if q.deducted or q.added] or item.questions[:1]
    how = _joined(tuple(of_question(item, question) for question in telling))
    if all(isinstance(q.question.rule, Bonus | Finding) for q in item.questions):
        return how
    code = "arithmetic.item"
    if item.incomplete:
        code = "arithmetic.item-so-far"
    elif item.capped:
        code = "arithmetic.item-pool" if item.item.pool else "arithmetic.item-capped"
    return text(code, how=how, score=short(item.score), points=short(item.points))


def of_tap(item: ItemScore, question_id: str) -> Text:
    """The line over a tap: what this question cost, and what its item is left with.

    KeyError where the item has no such question.
    """
    for question in item.questions:
        if question.question.id == question_id:
            how = of_question(item, question)
            if isinstance(question.question.rule, Bonus | Finding):
                return how
            left, points = short(item.score), short(item.points)
            return text("arithmetic.item", how=how, score=left, points=points)
    raise KeyError(question_id)


def of_pool(section: SectionScore) -> Text:
    """What a section's pool has left, of how much."""
    return text("arithmetic.pool", left=short(section.left), points=short(section.points))


def of_question(item: ItemScore, question: QuestionScore) -> Text:
    """What one question cost and how that comes about, without the item's score."""
    tally, rule = question.tally, question.question.rule
    deducted = short(question.deducted)
    if tally.answered == 0:
        return text("arithmetic.not-applicable" if tally.null else "arithmetic.missing")
    match rule:
        case Fail():
            return _failed(question, deducted)
        case Zero():
            code = "arithmetic.forfeited" if tally.not_met else "arithmetic.met"
            return text(code, deducted=deducted)
        case Each():
            return _each(rule, question, deducted)
        case Share() | Below() | Excess():
            return _share(rule, item.points, tally, deducted)
        case Bands():
            value = short(tally.total / tally.answered)
            code = "arithmetic.band" if question.deducted else "arithmetic.band-passed"
            return text(code, value=value, deducted=deducted)
        case Choice():
            mark = short(item.points - question.deducted)
            chosen = option(question.question, str(tally.option))
            return text("arithmetic.choice", option=chosen, mark=mark)
        case Marks():
            return text(
                "arithmetic.marks",
                marks=short(tally.total),
                points=short(item.points),
                deducted=deducted,
            )
        case Judged():
            code = "arithmetic.judged" if question.deducted else "arithmetic.no-problem"
            return text(code, deducted=deducted)
        case Bonus(add):
            return text(
                "arithmetic.bonus",
                times=str(tally.cases),
                add=short(add),
                added=short(question.added),
            )
        case Finding():
            code = "arithmetic.findings" if tally.cases else "arithmetic.no-problem"
            return text(code, cases=str(tally.cases))
        case _:
            assert_never(rule)


def _failed(question: QuestionScore, deducted: str) -> Text:
    """A flat deduction, with the number of households where it was asked of them."""
    if not question.tally.not_met:
        return text("arithmetic.met", deducted=deducted)
    if question.question.scope is Scope.HOUSEHOLD:
        cases = str(question.tally.not_met)
        return text("arithmetic.failed-at", cases=cases, deducted=deducted)
    return text("arithmetic.failed", deducted=deducted)


def _each(rule: Each, question: QuestionScore, deducted: str) -> Text:
    cases, exempt = question.tally.cases, min(question.exempt, question.tally.cases)
    if cases == 0:
        return text("arithmetic.no-problem", deducted=deducted)
    whole = uncapped(rule, question.tally, question.exempt)
    named = unit(rule.unit, cases)
    counted = text("arithmetic.cases", cases=str(cases), unit=named)
    if exempt:
        params = {"cases": str(cases), "unit": named, "exempt": str(exempt)}
        counted = text("arithmetic.cases-exempt", **params)
    each = short(rule.deduct)
    if whole != question.deducted:
        return text(
            "arithmetic.each-capped",
            counted=counted,
            deduct=each,
            whole=short(whole),
            deducted=deducted,
        )
    return text("arithmetic.each", counted=counted, deduct=each, deducted=deducted)


def _share(rule: Share | Below | Excess, points: Fraction, tally: Tally, deducted: str) -> Text:
    if tally.of == 0:
        return text("arithmetic.nobody", deducted=deducted)
    share = Fraction(tally.met, tally.of)
    counted = {"met": str(tally.met), "of": str(tally.of), "percent": percent(share)}
    match rule:
        case Share(worth, full_at):
            if share >= full_at:
                return text("arithmetic.share-full", **counted, bound=percent(full_at))
            full = short(points if worth is None else worth)
            return text("arithmetic.share", **counted, points=full, deducted=deducted)
        case Below(_, at):
            code = "arithmetic.below" if share < at else "arithmetic.share-full"
            return text(code, **counted, bound=percent(at), deducted=deducted)
        case Excess(over, step, deduct):
            counted |= {"without": str(tally.of - tally.met), "percent": percent(1 - share)}
            steps = steps_over(rule, tally)
            if not steps:
                return text("arithmetic.excess-none", **counted, bound=percent(over))
            return text(
                "arithmetic.excess",
                **counted,
                bound=percent(over),
                steps=str(steps),
                step=percent(step),
                deduct=short(deduct),
                deducted=deducted,
            )


def _joined(parts: tuple[Text, ...]) -> Text:
    """Several grounds in one line."""
    if len(parts) == 1:
        return parts[0]
    between: list[str | Text] = []
    for part in parts:
        between += [text("arithmetic.and"), part] if between else [part]
    return text("arithmetic.all", parts=tuple(between))

"""The buttons of one question: one for every answer its rule allows."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, assert_never

from inspection import wording
from inspection.card import Button, Rows, Words
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
    Question,
    Share,
    Zero,
)
from inspection.flow import says
from inspection.flow.village import VillageView, change
from inspection.marked import token
from inspection.text import text

TAPPED = 8
"""Counts up to here have a button each; where more are possible, they are typed from 4 on."""


class _Give(Protocol):
    """Makes the button that gives an answer."""

    def __call__(self, label: Words, new: str, /) -> Button: ...


def answer_rows(view: VillageView, item: Item, question: Question, *, alone: bool) -> Rows:
    """The buttons of one question; where an item has several, each row names its own."""
    rule, name = question.rule, says.label(question, view.lang)

    def give(label: Words, new: str) -> Button:
        chosen = view.old(question) == new
        shown = text("toggle.chosen", label=label) if chosen else label
        return change(view, question, shown, new)

    match rule:
        case Fail() | Zero():
            met = text("answer.met") if alone else text("answer.met-named", label=name)
            row = [give(met, "t"), give(text("toggle.problem", label=name), "f")]
            if not question.may_not_apply:
                return (tuple(row),)
            null = give(text("answer.null"), "n")
            return ((*row, null),) if alone else (tuple(row), (null,))
        case Each() | Finding() | Bonus():
            return _counts(view, question, rule, give, None if alone else name)
        case Marks(step):
            return _marks(view, item, question, step, give)
        case Judged(least, most, step):
            return _judged(view, question, least, most, step, give)
        case Choice(options):
            return tuple(
                (give(_option(question, key, score), f"o{index}"),)
                for index, (key, score) in enumerate(options)
            )
        case Share() | Below() | Excess():
            return ((_typed(view, text("answer.ratio"), question),),)
        case Bands():
            return ((_typed(view, text("answer.measure"), question),),)
        case _:
            assert_never(rule)


def _option(question: Question, key: str, score: Fraction) -> Words:
    return text("answer.option", option=wording.option(question, key), score=score)


def _typed(view: VillageView, label: Words, question: Question) -> Button:
    return says.go(label, view.sheet_id, f"ask.value.{question.id}")


def _counts(
    view: VillageView,
    question: Question,
    rule: Each | Finding | Bonus,
    give: _Give,
    name: str | None,
) -> Rows:
    limit = rule.most_cases if isinstance(rule, Each) else None
    most = limit if limit is not None and limit <= TAPPED else 3
    none = text("answer.none") if name is None else text("answer.none-named", label=name)
    first = (give(none, "0"),)
    counts = [give(wording.count(rule, n), str(n)) for n in range(1, most + 1)]
    if limit is None or limit > most:
        counts.append(_typed(view, text("answer.more-count", count=most + 1), question))
    return (first, *(tuple(counts[at : at + 4]) for at in range(0, len(counts), 4)))


def _marks(view: VillageView, item: Item, question: Question, step: Fraction, give: _Give) -> Rows:
    """Full marks and a few below; once marked, half and whole points less than that."""
    full = item.points or Fraction(0)

    def mark(points: Fraction) -> Button:
        code = "answer.full-marks" if points == full else "answer.marks"
        return give(text(code, points=points), token(question, _whole(points)))

    near = [mark(full - step * n) for n in range(5) if full - step * n >= 0]
    other = _typed(view, text("answer.other"), question)
    recorded = view.answers.get(question.id)
    if recorded is None or not isinstance(recorded.value, int | Fraction):
        return (tuple(near[:3]), (*near[3:], other))
    now = Fraction(recorded.value)
    less = [
        change(view, question, text("answer.less", points=by), token(question, _whole(now - by)))
        for by in dict.fromkeys((step, Fraction(1)))
        if now - by >= 0
    ]
    return (tuple(near[:3]), (*less, other))


def _judged(
    view: VillageView,
    question: Question,
    least: Fraction,
    most: Fraction,
    step: Fraction,
    give: _Give,
) -> Rows:
    amounts = [least + step * n for n in range(int((most - least) / step) + 1)]
    shown = amounts if len(amounts) <= 7 else [*amounts[:6], most]
    buttons = [
        give(text("answer.deduct", points=amount), token(question, _whole(amount)))
        for amount in shown
    ]
    if len(amounts) > len(shown):
        buttons.append(_typed(view, text("answer.other"), question))
    rows = (tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    return ((give(text("answer.none"), "0"),), *rows)


def _whole(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number

"""The result of `ducha score`, key by key as the contract writes it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from inspection.answers import SheetAnswers, decimal
from inspection.checklist import Checklist, Scope
from scoring.rounding import fixed
from scoring.score import Score, score
from scoring.tally import MISSING, Tally, tally

Plain: TypeAlias = "str | bool | int | Mapping[str, Plain] | None"


def result(checklist: Checklist, answers: SheetAnswers) -> dict[str, Plain]:
    """The JSON object of one sheet; the answers must fit (`content.answer_files` sees to it)."""
    counted = tallies(checklist, answers)
    return plain(score(checklist, counted, answers.not_applicable, answers.exempt))


def tallies(checklist: Checklist, answers: SheetAnswers) -> dict[str, Tally]:
    """The tally of every question from scratch, as a running roll-up must equal it."""
    counted: dict[str, Tally] = {}
    for question in checklist.questions():
        places = (
            (answers.village,)
            if question.scope is Scope.VILLAGE
            else tuple(answers.households.values())
        )
        counted[question.id] = sum(
            (
                tally(question, place[question.id]) if question.id in place else MISSING
                for place in places
            ),
            Tally(),
        )
    return counted


def plain(scored: Score) -> dict[str, Plain]:
    """A score as the contract's object: numbers as strings with 2 decimals, keys in its order."""
    return {
        "checklist": scored.checklist.id,
        "complete": scored.complete,
        "score": _fixed(scored.score),
        "applicable": None if scored.applicable is None else decimal(scored.applicable),
        "percent": _fixed(scored.percent),
        "bonus": _fixed(scored.bonus),
        "low": _fixed(scored.low),
        "high": _fixed(scored.high),
        "sections": {section.section.id: fixed(section.score) for section in scored.sections},
        "items": {
            item.item.id: {
                "points": decimal(item.points),
                "score": fixed(item.score),
                "deducted": fixed(item.deducted),
            }
            for item in scored.items()
        },
        "findings": dict(scored.findings),
    }


def _fixed(number: Fraction | None) -> str | None:
    return None if number is None else fixed(number)

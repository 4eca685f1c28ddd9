"""The ground of one question over all its places, as far as records tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspection import grounds
from inspection.answers import Ratio, Value
from inspection.checklist import SHARES, Bands, Each, Fail, Finding, Question, Scope, Zero
from inspection.household_answers import problems
from scoring.tally import Tally

_CUT = "\x00"
"""Stands for the households where only their number is wanted: no word of ours holds one."""


@dataclass(frozen=True, slots=True)
class Records:
    """What a sheet recorded, as far as the asked questions need it."""

    village: Mapping[str, Value]
    households: Sequence[tuple[str, Mapping[str, Value]]]
    """Number and complete answers of each saved visit, in the order of the roster."""
    tallies: Mapping[str, Tally]
    lang: str = "zh"


def counts_cases(question: Question) -> bool:
    """Whether its answers tell of problems household by household."""
    return isinstance(question.rule, (Each, Finding, Fail, Zero, *SHARES))


def ground_of(question: Question, records: Records, *, counts_only: bool = False) -> str:
    """The ground of a question, empty without a problem; `counts_only` leaves households out."""
    tally = records.tallies.get(question.id, Tally())
    if question.scope is Scope.VILLAGE:
        if question.id not in records.village:
            return ""
        return grounds.compose_village(question, records.village[question.id], records.lang)
    if isinstance(question.rule, Bands):
        if not tally.answered:
            return ""
        mean = tally.total / tally.answered
        return grounds.compose_village(question, mean, records.lang)
    if not counts_cases(question):
        return ""
    answers = [(number, complete.get(question.id)) for number, complete in records.households]
    cases = [(number, problems(value)) for number, value in answers]
    shared = isinstance(question.rule, SHARES)
    if counts_only:
        cases = [(_CUT, sum(n for _, n in cases))]
    words = grounds.compose(
        question,
        cases,
        of=tally.of if shared else None,
        people=shared and any(isinstance(value, Ratio) for _, value in answers),
        lang=records.lang,
    )
    return words.partition(_CUT)[0].rstrip("：( ") if counts_only else words

"""The grounds (扣分依据) of a sheet's items: written by a person, else composed from records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspection import grounds
from inspection.answers import Ratio, Value
from inspection.checklist import (
    SHARES,
    Bands,
    Checklist,
    Each,
    Fail,
    Finding,
    Item,
    Question,
    Scope,
    Zero,
)
from inspection.household_answers import fill, problems
from inspection.sheet import Recorded
from scoring.tally import Tally
from storage import marks, sheets, visits
from storage.db import Tx
from workflow.scene import Desk

_CUT = "\x00"
"""Stands for the households where only their number is wanted: no word of ours holds one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An item's ground, and the same as the inspected unit may read it."""

    words: str
    open_words: str
    """Confidential questions as counts only; equal to `words` where nothing is confidential."""
    confidential: bool


@dataclass(frozen=True, slots=True)
class _Records:
    """What a sheet recorded, as far as the asked items need it."""

    village: Mapping[str, Recorded]
    households: Sequence[tuple[str, Mapping[str, Value]]]
    """Number and complete answers of each saved visit, in the order of the roster."""
    tallies: Mapping[str, Tally]
    lang: str


def item_grounds(
    tx: Tx, desk: Desk, items: Sequence[Item], tallies: Mapping[str, Tally], lang: str = "zh"
) -> dict[str, Ground]:
    """The grounds of the items asked for, by id; empty words where there is none."""
    own = marks.grounds(tx, desk.sheet.id)
    by_household = any(q.scope is Scope.HOUSEHOLD for item in items for q in item.questions)
    records = _Records(
        sheets.answers(tx, desk.sheet.id),
        household_answers(tx, desk) if by_household else (),
        tallies,
        lang,
    )
    return {item.id: _ground(item, own.get(item.id), records) for item in items}


def household_answers(tx: Tx, desk: Desk) -> list[tuple[str, Mapping[str, Value]]]:
    """The complete answers of every saved visit by household number, in the roster's order."""
    by_id = {p.household.id: p.household for p in visits.places(tx, desk.sheet.id, desk.unit.id)}
    found: list[tuple[str, Mapping[str, Value]]] = []
    for visit in visits.visits(tx, desk.sheet.id):
        if visit.done:
            who = by_id[visit.household_id]
            recorded = {question: r.value for question, r in visit.recorded.items()}
            has_tags = desk.campaign.has_tags
            complete = fill(desk.checklist, who.tags, recorded, visit.mode, has_tags=has_tags)
            found.append((who.number, complete))
    return found


def counts_cases(question: Question) -> bool:
    """Whether its answers tell of problems household by household."""
    return isinstance(question.rule, (Each, Finding, Fail, Zero, *SHARES))


def _ground(item: Item, own: str | None, records: _Records) -> Ground:
    words = grounds.join(_of_question(q, records) for q in item.questions)
    secret = [
        q
        for q in item.questions
        if q.confidential and q.scope is Scope.HOUSEHOLD and _of_question(q, records)
    ]
    if not secret:
        said = own if own is not None else words
        return Ground(said, said, confidential=False)
    counted = grounds.join(
        _of_question(q, records, counts_only=q in secret) for q in item.questions
    )
    return Ground(own if own is not None else words, counted, confidential=True)


def _of_question(question: Question, records: _Records, *, counts_only: bool = False) -> str:
    tally = records.tallies.get(question.id, Tally())
    if question.scope is Scope.VILLAGE:
        recorded = records.village.get(question.id)
        if recorded is None:
            return ""
        return grounds.compose_village(question, recorded.value, records.lang)
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


def items_of(checklist: Checklist, item_ids: Iterable[str]) -> list[Item]:
    """The items of those ids that the checklist has."""
    found = (checklist.item(item_id) for item_id in item_ids)
    return [item for item in found if item is not None]

"""Keeps a sheet's roll-up in step with its answers: each change exchanges its own part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from inspection.checklist import Checklist, Question, Scope
from inspection.flow.household import count_problems
from inspection.household_answers import Contact, fill
from inspection.sheet import Household, Visit
from scoring.tally import MISSING, Tally, tally
from storage import sheets, visits
from storage.db import Tx
from storage.sheets import Counts, Rollup
from workflow.scene import Desk


@dataclass(frozen=True, slots=True)
class Part:
    """What one saved visit adds to the sheet's figures; an unsaved one adds nothing."""

    tallies: Mapping[str, Tally]
    contact: Contact | None
    problems: int


NOTHING = Part({}, None, 0)


def part_of(
    checklist: Checklist, household: Household, visit: Visit | None, *, has_tags: bool
) -> Part:
    """The part of a visit, with every household question answered, null or missing."""
    if visit is None or not visit.done:
        return NOTHING
    recorded = {question: r.value for question, r in visit.recorded.items()}
    complete = fill(checklist, household.tags, recorded, visit.mode, has_tags=has_tags)
    tallies = {
        q.id: tally(q, complete[q.id]) if q.id in complete else MISSING
        for q in checklist.questions()
        if q.scope is Scope.HOUSEHOLD
    }
    return Part(tallies, visit.mode, problems_of(checklist, visit))


def problems_of(checklist: Checklist, visit: Visit) -> int:
    """How many questions of a visit tell of a problem; on the telephone only those asked there."""
    if visit.mode is Contact.ABSENT:
        return 0
    asked = {q.id for q in checklist.questions() if visit.mode is Contact.VISIT or q.by_phone}
    return count_problems(checklist, {q: r.value for q, r in visit.recorded.items() if q in asked})


def save_visit(tx: Tx, desk: Desk, household: Household, old: Visit | None, new: Visit) -> None:
    """Write a visit and what it changes in the sheet's figures."""
    visits.save_visit(tx, new, problems_of(desk.checklist, new))
    _exchange(tx, desk, household, old, new)


def restore_visit(
    tx: Tx, desk: Desk, household: Household, now: Visit, before: Visit | None
) -> None:
    """Take a visit back to what it was, or to never begun."""
    if before is None:
        visits.drop_visit(tx, desk.sheet.id, household.id)
    else:
        visits.save_visit(tx, before, problems_of(desk.checklist, before))
    _exchange(tx, desk, household, now, before)


def _exchange(
    tx: Tx, desk: Desk, household: Household, old: Visit | None, new: Visit | None
) -> None:
    has_tags = desk.campaign.has_tags
    gone = part_of(desk.checklist, household, old, has_tags=has_tags)
    come = part_of(desk.checklist, household, new, has_tags=has_tags)
    if gone == come:
        return
    rollup = sheets.rollup(tx, desk.sheet.id)
    tallies = dict(rollup.tallies)
    for question in {**gone.tallies, **come.tallies}:
        before, after = gone.tallies.get(question, Tally()), come.tallies.get(question, Tally())
        if before != after:
            tallies[question] = tallies.get(question, Tally()) - before + after
    counts = with_part(with_part(rollup.counts, gone, -1), come, +1)
    sheets.save_rollup(tx, desk.sheet.id, Rollup(tallies, counts))


def with_part(counts: Counts, part: Part, times: int) -> Counts:
    """The counts with so many visits like this one more; -1: without it."""
    if part.contact is None:
        return counts
    return replace(
        counts,
        visited=counts.visited + times * (part.contact is Contact.VISIT),
        telephoned=counts.telephoned + times * (part.contact is Contact.PHONE),
        absent=counts.absent + times * (part.contact is Contact.ABSENT),
        problems=counts.problems + times * part.problems,
    )


def change_answers(tx: Tx, desk: Desk, changes: Iterable[tuple[Question, Tally, Tally]]) -> None:
    """Exchange the tallies of village answers: of each question the old one for the new one."""
    rollup = sheets.rollup(tx, desk.sheet.id)
    tallies = dict(rollup.tallies)
    for question, old, new in changes:
        tallies[question.id] = tallies.get(question.id, Tally()) - old + new
    sheets.save_rollup(tx, desk.sheet.id, Rollup(tallies, rollup.counts))


def count_households(tx: Tx, desk: Desk) -> None:
    """Count the roster anew: on starting, and when a household is added, goes or comes back."""
    rollup = sheets.rollup(tx, desk.sheet.id)
    here = visits.places(tx, desk.sheet.id, desk.unit.id)
    expected = sum(p.household.gone is None or p.state == "done" for p in here)
    counts = replace(rollup.counts, households=expected)
    sheets.save_rollup(tx, desk.sheet.id, Rollup(rollup.tallies, counts))


def recount(tx: Tx, desk: Desk) -> Rollup:
    """The roll-up made anew from every answer and visit; the running one must equal it."""
    checklist, has_tags = desk.checklist, desk.campaign.has_tags
    tallies: dict[str, Tally] = {}
    for question_id, recorded in sheets.answers(tx, desk.sheet.id).items():
        question = checklist.question(question_id)
        if question is not None:
            tallies[question_id] = tally(question, recorded.value)
    counts = Counts(0, 0, 0, 0, 0)
    here = visits.places(tx, desk.sheet.id, desk.unit.id)
    for place in here:
        visit = visits.visit(tx, desk.sheet.id, place.household.id)
        part = part_of(checklist, place.household, visit, has_tags=has_tags)
        for question_id, one in part.tallies.items():
            tallies[question_id] = tallies.get(question_id, Tally()) + one
        counts = with_part(counts, part, +1)
    expected = sum(p.household.gone is None or p.state == "done" for p in here)
    return Rollup(
        {q: t for q, t in tallies.items() if t != Tally()}, replace(counts, households=expected)
    )

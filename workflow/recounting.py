"""The roll-ups of many sheets made anew from every answer; the running ones must equal them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from inspection.checklist import Checklist
from inspection.household_answers import Contact
from inspection.sheet import Household, Recorded, Visit
from scoring.tally import Tally, tally
from storage import campaigns, checklists, sheets, visits
from storage.db import Tx
from storage.sheets import Counts, Rollup
from storage.visits import Alike
from workflow.rolling import Part, part_of, with_part

_NEVER = datetime.min.replace(tzinfo=UTC)


def recounted(tx: Tx, campaign_id: int, sheet_ids: Collection[int]) -> dict[int, Rollup]:
    """The roll-ups of a campaign's sheets, each as `rolling.recount` makes it.

    A million answers take less than a second: visits that say the same are read once.
    """
    lists = {
        sheet_id: checklists.checklist(tx, checklist_id)
        for sheet_id, checklist_id in sheets.checklists_of(tx, sheet_ids).items()
    }
    tallies: dict[int, dict[str, Tally]] = {sheet_id: {} for sheet_id in lists}
    counts = dict.fromkeys(lists, Counts(0, 0, 0, 0, 0))
    for sheet_id, question_id, value in sheets.answers_of(tx, lists):
        question = lists[sheet_id].question(question_id)
        if question is not None:
            tallies[sheet_id][question_id] = tally(question, value)
    for sheet_id, part, times in _parts(tx, campaign_id, lists):
        here = tallies[sheet_id]
        for question_id, one in part.tallies.items():
            before = here.get(question_id)
            here[question_id] = one * times if before is None else before + one * times
        counts[sheet_id] = with_part(counts[sheet_id], part, times)
    of = visits.expected(tx, lists)
    return {
        sheet_id: Rollup(
            {question: each for question, each in tallies[sheet_id].items() if each != Tally()},
            replace(counts[sheet_id], households=of.get(sheet_id, 0)),
        )
        for sheet_id in lists
    }


def _parts(
    tx: Tx, campaign_id: int, lists: Mapping[int, Checklist]
) -> Iterator[tuple[int, Part, int]]:
    """What visits alike add to their sheet, each of so many."""
    has_tags = campaigns.campaign(tx, campaign_id).has_tags
    known: dict[tuple[int, str, Contact, str], Part] = {}
    for alike in visits.alike(tx, lists):
        checklist = lists[alike.sheet_id]
        key = (id(checklist), alike.tags, alike.mode, alike.recorded)
        if key not in known:
            known[key] = _part(checklist, alike, has_tags=has_tags)
        yield alike.sheet_id, known[key], alike.visits


def _part(checklist: Checklist, alike: Alike, *, has_tags: bool) -> Part:
    """That of one of them; who it is and who answered when changes no figure."""
    recorded = {q: Recorded(value, 0, _NEVER) for q, value in alike.values.items()}
    household = Household(
        0, 0, "", "", None, None, None, tuple(json.loads(alike.tags)), None, False
    )
    visit = Visit(alike.sheet_id, 0, True, alike.mode, None, recorded, 0, _NEVER)
    return part_of(checklist, household, visit, has_tags=has_tags)

"""The grounds (扣分依据) of a sheet's items: written by a person, else composed from records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspection import grounds
from inspection.answers import Value
from inspection.checklist import Checklist, Item, Scope
from inspection.household_answers import fill
from inspection.sheet import Household, Recorded
from scoring.ground_words import Records, ground_of
from scoring.tally import Tally
from storage import marks, sheets, visits
from storage.db import Tx
from workflow.scene import Desk


@dataclass(frozen=True, slots=True)
class Ground:
    """An item's ground, and the same as the inspected unit may read it."""

    words: str
    open_words: str
    """Confidential questions as counts only; equal to `words` where nothing is confidential."""
    confidential: bool
    written: bool = False
    """Whether a person wrote it: composed words name nobody."""


def item_grounds(
    tx: Tx,
    desk: Desk,
    items: Sequence[Item],
    tallies: Mapping[str, Tally],
    lang: str = "zh",
    answers: Mapping[str, Recorded] | None = None,
) -> dict[str, Ground]:
    """The grounds of the items asked for, by id; empty words where there is none."""
    own = marks.grounds(tx, desk.sheet.id)
    by_household = any(q.scope is Scope.HOUSEHOLD for item in items for q in item.questions)
    records = Records(
        {q: r.value for q, r in (answers or sheets.answers(tx, desk.sheet.id)).items()},
        household_answers(tx, desk) if by_household else (),
        tallies,
        lang,
    )
    return {item.id: _ground(item, own.get(item.id), records) for item in items}


def household_answers(tx: Tx, desk: Desk) -> list[tuple[str, Mapping[str, Value]]]:
    """The complete answers of every saved visit by household number, in the roster's order."""
    return [(who.number, complete) for who, complete in visited(tx, desk)]


def visited(tx: Tx, desk: Desk) -> list[tuple[Household, Mapping[str, Value]]]:
    """The complete answers of every saved visit by household, in the roster's order."""
    by_id = {p.household.id: p.household for p in visits.places(tx, desk.sheet.id, desk.unit.id)}
    found: list[tuple[Household, Mapping[str, Value]]] = []
    for visit in visits.visits(tx, desk.sheet.id):
        if visit.done:
            who = by_id[visit.household_id]
            recorded = {question: r.value for question, r in visit.recorded.items()}
            has_tags = desk.campaign.has_tags
            complete = fill(desk.checklist, who.tags, recorded, visit.mode, has_tags=has_tags)
            found.append((who, complete))
    return found


def _ground(item: Item, own: str | None, records: Records) -> Ground:
    words = grounds.join((ground_of(q, records) for q in item.questions), records.lang)
    secret = [
        q
        for q in item.questions
        if q.confidential and q.scope is Scope.HOUSEHOLD and ground_of(q, records)
    ]
    if not secret:
        said = own if own is not None else words
        return Ground(said, said, confidential=False, written=own is not None)
    cut = (ground_of(q, records, counts_only=q in secret) for q in item.questions)
    counted = grounds.join(cut, records.lang)
    said = own if own is not None else words
    return Ground(said, counted, confidential=True, written=own is not None)


def items_of(checklist: Checklist, item_ids: Iterable[str]) -> list[Item]:
    """The items of those ids that the checklist has."""
    found = (checklist.item(item_id) for item_id in item_ids)
    return [item for item in found if item is not None]

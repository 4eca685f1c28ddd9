"""What a round that looks back (回头看, 清零, 巩固) has to look at: findings of earlier rounds."""

from __future__ import annotations

from dataclasses import dataclass

from inspection.campaign import LOOK_BACK
from inspection.finding import Finding
from inspection.people import Unit
from inspection.sheet import DONE, SheetState
from scoring.finding_drafts import drafts, waits
from storage import campaigns, rechecks, sheets
from storage.campaigns import RoundRow
from storage.db import Tx
from storage.rechecks import Looked
from workflow.finding_making import facts_of
from workflow.scene import desk


@dataclass(frozen=True, slots=True)
class Old:
    """A finding of an earlier round, and whether this one has looked at it."""

    finding: Finding
    seen: bool


def earlier_rounds(tx: Tx, campaign_id: int, round_row: RoundRow) -> list[int]:
    """The rounds before one that looks back; none where it does not."""
    if round_row.kind not in LOOK_BACK:
        return []
    ids = [each.id for each in campaigns.rounds(tx, campaign_id)]
    return ids[: ids.index(round_row.id)]


def progress_by_unit(tx: Tx, campaign_id: int, round_row: RoundRow) -> dict[int, Looked]:
    """How far each unit with old findings is in the round."""
    earlier = earlier_rounds(tx, campaign_id, round_row)
    return rechecks.by_unit(tx, campaign_id, round_row.id, earlier) if earlier else {}


def old_findings(tx: Tx, unit: Unit, round_row: RoundRow) -> list[Old]:
    """The unit's findings of earlier rounds by number; none where the round does not look back.

    What the round's own sheet finds again counts as looked at: signing will say so, and nothing
    is asked twice.
    """
    earlier = earlier_rounds(tx, unit.campaign_id, round_row)
    if not earlier:
        return []
    kept = rechecks.of_unit(tx, unit.campaign_id, unit.id, round_row.id, earlier)
    again = _found_again(tx, unit, round_row) if kept else frozenset()
    return [Old(found, seen or found.draft.key in again) for found, seen in kept]


def looked(old: list[Old]) -> Looked:
    """How many of them were looked at."""
    return Looked(sum(each.seen for each in old), len(old))


def looks_back_on(tx: Tx, found: Finding, round_row: RoundRow) -> bool:
    """Whether the round goes back to this finding."""
    return found.round_id in earlier_rounds(tx, found.campaign_id, round_row)


def _found_again(tx: Tx, unit: Unit, round_row: RoundRow) -> frozenset[str]:
    begun = sheets.of_unit(tx, round_row.id, unit.id)
    at = desk(tx, begun.id) if begun is not None and begun.state not in DONE else None
    if at is None:
        return frozenset()
    is_open = at.sheet.state is SheetState.OPEN
    return frozenset(
        draft.key
        for draft in drafts(at.checklist, facts_of(tx, at))
        if not (is_open and waits(at.checklist, draft))
    )

"""How far a scope is, as summaries tell it: sheets, points, findings, old ones looked at again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from inspection import wording
from inspection.campaign import LOOK_BACK
from inspection.finding import FindingState
from inspection.flow.summary import FindingsLine, Progress
from scoring.finding_rates import FindingCounts
from scoring.summary import Summary
from storage import campaigns
from storage.campaigns import RoundRow
from storage.db import Tx
from workflow.old_findings import progress_by_unit
from workflow.results import checklist_of


def progress(
    tx: Tx,
    campaign_id: int,
    found: Summary,
    townships: Collection[str],
    counts: FindingCounts,
) -> Progress:
    """A summary as cards show it, with the names of items and the townships not begun."""
    checklist = checklist_of(tx, campaign_id)
    return Progress(
        found.sheets,
        found.open,
        found.submitted,
        found.signed,
        found.households,
        found.done,
        found.absent,
        found.mean,
        found.least,
        found.most,
        found.provisional,
        found.problems,
        tuple((wording.named(checklist, each.item_id), each.points) for each in found.lost),
        sum(township not in found.townships for township in townships),
        findings_line(counts),
    )


def looking_back(
    tx: Tx, campaign_id: int, round_row: RoundRow, shown: Progress, townships: Collection[str]
) -> Progress:
    """In a round that looks back old findings are what is counted: sheets are optional there."""
    if round_row.kind not in LOOK_BACK:
        return shown
    by_unit = progress_by_unit(tx, campaign_id, round_row)
    here = [
        by_unit[unit.id]
        for unit in campaigns.units(tx, campaign_id)
        if unit.id in by_unit and unit.township in townships
    ]
    looked = (sum(each.done for each in here), sum(each.of for each in here)) if here else None
    return replace(shown, not_begun=0, looked=looked)


def findings_line(found: FindingCounts) -> FindingsLine | None:
    """How findings stand, for the summary's line; None where there are none."""
    if not found.known:
        return None
    return FindingsLine(
        found.known,
        found.known - found.given,
        found.with_unit,
        found.states.get(FindingState.SUBMITTED, 0),
        found.closed,
        found.overdue,
    )

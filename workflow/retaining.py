"""`ducha retain`: what a campaign no longer needs is removed after its retention time.

Originals of evidence (pictures, films, voices, files) and exact positions go, and messages kept
because they could not be handled; answers, findings, scores and the trail stay. PIPL art. 19.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from inspection.campaign import RETAINED_USUALLY, months_after
from storage import audit, campaigns, retention
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Books, Tx
from storage.faults import fault_point
from storage.retention import Amount
from workflow.scene import House
from workflow.verifying import evidence_file

AT_ONCE: Final = 500
"""Rows marked in one transaction."""
DELETED_AT_ONCE: Final = 50
FIX_KEPT: Final = timedelta(days=1)
"""A position shared in the chat is of use for minutes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A campaign with the last day its originals are kept, and how much there is of them."""

    campaign: Campaign
    until: date
    amount: Amount


def kept_until(tx: Tx, campaign: Campaign) -> date:
    """The last day on which a campaign's originals are kept: its end and so many months."""
    months = campaign.policy.retain_months or RETAINED_USUALLY
    ends = [each.ends_on for each in campaigns.rounds(tx, campaign.id)]
    return months_after(max([campaign.ends_on, *ends]), months)


def kept(tx: Tx) -> list[Kept]:
    """Every campaign, the one first whose time ends first; counts all evidence."""
    found = [
        Kept(campaign, kept_until(tx, campaign), retention.amount(tx, campaign.id))
        for campaign in campaigns.campaigns(tx)
    ]
    return sorted(found, key=lambda each: (each.until, each.campaign.id))


def due(tx: Tx, house: House, now: datetime, *, every: bool) -> list[Campaign]:
    """Campaigns whose time is over; `every` False: only where the office has set the months."""
    today = now.astimezone(house.tz).date()
    return [
        campaign
        for campaign in campaigns.campaigns(tx)
        if (every or campaign.policy.retain_months is not None) and today > kept_until(tx, campaign)
    ]


async def retain(
    books: Books,
    house: House,
    now: datetime,
    told: Callable[[int], object] | None = None,
    *,
    every: bool = True,
) -> int:
    """Remove what is due; how many pieces of evidence. Doing it again goes on, or does nothing.

    `told` hears of pieces as they go. OSError where the disk says no: the next time goes on.
    """
    found = await books.read(lambda tx: due(tx, house, now, every=every))
    for each in found:
        while await books.act(partial(_mark, campaign_id=each.id, now=now)):
            pass
        fault_point("during-retention")
    count = 0
    while deleted := await books.act(partial(_delete, data=house.data)):
        count += deleted
        if told is not None:
            told(deleted)
    await books.act(partial(_forget, now=now, found=found))
    return count


def _mark(tx: Tx, *, campaign_id: int, now: datetime) -> int:
    """Mark the next evidence of a campaign; the trail keeps which, and never what was on it."""
    taken = retention.take(tx, campaign_id, now, AT_ONCE)
    if taken:
        noted = {
            "evidence": _ranges([each.id for each in taken]),
            "files": sum(each.sha256 is not None for each in taken),
            "positions": sum(each.position for each in taken),
        }
        after = json.dumps(noted, sort_keys=True)
        subject = f"evidence/{campaign_id}"
        audit.record(tx, Actor(campaign_id), now, "retention", subject, None, after)
    return len(taken)


def _delete(tx: Tx, *, data: Path) -> int:
    """Delete the bytes of the next marked files.

    Within the transaction: whoever makes a row of the same bytes safe does so before or after.
    """
    found = retention.removing(tx, DELETED_AT_ONCE)
    for _, sha256 in found:
        if sha256 is not None:
            evidence_file(data, sha256).unlink(missing_ok=True)
    retention.removed(tx, [each for each, _ in found])
    return len(found)


def _forget(tx: Tx, *, now: datetime, found: Sequence[Campaign]) -> None:
    """Messages older than the longest time that is over, and positions nobody needs."""
    for each in found:
        months = each.policy.retain_months or RETAINED_USUALLY
        before = months_after(now.date(), -months)
        retention.forget_messages(tx, now - (now.date() - before))
    if found:
        retention.forget_fixes(tx, now - FIX_KEPT)


def _ranges(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as first and last of each run."""
    runs = groupby(enumerate(ids), key=lambda pair: pair[1] - pair[0])
    found = [[number for _, number in run] for _, run in runs]
    return [(run[0], run[-1]) for run in found]

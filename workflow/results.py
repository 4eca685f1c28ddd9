"""The sheets of a round as results see them, for those who may read them; from roll-ups only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from inspection.checklist import Checklist
from inspection.people import Right, Unit, may
from inspection.text import Text, text
from scoring.summary import SheetLine
from storage import campaigns, checklists, results
from storage.campaigns import RoundRow
from storage.db import Tx
from workflow.figures import figures
from workflow.inspecting import present_round
from workflow.scene import House, Scene


def sheet_lines(
    tx: Tx,
    campaign_id: int,
    round_id: int,
    townships: Collection[str] | None = None,
    *,
    keep: bool = False,
) -> list[SheetLine]:
    """The sheets of a round with their figures, stale ones computed anew (and kept by an act)."""
    return [
        SheetLine(
            row.sheet_id,
            row.unit,
            row.state,
            row.households,
            row.visited,
            row.telephoned,
            row.absent,
            row.figures or figures(tx, row.sheet_id, keep=keep),
        )
        for row in results.rows(tx, campaign_id, round_id, townships)
    ]


def visible_units(scene: Scene) -> list[Unit]:
    """The units whose results the speaker may read: a head's team's, else all."""
    here = campaigns.units(scene.tx, scene.who.campaign_id)
    return [unit for unit in here if may(scene.who, Right.READ_RESULTS, unit)]


def townships_of(units: Iterable[Unit]) -> list[str]:
    """Their townships, in the order of the units."""
    return list(dict.fromkeys(unit.township for unit in units))


def the_round(scene: Scene) -> RoundRow:
    """The round of the day; RefusalError where the campaign has none."""
    today = scene.now.astimezone(scene.house.tz).date()
    return present_round(scene.tx, scene.who.campaign_id, today)


def checklist_of(tx: Tx, campaign_id: int) -> Checklist:
    """The campaign's present checklist."""
    return checklists.checklist(tx, campaigns.campaign(tx, campaign_id).checklist_id)


def moment(house: House, now: datetime) -> Text:
    """The time of the figures, as people here read it."""
    local = now.astimezone(house.tz)
    return text("summary.at", month=local.month, day=local.day, time=local.strftime("%H:%M"))

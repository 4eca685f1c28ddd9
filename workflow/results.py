"""The sheets of a round as results see them, for those who may read them; from roll-ups only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from inspection.checklist import Checklist
from inspection.people import Right, Unit, may
from inspection.sheet import LOCKED
from inspection.text import Text, text
from scoring.summary import SheetLine, Summary, summary_of, sums_of
from storage import campaigns, checklists, results, sheets
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
    stale: bool = False,
) -> list[SheetLine]:
    """The sheets of a round with their figures, or only those that had to be computed anew."""
    return [
        SheetLine(
            row.sheet_id,
            row.unit,
            row.state,
            row.households,
            row.visited,
            row.telephoned,
            row.absent,
            row.figures or figures(tx, row.sheet_id),
        )
        for row in results.rows(tx, campaign_id, round_id, townships, stale=stale)
    ]


def summed(
    tx: Tx, campaign_id: int, round_id: int, townships: Collection[str] | None = None
) -> Summary:
    """The sheets of a round together, as `summarize` has them: nearly all read as sums."""
    kept = results.sums(tx, campaign_id, round_id, townships)
    stale = sheet_lines(tx, campaign_id, round_id, townships, stale=True)
    return summary_of(kept + sums_of(stale))


def keep_figures(
    tx: Tx, campaign_id: int, round_id: int, townships: Collection[str] | None = None
) -> None:
    """Compute stale figures of a round and keep them: what acts do before a card shows results."""
    for row in results.rows(tx, campaign_id, round_id, townships, stale=True):
        figures(tx, row.sheet_id, keep=True)


def ranked_round(scene: Scene) -> RoundRow:
    """The round of the day, or the last before it that has sheets: some rounds need none."""
    present = the_round(scene)
    before = rounds_until(scene.tx, scene.who.campaign_id, present.id)
    return next((r for r in reversed(before) if sheets.of_round(scene.tx, r.id)), present)


def rounds_until(tx: Tx, campaign_id: int, round_id: int) -> list[RoundRow]:
    """The campaign's rounds up to that one, the first first."""
    every = campaigns.rounds(tx, campaign_id)
    return every[: [each.id for each in every].index(round_id) + 1]


def scores_of_unit(tx: Tx, unit: Unit) -> list[tuple[str, str]]:
    """What the unit scored in each round that has its complete sheet, by the round's name.

    A later round's score never takes the place of an earlier one's.
    """
    scores = []
    for each in campaigns.rounds(tx, unit.campaign_id):
        sheet = sheets.of_unit(tx, each.id, unit.id)
        if sheet is not None and sheet.state in LOCKED:
            found = figures(tx, sheet.id)
            if found.complete and found.percent is not None:
                scores.append((each.name, found.percent))
    return scores


def visible_units(scene: Scene) -> list[Unit]:
    """The units whose results the speaker may read: a head's team's, else all."""
    here = campaigns.units(scene.tx, scene.who.campaign_id)
    return [unit for unit in here if may(scene.who, Right.READ_RESULTS, unit)]


def visible_townships(scene: Scene) -> list[str]:
    """The townships whose results the speaker may read: the right is the same in all of one."""
    first = campaigns.first_units(scene.tx, scene.who.campaign_id)
    return [unit.township for unit in first if may(scene.who, Right.READ_RESULTS, unit)]


def every_township(tx: Tx, campaign_id: int) -> list[str]:
    """All townships of the campaign, in the order of the workbook."""
    return [unit.township for unit in campaigns.first_units(tx, campaign_id)]


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

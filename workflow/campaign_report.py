"""Builds the report of a campaign's round, the one model of all documents, out of the books."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from inspection.campaign import Mode
from inspection.checklist import Checklist
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, ItemName, Problem, TeamLine
from scoring.finding_rates import FindingCounts, together
from scoring.summary import Level, Ranking, SheetLine, rank_towns, rank_villages, summarize
from storage import campaigns, finding_counts, results
from storage.campaigns import Campaign, RoundRow
from storage.db import Tx
from workflow.inspecting import present_round
from workflow.problems import Problems
from workflow.reporting import basis_of
from workflow.results import checklist_of, sheet_lines, townships_of
from workflow.scene import House

T = TypeVar("T")


def build(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    round_id: int | None = None,
    units: Collection[Unit] | None = None,
    *,
    masked: bool = True,
    whole: bool = True,
) -> CampaignReport:
    """`report_of` by the clock of the house."""
    return report_of(tx, house.tz, now, campaign, round_id, units, masked=masked, whole=whole)


def report_of(
    tx: Tx,
    zone: ZoneInfo,
    now: datetime,
    campaign: Campaign,
    round_id: int | None = None,
    units: Collection[Unit] | None = None,
    *,
    masked: bool = True,
    whole: bool = True,
) -> CampaignReport:
    """The report of a round, the present one where none is named, as of `now`.

    `units`: only those (of whole townships) the reader may see; all are ranked nevertheless.
    `whole` False leaves out the problems, which figures alone do not need. Reads much, so not
    where others wait. RefusalError where the campaign has no round, KeyError for another's.
    """
    local = now.astimezone(zone)
    round_row = _round(tx, campaign, local.date(), round_id)
    every = campaigns.units(tx, campaign.id)
    wanted = {unit.id for unit in (every if units is None else units)}
    seen = [unit for unit in every if unit.id in wanted]
    ids, towns = {unit.id for unit in seen}, townships_of(seen)
    all_lines = sheet_lines(tx, campaign.id, round_row.id)
    lines = [line for line in all_lines if line.unit.id in ids]
    checklist = checklist_of(tx, campaign.id)
    last_n = campaign.policy.last_n
    by_unit = _counts_by_unit(tx, campaign, local.date(), zone, ids)
    told = Problems(tx, campaign, seen, zone, local.date(), masked=masked) if whole else None
    problems = tuple(told.by_number()) if told else ()
    return CampaignReport(
        title=campaign.title,
        document_number=campaign.document_number,
        office=campaign.office,
        self_inspection=campaign.mode is Mode.SELF,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        round=round_row.name,
        round_starts_on=round_row.starts_on,
        round_ends_on=round_row.ends_on,
        made_at=local,
        checklist_id=checklist.id,
        checklist_title=checklist.title,
        basis=basis_of(checklist),
        items=_items(checklist),
        units=tuple(seen),
        lines=tuple(lines),
        summary=summarize(lines),
        teams=tuple(_teams(tx, campaign.id, lines, towns)),
        level=_level(every),
        towns=_seen(rank_towns(all_lines, last_n), lambda town: town in towns),
        villages=_seen(rank_villages(all_lines, last_n), lambda unit: unit.id in ids),
        last_n=last_n,
        findings=together(tuple(by_unit.values())),
        findings_by_unit=by_unit,
        findings_by_town=_by_town(by_unit, seen),
        findings_by_department={
            str(lead): counts
            for lead, counts in finding_counts.counts_by(
                tx, "department", campaign.id, local.date(), zone, towns
            ).items()
        },
        problems=problems,
        withdrawn=tuple(told.withdrawn()) if told else (),
        rectify_by=_rectify_by(campaign, problems),
        masked=masked,
    )


def with_sheets(tx: Tx, campaign_id: int, present: RoundRow) -> RoundRow:
    """The round itself, or the last before it that has sheets: some rounds need none."""
    every = campaigns.rounds(tx, campaign_id)
    until = every[: [each.id for each in every].index(present.id) + 1]
    found = (r for r in reversed(until) if results.rows(tx, campaign_id, r.id))
    return next(found, present)


def _round(tx: Tx, campaign: Campaign, today: date, round_id: int | None) -> RoundRow:
    present = present_round(tx, campaign.id, today)
    if round_id is None:
        return present
    return {each.id: each for each in campaigns.rounds(tx, campaign.id)}[round_id]


def _level(units: Sequence[Unit]) -> Level:
    """Townships are ranked where there are several; a township's own campaign ranks villages."""
    several = len(townships_of(units)) > 1
    return "towns" if several or not any(unit.village for unit in units) else "villages"


def _seen(ranking: Ranking[T], visible: Callable[[T], bool]) -> Ranking[T]:
    return replace(
        ranking,
        ranked=tuple(entry for entry in ranking.ranked if visible(entry.unit)),
        last=frozenset(unit for unit in ranking.last if visible(unit)),
        waiting=tuple(unit for unit in ranking.waiting if visible(unit)),
    )


def _items(checklist: Checklist) -> dict[str, ItemName]:
    return {
        item.id: ItemName(item.id, item.title, section.title, item.points, item.questions)
        for section in checklist.sections
        for item in section.items
    }


def _teams(
    tx: Tx, campaign_id: int, lines: Sequence[SheetLine], towns: Collection[str]
) -> Iterator[TeamLine]:
    for team in results.teams(tx, campaign_id):
        own = tuple(town for town in towns if town in team.townships)
        if own or not team.townships:
            summary = summarize([line for line in lines if line.unit.township in own])
            yield TeamLine(team.name, team.heads, team.members, own, summary)


def _counts_by_unit(
    tx: Tx, campaign: Campaign, today: date, zone: ZoneInfo, ids: Collection[int]
) -> dict[int, FindingCounts]:
    counted = finding_counts.counts_by(tx, "unit", campaign.id, today, zone)
    return {
        unit: counts for unit, counts in counted.items() if isinstance(unit, int) and unit in ids
    }


def _by_town(
    by_unit: Mapping[int, FindingCounts], units: Sequence[Unit]
) -> dict[str, FindingCounts]:
    found: dict[str, list[FindingCounts]] = {}
    for unit in units:
        if unit.id in by_unit:
            found.setdefault(unit.township, []).append(by_unit[unit.id])
    return {town: together(counts) for town, counts in found.items()}


def _rectify_by(campaign: Campaign, problems: Sequence[Problem]) -> date | None:
    days = [each.due_on for each in problems if each.due_on is not None]
    return max(days, default=campaign.policy.rectify_by)

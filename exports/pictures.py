"""The pictures of a campaign's report: which there are, and their plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from exports.chart_plans import (
    Plan,
    findings_plan,
    heat_plan,
    progress_plan,
    ranking_plan,
)
from exports.drawing import drawn
from inspection.people import Unit
from scoring.campaign_report import CampaignReport
from scoring.summary import Level

NAMES = ("progress", "ranking", "heat", "findings")
"""In the order they are shown."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A finding as pictures count it: where, found on which local day, closed on which."""

    unit_id: int
    item_id: str
    found_on: date
    closed_on: date | None


def pictures(report: CampaignReport, cache: Path, lang: str = "zh") -> dict[str, bytes]:
    """The pictures of a report as PNG, by their names; absent where there is nothing to draw.

    Takes seconds: from a server, call it in a thread. `cache` is a folder that may be written.
    DrawingError where they cannot be drawn.
    """
    dated = [Dated(p.unit.id, p.item_id, p.found_on, p.closed_on) for p in report.problems]
    found = plans(report, dated)
    return dict(zip(found, drawn(list(found.values()), cache, lang), strict=True))


def plans(
    report: CampaignReport, dated: Iterable[Dated], level: Level | None = None
) -> dict[str, Plan]:
    """What each picture shows, by name; `level` is whom to rank, else whom the campaign ranks.

    `dated` are the report's findings, given apart: a summary needs no more of them.
    """
    at, dated = report.made_at.isoformat(timespec="minutes"), list(dated)
    problems: dict[int, Counter[str]] = {}
    for each in dated:
        problems.setdefault(each.unit_id, Counter())[each.item_id] += 1
    found: dict[str, Plan | None] = {
        "progress": progress_plan(report.round, at, report.units, report.lines),
        "ranking": _ranking(report, at, level or report.level),
        "heat": heat_plan(
            report.round,
            at,
            _sections(report),
            report.lines,
            problems,
            provisional=report.provisional,
        ),
        "findings": findings_plan(
            at,
            report.findings,
            (each.found_on for each in dated),
            (each.closed_on for each in dated if each.closed_on is not None),
        ),
    }
    return {name: plan for name in NAMES if (plan := found[name]) is not None}


def _ranking(report: CampaignReport, at: str, level: Level) -> Plan | None:
    if level == "towns":
        return ranking_plan(report.round, at, report.towns, report.last_n, str)
    ranked = [entry.unit for entry in report.villages.ranked]
    names = village_names(ranked)
    return ranking_plan(report.round, at, report.villages, report.last_n, lambda u: names[u.id])


def village_names(units: Iterable[Unit]) -> dict[int, str]:
    """Villages by the shortest name that tells them apart, by id: 大坪村, else 青石镇大坪村."""
    units = list(units)
    times = Counter(unit.village for unit in units)
    return {u.id: u.village if u.village and times[u.village] == 1 else u.name for u in units}


def _sections(report: CampaignReport) -> list[tuple[str, Fraction | None, list[str]]]:
    """Sections by title, what their items are worth together, and their items."""
    items: dict[str, list[str]] = {}
    worth: dict[str, Fraction | None] = {}
    for item in report.items.values():
        items.setdefault(item.section, []).append(item.id)
        if item.points is not None:
            worth[item.section] = (worth.get(item.section) or Fraction(0)) + item.points
    return [(title, worth.get(title), ids) for title, ids in items.items()]

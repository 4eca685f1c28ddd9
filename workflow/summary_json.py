"""What `/summary` shows, whole: `ducha summary --json`, every figure as a string."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from inspection.campaign import LOOK_BACK
from inspection.finding import FindingState
from inspection.people import Unit
from scoring.finding_rates import NO_FINDINGS, FindingCounts
from scoring.rounding import fixed, short
from scoring.summary import (
    Ranking,
    SheetLine,
    Summary,
    by_township,
    summarize,
    town_percent,
)
from storage.campaigns import Campaign, RoundRow
from storage.db import Tx
from workflow.campaign_report import build
from workflow.inspecting import present_round
from workflow.old_findings import progress_by_unit
from workflow.scene import House


def summary_json(tx: Tx, house: House, now: datetime, campaign: Campaign) -> dict[str, Any]:
    """The campaign's present round in figures: whole, by team, township and unit, ranked.

    RefusalError where the campaign has no round.
    """
    report = build(tx, house, now, campaign, whole=False)
    round_row = present_round(tx, campaign.id, report.made_at.date())
    titles = {item.id: item.title for item in report.items.values()}
    townships = by_township(report.lines)
    return {
        "campaign": report.title,
        "round": report.round,
        "at": report.made_at.isoformat(timespec="minutes"),
        **_summary(report.summary, titles),
        "rectification": {
            **_rectification(report.findings),
            "looked_again": _looked(tx, campaign.id, round_row),
            "departments": [
                {"department": lead, **_rectification(each)}
                for lead, each in sorted(report.findings_by_department.items())
            ],
        },
        "teams": [{"team": team.name, **_summary(team.summary)} for team in report.teams],
        "townships": [
            _township(name, own, report.findings_by_town.get(name, NO_FINDINGS))
            for name, own in townships.items()
        ],
        "not_begun": [
            name
            for name in dict.fromkeys(unit.township for unit in report.units)
            if name not in townships
        ],
        "units": [
            _unit(line, report.findings_by_unit.get(line.unit.id, NO_FINDINGS))
            for line in report.lines
        ],
        "ranking": {
            "townships": _ranking(report.towns, str),
            "villages": _ranking(report.villages, _name),
        },
    }


def _summary(found: Summary, titles: dict[str, str] | None = None) -> dict[str, Any]:
    lost = [
        {
            "item": each.item_id,
            **({} if titles is None else {"title": titles.get(each.item_id, "")}),
            "points": fixed(each.points),
            "sheets": str(each.sheets),
        }
        for each in found.lost
    ]
    return {
        "sheets": {
            "all": str(found.sheets),
            "open": str(found.open),
            "submitted": str(found.submitted),
            "signed": str(found.signed),
            "final": str(found.final),
        },
        "households": {
            "roster": str(found.households),
            "done": str(found.done),
            "visited": str(found.visited),
            "telephoned": str(found.telephoned),
            "absent": str(found.absent),
        },
        "percent": {
            "counted": str(found.counted),
            "mean": _fixed(found.mean),
            "least": _fixed(found.least),
            "most": _fixed(found.most),
            "provisional": found.provisional,
        },
        "lost": lost,
        "problems": str(found.problems),
    }


def _township(name: str, own: Sequence[SheetLine], found: FindingCounts) -> dict[str, Any]:
    return {
        "township": name,
        "score": _fixed(town_percent(own)),
        **_summary(summarize(own)),
        "rectification": _rectification(found),
    }


def _unit(line: SheetLine, counts: FindingCounts) -> dict[str, Any]:
    found = line.figures
    return {
        "unit": line.unit.name,
        "township": line.unit.township,
        "village": line.unit.village,
        "state": line.state.value,
        "households": {
            "roster": str(line.households),
            "visited": str(line.visited),
            "telephoned": str(line.telephoned),
            "absent": str(line.absent),
        },
        "complete": found.complete,
        "score": found.score,
        "applicable": found.applicable,
        "percent": found.percent,
        "bonus": found.bonus,
        "low": found.low,
        "high": found.high,
        "sections": dict(found.sections),
        "items": {item: dict(row) for item, row in found.items.items()},
        "lost": {item: short(Fraction(n, 100)) for item, n in found.lost.items()},
        "findings": {question: str(n) for question, n in found.findings.items()},
        "problems": str(found.problems),
        "rectification": _rectification(counts),
    }


def _looked(tx: Tx, campaign_id: int, round_row: RoundRow) -> dict[str, str] | None:
    """Old findings this round has looked at; None where it does not look back."""
    if round_row.kind not in LOOK_BACK:
        return None
    by_unit = progress_by_unit(tx, campaign_id, round_row).values()
    return {
        "n": str(sum(each.done for each in by_unit)),
        "of": str(sum(each.of for each in by_unit)),
    }


def _rectification(found: FindingCounts) -> dict[str, Any]:
    """Findings of all rounds by state, and the handling rates as so many of so many."""
    rates = {
        "closing": found.closing,
        "closing_on_time": found.closing_on_time,
        "rework": found.rework,
        "extension": found.extension,
    }
    return {
        "given": str(found.given),
        "states": {state.value: str(found.states.get(state, 0)) for state in FindingState},
        "overdue": str(found.overdue),
        "due_this_week": str(found.due_week),
        "due": str(found.due),
        **{
            name: {"n": str(rate.n), "of": str(rate.of), "percent": rate.percent}
            for name, rate in rates.items()
        },
    }


def _ranking(ranking: Ranking[Any], name: Any) -> dict[str, Any]:
    return {
        "provisional": ranking.provisional,
        "ranked": [
            {
                "place": str(entry.place),
                "unit": name(entry.unit),
                "percent": fixed(entry.percent),
                "last": entry.unit in ranking.last,
            }
            for entry in ranking.ranked
        ],
        "waiting": [name(unit) for unit in ranking.waiting],
    }


def _name(unit: Unit) -> str:
    return unit.name


def _fixed(number: Fraction | None) -> str | None:
    return None if number is None else fixed(number)

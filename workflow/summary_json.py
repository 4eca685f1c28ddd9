"""What `/summary` shows, whole: `ducha summary --json`, every figure as a string."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from inspection.people import Unit
from scoring.rounding import fixed, short
from scoring.summary import (
    Ranking,
    SheetLine,
    Summary,
    by_township,
    rank_towns,
    rank_villages,
    summarize,
    town_percent,
)
from storage import campaigns, results
from storage.campaigns import Campaign
from storage.db import Tx
from workflow.inspecting import present_round
from workflow.results import checklist_of, sheet_lines
from workflow.scene import House


def summary_json(tx: Tx, house: House, now: datetime, campaign: Campaign) -> dict[str, Any]:
    """The campaign's present round in figures: whole, by team, township and unit, ranked.

    RefusalError where the campaign has no round.
    """
    local = now.astimezone(house.tz)
    round_row = present_round(tx, campaign.id, local.date())
    lines = sheet_lines(tx, campaign.id, round_row.id)
    titles = {item.id: item.title for item in checklist_of(tx, campaign.id).items()}
    last_n = campaign.policy.last_n
    return {
        "campaign": campaign.title,
        "round": round_row.name,
        "at": local.isoformat(timespec="minutes"),
        **_summary(summarize(lines), titles),
        "teams": [
            {
                "team": team.name,
                **_summary(summarize([x for x in lines if x.unit.township in team.townships])),
            }
            for team in results.teams(tx, campaign.id)
        ],
        "townships": [_township(name, own) for name, own in by_township(lines).items()],
        "not_begun": [
            name
            for name in dict.fromkeys(u.township for u in campaigns.units(tx, campaign.id))
            if name not in by_township(lines)
        ],
        "units": [_unit(line) for line in lines],
        "ranking": {
            "townships": _ranking(rank_towns(lines, last_n), str),
            "villages": _ranking(rank_villages(lines, last_n), _name),
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


def _township(name: str, own: Sequence[SheetLine]) -> dict[str, Any]:
    return {
        "township": name,
        "score": _fixed(town_percent(own)),
        **_summary(summarize(own)),
    }


def _unit(line: SheetLine) -> dict[str, Any]:
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

"""The pictures of `/summary` and `/rank`: asked for by a button, read and drawn when they are sent.

What is owed names units and pictures alone; the figures are those of the moment of sending.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from exports.chart_plans import HeatPlan, Plan
from exports.pictures import NAMES, Dated, plans
from inspection.card import Reply
from inspection.people import RefusalError, Right, Unit
from inspection.text import Text, text
from scoring.summary import Level
from storage import campaigns, finding_days, notices, results
from storage.db import Tx
from workflow.campaign_report import build, with_sheets
from workflow.inspecting import present_round
from workflow.results import the_round, townships_of, visible_units
from workflow.route_types import ButtonRoute
from workflow.scene import House, Scene


def press_charts(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ch|all`, `ch|team|<k>`, `ch|town|<k>`, `ch|towns`, `ch|villages`: pictures to this chat.

    The last two are the ranking alone, of townships or villages.
    """
    units = visible_units(scene)
    which: Collection[str] = NAMES
    level: Level | None = None
    match args:
        case ("all",):
            pass
        case ("team", number):
            units = _of_team(scene, units, number)
        case ("town", number):
            units = _of_town(scene, units, number)
        case ("towns",):
            which, level = ("ranking",), "towns"
        case ("villages",):
            which, level = ("ranking",), "villages"
        case _:
            raise RefusalError("button-unknown")
    if not _any_sheet(scene, units):
        raise RefusalError("no-charts")
    noted = {"kind": "charts", "which": list(which), "units": len(units)}
    subject = f"charts/{scene.who.campaign_id}"
    scene.record("export", subject, None, json.dumps(noted, sort_keys=True))
    owe_charts(scene, scene.focus.chat_id, units, which, level)
    return scene.reply(text("toast.coming"))


def owe_charts(
    scene: Scene,
    chat_id: int,
    units: Collection[Unit],
    which: Collection[str],
    level: Level | None = None,
) -> None:
    """Have pictures of these units sent; none again while nothing at all has happened since."""
    recipe = {
        "campaign": scene.who.campaign_id,
        "units": [unit.id for unit in units],
        "which": list(which),
        "level": level,
    }
    notices.charts(scene.tx, scene.key(f"charts/{chat_id}"), chat_id, recipe, scene.now)


def owe_group(scene: Scene, which: str) -> None:
    """The one picture that goes with what a group is told."""
    units = campaigns.units(scene.tx, scene.who.campaign_id)
    if scene.sender is not None and _any_sheet(scene, units):
        owe_charts(scene, scene.sender.chat_id, units, (which,))


def read_charts(tx: Tx, house: House, now: datetime, recipe: Mapping[str, Any]) -> dict[str, Plan]:
    """What the pictures of a recipe show now, by name; only those there is anything to see in."""
    campaign = campaigns.campaign(tx, recipe["campaign"])
    wanted = set(recipe["units"])
    units = [unit for unit in campaigns.units(tx, campaign.id) if unit.id in wanted]
    present = present_round(tx, campaign.id, now.astimezone(house.tz).date())
    round_id = with_sheets(tx, campaign.id, present).id
    report = build(tx, house, now, campaign, round_id, units, whole=False)
    dated = [
        Dated(
            each.unit_id,
            each.item_id,
            each.found_at.astimezone(house.tz).date(),
            each.closed_at.astimezone(house.tz).date() if each.closed_at else None,
        )
        for each in finding_days.days(tx, campaign.id, wanted)
    ]
    level: Level | None = recipe["level"]
    if level is None and len(townships_of(units)) == 1 and any(unit.village for unit in units):
        level = "villages"
    found = plans(report, dated, level)
    return {name: plan for name, plan in found.items() if name in recipe["which"]}


def caption(name: str, plan: Plan) -> Text:
    """What stands below a picture."""
    code = "heat-problems" if isinstance(plan, HeatPlan) and not plan.scored else name
    return text(f"chart.{code}", round=getattr(plan, "round", ""))


def _any_sheet(scene: Scene, units: Collection[Unit]) -> bool:
    """Whether there is anything to draw of them."""
    campaign_id, towns = scene.who.campaign_id, townships_of(units)
    found = with_sheets(scene.tx, campaign_id, the_round(scene))
    return bool(results.rows(scene.tx, campaign_id, found.id, towns))


def _of_team(scene: Scene, units: Collection[Unit], number: str) -> list[Unit]:
    teams = dict(enumerate(results.teams(scene.tx, scene.who.campaign_id)))
    team = teams.get(_number(number))
    return [unit for unit in units if team is not None and unit.township in team.townships]


def _of_town(scene: Scene, units: Collection[Unit], number: str) -> list[Unit]:
    every = townships_of(campaigns.units(scene.tx, scene.who.campaign_id))
    town = dict(enumerate(every)).get(_number(number))
    return [unit for unit in units if unit.township == town]


def _number(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= 6):
        raise RefusalError("button-unknown")
    return int(raw)


BUTTONS = {"ch": ButtonRoute(Right.READ_RESULTS, "none", 1, press_charts)}

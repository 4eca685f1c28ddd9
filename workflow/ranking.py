"""`/rank`: townships or villages by percent, provisional until every sheet is final."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from inspection.card import Card, Reply
from inspection.flow.ranking import RankLine, RankView, rank_card
from inspection.people import RefusalError, Right
from inspection.text import text
from scoring.summary import Ranking, is_final, rank_towns, rank_villages
from storage import campaigns
from workflow.results import sheet_lines, the_round, townships_of, visible_units
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene

T = TypeVar("T")
GROUP_LINES = 60


def rank(scene: Scene, _rest: str) -> Reply:
    """`/rank`: the card; in a group one message, once all is final."""
    if scene.sender is not None and not scene.sender.private:
        lines = sheet_lines(scene.tx, scene.who.campaign_id, the_round(scene).id)
        if not is_final(lines):
            return scene.reply(text("rank.not-final"))
        card = rank_card(_view(scene, "towns", 0, everyone=True))
        told = [part for line in card.lines[: GROUP_LINES + 1] for part in ("\n", line)]
        return scene.reply(text("rank.group", lines=tuple(told[1:])))
    sheet_lines(scene.tx, scene.who.campaign_id, the_round(scene).id, keep=True)
    scene.go("rank", 0)
    return scene.reply()


def rank_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`rank` and `rank.villages`, each with a page after it."""
    scene.require(Right.READ_RESULTS)
    level = "villages" if args[:1] == ("villages",) else "towns"
    rest = args[1:] if level == "villages" else args
    if len(rest) > 1 or any(not (r.isascii() and r.isdecimal() and len(r) < 4) for r in rest):
        raise RefusalError("button-unknown")
    return rank_card(_view(scene, level, int(rest[0]) if rest else 0))


def _view(scene: Scene, level: str, page: int, *, everyone: bool = False) -> RankView:
    """All units are ranked; the speaker sees those whose results are theirs to read."""
    campaign = campaigns.campaign(scene.tx, scene.who.campaign_id)
    round_row = the_round(scene)
    lines = sheet_lines(scene.tx, campaign.id, round_row.id)
    units = campaigns.units(scene.tx, campaign.id) if everyone else visible_units(scene)
    last_n = campaign.policy.last_n
    has_villages = any(line.unit.village for line in lines)
    if level == "villages":
        villages = rank_villages(lines, last_n)
        mine = {unit.id for unit in units}
        return _shown(
            scene,
            "rank.villages",
            round_row.name,
            villages,
            last_n,
            page,
            lambda unit: unit.name,
            lambda unit: unit.id in mine,
        )
    towns = rank_towns(lines, last_n)
    names: Collection[str] = set(townships_of(units))
    return _shown(
        scene,
        "rank",
        round_row.name,
        towns,
        last_n,
        page,
        str,
        lambda name: name in names,
        other=has_villages,
    )


def _shown(
    scene: Scene,
    place: str,
    round_name: str,
    ranking: Ranking[T],
    last_n: int,
    page: int,
    name: Callable[[T], str],
    visible: Callable[[T], bool],
    *,
    other: bool = True,
) -> RankView:
    way = (
        (text("button.rank-towns"), "rank")
        if place == "rank.villages"
        else (text("button.rank-villages"), "rank.villages")
    )
    return RankView(
        place,
        round_name,
        [
            RankLine(entry.place, name(entry.unit), entry.percent, entry.unit in ranking.last)
            for entry in ranking.ranked
            if visible(entry.unit)
        ],
        len(ranking.ranked),
        [name(unit) for unit in ranking.waiting if visible(unit)],
        ranking.provisional,
        last_n,
        page,
        way if other else None,
        scene.focus.notice,
    )


COMMANDS = {"rank": CommandRoute(Right.READ_RESULTS, rank, groups=True)}
BUTTONS: dict[str, ButtonRoute] = {}
PLACES = {"rank": PlaceRoute(Right.READ_RESULTS, rank_place)}

"""`/rank`: townships or villages by percent, provisional until every sheet is final."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from inspection.card import Card, Reply
from inspection.flow.ranking import RankLine, RankView, rank_card
from inspection.flow.summary import PAGE
from inspection.people import RefusalError, Right, Unit
from inspection.text import text
from scoring.rounding import fixed
from scoring.summary import (
    Ranking,
    SheetLine,
    by_township,
    is_final,
    rank_towns,
    rank_villages,
    town_percent,
)
from storage import campaigns
from workflow.charting import owe_group
from workflow.results import (
    keep_figures,
    ranked_round,
    rounds_until,
    sheet_lines,
    townships_of,
    visible_units,
)
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene

T = TypeVar("T")
Scores: TypeAlias = list[tuple[str, str]]
"""Round names with percents."""
GROUP_LINES = 60


def rank(scene: Scene, _rest: str) -> Reply:
    """`/rank`: the card; in a group one message, once all is final."""
    if scene.sender is not None and not scene.sender.private:
        lines = sheet_lines(scene.tx, scene.who.campaign_id, ranked_round(scene).id)
        if not is_final(lines):
            return scene.reply(text("rank.not-final"))
        card = rank_card(_view(scene, "towns", 0, everyone=True))
        owe_group(scene, "ranking")
        told = [part for line in card.lines[: GROUP_LINES + 1] for part in ("\n", line)]
        return scene.reply(text("rank.group", lines=tuple(told[1:])))
    keep_figures(scene.tx, scene.who.campaign_id, ranked_round(scene).id)
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
    round_row = ranked_round(scene)
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
            partial(_village_scores, scene),
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
        partial(_town_scores, scene),
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
    scores: Callable[[Sequence[T]], Mapping[T, Scores]],
    *,
    other: bool = True,
) -> RankView:
    way = (
        (text("button.rank-towns"), "rank")
        if place == "rank.villages"
        else (text("button.rank-villages"), "rank.villages")
    )
    seen = [entry for entry in ranking.ranked if visible(entry.unit)]
    shared = Counter(entry.place for entry in ranking.ranked)
    by_round = scores([entry.unit for entry in seen[page * PAGE : (page + 1) * PAGE]])
    return RankView(
        place,
        round_name,
        [
            RankLine(
                entry.place,
                name(entry.unit),
                fixed(entry.percent),
                entry.unit in ranking.last,
                shared[entry.place] > 1,
                by_round.get(entry.unit, ()),
            )
            for entry in seen
        ],
        len(ranking.ranked),
        [name(unit) for unit in ranking.waiting if visible(unit)],
        ranking.provisional,
        last_n,
        page,
        way if other else None,
        scene.focus.notice,
    )


def _town_scores(scene: Scene, names: Sequence[str]) -> dict[str, Scores]:
    """The shown townships' percents by round, the present one last."""
    found: dict[str, Scores] = {}
    for each, lines in _by_round(scene, names):
        for name, own in by_township(lines).items():
            percent = town_percent(own)
            if percent is not None:
                found.setdefault(name, []).append((each, fixed(percent)))
    return found


def _village_scores(scene: Scene, units: Sequence[Unit]) -> dict[Unit, Scores]:
    """The shown villages' percents by round, the present one last."""
    wanted = {unit.id: unit for unit in units}
    found: dict[Unit, Scores] = {}
    for each, lines in _by_round(scene, townships_of(units)):
        for line in lines:
            unit = wanted.get(line.unit.id)
            if unit is not None and line.counts and line.figures.percent is not None:
                found.setdefault(unit, []).append((each, line.figures.percent))
    return found


def _by_round(scene: Scene, townships: Collection[str]) -> Iterator[tuple[str, list[SheetLine]]]:
    tx, campaign_id = scene.tx, scene.who.campaign_id
    rounds = rounds_until(tx, campaign_id, ranked_round(scene).id)
    for each in rounds if len(rounds) > 1 else ():
        yield each.name, sheet_lines(tx, campaign_id, each.id, townships)


COMMANDS = {"rank": CommandRoute(Right.READ_RESULTS, rank, groups=True)}
BUTTONS: dict[str, ButtonRoute] = {}
PLACES = {"rank": PlaceRoute(Right.READ_RESULTS, rank_place)}

"""`/summary`: from the campaign down to team, township and unit, and where the points went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from inspection import wording
from inspection.card import Card, Reply, Words
from inspection.flow.summary import (
    Entry,
    FindingsLine,
    LostLine,
    SummaryView,
    lost_card,
    progress_lines,
    summary_card,
    unit_label,
)
from inspection.people import RefusalError, Right
from inspection.text import Text, text
from scoring.summary import SheetLine
from storage import finding_counts, results
from storage.results import Team
from workflow import reading
from workflow.charting import owe_group
from workflow.progress import looking_back, progress
from workflow.results import (
    checklist_of,
    every_township,
    keep_figures,
    moment,
    sheet_lines,
    summed,
    the_round,
    visible_townships,
)
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene


def summary(scene: Scene, _rest: str) -> Reply:
    """`/summary`: the card; in a group one message with the progress alone."""
    if scene.sender is not None and not scene.sender.private:
        owe_group(scene, "progress")
        return scene.reply(group_words(scene))
    townships = visible_townships(scene)
    keep_figures(scene.tx, scene.who.campaign_id, the_round(scene).id, townships)
    scene.go("summary", 0)
    return scene.reply()


def group_words(scene: Scene) -> Text:
    """What a group may read: how far everything is; scores only once all sheets are final."""
    found = summed(scene.tx, scene.who.campaign_id, the_round(scene).id)
    townships = every_township(scene.tx, scene.who.campaign_id)
    counts = finding_counts.counts(scene.tx, scene.who.campaign_id, scene.today, scene.house.tz)
    shown = progress(scene.tx, scene.who.campaign_id, found, townships, counts)
    shown = looking_back(scene.tx, scene.who.campaign_id, the_round(scene), shown, townships)
    told: list[str | Text] = []
    for line in progress_lines(replace(shown, lost=()), scores=not found.provisional):
        told += ["\n", line]
    title = text("summary.title", scope=(the_round(scene).name,), at=moment(scene.house, scene.now))
    return text("summary.group", title=title, lines=tuple(told[1:]))


def summary_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`summary`, `summary.team.<k>`, `summary.towns`, `summary.town.<k>`, `summary.lost[.<item>]`.

    A page follows: `.<page>`, after the last of them `.p.<page>`.
    """
    scene.require(Right.READ_RESULTS)
    match args:
        case ():
            return _whole(scene)
        case ("team", number, *rest):
            return _team(scene, number, _page(rest))
        case ("towns", *rest):
            return _towns(scene, _page(rest))
        case ("town", number, *rest):
            return _town(scene, number, _page(rest))
        case ("lost", *rest):
            item, page = reading.page_after(rest)
            return _lost_item(scene, ".".join(item), page) if item else _lost(scene, page)
        case _:
            raise RefusalError("button-unknown")


def _teams(scene: Scene, visible: Collection[str]) -> list[tuple[int, Team]]:
    """The teams that have any of these townships, by their number."""
    mine = set(visible)
    teams = results.teams(scene.tx, scene.who.campaign_id)
    return [(at, team) for at, team in enumerate(teams) if team.townships & mine]


def _view(
    scene: Scene,
    place: str,
    scope: Words,
    townships: Collection[str],
    entries: Sequence[Entry],
) -> SummaryView:
    campaign = scene.who.campaign_id
    found = summed(scene.tx, campaign, the_round(scene).id, townships)
    counts = finding_counts.counts(scene.tx, campaign, scene.today, scene.house.tz, townships)
    shown = progress(scene.tx, campaign, found, townships, counts)
    shown = looking_back(scene.tx, campaign, the_round(scene), shown, townships)
    at = moment(scene.house, scene.now)
    return SummaryView(place, scope, at, shown, entries, notice=scene.focus.notice)


def _whole(scene: Scene) -> Card:
    townships = visible_townships(scene)
    teams = _teams(scene, townships)
    entries = [Entry(team.name, f"summary.team.{at}") for at, team in teams]
    if len(teams) == 1:
        entries = _town_entries(scene, townships)
    ways = [
        Entry(text("button.by-township"), "summary.towns"),
        Entry(text("button.lost-points"), "summary.lost"),
        Entry(text("button.ranking"), "rank"),
    ]
    view = _view(scene, "summary", the_round(scene).name, townships, entries)
    ways += _finding_ways(view.progress.findings)
    return summary_card(replace(view, across=3, ways=ways, charts=("all",)))


def _finding_ways(found: FindingsLine | None) -> list[Entry]:
    """From the summary to the findings: those overdue, rates, what is left, dispatch."""
    if found is None:
        return []
    late = Entry(text("button.overdue", n=found.overdue), "findings.overdue.0")
    return [
        *([late] if found.overdue else []),
        Entry(text("rates.button"), "rates"),
        Entry(text("left.button"), "left"),
        Entry(text("dispatch.button"), "dispatch"),
    ]


def _team(scene: Scene, number: str, page: int) -> Card:
    visible = visible_townships(scene)
    team = dict(_teams(scene, visible)).get(_number(number))
    if team is None:
        raise RefusalError("button-unknown")
    townships = [township for township in visible if township in team.townships]
    entries = _town_entries(scene, townships)
    view = _view(scene, f"summary.team.{number}", team.name, townships, entries)
    charts = ("team", number)
    return summary_card(replace(view, page=page, ways=[_BACK], charts=charts))


def _towns(scene: Scene, page: int) -> Card:
    townships = visible_townships(scene)
    entries = _town_entries(scene, townships)
    view = _view(scene, "summary.towns", the_round(scene).name, townships, entries)
    return summary_card(replace(view, page=page, ways=[_BACK]))


def _town_entries(scene: Scene, townships: Sequence[str]) -> list[Entry]:
    every = every_township(scene.tx, scene.who.campaign_id)
    return [Entry(name, f"summary.town.{every.index(name)}") for name in townships]


def _town(scene: Scene, number: str, page: int) -> Card:
    every, at = every_township(scene.tx, scene.who.campaign_id), _number(number)
    township = every[at] if at < len(every) else None
    if township is None or township not in visible_townships(scene):
        raise RefusalError("button-unknown")
    lines = sheet_lines(scene.tx, scene.who.campaign_id, the_round(scene).id, [township])
    entries = [
        Entry(
            unit_label(line.unit.village or line.unit.township, line.state, figure_of(line)),
            "read",
            line.sheet_id,
        )
        for line in lines
    ]
    view = _view(scene, f"summary.town.{number}", township, [township], entries)
    charts = ("town", number)
    ways = [*_to_team(scene, township), _BACK]
    return summary_card(replace(view, page=page, across=1, ways=ways, charts=charts))


def _to_team(scene: Scene, township: str) -> list[Entry]:
    """The way back to the township's team, for those who see several."""
    teams = _teams(scene, visible_townships(scene))
    return [
        Entry(text("button.to-level", name=team.name), f"summary.team.{at}")
        for at, team in teams
        if len(teams) > 1 and township in team.townships
    ]


def figure_of(line: SheetLine) -> Words:
    """A sheet's one figure on a list: its percent, its range, its problems."""
    found = line.figures
    if found.percent is None:
        return text("summary.figure-problems", n=found.problems)
    if not found.complete and not line.households:
        return text("summary.figure-begun")
    if not found.complete:
        return text("summary.figure-open", done=str(_done(line)), of=str(line.households))
    return found.percent


def _done(line: SheetLine) -> int:
    return line.visited + line.telephoned + line.absent


def _lost(scene: Scene, page: int) -> Card:
    townships = visible_townships(scene)
    found = summed(scene.tx, scene.who.campaign_id, the_round(scene).id, townships)
    checklist = checklist_of(scene.tx, scene.who.campaign_id)
    lost = [
        LostLine(
            wording.named(checklist, each.item_id),
            each.points,
            each.sheets,
            f"summary.lost.{each.item_id}",
        )
        for each in found.lost
    ]
    title = text("summary.lost-title", n=found.sheets)
    return lost_card("summary.lost", title, lost, _BACK, page)


def _lost_item(scene: Scene, item_id: str, page: int) -> Card:
    checklist = checklist_of(scene.tx, scene.who.campaign_id)
    if checklist.item(item_id) is None:
        raise RefusalError("button-unknown")
    townships = visible_townships(scene)
    lines = sheet_lines(scene.tx, scene.who.campaign_id, the_round(scene).id, townships)
    lost = [
        LostLine(
            line.unit.name,
            line.figures.lost_points(item_id),
            0,
            f"read.item.{item_id}",
            line.sheet_id,
        )
        for line in lines
        if item_id in line.figures.lost
    ]
    lost.sort(key=lambda entry: -entry.points)
    title = text("summary.lost-item-title", item=wording.named(checklist, item_id), n=len(lost))
    back = Entry(text("button.to-lost"), "summary.lost")
    return lost_card(f"summary.lost.{item_id}", title, lost, back, page)


def _page(rest: Sequence[str]) -> int:
    return _number(rest[0]) if rest else 0


def _number(raw: str) -> int:
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= 6):
        raise RefusalError("button-unknown")
    return int(raw)


_BACK = Entry(text("button.to-summary"), "summary")
COMMANDS = {"summary": CommandRoute(Right.READ_RESULTS, summary, groups=True)}
BUTTONS: dict[str, ButtonRoute] = {}
PLACES = {"summary": PlaceRoute(Right.READ_RESULTS, summary_place), **reading.PLACES}

"""`/inspect`: choosing a unit, and taking its sheet up where anyone of the team left off."""

from __future__ import annotations

from datetime import date

from content.masking import mask_numbers
from inspection import walk
from inspection.buttons import read_id
from inspection.card import Card, Reply
from inspection.flow.lists import UnitLine, units_card
from inspection.people import RefusalError, Right, Unit, may
from inspection.sheet import LOCKED
from inspection.text import text
from storage import campaigns, marks, sheets
from storage.campaigns import RoundRow
from storage.db import Tx
from workflow import rolling
from workflow.old_findings import old_findings, progress_by_unit
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene, desk, unit_named


def present_round(tx: Tx, campaign_id: int, today: date) -> RoundRow:
    """The round of the day: the one that runs, else the last begun, else the first.

    RefusalError where the campaign has none.
    """
    all_rounds = campaigns.rounds(tx, campaign_id)
    if not all_rounds:
        raise RefusalError("no-round")
    running = [r for r in all_rounds if r.starts_on <= today <= r.ends_on]
    begun = [r for r in all_rounds if r.starts_on <= today]
    return (running or begun or all_rounds[:1])[-1]


def inspect(scene: Scene, rest: str) -> Reply:
    """`/inspect`: on where one was, else the list of one's units; with a name, that unit."""
    mine = my_units(scene)
    wanted = [u for u in mine if rest and rest in u.name]
    if len(wanted) == 1:
        return take_up(scene, wanted[0])
    if rest:
        scene.go("units.0", 0)
        if not wanted:
            scene.note(text("units.no-such", name=mask_numbers(rest)[0][:40]))
        return scene.reply()
    in_hand = sheet_in_hand(scene)
    found = desk(scene.tx, in_hand) if in_hand else None
    if (
        found is not None
        and found.sheet.state not in LOCKED
        and any(u.id == found.unit.id for u in mine)
    ):
        if scene.focus.sheet_id is None:
            # From home or help back to the very card that was left.
            scene.go((scene.focus.prior_place or "").partition("|")[2], found.sheet.id)
        today = scene.now.astimezone(scene.house.tz).date()
        present = present_round(scene.tx, scene.who.campaign_id, today)
        return take_up(scene, found.unit, with_sheet=found.sheet.round_id == present.id)
    if len(mine) == 1:
        return take_up(scene, mine[0])
    scene.go("units.0", 0)
    return scene.reply()


def sheet_in_hand(scene: Scene) -> int | None:
    """The sheet the person works on, or worked on before looking around at home."""
    if scene.focus.sheet_id is not None:
        return scene.focus.sheet_id
    before = (scene.focus.prior_place or "").partition("|")[0]
    return read_id(before) or None


def press_unit(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`in|unit`: this unit."""
    return take_up(scene, unit_named(scene, args[0]))


def press_sheet(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`rs|unit`: its score sheet in a round that looks back, where one is wanted."""
    return take_up(scene, unit_named(scene, args[0]), with_sheet=True)


def take_up(scene: Scene, unit: Unit, *, with_sheet: bool = False) -> Reply:
    """Go on with a unit's sheet exactly where anyone of the team left off, or begin it.

    In a round that looks back the old findings come first, and a sheet is begun only where it
    is wanted (`with_sheet`).
    """
    campaign = campaigns.campaign(scene.tx, unit.campaign_id)
    today = scene.now.astimezone(scene.house.tz).date()
    round_row = present_round(scene.tx, campaign.id, today)
    known = sheets.of_unit(scene.tx, round_row.id, unit.id)
    old = [] if with_sheet else old_findings(scene.tx, unit, round_row)
    if old and (known is None or not all(each.seen for each in old)):
        scene.go(f"recheck.{unit.id}.0", 0)
        return scene.reply()
    found = sheets.start(
        scene.tx,
        campaign.id,
        round_row.id,
        unit.id,
        campaign.checklist_id,
        scene.who.person_id,
        scene.now,
    )
    scene.desk = desk(scene.tx, found.id)
    if known is None:
        rolling.count_households(scene.tx, scene.sheet_desk)
        scene.record("sheet-start", f"sheet/{found.id}", None, f"unit/{unit.id}")
    if scene.focus.sheet_id == found.id and _still_there(scene):
        scene.note(None)
        return scene.reply()
    scene.go("toc" if found.state in LOCKED else where_to_go_on(scene))
    return scene.reply()


def _still_there(scene: Scene) -> bool:
    """Whether the place in focus still has a card: what it asked about may be over."""
    from workflow.cards import place_card  # noqa: PLC0415 every card is made of such modules

    try:
        place_card(scene, scene.focus.place)
    except RefusalError:
        scene.desk = desk(scene.tx, scene.focus.sheet_id or 0)
        return False
    return True


def where_to_go_on(scene: Scene) -> str:
    """The first stop nobody has been at; then the households; then submitting."""
    found = scene.sheet_desk
    answered = sheets.answers(scene.tx, found.sheet.id)
    step = walk.first_open(found.checklist, answered, marks.standings(scene.tx, found.sheet.id))
    if step is not None:
        return step.place
    counts = sheets.rollup(scene.tx, found.sheet.id).counts
    return "list" if counts.done < counts.households else "submit"


def my_units(scene: Scene) -> list[Unit]:
    """The units the speaker may inspect."""
    here = campaigns.units(scene.tx, scene.who.campaign_id)
    return [unit for unit in here if may(scene.who, Right.INSPECT, unit)]


def units_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """The list of the speaker's units in the present round."""
    mine = my_units(scene)
    today = scene.now.astimezone(scene.house.tz).date()
    round_row = present_round(scene.tx, scene.who.campaign_id, today)
    begun = {s.unit_id: s for s in sheets.of_round(scene.tx, round_row.id)}
    old = progress_by_unit(scene.tx, scene.who.campaign_id, round_row)
    lines = []
    for unit in mine:
        found = begun.get(unit.id)
        counts = sheets.rollup(scene.tx, found.id).counts if found else None
        lines.append(
            UnitLine(
                unit,
                found.state if found else None,
                counts.done if counts else 0,
                counts.households if counts else 0,
                old=(old[unit.id].done, old[unit.id].of) if unit.id in old else None,
            )
        )
    page = int(args[0]) if args and args[0].isdecimal() else 0
    return units_card(lines, page, scene.focus.notice)


COMMANDS = {"inspect": CommandRoute(Right.INSPECT, inspect)}
BUTTONS = {
    "in": ButtonRoute(Right.INSPECT, "unit", 1, press_unit),
    "rs": ButtonRoute(Right.INSPECT, "unit", 1, press_sheet),
}
PLACES = {
    "units": PlaceRoute(Right.INSPECT, units_place),
}

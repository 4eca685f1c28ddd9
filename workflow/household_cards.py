"""The cards of the visit: a household's page, what stands under 更多, the list."""

from __future__ import annotations

from datetime import timedelta

from content.masking import mask_name
from inspection import walk
from inspection.buttons import read_id
from inspection.card import Card
from inspection.flow.household import HouseholdView, household_card
from inspection.flow.lists import ListView, households_card
from inspection.people import RefusalError, Right
from inspection.sheet import LOCKED
from storage import evidence, presence, sheets, visits
from workflow.route_types import PlaceRoute
from workflow.scene import HERE_FOR, Scene
from workflow.undo_notes import can_undo
from workflow.visiting import the_household


def household_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`hh.<id>`."""
    return household_card(_view(scene, args))


def more_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`more.<id>`: the questions the tags did not call for."""
    return household_card(_view(scene, args), more=True)


def _view(scene: Scene, args: tuple[str, ...]) -> HouseholdView:
    desk = scene.sheet_desk
    household = the_household(scene, args[0] if args else "")
    counts = sheets.rollup(scene.tx, desk.sheet.id).counts
    return HouseholdView(
        desk.sheet.id,
        desk.checklist,
        scene.lang,
        desk.campaign.has_tags,
        household,
        mask_name(household.head),
        visits.visit(scene.tx, desk.sheet.id, household.id),
        counts.done,
        counts.households,
        evidence.count(scene.tx, desk.sheet.id, None, household.id),
        tuple(somebody_here(scene).get(household.id, ())),
        can_undo(scene),
        desk.sheet.state in LOCKED,
        scene.focus.notice,
    )


def somebody_here(scene: Scene) -> dict[int, list[str]]:
    """Who else is at which household just now, by household id."""
    since = scene.now - timedelta(seconds=HERE_FOR)
    here: dict[int, list[str]] = {}
    for person_id, place in presence.others_on(
        scene.tx, scene.sheet_desk.sheet.id, scene.focus.user_id, since
    ):
        kind, _, rest = place.split("|", 1)[1].partition(".")
        at = read_id(rest) if kind in {"hh", "more"} else None
        if at is not None:
            here.setdefault(at, []).append(scene.name(person_id))
    return here


def list_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`list`, `list.<group>.<page>`, or `list.a.<page>` where the list is not by group."""
    desk = scene.sheet_desk
    here = visits.places(scene.tx, desk.sheet.id, desk.unit.id)
    view = ListView(
        desk.sheet.id,
        desk.unit.name,
        here,
        {p.household.id: mask_name(p.household.head) for p in here},
        {at: names[0] for at, names in somebody_here(scene).items()},
        desk.sheet.state in LOCKED,
        can_undo(scene),
        scene.focus.notice,
        evidence.unplaced(scene.tx, desk.sheet.id),
    )
    group = args[0] if args and args[0].isdecimal() else None
    if group is not None and int(group) >= len(walk.groups(here)):
        raise RefusalError("button-unknown")
    page = int(args[1]) if len(args) > 1 and args[1].isdecimal() else 0
    return households_card(view, group, page)


PLACES = {
    "hh": PlaceRoute(Right.READ_SHEET, household_place),
    "more": PlaceRoute(Right.READ_SHEET, more_place),
    "list": PlaceRoute(Right.READ_SHEET, list_place),
}

"""`/inspect`: choosing a unit, taking its sheet up, and the cards of the walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from content.masking import mask_numbers
from inspection import walk
from inspection.buttons import button, read_id
from inspection.card import Card, Reply, Words
from inspection.checklist import Question
from inspection.flow import says
from inspection.flow.asking import aside_card, clash_card
from inspection.flow.item import item_card
from inspection.flow.lists import TocView, UnitLine, toc_card, units_card
from inspection.flow.village import VillageView, page_card
from inspection.marked import read_token, token, token_in_place
from inspection.people import RefusalError, Right, Unit, may
from inspection.sheet import LOCKED, Recorded, SheetState
from inspection.text import text
from storage import campaigns, evidence, marks, sheets
from storage.campaigns import RoundRow
from storage.db import Tx
from workflow import rolling, visiting
from workflow.answering import village_question
from workflow.figures import item_figures, lost_items
from workflow.household_words import named
from workflow.reporting import mask_heads
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene, desk
from workflow.undo_notes import can_undo


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
        return take_up(scene, found.unit)
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
    unit = campaigns.unit(scene.tx, int(args[0]))
    if unit is None:
        raise RefusalError("button-unknown")
    return take_up(scene, unit)


def take_up(scene: Scene, unit: Unit) -> Reply:
    """Go on with a unit's sheet exactly where anyone of the team left off, or begin it."""
    campaign = campaigns.campaign(scene.tx, unit.campaign_id)
    today = scene.now.astimezone(scene.house.tz).date()
    round_row = present_round(scene.tx, campaign.id, today)
    known = sheets.of_unit(scene.tx, round_row.id, unit.id)
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
            )
        )
    page = int(args[0]) if args and args[0].isdecimal() else 0
    return units_card(lines, page, scene.focus.notice)


def _village_view(scene: Scene, item_ids: Sequence[str], *, grounds: bool = True) -> VillageView:
    found = scene.sheet_desk
    sheet_id = found.sheet.id
    figures = item_figures(scene.tx, found, item_ids, scene.lang, grounds=grounds)
    return VillageView(
        sheet_id=sheet_id,
        unit_name=found.unit.name,
        checklist=found.checklist,
        lang=scene.lang,
        answers=sheets.answers(scene.tx, sheet_id),
        standings=marks.standings(scene.tx, sheet_id),
        exemptions=marks.exemptions(scene.tx, sheet_id),
        figures={
            item_id: replace(each, ground=mask_heads(scene.tx, found, each.ground))
            if each.ground
            else each
            for item_id, each in figures.items()
        },
        evidence={i: evidence.count(scene.tx, sheet_id, i, None) for i in item_ids if grounds},
        remarks=marks.remarks(scene.tx, sheet_id),
        locked=found.sheet.state in LOCKED,
        may_remark=found.sheet.state is SheetState.SUBMITTED
        and may(scene.who, Right.REVIEW, found.unit),
        can_undo=can_undo(scene),
        notice=scene.focus.notice,
        lost=_lost_in_order(scene) if found.sheet.state in LOCKED else (),
    )


def _lost_in_order(scene: Scene) -> list[str]:
    lost = lost_items(scene.tx, scene.sheet_desk)
    return [item.id for item in scene.sheet_desk.checklist.items() if item.id in lost]


def page_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`page.<section>.<n>`."""
    checklist = scene.sheet_desk.checklist
    step = walk.step_at(checklist, "page." + ".".join(args))
    if step is None:
        raise RefusalError("button-unknown")
    ids = list(dict.fromkeys(checklist.item_of(q.id).id for q in step.questions))
    return page_card(_village_view(scene, ids, grounds=False), step)


def item_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`item.<id>`."""
    item = scene.sheet_desk.checklist.item(".".join(args))
    if item is None:
        raise RefusalError("button-unknown")
    return item_card(_village_view(scene, [item.id]), item)


def toc_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`toc` or `toc.<section>`."""
    found = scene.sheet_desk
    counts = sheets.rollup(scene.tx, found.sheet.id).counts
    view = TocView(
        found.sheet.id,
        found.unit.name,
        found.checklist,
        frozenset(sheets.answers(scene.tx, found.sheet.id)),
        marks.standings(scene.tx, found.sheet.id),
        lost_items(scene.tx, found),
        counts.done,
        counts.households,
        len(evidence.of_sheet(scene.tx, found.sheet.id)),
        found.sheet.state in LOCKED,
    )
    return toc_card(view, ".".join(args) or None)


def aside_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`aside.<n|u>.<page>`: which item of the page."""
    kind, place = "".join(args[:1]), ".".join(args[1:])
    found = scene.sheet_desk
    step = walk.step_at(found.checklist, place)
    if step is None or kind not in {"n", "u"}:
        raise RefusalError("button-unknown")
    items = {
        found.checklist.item_of(q.id).id: found.checklist.item_of(q.id) for q in step.questions
    }
    shown = [
        (item.id, says.item_title(item)) for item in items.values() if kind == "u" or item.applies
    ]
    return aside_card(
        found.sheet.id, "aside." + ".".join(args), found.unit.name, shown, kind, place
    )


def clash_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`clash.v.<question>.<mine>` or `clash.h.<household>.<question>.<mine>`."""
    found = scene.sheet_desk
    place = "clash." + ".".join(args)
    if len(args) < (3 if args[:1] == ("v",) else 4):
        raise RefusalError("button-unknown")
    mine = token_in_place(args[-1])
    if args[0] == "v":
        question, item = village_question(scene, ".".join(args[1:-1]))
        theirs = sheets.answer(scene.tx, found.sheet.id, question.id)
        head: Words = says.item_title(item)
        back, code, ids = f"item.{item.id}", "ov", [question.id]
    else:
        who = visiting.the_household(scene, args[1])
        question = visiting.household_question(scene, ".".join(args[2:-1]))
        theirs = visiting.recorded(scene, who, question.id)
        head = named(who)
        back, code, ids = f"hh.{who.id}", "oh", [str(who.id), question.id]
    if theirs is None:
        raise RefusalError("clash-over")
    change = f"{token(question, theirs.value)}>{mine}"
    worded = _worded(scene, question, mine)
    return clash_card(
        found.sheet.id,
        place,
        _clash_lines(scene, head, question, theirs),
        says.go(text("clash.keep", value=says.value(question, theirs.value)), found.sheet.id, back),
        button(text("clash.change", value=worded), code, found.sheet.id, *ids, change),
    )


def _worded(scene: Scene, question: Question, raw: str) -> Words:
    try:
        points = scene.sheet_desk.checklist.item_of(question.id).points
        return says.value(question, read_token(question, points, raw))
    except ValueError:
        raise RefusalError("button-unknown") from None


def _clash_lines(scene: Scene, head: Words, question: Question, theirs: Recorded) -> list[Words]:
    asked = text(
        "clash.text",
        prompt=says.prompt(question, scene.lang),
        who=scene.name(theirs.by),
        at=scene.clock(theirs.at),
        value=says.value(question, theirs.value),
    )
    return [head, asked, scene.focus.notice] if scene.focus.notice else [head, asked]


COMMANDS = {"inspect": CommandRoute(Right.INSPECT, inspect)}
BUTTONS = {
    "in": ButtonRoute(Right.INSPECT, "unit", 1, press_unit),
}
PLACES = {
    "units": PlaceRoute(Right.INSPECT, units_place),
    "toc": PlaceRoute(Right.READ_SHEET, toc_place),
    "page": PlaceRoute(Right.READ_SHEET, page_place),
    "item": PlaceRoute(Right.READ_SHEET, item_place),
    "aside": PlaceRoute(Right.INSPECT, aside_place),
    "clash": PlaceRoute(Right.INSPECT, clash_place),
}

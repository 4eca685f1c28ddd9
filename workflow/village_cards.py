"""The cards of the walk: a section's page, an item, the contents, which item stands aside."""

from __future__ import annotations

from collections.abc import Sequence

from inspection import walk
from inspection.card import Card, Words
from inspection.flow import says
from inspection.flow.asking import aside_card
from inspection.flow.item import countable, item_card
from inspection.flow.lists import TocView, toc_card
from inspection.flow.village import VillageView, page_card
from inspection.people import RefusalError, Right, may
from inspection.sheet import LOCKED, SheetState
from inspection.text import text
from scoring.tally import Tally
from storage import campaigns, evidence, marks, sheets
from workflow.discarding import can_discard
from workflow.figures import counted, item_figures, lost_items
from workflow.old_findings import looked, old_findings
from workflow.route_types import PlaceRoute
from workflow.scene import Scene
from workflow.undo_notes import can_undo

ASIDE = {"n": "na", "u": "nc", "e": "exempt"}
"""What is asked next of the item or question chosen."""


def _village_view(scene: Scene, item_ids: Sequence[str], *, grounds: bool = True) -> VillageView:
    found = scene.sheet_desk
    sheet_id = found.sheet.id
    of = counted(scene.tx, sheet_id)
    answers = sheets.answers(scene.tx, sheet_id)
    figures = item_figures(
        scene.tx, found, item_ids, scene.lang, grounds=grounds, of=of, answers=answers
    )
    return VillageView(
        sheet_id=sheet_id,
        unit_name=found.unit.name,
        checklist=found.checklist,
        lang=scene.lang,
        answers=answers,
        standings=of.every_standing,
        exemptions=of.every_exemption,
        figures=figures,
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
        evidence.unplaced(scene.tx, found.sheet.id),
        _old(scene),
        can_discard(scene.tx, found.sheet) and may(scene.who, Right.INSPECT, found.unit),
    )
    return toc_card(view, ".".join(args) or None)


def _old(scene: Scene) -> tuple[int, int, int] | None:
    """How far the unit's old findings are, in the sheet's round where that looks back."""
    found = scene.sheet_desk
    if not may(scene.who, Right.INSPECT, found.unit):
        return None
    round_row = next(
        r for r in campaigns.rounds(scene.tx, found.campaign.id) if r.id == found.sheet.round_id
    )
    old = old_findings(scene.tx, found.unit, round_row)
    return (found.unit.id, looked(old).done, len(old)) if old else None


def aside_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`aside.<n|u>.<page>`: which item of the page; `aside.e.item.<id>`: which of its questions."""
    kind, place = "".join(args[:1]), ".".join(args[1:])
    found = scene.sheet_desk
    if kind not in ASIDE:
        raise RefusalError("button-unknown")
    shown = _counted(scene, place) if kind == "e" else _of_page(scene, kind, place)
    return aside_card(
        found.sheet.id, "aside." + ".".join(args), found.unit.name, shown, ASIDE[kind], place
    )


def _of_page(scene: Scene, kind: str, place: str) -> list[tuple[str, Words]]:
    """The items of a page; those alone that may not apply, where that is asked."""
    checklist = scene.sheet_desk.checklist
    step = walk.step_at(checklist, place)
    if step is None:
        raise RefusalError("button-unknown")
    items = {item.id: item for item in (checklist.item_of(q.id) for q in step.questions)}
    return [
        (item.id, says.item_title(item)) for item in items.values() if kind == "u" or item.applies
    ]


def _counted(scene: Scene, place: str) -> list[tuple[str, Words]]:
    """The questions of an item of which cases can be let off, with the cases recorded so far."""
    item = scene.sheet_desk.checklist.item(place.removeprefix("item."))
    if item is None or not item.exempt or not place.startswith("item."):
        raise RefusalError("button-unknown")
    tallies = sheets.rollup(scene.tx, scene.sheet_desk.sheet.id).tallies
    return [
        (q.id, text("aside.counted", label=says.label(q, scene.lang), n=_cases(tallies.get(q.id))))
        for q in countable(item)
    ]


def _cases(counted: Tally | None) -> int:
    return counted.cases if counted else 0


PLACES = {
    "toc": PlaceRoute(Right.READ_SHEET, toc_place),
    "page": PlaceRoute(Right.READ_SHEET, page_place),
    "item": PlaceRoute(Right.READ_SHEET, item_place),
    "aside": PlaceRoute(Right.INSPECT, aside_place),
}

"""撤销: taking back one's own last act, as long as nobody has gone on from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inspection.card import Reply
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import marks, sheets, times, visits
from workflow import answering, rolling, roster
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import ground_words, load_visit, standing_words
from workflow.visiting import the_household


def undo(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`un|sheet`: take back one's own last act, unless a colleague has gone on from it."""
    scene.require_open()
    note = json.loads(scene.focus.undo or "{}")
    if note.get("sheet") != scene.sheet_desk.sheet.id:
        raise RefusalError("undo-nothing")
    match note["kind"]:
        case "answers":
            answering.take_back(scene, note["before"])
        case "standing":
            _standing(scene, note)
        case "ground":
            _ground(scene, note)
        case "gone":
            _gone(scene, note)
        case _:
            _visit(scene, note)
    scene.remember_undo(None)
    scene.note(text("undo.done"))
    return scene.reply(text("undo.done"))


def _visit(scene: Scene, note: Mapping[str, Any]) -> None:
    household = the_household(scene, str(note["household"]))
    now = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    if now is None or times.written(now.at) != note["at"] or now.by != scene.who.person_id:
        who = scene.name(now.by) if now else "?"
        raise RefusalError("undo-changed", who=who)
    before = load_visit(scene, household, note["before"])
    rolling.restore_visit(scene.tx, scene.sheet_desk, household, now, before)
    scene.record("undo", f"sheet/{scene.sheet_desk.sheet.id}/household/{household.id}")
    scene.go(f"hh.{household.id}")


def _standing(scene: Scene, note: Mapping[str, Any]) -> None:
    sheet_id, item_id, before = scene.sheet_desk.sheet.id, note["subject"], note["before"]
    if standing_words(scene, item_id) != note["after"]:
        raise RefusalError("undo-overtaken")
    if before is None:
        marks.drop_standing(scene.tx, sheet_id, item_id)
    else:
        was, why = before
        marks.set_standing(scene.tx, sheet_id, item_id, was, why, scene.who.person_id, scene.now)
    sheets.forget_figures(scene.tx, sheet_id)
    scene.record("undo", f"sheet/{sheet_id}/{item_id}")
    scene.go(f"item.{item_id}")


def _ground(scene: Scene, note: Mapping[str, Any]) -> None:
    sheet_id, item_id = scene.sheet_desk.sheet.id, note["subject"]
    if ground_words(scene, item_id) != note["after"]:
        raise RefusalError("undo-overtaken")
    words = (note["before"] or [""])[0]
    marks.set_ground(scene.tx, sheet_id, item_id, words, scene.who.person_id, scene.now)
    scene.record("undo", f"sheet/{sheet_id}/{item_id}")
    scene.go(f"item.{item_id}")


def _gone(scene: Scene, note: Mapping[str, Any]) -> None:
    household = the_household(scene, str(note["subject"]))
    if household.gone != (note["after"] or [None])[0]:
        raise RefusalError("undo-overtaken")
    roster.set_gone(scene, household, (note["before"] or [None])[0])
    scene.go(f"hh.{household.id}")


BUTTONS = {"un": ButtonRoute(Right.INSPECT, "sheet", 1, undo)}

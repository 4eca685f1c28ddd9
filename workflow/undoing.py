"""撤销: taking back one's own last act, as long as nobody has gone on from it."""

from __future__ import annotations

import json

from inspection.card import Reply
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import times, visits
from workflow import answering, rolling
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import load_visit
from workflow.visiting import the_household


def undo(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`un|sheet`: take back one's own last act, unless a colleague has gone on from it."""
    scene.require_open()
    note = json.loads(scene.focus.undo or "{}")
    if note.get("sheet") != scene.sheet_desk.sheet.id:
        raise RefusalError("undo-nothing")
    if note["kind"] == "answers":
        answering.take_back(scene, note["before"])
    else:
        household = the_household(scene, str(note["household"]))
        now = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
        if now is None or times.written(now.at) != note["at"] or now.by != scene.who.person_id:
            who = scene.name(now.by) if now else "?"
            raise RefusalError("undo-changed", who=who)
        before = load_visit(scene, household, note["before"])
        rolling.restore_visit(scene.tx, scene.sheet_desk, household, now, before)
        scene.record("undo", f"sheet/{scene.sheet_desk.sheet.id}/household/{household.id}")
        scene.go(f"hh.{household.id}")
    scene.remember_undo(None)
    scene.note(text("undo.done"))
    return scene.reply(text("undo.done"))


BUTTONS = {"un": ButtonRoute(Right.INSPECT, "sheet", 1, undo)}

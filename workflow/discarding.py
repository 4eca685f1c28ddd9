"""A score sheet begun by mistake in a round that looks back is thrown away while it is empty."""

from __future__ import annotations

from inspection.campaign import LOOK_BACK
from inspection.card import Reply
from inspection.people import RefusalError, Right
from inspection.sheet import Sheet, SheetState
from inspection.text import text
from storage import campaigns, discards, focus, sheets
from storage.db import Tx
from workflow.route_types import ButtonRoute
from workflow.scene import Scene


def can_discard(tx: Tx, found: Sheet) -> bool:
    """Whether the sheet may go: nobody needs one in its round, and nothing belongs to it."""
    rounds = campaigns.rounds(tx, found.campaign_id)
    looks_back = any(r.id == found.round_id and r.kind in LOOK_BACK for r in rounds)
    return looks_back and found.state is SheetState.OPEN and discards.is_empty(tx, found.id)


def press_discard(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`sd|sheet`: away with it; back to the unit's earlier findings."""
    found, unit = scene.sheet_desk.sheet, scene.sheet_desk.unit
    if not can_discard(scene.tx, found):
        raise RefusalError("sheet-not-empty")
    focus.leave_sheet(scene.tx, found.id, text("recheck.discarded"))
    sheets.remove(scene.tx, found.id)
    discards.note(scene.tx, found.id, unit.id, scene.now)
    scene.record("sheet-discard", f"sheet/{found.id}", found.state, f"unit/{unit.id}")
    scene.desk = None
    scene.go(f"recheck.{unit.id}.0", 0)
    scene.forget_sheet(found.id)
    scene.note(text("recheck.discarded"))
    return scene.reply(text("recheck.discarded"))


BUTTONS = {"sd": ButtonRoute(Right.INSPECT, "sheet", 1, press_discard)}

"""What undo needs to know of the last act: written beside the person's focus as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inspection.answers import read, written
from inspection.household_answers import Contact
from inspection.sheet import Household, Recorded, Visit
from storage import marks, times
from workflow.scene import Scene


def can_undo(scene: Scene) -> bool:
    """Whether the person's last act on this sheet can still be taken back."""
    note = json.loads(scene.focus.undo) if scene.focus.undo else {}
    return bool(note.get("sheet") == scene.sheet_desk.sheet.id)


def remember_visit(scene: Scene, household: Household, old: Visit | None, new: Visit) -> None:
    """Note how a household's last change is taken back."""
    scene.remember_undo(
        json.dumps(
            {
                "kind": "visit",
                "sheet": scene.sheet_desk.sheet.id,
                "household": household.id,
                "at": times.written(new.at),
                "before": _dump_visit(old),
            }
        )
    )


def remember_words(
    scene: Scene, kind: str, subject: str | int, before: list[str] | None, after: list[str] | None
) -> None:
    """Note how a standing, a ground or a household's leaving is taken back: words as they were."""
    note = {"kind": kind, "subject": subject, "before": before, "after": after}
    scene.remember_undo(json.dumps({**note, "sheet": scene.sheet_desk.sheet.id}))


def standing_words(scene: Scene, item_id: str) -> list[str] | None:
    """How an item stands aside, as undo notes keep it; None where it does not."""
    found = marks.standings(scene.tx, scene.sheet_desk.sheet.id).get(item_id)
    return [found.standing, found.reason] if found else None


def ground_words(scene: Scene, item_id: str) -> list[str] | None:
    """An item's own ground, as undo notes keep it; None where it composes itself."""
    found = marks.grounds(scene.tx, scene.sheet_desk.sheet.id).get(item_id)
    return [found] if found else None


def _dump_visit(visit: Visit | None) -> dict[str, object] | None:
    if visit is None:
        return None
    return {
        "done": visit.done,
        "mode": visit.mode.value,
        "reason": visit.reason,
        "recorded": {
            q: [written(r.value), r.by, times.written(r.at)] for q, r in visit.recorded.items()
        },
        "by": visit.by,
        "at": times.written(visit.at),
    }


def load_visit(scene: Scene, household: Household, plain: Mapping[str, Any] | None) -> Visit | None:
    """The visit as it was before; None: nobody had begun it."""
    if plain is None:
        return None
    return Visit(
        scene.sheet_desk.sheet.id,
        household.id,
        bool(plain["done"]),
        Contact(str(plain["mode"])),
        None if plain["reason"] is None else str(plain["reason"]),
        {
            str(q): Recorded(read(value), by, times.read(at))
            for q, (value, by, at) in plain["recorded"].items()
        },
        int(str(plain["by"])),
        times.read(str(plain["at"])),
    )

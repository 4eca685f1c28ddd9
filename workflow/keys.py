"""The one row of keys below the typing line: of use to the person's role, pressed by its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from content.locales import LANGUAGES, catalog
from inspection import walk
from inspection.campaign import Role
from inspection.card import Reply
from inspection.people import TEAM, Right, Speaker, may
from inspection.sheet import DONE
from inspection.text import text
from storage import campaigns, sheets
from workflow.route_types import CommandRoute
from workflow.scene import Scene


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A row of keys, by the ends of their codes; `number` says in the books which was sent."""

    number: int
    keys: tuple[str, ...]


FIELD = Keyboard(1, ("card", "unvisited", "location"))
CONTACT = Keyboard(2, ("card", "findings", "result"))
OBSERVER = Keyboard(3, ("summary", "rank"))
KEYS = ("card", "unvisited", "location", "findings", "result", "summary", "rank")
COMMANDS = ("findings", "summary", "rank")
"""Keys that do what the command of that name does."""


def keyboard_for(speaker: Speaker | None) -> Keyboard:
    """The row for whoever speaks: those who inspect first, then contacts, then observers."""
    if speaker is None or speaker.founding or speaker.has(*TEAM, Role.ADMIN):
        return FIELD
    wanted = CONTACT if speaker.has(Role.CONTACT) else OBSERVER
    there = tuple(key for key in wanted.keys if key not in COMMANDS or key in _commands())
    return Keyboard(wanted.number, there)


def press_key(scene: Scene, words: str) -> Reply | None:
    """What the key of these words does, in whichever language it was sent; None: no key."""
    for key in KEYS:
        if words in {catalog(lang).plain(text(f"keyboard.{key}")) for lang in LANGUAGES}:
            return _press(scene, key)
    return None


def _press(scene: Scene, key: str) -> Reply:
    route = _commands().get(key) if key in COMMANDS else None
    if route is not None:
        scene.require(route.right)
        return route.run(scene, "")
    match key:
        case "unvisited":
            scene.require(Right.READ_SHEET, scene.sheet_desk.unit)
            scene.go("list" if walk.has_households(scene.sheet_desk.checklist) else "toc")
        case "result":
            scene.require(Right.ANSWER_FOR)
            _to_result(scene)
        case _:
            pass
    return scene.reply()


def _to_result(scene: Scene) -> None:
    """To the unit's signed result where there is one alone, else home, where all are listed."""
    campaign = scene.who.campaign_id
    units = {unit.id: unit for unit in campaigns.units(scene.tx, campaign)}
    mine = [
        sheet.id
        for state in DONE
        for sheet in sheets.in_state(scene.tx, campaign, state)
        if sheet.unit_id in units and may(scene.who, Right.ANSWER_FOR, units[sheet.unit_id])
    ]
    scene.desk = None
    if len(mine) == 1:
        scene.go("result", mine[0])
    else:
        scene.go("home", 0)


def _commands() -> Mapping[str, CommandRoute]:
    # The table is made of modules that listen to keys themselves.
    table: Mapping[str, CommandRoute] = import_module("workflow.routes").COMMANDS
    return table

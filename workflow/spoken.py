"""Buttons by their name: what a card offers may be typed, and the ways that lead everywhere."""

from __future__ import annotations

import re
from functools import cache

from content.locales import LANGUAGES, catalog
from inspection.card import Button, Reply
from inspection.numbers import plain
from inspection.people import RefusalError, Right, may
from inspection.text import text
from workflow.cards import place_card
from workflow.inspecting import my_units, take_up
from workflow.placing import evidence_rows
from workflow.pressing import press
from workflow.scene import Scene

LONGEST = 24
"""Characters of a button's name; longer words are something else."""
_ANSWERS = frozenset({"h", "v", "oh", "ov"})
"""Buttons that turn an answer: typed, its name says that there is a problem, and is read so."""
_WAYS = ("toc", "next-household", "list", "submit", "home", "undo", "save", "next", "back")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_COUNT = re.compile(r"\s*\d+\s*[^\W\d]?$")


def by_name(scene: Scene, words: str) -> Reply | None:
    """Press the one button of the present card that is called so, or go a usual way.

    None where the words name nothing, or more than one button.
    """
    said = _folded(words)
    if not said or len(said) > LONGEST:
        return None
    shown = _buttons(scene)
    here = {b.data for b in shown if said in _names(b)}
    way = _ways().get(said)
    if way in {"next", "back"}:
        here = {b.data for b in shown if b.label == text(f"button.{way}")}
    if len(here) == 1:
        return press(scene, here.pop())
    data = None if here or way is None else _data(scene, way)
    return press(scene, data) if data else None


def unit_by_name(scene: Scene, words: str) -> Reply | None:
    """The sheet of one's own unit of that name; None where there is no such one."""
    if not may(scene.who, Right.INSPECT):
        return None
    found = [unit for unit in my_units(scene) if words in {unit.name, unit.village}]
    return take_up(scene, found[0]) if len(found) == 1 else None


def _buttons(scene: Scene) -> list[Button]:
    desk = scene.desk
    try:
        card = place_card(scene, scene.focus.place)
        rows = (*evidence_rows(scene), *card.rows)
    except RefusalError:
        rows = ()
    scene.desk = desk
    return [b for row in rows for b in row if b.data.partition("|")[0] not in _ANSWERS]


def _names(button: Button) -> set[str]:
    """What a button is called in each language, with and without the count on it."""
    labels = {_folded(catalog(lang).plain(button.label)) for lang in LANGUAGES}
    return (labels | {_EDGES.sub("", _COUNT.sub("", label)) for label in labels}) - {""}


def _folded(words: str) -> str:
    return _EDGES.sub("", plain(words)).lower()


@cache
def _ways() -> dict[str, str]:
    return {
        _folded(word): way
        for way in _WAYS
        for lang in LANGUAGES
        for word in catalog(lang).plain(text(f"spoken.{way}")).split("/")
    }


def _data(scene: Scene, way: str) -> str | None:
    """What the button of that way would say; None where there is no such way from here."""
    if way == "home":
        return "go|0|home"
    if scene.desk is None:
        return None
    sheet = scene.desk.sheet.id
    kind, _, at = scene.focus.place.partition("|")[2].partition(".")
    match way:
        case "toc" | "submit" | "list":
            return f"go|{sheet}|{way}"
        case "next-household":
            return f"go|{sheet}|next"
        case "undo":
            return f"un|{sheet}"
        case "save" if kind in {"hh", "more"}:
            return f"hs|{sheet}|{at}"
        case _:
            return None

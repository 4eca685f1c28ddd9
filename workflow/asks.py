"""What is asked in words while inspecting, and what becomes of what is said.

The place is `ask.<kind>.<argument>`; that something is being asked is the place itself, nothing
else is remembered.
"""

from __future__ import annotations

from inspection.card import Card, Reply
from inspection.flow.asking import asking_card
from inspection.people import RefusalError, Right
from inspection.text import text
from workflow import ask_aside, ask_household, ask_item
from workflow.ask_kind import LONGEST, Ask, recorded_words
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

ASKS = {**ask_item.ASKS, **ask_aside.ASKS, **ask_household.ASKS}


def card(scene: Scene, args: tuple[str, ...]) -> Card:
    """The card of `ask.<kind>.<argument>`."""
    ask, argument = _ask(args)
    return asking_card(
        scene.sheet_desk.sheet.id,
        "ask." + ".".join(args),
        ask.words(scene, argument),
        ask.presets(scene, argument),
        ask.back(scene, argument),
        scene.focus.notice,
    )


def take(scene: Scene, args: tuple[str, ...], said: str) -> Reply:
    """Words typed (or chosen) at such a place."""
    scene.require_open()
    said = " ".join(said.split())
    if len(said) > LONGEST:
        scene.note(text("ask.too-long", most=LONGEST, n=len(said)))
        return scene.reply()
    ask, argument = _ask(args)
    return ask.take(scene, argument, said)


def press_preset(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ax|sheet|place|index`: one of the usual answers."""
    kind, _, rest = args[1].partition(".")
    if kind != "ask":
        raise RefusalError("button-unknown")
    parts = tuple(rest.split(".", 1))
    ask, argument = _ask(parts)
    presets = ask.presets(scene, argument)
    if not args[2].isdecimal() or int(args[2]) >= len(presets):
        raise RefusalError("button-unknown")
    chosen = presets[int(args[2])]
    return take(scene, parts, recorded_words(chosen))


def _ask(args: tuple[str, ...]) -> tuple[Ask, str]:
    kind, *rest = args or ("",)
    if kind not in ASKS:
        raise RefusalError("button-unknown")
    return ASKS[kind], ".".join(rest)


PLACES = {"ask": PlaceRoute(Right.INSPECT, card)}
BUTTONS = {"ax": ButtonRoute(Right.INSPECT, "sheet", 3, press_preset), **ask_aside.BUTTONS}

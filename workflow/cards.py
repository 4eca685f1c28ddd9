"""What a person is shown now: the card of the place in focus, if they may still see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inspection.buttons import read_id
from inspection.card import Card, Reply
from inspection.people import RefusalError
from inspection.text import text
from storage import focus, people
from storage.db import Tx
from workflow import visiting
from workflow.places import PLACES
from workflow.placing import evidence_rows
from workflow.scene import House, Scene, desk, take_finding, unit_named

HOME = "home"


def card_for(house: House, tx: Tx, now: datetime, user_id: int) -> Card | None:
    """The card of an account; None for one that was never met.

    Whoever lost a right since they came to a place is shown their home card instead.
    """
    row = focus.of_user(tx, user_id)
    if row is None:
        return None
    scene = Scene(tx, house, now, row, people.speaker(tx, user_id))
    try:
        card = place_card(scene, row.place)
        lines = card.lines or (card.title,)
        if row.notice is not None and row.notice not in lines:
            # Not every card has a place for it, and what a person was told must be seen.
            lines = (*lines, row.notice)
        return replace(card, lines=lines, rows=(*evidence_rows(scene), *card.rows))
    except RefusalError as refusal:
        words = text(f"refusal.{refusal.code}", **refusal.params)
        home = replace(row, place=f"0|{HOME}", notice=words if scene.speaker else None)
        return place_card(Scene(tx, house, now, home, scene.speaker), home.place)


def place_card(scene: Scene, full: str) -> Card:
    """The card of a place, its right checked on the sheet's unit; RefusalError otherwise."""
    scene.desk = scene.finding = None
    sheet, _, place = full.partition("|")
    kind, *args = place.split(".")
    route = PLACES.get(kind)
    if route is None:
        raise RefusalError("button-unknown")
    sheet_id = read_id(sheet)
    if route.of == "finding":
        take_finding(scene, read_id(args[0]) if args else None)
    elif route.of == "unit":
        scene.require(route.right, unit_named(scene, args[0] if args else ""))
        return route.card(scene, tuple(args))
    elif sheet_id:
        scene.desk = desk(scene.tx, sheet_id)
        if scene.desk is None:
            raise RefusalError("button-unknown")
    scene.require(route.right, scene.desk.unit if scene.desk else None)
    return route.card(scene, tuple(args))


def go(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`go|sheet|place`: look at another place, where its card may be seen."""
    place = args[1]
    if place == "next":
        return visiting.next_one(scene)
    return move(scene, place, scene.desk.sheet.id if scene.desk else 0)


def move(scene: Scene, place: str, sheet_id: int) -> Reply:
    """Move the person there; RefusalError, and they stay, where there is nothing for them."""
    place_card(scene, f"{sheet_id}|{place}")
    scene.go(place, sheet_id)
    return scene.reply()

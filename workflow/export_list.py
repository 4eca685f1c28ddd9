"""`/export`: the card of all that one may have as a file."""

from __future__ import annotations

from inspection.card import Card, Reply, Words
from inspection.flow.exports import export_card
from inspection.people import RefusalError, Right, may
from inspection.text import text
from workflow import export_orders
from workflow.results import sheet_lines, the_round
from workflow.route_types import CommandRoute, PlaceRoute
from workflow.scene import Scene


def export(scene: Scene, _rest: str) -> Reply:
    """`/export`: the list of score sheets one may have."""
    scene.go("export", 0)
    return scene.reply()


def export_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`export` or `export.<page>`."""
    if len(args) > 1 or any(not (a.isascii() and a.isdecimal() and len(a) < 4) for a in args):
        raise RefusalError("button-unknown")
    round_row = the_round(scene)
    mine = [
        (line.sheet_id, text(f"export.sheet-{line.state}", unit=line.unit.name))
        for line in sheet_lines(scene.tx, scene.who.campaign_id, round_row.id)
        if may(scene.who, Right.EXPORT, line.unit)
    ]
    shown: list[tuple[int, Words]] = list(mine)
    return export_card(
        shown,
        int(args[0]) if args else 0,
        scene.focus.notice,
        export_orders.kinds(scene),
        export_orders.order_lines(scene),
        in_full=not scene.house.abroad,
    )


COMMANDS = {"export": CommandRoute(Right.EXPORT, export)}
PLACES = {"export": PlaceRoute(Right.EXPORT, export_place)}

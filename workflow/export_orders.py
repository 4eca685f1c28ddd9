"""`/export`: documents asked for by a tap, kept for a day, in full only with a written reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from inspection.buttons import read_id
from inspection.card import Card, Reply
from inspection.flow.exports import reason_card, unmasked_card
from inspection.flow.says import bar
from inspection.people import RefusalError, Right, Speaker, may
from inspection.text import Text, text
from storage import audit, campaigns, downloads, notices, orders
from storage.db import Tx
from storage.orders import Order
from workflow import documents, export_kinds
from workflow.ask_kind import LONGEST
from workflow.document_making import PART, making
from workflow.documents import ALL, EVIDENCE, Request
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import House, Scene

KEPT: Final = timedelta(days=1)
SHOWN: Final = 3
"""Orders on the card, the latest."""
QUIET: Final = (
    *("export", "export-made", "export-stopped", "evidence-look", "refused", "reminder-seen"),
    *("invite", "invite-locked", "join", "leave", "revoke", "template"),
)
"""Acts that change no document."""


def kinds(scene: Scene) -> list[str]:
    """What the person may ask for here: one kind after the other, and all of them."""
    campaign = campaigns.campaign(scene.tx, scene.who.campaign_id)
    return kinds_of(scene.tx, scene.house, campaign.id, scene.who)


def kinds_of(tx: Tx, house: House, campaign_id: int, speaker: Speaker) -> list[str]:
    """The same of anybody. Evidence does not go abroad."""
    found = documents.offered(tx, campaigns.campaign(tx, campaign_id), speaker)
    found = [kind for kind in found if kind != EVIDENCE or not house.abroad]
    return [*found, ALL] if found else []


def kinds_in_full(scene: Scene) -> list[str]:
    """What of it names people, and can be had with their names; RefusalError abroad."""
    if scene.house.abroad:
        raise RefusalError("unmasked-abroad")
    return [kind for kind in kinds(scene) if kind not in export_kinds.PUBLIC]


def order_lines(scene: Scene) -> list[tuple[int, Text]]:
    """The person's last orders, each with where it stands."""
    mine = orders.of_user(scene.tx, scene.who.user_id, scene.who.campaign_id, SHOWN)
    return [(each.id, _told(scene, each)) for each in mine]


def kind_words(order: Order) -> Text:
    """What was ordered, and whether in full."""
    kind = text(f"cli.kind-{order.kind}")
    return text("order.in-full", kind=kind) if _reason(order) else kind


def _told(scene: Scene, order: Order) -> Text:
    kind = kind_words(order)
    match order.state:
        case "owed" if order.steps and order.kind == ALL:
            part = text(f"cli.kind-{making(order.recipe, order.done)}")
            done = min(order.done // PART + 1, order.steps // PART)
            shown = {"bar": bar(order.done, order.steps), "done": str(done)}
            return text("order.making-all", part=part, of=str(order.steps // PART), **shown)
        case "owed" if order.steps:
            shown = {"bar": bar(order.done, order.steps), "done": str(order.done)}
            return text("order.making", kind=kind, of=str(order.steps), **shown)
        case "owed":
            return text("order.waiting", kind=kind)
        case "made" if order.made_at is not None:
            return text("order.made", kind=kind, at=scene.clock(order.made_at))
        case _:
            return text("order.failed", kind=kind)


# Asking -----------------------------------------------------------------------------------------


def press_kind(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`xk|circular`: have one made; whoever asks twice waits for the first, or gets it again."""
    return _ask(scene, args[0])


def _ask(scene: Scene, kind: str, unmasked: str | None = None) -> Reply:
    if kind not in kinds(scene):
        raise RefusalError("not-allowed")
    key = _key(scene, unmasked)
    mine = orders.of_user(scene.tx, scene.who.user_id, scene.who.campaign_id, 50)
    same = [each for each in mine if each.kind == kind and _reason(each) == unmasked]
    scene.go("export", 0)
    if any(each.state == "owed" for each in same):
        return scene.reply(text("order.begun"))
    kept = next((each for each in same if _is_there(scene, each)), None)
    if kept is not None and kept.recipe.get("asked") == key:
        _send_again(scene, kept)
        return scene.reply(text("order.kept"))
    try:
        recipe = _recipe(scene, kind, unmasked, key)
    except documents.NOTHING as nothing:
        words = documents.why_nothing(nothing, kind)
        scene.note(words)
        return scene.reply(words, alert=True)
    chat_id, who = scene.focus.chat_id, scene.who
    orders.new(scene.tx, who.campaign_id, who.user_id, chat_id, kind, recipe, scene.now)
    return scene.reply(text("order.begun"))


def _key(scene: Scene, unmasked: str | None) -> dict[str, Any]:
    """What a document asked for now would depend on: nothing of it new, and it is the same."""
    tx, campaign_id = scene.tx, scene.who.campaign_id
    every = campaigns.units(tx, campaign_id)
    return {
        "units": [unit.id for unit in every if may(scene.who, Right.EXPORT, unit)],
        "unmasked": unmasked,
        "day": scene.today.isoformat(),
        "changed": audit.last_of_others(tx, campaign_id, QUIET),
        "on_their_way": downloads.waiting(tx),
    }


def _recipe(
    scene: Scene, kind: str, unmasked: str | None, key: dict[str, Any]
) -> dict[str, object]:
    campaign = campaigns.campaign(scene.tx, scene.who.campaign_id)
    asked = Request(campaign, scene.who, unmasked=unmasked)
    return {**documents.order(scene.tx, scene.house, scene.now, asked, kind), "asked": key}


def _reason(order: Order) -> str | None:
    """Why it was asked for in full."""
    reason: str | None = order.recipe.get("asked", {}).get("unmasked")
    return reason


def press_order(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`xa|id`: its file once more, or made once more where that is not kept; or how far it is."""
    number = read_id(args[0])
    found = orders.get(scene.tx, number) if number is not None else None
    if found is None or (found.user_id, found.campaign_id) != (
        scene.who.user_id,
        scene.who.campaign_id,
    ):
        raise RefusalError("button-unknown")
    if found.kind not in kinds(scene):
        raise RefusalError("not-allowed")
    if found.state == "owed":
        return scene.reply(_told(scene, found))
    key = _key(scene, _reason(found))
    if _is_there(scene, found) and found.recipe.get("asked", {}).get("units") == key["units"]:
        _send_again(scene, found)
        return scene.reply(text("toast.coming"))
    if _reason(found) is not None and scene.house.abroad:
        raise RefusalError("unmasked-abroad")
    orders.again(scene.tx, found.id, _recipe(scene, found.kind, _reason(found), key), scene.now)
    return scene.reply(text("order.begun"))


def _is_there(scene: Scene, order: Order) -> bool:
    if order.state != "made" or not order.file or not (scene.house.data / order.file).exists():
        return False
    return _reason(order) is None or not scene.house.abroad


def _send_again(scene: Scene, order: Order) -> None:
    scene.record("export", f"{order.kind}/{order.campaign_id}", None, f"again/{order.id}")
    orders.sent_again(scene.tx, order.id)
    send(scene.tx, order.id, scene.now)


def send(tx: Tx, order_id: int, now: datetime) -> None:
    """Owe the file of an order to whoever asked for it."""
    order = orders.get(tx, order_id)
    if order is None or order.file is None:
        raise LookupError(order_id)
    key = f"order/{order.id}/{order.sendings}"
    code = "order.caption-full" if _reason(order) else f"order.caption-{_sort(order.kind)}"
    caption = text(code, kind=text(f"cli.kind-{order.kind}"))
    name = Path(order.file).name
    notices.file(tx, key, order.chat_id, order.file, name, caption, now, private=True)


def _sort(kind: str) -> str:
    """Pictures show who they show, whatever is masked in writing."""
    return "pictures" if kind in {EVIDENCE, ALL} else "masked"


# In full ----------------------------------------------------------------------------------------


def unmasked_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`unmasked`: of what; `unmasked.<kind>`: what for, in writing."""
    found = kinds_in_full(scene)
    match args:
        case ():
            return unmasked_card(found, scene.focus.notice)
        case (kind,) if kind in found:
            return reason_card(kind, scene.focus.notice)
        case _:
            raise RefusalError("not-allowed")


def take_reason(scene: Scene, args: tuple[str, ...], said: str) -> Reply:
    """What names in full are needed for: it stands in the file, its hash in the trail."""
    scene.require(Right.EXPORT)
    if args[0] not in kinds_in_full(scene):
        raise RefusalError("not-allowed")
    reason = " ".join(said.split())
    if not reason or len(reason) > LONGEST:
        raise RefusalError("unmasked-why")
    return _ask(scene, args[0], reason)


BUTTONS = {
    "xk": ButtonRoute(Right.EXPORT, "none", 1, press_kind),
    "xa": ButtonRoute(Right.EXPORT, "none", 1, press_order),
}
PLACES = {"unmasked": PlaceRoute(Right.EXPORT, unmasked_place)}

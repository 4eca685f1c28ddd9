"""`/export`: documents asked for by a tap, made beside the talk, sent, kept for a day."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from exports.scan import LeakError
from inspection.buttons import read_id
from inspection.card import Reply, Words
from inspection.people import RefusalError, Right, may
from inspection.text import Text, text
from storage import campaigns, focus, notices, orders
from storage.audit import Actor
from storage.db import Books, Tx
from storage.orders import Order
from workflow import export_kinds
from workflow.evidence_archive import archive_file, note_archive, order_in_chat, read_archive
from workflow.export_kinds import NothingToExportError
from workflow.exporting import stamp_of
from workflow.route_types import ButtonRoute
from workflow.scene import House, Scene

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=1)
SHOWN: Final = 3
"""Orders on the card, the latest."""
TRIES: Final = 3
LARGEST: Final = 50 << 20
"""Bytes of a document that a bot may send."""
EVIDENCE: Final = "evidence"
_SECONDS: Final = 1.5
"""Between two words of how far it is."""


def kinds(scene: Scene) -> list[str]:
    """What the person may ask for here."""
    units = campaigns.units(scene.tx, scene.who.campaign_id)
    found: list[str] = list(export_kinds.offered(scene.who, units))
    archive = any(may(scene.who, Right.EXPORT, u) for u in units) and not scene.house.abroad
    return [*found, *([EVIDENCE] if archive else [])]


def order_lines(scene: Scene) -> list[tuple[int, Text]]:
    """The person's last orders, each with where it stands."""
    mine = orders.of_user(scene.tx, scene.who.user_id, scene.who.campaign_id, SHOWN)
    return [(each.id, _told(each)) for each in mine]


def _told(order: Order) -> Text:
    kind = text(f"cli.kind-{order.kind}")
    match order.state:
        case "owed" if order.steps:
            return text("order.making", kind=kind, done=str(order.done), of=str(order.steps))
        case "owed":
            return text("order.waiting", kind=kind)
        case "made":
            return text("order.made", kind=kind)
        case _:
            return text("order.failed", kind=kind)


def press_kind(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`xk|circular`: have one made; whoever asks twice waits for the first."""
    if args[0] not in kinds(scene):
        raise RefusalError("not-allowed")
    who = scene.who
    mine = orders.of_user(scene.tx, who.user_id, who.campaign_id, SHOWN)
    if not any(each.kind == args[0] and each.state == "owed" for each in mine):
        recipe = _recipe(scene, args[0])
        chat_id = scene.focus.chat_id
        orders.new(scene.tx, who.campaign_id, who.user_id, chat_id, args[0], recipe, scene.now)
    scene.go("export", 0)
    return scene.reply(text("order.begun"))


def _recipe(scene: Scene, kind: str) -> dict[str, object]:
    campaign = campaigns.campaign(scene.tx, scene.who.campaign_id)
    every = campaigns.units(scene.tx, campaign.id)
    mine = [unit for unit in every if may(scene.who, Right.EXPORT, unit)]
    if kind == EVIDENCE:
        name, recipe = order_in_chat(scene, mine)
        return {**recipe, "name": name}
    stamp = stamp_of(scene.house, scene.who.name, scene.now, text("export.why-chat"))
    actor = Actor(campaign.id, scene.who.person_id, scene.who.user_id)
    wanted = next(each for each in export_kinds.KINDS if each == kind)
    units = None if len(mine) == len(every) else mine
    return export_kinds.order(
        scene.tx, scene.house, scene.now, campaign, wanted, stamp, actor, units
    )


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
        return scene.reply(_told(found))
    scene.record("export", f"{found.kind}/{found.campaign_id}", None, f"again/{found.id}")
    if found.state == "made" and found.file and (scene.house.data / found.file).exists():
        orders.sent_again(scene.tx, found.id)
        _send(scene.tx, found.id, scene.now)
        return scene.reply(text("toast.coming"))
    orders.again(scene.tx, found.id)
    return scene.reply(text("order.begun"))


def _send(tx: Tx, order_id: int, now: datetime) -> None:
    order = orders.get(tx, order_id)
    if order is None or order.file is None:
        raise LookupError(order_id)
    key = f"order/{order.id}/{order.sendings}"
    caption = text("order.caption", kind=text(f"cli.kind-{order.kind}"))
    name = Path(order.file).name
    notices.file(tx, key, order.chat_id, order.file, name, caption, now, private=True)


# Beside the talk ------------------------------------------------------------------------------


async def make_orders(
    books: Books, house: House, now: Callable[[], datetime], nudge: Callable[[int], None]
) -> None:
    """Make what is owed, one after the other; the tick calls this. Old files go."""
    while (order := await books.read(orders.owed)) is not None:
        if order.attempts >= TRIES:
            await books.act(partial(_failed, order=order, why=text("order.broken")))
        else:
            await _make(books, house, order, now, nudge)
        nudge(order.user_id)
    for order_id, file in await books.read(lambda tx: orders.old_files(tx, now() - KEPT)):
        folder = (house.data / file).parent
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        await books.act(partial(orders.forget_file, order_id=order_id))


async def _make(
    books: Books,
    house: House,
    order: Order,
    now: Callable[[], datetime],
    nudge: Callable[[int], None],
) -> None:
    await books.act(partial(orders.tried, order_id=order.id))
    folder = house.data / "exports" / "orders" / str(order.id)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    heard = (0, 0)

    def told(done: int, of: int) -> None:
        nonlocal heard
        heard = (done, of)

    telling = asyncio.ensure_future(_tell(books, order, lambda: heard, nudge))
    try:
        file = await _file(books, house, order, folder, told, now)
    except (LeakError, NothingToExportError, RefusalError) as error:
        await books.act(partial(_failed, order=order, why=_why(error)))
    except Exception:
        log.exception("order %d (%s) could not be made", order.id, order.kind)
    else:
        below = str(file.relative_to(house.data))
        await books.act(partial(_made, order=order, file=below, now=now()))
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _tell(
    books: Books, order: Order, heard: Callable[[], tuple[int, int]], nudge: Callable[[int], None]
) -> None:
    """Put down how far it is, so that the card says so, where that has changed."""
    last = (0, 0)
    while True:
        await asyncio.sleep(_SECONDS)
        if (present := heard()) != last:
            last = present
            await books.act(partial(_stepped, order=order, done=present[0], steps=present[1]))
            nudge(order.user_id)


async def _file(
    books: Books,
    house: House,
    order: Order,
    folder: Path,
    told: Callable[[int, int], None],
    now: Callable[[], datetime],
) -> Path:
    """The order's one file; several of them as an archive."""
    if order.kind == EVIDENCE:
        made = await books.read_long(partial(read_archive, recipe=order.recipe))
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        done = 0

        def step(n: int) -> None:
            nonlocal done
            done += n
            told(done, len(made.entries))

        file = folder / str(order.recipe["name"])
        written = await asyncio.to_thread(archive_file, house.data, made, file, step)
        at = now()
        await books.act(lambda tx: note_archive(tx, order.recipe, at, written))
    else:
        files = await export_kinds.make(books, house, order.recipe, folder, told)
        file = files[0] if len(files) == 1 else await asyncio.to_thread(_packed, files)
    if file.stat().st_size > LARGEST:
        raise RefusalError("order-large", mb=file.stat().st_size >> 20)
    return file


def _packed(files: list[Path]) -> Path:
    """Several files as one."""
    archive = files[0].with_suffix(".zip")
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.name)
    return archive


def _why(error: Exception) -> Words:
    match error:
        case LeakError() as leak:
            return export_kinds.leak_words(leak)
        case RefusalError(code=code, params=params):
            return text(f"refusal.{code}", **params)
        case _:
            return text("cli.nothing-to-export", kind=text(f"cli.kind-{error}"))


def _stepped(tx: Tx, order: Order, done: int, steps: int) -> None:
    orders.step(tx, order.id, done, steps)
    _look(tx, order)


def _made(tx: Tx, order: Order, file: str, now: datetime) -> None:
    orders.made(tx, order.id, file, now)
    _send(tx, order.id, now)
    _look(tx, order)


def _failed(tx: Tx, order: Order, why: Words) -> None:
    orders.failed(tx, order.id, why)
    key = f"order-failed/{order.id}/{order.attempts}"
    kind = text(f"cli.kind-{order.kind}")
    words = text("order.told-failed", kind=kind, why=why)
    notices.line(tx, key, order.chat_id, words, order.asked_at)
    _look(tx, order)


def _look(tx: Tx, order: Order) -> None:
    """Paint the card anew where the person still looks at it."""
    at = focus.of_user(tx, order.user_id)
    if at is not None and at.place.startswith("0|export"):
        focus.owe(tx, order.user_id)


BUTTONS = {
    "xk": ButtonRoute(Right.EXPORT, "none", 1, press_kind),
    "xa": ButtonRoute(Right.EXPORT, "none", 1, press_order),
}

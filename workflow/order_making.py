"""Documents ordered in the chat are made beside the talk, one after the other, and sent."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from exports.scan import LeakError
from exports.template import TemplateError
from inspection.card import Words
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import campaigns, focus, notices, orders, people
from storage.db import Books, Tx
from storage.orders import Order
from workflow.document_making import Made, make, why_failed
from workflow.documents import NOTHING, why_nothing
from workflow.export_orders import KEPT, kind_words, kinds_of, send
from workflow.scene import House

log = logging.getLogger(__name__)

TRIES: Final = 3
LARGEST: Final = 50 << 20
"""Bytes of a document that a bot may send."""
_SECONDS: Final = 1.5
"""Between two words of how far it is."""


async def make_orders(
    books: Books, house: House, now: Callable[[], datetime], nudge: Callable[[int], None]
) -> None:
    """Make what is owed, one after the other; the tick calls this. Old files go."""
    while (order := await books.read(orders.owed)) is not None:
        if order.attempts >= TRIES:
            await books.act(partial(_failed, order=order, why=text("order.broken")))
        elif not await books.read(partial(_still_may, house=house, order=order)):
            await books.act(partial(_failed, order=order, why=text("refusal.not-allowed")))
        else:
            await _make(books, house, order, now, nudge)
        nudge(order.user_id)
    for order_id, file in await books.read(lambda tx: orders.old_files(tx, now() - KEPT)):
        folder = (house.data / file).parent
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        await books.act(partial(orders.forget_file, order_id=order_id))


def _still_may(tx: Tx, *, house: House, order: Order) -> bool:
    """Whether whoever asked may have it now: roles change while documents wait."""
    member = next(
        (m for m in people.of_account(tx, order.user_id) if m.campaign_id == order.campaign_id),
        None,
    )
    speaker = people.speaking_as(tx, member.id, order.user_id) if member else None
    if speaker is None or order.kind not in kinds_of(tx, house, order.campaign_id, speaker):
        return False
    mine = [u.id for u in campaigns.units(tx, order.campaign_id) if may(speaker, Right.EXPORT, u)]
    return set(order.recipe["asked"]["units"]) <= set(mine)


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
        made = await make(books, house, order.recipe, folder, told, now)
        file = await asyncio.to_thread(_one_file, order, made, folder)
    except (*NOTHING, LeakError, RefusalError, TemplateError) as error:
        await books.act(partial(_failed, order=order, why=_why(error, order.kind)))
    except Exception:
        log.exception("order %d (%s) could not be made", order.id, order.kind)
    else:
        below = str(file.relative_to(house.data))
        await books.act(partial(_made, order=order, file=below, made=made, now=now()))
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


def _one_file(order: Order, made: Made, folder: Path) -> Path:
    """The order's one file; several of them as an archive. RefusalError for what is too large."""
    file = made.files[0]
    if len(made.files) > 1:
        file = _packed(made.files, folder, folder / str(order.recipe["pack"]))
    if file.stat().st_size > LARGEST:
        raise RefusalError("order-large", mb=file.stat().st_size >> 20)
    return file


def _packed(files: Sequence[Path], folder: Path, to: Path) -> Path:
    with ZipFile(to, "w", ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.relative_to(folder))
    return to


def _why(error: Exception, kind: str) -> Words:
    match error:
        case RefusalError(code=code, params=params):
            return text(f"refusal.{code}", **params)
        case LeakError() | TemplateError():
            return why_failed(error)
        case _:
            return why_nothing(error, kind)


def _stepped(tx: Tx, order: Order, done: int, steps: int) -> None:
    orders.step(tx, order.id, done, steps)
    _look(tx, order)


def _made(tx: Tx, order: Order, file: str, made: Made, now: datetime) -> None:
    orders.made(tx, order.id, file, now)
    send(tx, order.id, now)
    lacking = [why for _, why in (*made.left_out, *made.failed)]
    if lacking:
        # Beside the file, not on it: a caption is short, and the list in the file says so too.
        said = [part for why in lacking for part in ("\n· ", why)]
        words = text("order.lacking", kind=kind_words(order), parts=tuple(said))
        key = f"order-lacking/{order.id}/{order.attempts}/{order.sendings}"
        notices.line(tx, key, order.chat_id, words, now)
    _look(tx, order)


def _failed(tx: Tx, order: Order, why: Words) -> None:
    orders.failed(tx, order.id, why)
    key = f"order-failed/{order.id}/{order.attempts}/{order.sendings}"
    words = text("order.told-failed", kind=kind_words(order), why=why)
    notices.line(tx, key, order.chat_id, words, order.asked_at)
    _look(tx, order)


def _look(tx: Tx, order: Order) -> None:
    """Paint the card anew where the person still looks at it."""
    at = focus.of_user(tx, order.user_id)
    if at is not None and at.place.startswith("0|export"):
        focus.owe(tx, order.user_id)

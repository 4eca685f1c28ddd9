"""Documents asked for in the chat, as the tests of `/export` ask for them and make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from content.locales import catalog
from inspection.card import Reply
from storage import focus, notices, people
from storage.db import Books, Tx
from storage.notices import Notice
from tests.builders import NOW
from workflow.cards import place_card
from workflow.export_orders import KEPT, press_kind
from workflow.order_making import make_orders
from workflow.scene import House, Scene

LATE = NOW + KEPT + timedelta(minutes=1)
ACCOUNTS = {"郑一二": 1001, "李四五": 1002, "王五六": 1003, "孙七八": 1005}


def scene(tx: Tx, ours: House, who: str) -> Scene:
    account = ACCOUNTS[who]
    row = focus.meet(tx, account, account, None, "0|home", NOW)
    return Scene(tx, ours, NOW, row, people.speaker(tx, account))


def pressed(ours: House, who: str, kind: str) -> Callable[[Tx], Reply]:
    return lambda tx: press_kind(scene(tx, ours, who), (kind,))


def buttons(ours: House, who: str) -> Callable[[Tx], dict[str, str]]:
    def look(tx: Tx) -> dict[str, str]:
        card = place_card(scene(tx, ours, who), "0|export")
        plain = catalog("zh").plain
        return {b.data: plain(b.label) for row in card.rows for b in row}

    return look


def sent(tx: Tx) -> list[Notice]:
    return notices.due(tx, LATE, LATE, 50)


async def made(books: Books, ours: House, at: datetime = NOW) -> list[int]:
    nudged: list[int] = []
    await make_orders(books, ours, lambda: at, nudged.append)
    return nudged


async def toast(books: Books, act: Callable[[Tx], Reply]) -> str:
    said = (await books.act(act)).toast
    assert said is not None
    return catalog("zh").plain(said)

"""No document, whatever its kind, holds up the event loop on which everybody is answered."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

import pytest

from bot.charts import charts
from bot.papers import paper
from inspection.text import Text
from storage import db, focus, notices, orders, people
from storage.apart import Told
from storage.db import Books, Tx
from storage.orders import Order
from tests.builders import NOW, house
from tests.workflow.crowded import crowded
from workflow.charting import press_charts
from workflow.documents import ALL, KINDS
from workflow.export_kinds import make
from workflow.export_orders import press_kind
from workflow.exporting import press_sheet
from workflow.ledger import press_ledger
from workflow.order_making import make_orders
from workflow.scene import House, Scene, desk

T = TypeVar("T")
LONGEST = 0.05
"""Seconds (figure L3)."""
ADMIN = 1001


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("crowded")
    crowded(found)
    return found


@pytest.fixture
def ours(folder: Path) -> House:
    return house(folder)


@pytest.fixture
async def books(folder: Path) -> AsyncIterator[Books]:
    found = await Books.open(folder / "ducha.db")
    yield found
    await found.close()


@pytest.fixture
def tidy() -> Iterator[None]:
    """As `bot.app.run` has it: what was made before is not looked through for rubbish."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def held_up(work: Awaitable[T]) -> tuple[T, float]:
    """What it came to, and the longest that the loop was kept from its turn meanwhile.

    Counted is what this process, all its threads together, took of the processor: what other
    programs of the machine take in between is not its fault, and a busy machine fails nothing.
    """
    longest, going = 0.0, asyncio.ensure_future(work)
    while not going.done():
        before = time.process_time()
        await asyncio.sleep(0.002)
        longest = max(longest, time.process_time() - before)
    return await going, longest


def scene(tx: Tx, ours: House) -> Scene:
    row = focus.meet(tx, ADMIN, ADMIN, None, "0|home", NOW)
    return Scene(tx, ours, NOW, row, people.speaker(tx, ADMIN))


async def order(books: Books, ours: House, kind: str) -> Order:
    """`/export`, a tap, and the tick that makes what is owed."""
    await books.act(lambda tx: tx.do("DELETE FROM orders"))
    await books.act(lambda tx: press_kind(scene(tx, ours), (kind,)))
    await make_orders(books, ours, lambda: NOW, lambda _: None)
    (made,) = await books.read(lambda tx: orders.of_user(tx, ADMIN, 1, 1))
    assert (made.kind, made.state, made.file is not None) == (kind, "made", True)
    return made


async def owed(books: Books, ours: House, press: Callable[[Scene], object]) -> dict[str, Any]:
    """The recipe of what a tap has sent."""

    def act(tx: Tx) -> dict[str, Any]:
        tx.do("DELETE FROM notices")
        press(scene(tx, ours))
        (notice,) = [n for n in notices.due(tx, NOW, NOW, 9) if n.kind in {"paper", "charts"}]
        return dict(notice.body["recipe"])

    return await books.act(act)


async def sheet(books: Books, ours: House) -> None:
    def press(at: Scene) -> None:
        at.desk = desk(at.tx, 1)
        press_sheet(at, ())

    assert (await paper(books, await owed(books, ours, press))).startswith(b"PK")


async def ledger(books: Books, ours: House) -> None:
    recipe = await owed(books, ours, lambda at: press_ledger(at, ()))
    assert (await paper(books, recipe)).startswith(b"PK")


async def pictures(books: Books, ours: House) -> None:
    recipe = await owed(books, ours, lambda at: press_charts(at, ("all",)))
    found = await charts(books, ours, NOW, recipe)
    assert not isinstance(found, Text)
    assert len(found) == 4


async def everything(books: Books, ours: House) -> None:
    made = await order(books, ours, ALL)
    assert {part["kind"] for part in made.recipe["parts"]} == set(KINDS)
    assert not await books.read(lambda tx: tx.all("SELECT 1 FROM notices WHERE kind = 'line'"))


@pytest.mark.parametrize("made", [everything, sheet, ledger, pictures])
async def test_making_it_leaves_the_loop_free(
    made: Callable[[Books, House], Awaitable[None]], books: Books, ours: House, tidy: None
) -> None:
    _, idle = await held_up(asyncio.sleep(0.05))
    _, longest = await held_up(made(books, ours))
    assert longest - idle < LONGEST


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on everything is made on the loop."""

    async def made(self: Books, work: Any, told: Told | None = None) -> Any:
        return db._apart(self._file, work, told or (lambda _done, _of: None))

    return lambda: monkeypatch.setattr(Books, "read_apart", made)


@pytest.mark.parametrize("kind", ["circular", "ledger", "evidence"])
async def test_on_the_loop_it_would_be_seen(
    kind: str, books: Books, ours: House, tidy: None, here: Callable[[], None]
) -> None:
    here()
    _, longest = await held_up(order(books, ours, kind))
    assert longest > LONGEST


@pytest.mark.parametrize("kind", ["ranking", "circular"])
async def test_a_file_is_the_same_wherever_it_is_made(
    kind: str, books: Books, ours: House, tmp_path: Path, here: Callable[[], None]
) -> None:
    made = await order(books, ours, kind)
    there = await make(books, ours, made.recipe, tmp_path / "there", lambda _done, _of: None)
    here()
    spot = await make(books, ours, made.recipe, tmp_path / "here", lambda _done, _of: None)
    assert [f.name for f in there] == [f.name for f in spot]
    for one, other in zip(there, spot, strict=True):
        assert parts(one) == parts(other)


def parts(file: Path) -> dict[str, bytes]:
    """What is in a document; when it was packed stands beside it."""
    with ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}

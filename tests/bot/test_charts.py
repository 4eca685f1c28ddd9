"""The pictures of figures on their way: drawn beside the bot, sent as pictures, protected."""

from __future__ import annotations

import asyncio
import shutil
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot import charts as bot_charts
from content import locales
from exports.drawing import DrawingError
from storage import notices
from storage.db import Tx
from tests import builders
from tests.bot.conftest import Office, Town, until
from tests.bot.test_sender import NOW, met, state, write
from tests.workflow.one_round import one_round

LONGEST = 0.05
"""Seconds the event loop may be held up (figure L3)."""


@pytest.fixture(autouse=True)
def _our_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: Any) -> None:
    """The catalogs of pictures beside those of the bot that these tests run."""
    folder = tmp_path / "words"
    shutil.copytree(Path(__file__).parent / "words", folder)
    for file in (Path(locales.__file__).parent / "locales").glob("*_charts.toml"):
        shutil.copy(file, folder)
    monkeypatch.setattr(locales, "FOLDER", folder)
    locales.catalog.cache_clear()


def owe(person: int, *which: str, kept: list[int] | None = None) -> Any:
    def act(tx: Tx) -> None:
        built = one_round(tx)
        units = [unit.id for unit in built.units.values()]
        recipe = {"campaign": built.id, "units": units, "which": which, "level": None}
        notices.charts(tx, "c", person, recipe, NOW)

    return act


async def test_pictures_come_as_one_protected_album_with_their_captions(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await write(data, owe(phone.person, "progress", "ranking", "heat", "findings"))
        await phone.wait_for(lambda m: m["photo"] and m["text"] == "第一轮丢分分布", 30)
        sent = [m for m in await phone.messages() if m["photo"]]
        assert [(m["text"], m["protected"]) for m in sent] == [
            ("第一轮进度", True),
            ("第一轮排名", True),
            ("第一轮丢分分布", True),
        ]
        assert Image.open(BytesIO(await phone.file(sent[0]))).width == 1280
        await until(lambda: state(data, "c") == ("sent", None))
        assert [call["method"].lower() for call in await town.calls("sendMediaGroup")] == [
            "sendmediagroup"
        ]


async def test_where_nothing_can_be_drawn_it_is_said(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await met(phone)
        await write(data, owe(phone.person, "findings"))
        said = await phone.wait_for("还没有可以画成图的数据")
        assert said["protected"] is True


async def test_a_picture_that_fails_is_said_and_logged(
    town: Town,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: Any) -> list[bytes]:
        raise DrawingError("no memory")

    monkeypatch.setattr(bot_charts, "drawn", broken)
    async with office() as data, await town.person() as phone:
        await met(phone)
        await write(data, owe(phone.person, "progress"))
        await phone.wait_for("这次没有画成图")
        await until(lambda: state(data, "c") == ("sent", None))
    assert "no memory" in caplog.text


async def test_drawing_does_not_hold_up_the_event_loop(tmp_path: Path) -> None:
    from storage.db import Books  # noqa: PLC0415
    from storage.migrate import migrate  # noqa: PLC0415

    file = tmp_path / "ducha.db"
    migrate(file)
    books = await Books.open(file)
    recipe: dict[str, Any] = {}

    def fill(tx: Tx) -> None:
        built = one_round(tx)
        units = [unit.id for unit in built.units.values()]
        recipe.update(campaign=built.id, units=units, which=["ranking", "heat"], level=None)

    await books.act(fill)
    lags: list[float] = []
    drawing = asyncio.ensure_future(
        bot_charts.charts(books, builders.house(tmp_path), builders.NOW, recipe)
    )
    while not drawing.done():
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - before - 0.005)
    found = await drawing
    await books.close()
    assert len(found) == 2
    assert len(lags) > 20
    lags.sort()
    # One in a hundred may be the machine's, which is busy with other tests.
    assert lags[int(len(lags) * 0.99) - 1] < LONGEST

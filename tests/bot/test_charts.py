"""The pictures of figures on their way: drawn beside the bot, sent as pictures, protected."""

from __future__ import annotations

import shutil
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
from tests.bot.conftest import Office, Town, until
from tests.bot.test_sender import NOW, met, state, write
from tests.workflow.one_round import one_round


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
        await phone.wait_for(lambda m: m["photo"] and m["text"] == "第一轮扣分分布", 30)
        sent = [m for m in await phone.messages() if m["photo"]]
        assert [(m["text"], m["protected"]) for m in sent] == [
            ("第一轮进度", True),
            ("第一轮排名", True),
            ("第一轮扣分分布", True),
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

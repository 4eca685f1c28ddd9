"""Killed at every named place and started again: nothing lost, nothing twice, the card drawn.

The same that `tests/hard` proves of the real program at every run, here of the process alone.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from chatserver import Running
from tests.bot.conftest import TOKEN, Town, heard, rows, until
from tests.phone import Phone
from tests.pictures import jpeg

POINTS = {
    "before-act": 9,
    "before-commit": 9,
    "after-commit": 9,
    "after-acknowledge": 0,
    "after-claim": 3,
    "after-send": 3,
}
"""Where the process dies, and how often it may pass there before."""
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.hard


async def start(server: Running, data: Path, **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.counting",
        cwd=ROOT,
        env={
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "DUCHA_BOT_API": server.address,
            "DUCHA_DATA": str(data),
            "DUCHA_SEND_PER_SECOND": "500",
            **env,
        },
        stderr=asyncio.subprocess.PIPE,
    )


async def end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def say_all(phone: Phone, words: list[str], pause: float = 0.02) -> None:
    for word in words:
        await phone.say(word)
        await asyncio.sleep(pause)


@pytest.mark.parametrize("point", POINTS)
async def test_killed_there_and_started_again_nothing_is_lost_or_doubled(
    point: str, server: Running, town: Town, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    said = [str(n) for n in range(20)]
    async with await town.person() as one, await town.person() as two:
        process = await start(server, data, DUCHA_FAULT=point, DUCHA_FAULT_AFTER=str(POINTS[point]))
        await asyncio.sleep(0.7)
        await asyncio.gather(say_all(one, said, 0.1), say_all(two, said, 0.1))
        code = await asyncio.wait_for(process.wait(), 20)
        assert code == -signal.SIGKILL
        await end(process)
        process = await start(server, data)
        try:
            for phone in (one, two):
                await until(lambda p=phone: len(heard(data, p.person)) >= len(said))
                assert heard(data, phone.person) == said
                await phone.wait_for(f"数到 {len(said)}", since_my_act=False)
            await until(lambda: rows(data, "SELECT 1 FROM focus WHERE owed > painted") == [])
            await until(lambda: rows(data, "SELECT 1 FROM notices WHERE state <> 'sent'") == [])
        finally:
            await end(process)
        cards = [
            m for m in await one.messages() if (m["text"] or "").startswith("数到") and m["inline"]
        ]
        # One card, and at most one more whose number died with the process that sent it.
        assert len(cards) <= 2


async def test_random_kills_under_load_lose_nothing(
    server: Running, town: Town, tmp_path: Path
) -> None:
    data, dice, kills = tmp_path / "data", random.Random(7), 6  # noqa: S311
    said = [str(n) for n in range(120)]
    async with await town.person() as one, await town.person() as two:
        talk = asyncio.gather(say_all(one, said), say_all(two, said))
        for _ in range(kills):
            process = await start(server, data)
            await asyncio.sleep(dice.uniform(0.9, 1.6))
            await end(process)
        await talk
        process = await start(server, data)
        try:
            for phone in (one, two):
                await until(lambda p=phone: len(heard(data, p.person)) >= len(said), 20)
                assert heard(data, phone.person) == said
                await phone.wait_for(f"数到 {len(said)}", since_my_act=False)
        finally:
            await end(process)


async def test_killed_in_a_download_the_file_is_fetched_after_all(
    server: Running, town: Town, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    async with await town.person() as phone:
        process = await start(server, data, DUCHA_FAULT="during-download")
        await phone.photo(jpeg(3))
        assert await asyncio.wait_for(process.wait(), 20) == -signal.SIGKILL
        await end(process)
        process = await start(server, data)
        try:
            ((sha256,),) = await until(
                lambda: rows(data, "SELECT sha256 FROM evidence WHERE state = 'safe'")
            )
            kept = [file.name for file in (data / "evidence").rglob("*") if file.is_file()]
            assert kept == [sha256]
        finally:
            await end(process)

"""An office in a folder of its own: its program as a process, its commands beside it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner, Result

from bot.cli import main

READY_IN = 60.0
ROOT = Path(__file__).parents[2]
BOT = 700001


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def words() -> None:
    """An office speaks the product's own words."""


class Place:
    """An office in a folder of its own, and its program's commands."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}"
        for name in os.environ:
            if name.startswith(("DUCHA_", "TELEGRAM_")):
                monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("DUCHA_DATA", str(folder / "data"))
        monkeypatch.setenv("DUCHA_SERVE", self.address.removeprefix("http://"))
        monkeypatch.setenv("DUCHA_OFFICE", "青石督查办")
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        monkeypatch.setenv("PYTHONUTF8", "1")

    async def ducha(self, *words: object) -> Result:
        """A command beside the running program."""
        said = [str(word) for word in words]
        result = await asyncio.to_thread(CliRunner().invoke, main, said)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    @asynccontextmanager
    async def served(self) -> AsyncIterator[tuple[Process, str]]:
        """The running program and its first words; killed if the test did not end it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli import main; main()", "serve"),
            stdout=PIPE,
            stderr=PIPE,
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(READY_IN):
                first = (await process.stdout.readline()).decode()
            assert self.address in first, (await process.communicate())[1].decode()
            yield process, first
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session

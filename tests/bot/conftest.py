"""A real chat server, the real process around a small conversation, and people with phones."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import clock
from bot.app import serve as serve_bot
from bot.settings import Settings
from chatserver import Bot, Running, serve
from content import locales
from tests.bot import counting
from tests.phone import Phone

TOKEN = "700001:first-secret-of-at-least-thirty-letters"
ME = Bot(TOKEN, "ducha_bot", "督查")


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(locales, "FOLDER", Path(__file__).parent / "words")
    locales.catalog.cache_clear()
    yield
    locales.catalog.cache_clear()


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    """Whatever file a test follows, the next one begins with the real clock."""
    clock.follow(None)
    yield
    clock.follow(None)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    running = await serve(folder=tmp_path / "chat", bots=[ME], durable=False)
    yield running
    await running.close()


class Town:
    """The chat server from the tests' side: people, faults, raw updates, the list of calls."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self._session = session

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        async with self._session.post(f"{self.address}{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def person(self, name: str = "周敏") -> Phone:
        made = await self.post("/api/people", {"name": name})
        return Phone(self.address, made["id"], ME.id)

    async def fault(self, method: str, fault: str, **more: Any) -> None:
        await self.post("/api/faults", {"method": method, "fault": fault, **more})

    async def update(self, body: dict[str, Any]) -> int:
        made = await self.post("/api/updates", {"bot": ME.id, "update": body})
        return int(made["update_id"])

    async def calls(self, *methods: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self.address}/api/log") as answer:
            wanted = {method.lower() for method in methods}
            return [one for one in await answer.json() if one["method"].lower() in wanted]


@pytest.fixture
async def town(server: Running) -> AsyncIterator[Town]:
    async with aiohttp.ClientSession() as session:
        yield Town(server.address, session)


def settings_for(address: str, data: Path, **more: Any) -> Settings:
    values = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DUCHA_BOT_API": address,
        "DUCHA_DATA": data,
        "DUCHA_SEND_PER_SECOND": 0,
        "DUCHA_SEND_CHAT_SECONDS": 0,
        **more,
    }
    return Settings(_env_file=None, **values)


Office = Callable[..., AbstractAsyncContextManager[Path]]


@pytest.fixture
def office(server: Running, tmp_path: Path) -> Office:
    """The bot at work inside a block; gives its data folder."""

    @asynccontextmanager
    async def at_work(**more: Any) -> AsyncIterator[Path]:
        data = tmp_path / "data"
        address = more.pop("address", server.address)
        stop = asyncio.Event()
        settings = settings_for(address, data, **more)
        work = asyncio.ensure_future(serve_bot(settings, counting.talk, stop))
        try:
            yield data
        finally:
            stop.set()
            await work

    return at_work


def rows(data: Path, sql: str, **params: Any) -> list[tuple[Any, ...]]:
    """What stands in the books; nothing while they do not exist."""
    file = data / "ducha.db"
    if not file.exists():
        return []
    connection = sqlite3.connect(file)
    try:
        return connection.execute(sql, params).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


async def until(
    look: Callable[[], Any] | Callable[[], Awaitable[Any]], seconds: float = 10.0
) -> Any:
    """Wait until it gives something true, and that."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < end, "it did not come"
        await asyncio.sleep(0.02)


def heard(data: Path, user_id: int) -> list[str]:
    """What a person said, in the order it was acted upon."""
    found = rows(data, "SELECT undo FROM focus WHERE user_id = :u", u=user_id)
    return (found[0][0] or "").split(",")[:-1] if found else []

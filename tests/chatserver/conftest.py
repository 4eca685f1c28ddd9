"""A chat server on a free port, with two bots, a clock that can be set, and two people."""

import struct
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from chatserver import Bot, Limits, Running, serve

BOTS = (
    Bot("700001:first-secret", "ducha_bot", "督查"),
    Bot("700002:second-secret", "other_bot", "另一个"),
)


@dataclass
class Clock:
    """Unix seconds, set by the test."""

    now: float = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Api:
    """Calls to one bot's methods and to the person's side, over HTTP."""

    address: str
    session: aiohttp.ClientSession
    token: str = BOTS[0].token
    last_status: int = 0
    people: list[int] = field(default_factory=list)

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"{self.address}/bot{self.token}/{method}"
        async with self.session.post(url, json=params) as answer:
            self.last_status = answer.status
            body: dict[str, Any] = await answer.json()
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def error(self, method: str, **params: Any) -> str:
        body = await self.raw(method, **params)
        assert not body["ok"], body
        assert body["error_code"] == self.last_status
        return str(body["description"])

    async def get(self, path: str, **headers: str) -> Any:
        async with self.session.get(f"{self.address}/api/{path}", headers=headers) as answer:
            self.last_status = answer.status
            return await answer.json()

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        url = f"{self.address}/api/{path}"
        async with self.session.post(url, json=body or {}, headers=headers) as answer:
            self.last_status = answer.status
            return await answer.json()

    def chat(self, person: int, chat: int = BOTS[0].id) -> str:
        return f"people/{person}/chats/{chat}"

    def of(self, bot: Bot) -> "Api":
        return Api(self.address, self.session, bot.token, people=self.people)


Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(tmp_path: Path, clock: Clock) -> Start:
    """Starts servers on the same folder, one after the other."""

    @asynccontextmanager
    async def run(**settings: Any) -> AsyncIterator[Running]:
        wanted: dict[str, Any] = {"bots": BOTS, "clock": clock, "limits": Limits(), **settings}
        running = await serve(folder=tmp_path / "chat", durable=False, **wanted)
        try:
            yield running
        finally:
            await running.close()

    return run


@asynccontextmanager
async def api_of(running: Running) -> AsyncIterator[Api]:
    """A client of a running server, with two people who began a chat with the first bot."""
    async with aiohttp.ClientSession() as session:
        api = Api(running.address, session)
        known = await api.get("people")
        for name in ("张三四", "李五六")[len(known) :]:
            person = await api.post("people", {"name": name})
            await api.post(f"{api.chat(person['id'])}/start")
        api.people = [person["id"] for person in await api.get("people")]
        yield api


@pytest.fixture
async def server(start: Start) -> AsyncIterator[Running]:
    async with start() as running:
        yield running


@pytest.fixture
async def api(server: Running) -> AsyncIterator[Api]:
    async with api_of(server) as client:
        yield client


def png(width: int = 4, height: int = 3, salt: int = 0) -> bytes:
    """A small picture; `salt` makes different bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        sealed = kind + body
        return struct.pack(">I", len(body)) + sealed + struct.pack(">I", zlib.crc32(sealed))

    rows = b"".join(b"\0" + bytes([salt % 256]) * (3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body

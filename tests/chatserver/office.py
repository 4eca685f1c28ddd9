"""Offices with invitations, and visitors with a browser's cookie, for tests of signing in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from chatserver import Bot, Entrant, Office, Running
from chatserver.guard import HEADERS
from tests.chatserver.conftest import BOTS, Start

BOT, BOT_TWO = BOTS
CANARY = "金丝雀"
Route = tuple[str, str, web.AbstractResource]
HOST = "office.example"
OTHER = "other.example"
TOKEN = "first-token-of-22-chars"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/118.0.0.0 Mobile Safari/537.36"
)


@dataclass
class Invitations:
    """Who is invited by which token; a token stays open here until a test takes it away."""

    name: str = "某区督查办"
    open: dict[str, Entrant] = field(default_factory=dict)
    looks: int = 0

    def title(self) -> str:
        return self.name

    async def look(self, token: str) -> Entrant | None:
        self.looks += 1
        return self.open.get(token)

    def invite(self, token: str, name: str = "张三四", account: int | None = None) -> str:
        self.open[token] = Entrant(name, "zh", account)
        return token


def office(bot: Bot = BOTS[0], address: str = f"http://{HOST}", name: str = "某区督查办") -> Office:
    return Office(bot, address, Invitations(name))


def invitations(of: Office) -> Invitations:
    assert isinstance(of.door, Invitations)
    return of.door


@dataclass
class Visitor:
    """A browser at an office's address; it keeps the cookie as browsers do."""

    address: str
    session: aiohttp.ClientSession
    host: str = HOST
    cookie: str = ""
    person: int = 0
    status: int = 0
    headers: Any = None

    async def ask(self, method: str, path: str, *, body: Any = None, **headers: str) -> Any:
        """The JSON of an answer; a cookie that came with it is kept."""
        sent = {"Host": self.host, "User-Agent": PHONE, "Cookie": self.cookie, **headers}
        url = f"{self.address}{path}"
        async with self.session.request(method, url, json=body, headers=sent) as answer:
            self.status, self.headers = answer.status, answer.headers
            for name, morsel in SimpleCookie(answer.headers.get("Set-Cookie", "")).items():
                self.cookie = f"{name}={morsel.value}" if morsel.value else ""
            raw = await answer.read()
            return await answer.json() if answer.content_type == "application/json" else raw

    async def get(self, path: str, **headers: str) -> Any:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self.ask("POST", path, body=body or {}, **headers)

    async def enter(self, token: str, **more: Any) -> Any:
        entered = await self.post("/api/enter", {"token": token, **more})
        if self.status == 200:
            self.person = entered["person"]["id"]
        return entered

    def copy(self) -> Visitor:
        """Another browser that holds the same cookie."""
        return Visitor(self.address, self.session, self.host, self.cookie, self.person)


def flags(header: str) -> set[str]:
    """What a Set-Cookie header says beside name and value."""
    return {part.strip() for part in header.split(";")[1:]}


def token_in(link: str) -> str:
    found = re.search(r"#\w+=([\w-]+)$", link)
    assert found is not None, link
    return found[1]


Open = Callable[..., Any]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
def here() -> Office:
    found = office()
    invitations(found).invite(TOKEN)
    return found


@pytest.fixture
def opened(start: Start, session: aiohttp.ClientSession) -> Open:
    """A server for this office, and a visitor who has not entered."""

    @asynccontextmanager
    async def run(of: Office, **settings: Any) -> AsyncIterator[tuple[Running, Visitor]]:
        async with start(**{"bots": (), "offices": [of], **settings}) as running:
            yield running, Visitor(running.address, session)

    return run


@pytest.fixture
async def both(opened: Open, here: Office) -> Any:
    """Two offices on one server, and somebody in each."""
    there = office(BOT_TWO, f"http://{OTHER}", f"{CANARY}办公室")
    invitations(there).invite("other-token", f"{CANARY}三四")
    async with opened(here, offices=[here, there]) as (running, first):
        second = Visitor(running.address, first.session, OTHER)
        await first.enter(TOKEN)
        await second.enter("other-token", device=f"{CANARY}手机")
        yield running, first, second


def routes(running: Running) -> Iterator[Route]:
    """Every route of the site people reach."""
    for route in running.site.router.routes():
        assert route.resource is not None
        yield route.method, route.resource.canonical, route.resource


def filled(resource: web.AbstractResource, **ids: Any) -> str:
    """The route's address with these numbers in it."""
    named = {"p": 1, "c": 1, "file": "x", "u": "u" * 22, "d": 1, "act": "read"} | ids
    found = resource.canonical
    for name, value in named.items():
        found = found.replace(f"{{{name}}}", str(value))
    assert "{" not in found, f"this test does not know what to write into {found}"
    return found


async def answer(visitor: Visitor, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
    """Status and bytes; of a stream what comes at once. Checks the headers of every answer."""
    sent = {"Host": visitor.host, "Cookie": visitor.cookie}
    url = f"{visitor.address}{path}"
    async with visitor.session.request(method, url, json=body, headers=sent) as got:
        assert {name for name in HEADERS if name not in got.headers} == set(), path
        assert "Cache-Control" in got.headers
        assert "Server" not in got.headers
        if got.content_type == "text/event-stream":
            return got.status, await got.content.readany()
        return got.status, await got.read()

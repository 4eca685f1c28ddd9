"""The documented nginx and Caddy in front of an office: over TLS, at once, and nobody forged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from chatserver import Limits, Running
from tests.chatserver.conftest import BOTS, Start
from tests.chatserver.office import TOKEN, Visitor, flags, invitations, office
from tests.chatserver.pieces import content_of
from tests.chatserver.proxies import NAME, Proxy, running

AT_ONCE = 1.0
"""Seconds in which what the bot says has come through the proxy."""


class Here(AbstractResolver):
    """Every name is this machine, as an office's own DNS would say."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


def visitor_of(proxy: Proxy, host: str = "127.0.0.1") -> Visitor:
    """Somebody whose network address is that one of this machine's."""
    connector = aiohttp.TCPConnector(
        resolver=Here(), ssl=proxy.context(), local_addr=(host, 0), use_dns_cache=False
    )
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
    return Visitor(f"https://{NAME}:{proxy.port}", session, NAME)


@dataclass
class Street:
    """The server, the proxy in front of it, and one visitor outside."""

    server: Running
    proxy: Proxy
    visitor: Visitor


@pytest.fixture(params=["nginx", "caddy"])
async def street(
    request: pytest.FixtureRequest, start: Start, tmp_path: Path
) -> AsyncIterator[Street]:
    here = office(address=f"https://{NAME}")
    invitations(here).invite(TOKEN)
    async with start(bots=(), offices=[here], proxy=True) as server:
        port = int(server.address.rpartition(":")[2])
        with running(request.param, tmp_path / "proxy", port) as proxy:
            visitor = visitor_of(proxy)
            async with visitor.session:
                yield Street(server, proxy, visitor)


async def test_one_enters_and_the_cookie_is_for_this_host_over_tls_alone(street: Street) -> None:
    visitor = street.visitor
    entered = await visitor.enter(TOKEN)
    assert visitor.status == 200, entered
    header = visitor.headers["Set-Cookie"]
    assert header.startswith("__Host-ducha=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= flags(header)
    assert len(visitor.headers.getall("Strict-Transport-Security")) == 1
    assert len(visitor.headers.getall("Content-Security-Policy")) == 1
    me = await visitor.get("/api/me", Origin=f"https://{NAME}", **{"Sec-Fetch-Site": "same-origin"})
    assert me["person"]["id"] == visitor.person
    await visitor.post("/api/leave", Origin="https://elsewhere.example")
    assert visitor.status == 403


async def test_what_the_bot_says_comes_at_once(street: Street) -> None:
    visitor = street.visitor
    await visitor.enter(TOKEN)
    url = f"{visitor.address}/api/people/{visitor.person}/events"
    sent = {"Host": NAME, "Cookie": visitor.cookie}
    call = f"{street.server.api}/bot{BOTS[0].token}/sendMessage"
    async with visitor.session.get(url, headers=sent) as stream, aiohttp.ClientSession() as bot:
        for number in range(3):
            words = f"第{number}条"
            began = time.monotonic()
            (
                await bot.post(call, json={"chat_id": visitor.person, "text": words})
            ).raise_for_status()
            async with asyncio.timeout(5):
                while words not in (await stream.content.readline()).decode():
                    pass
            assert time.monotonic() - began < AT_ONCE


async def test_five_megabytes_come_in_pieces(street: Street) -> None:
    visitor, content = street.visitor, content_of(5_000_000)
    await visitor.enter(TOKEN)
    uploads = f"/api/people/{visitor.person}/uploads"
    wanted = {"size": len(content), "name": "房屋.pdf", "mime": "", "client_id": "f-1"}
    begun = await visitor.post(uploads, wanted)
    offset, pieces = 0, 0
    while offset < len(content):
        piece = content[offset : offset + begun["chunk"]]
        url = f"{visitor.address}{uploads}/{begun['id']}?offset={offset}"
        sent = {"Host": NAME, "Cookie": visitor.cookie}
        async with visitor.session.put(url, data=piece, headers=sent) as answer:
            assert answer.status == 200, await answer.text()
            offset, pieces = (await answer.json())["offset"], pieces + 1
    assert pieces == -(-len(content) // Limits().chunk)
    chat = f"/api/people/{visitor.person}/chats/{BOTS[0].id}/messages"
    body = {"kind": "document", "uploads": [begun["id"]], "client_id": "m-1"}
    (message,) = await visitor.post(chat, body)
    assert message["document"]["size"] == len(content)
    file = message["document"]["file"]
    assert await visitor.get(f"/api/people/{visitor.person}/files/{file}") == content


async def test_whoever_guesses_cannot_pretend_to_be_elsewhere(street: Street) -> None:
    guess = {"X-Forwarded-For": "203.0.113.1", "X-Real-IP": "203.0.113.1", "Forwarded": "for=9"}
    statuses = []
    for number in range(6):
        guess["X-Forwarded-For"] = f"203.0.113.{number}"
        await street.visitor.post("/api/enter", {"token": f"guess-{number}-of-twenty-two"}, **guess)
        statuses.append(street.visitor.status)
    assert statuses == [403] * 5 + [429]
    neighbour = visitor_of(street.proxy, "127.0.0.2")
    async with neighbour.session:
        await neighbour.enter(TOKEN)
    assert neighbour.status == 200, "who lives next door pays nothing for it"


async def test_the_bot_api_is_not_to_be_reached_from_outside(street: Street) -> None:
    await street.visitor.enter(TOKEN)
    for path in (f"/bot{BOTS[0].token}/getMe", "/file/bot1/x", "/api/people", "/api/log"):
        await street.visitor.get(path)
        assert (path, street.visitor.status) == (path, 404)

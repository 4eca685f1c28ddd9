"""Walls: every route of an office needs a session that stands, its own; foreign pages none."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from chatserver import Office
from chatserver.gate import OPEN
from tests.chatserver import office as stage
from tests.chatserver.conftest import Api, Start
from tests.chatserver.office import (
    BOT,
    BOT_TWO,
    HOST,
    OTHER,
    TOKEN,
    Open,
    Visitor,
    answer,
    filled,
    invitations,
    office,
    routes,
)

session, here, opened, both = stage.session, stage.here, stage.opened, stage.both


async def test_only_these_routes_are_open(both: Any) -> None:
    running, *_ = both
    assert {path for _, path, _ in routes(running)} >= OPEN
    assert {"/", "/page/{file}", "/page/shell.json", "/sw.js", "/healthz", "/api/enter"} == OPEN
    anybody = {"/api/people", "/api/bots", "/api/groups", "/api/clock", "/api/log", "/api/faults"}
    assert not anybody & {path for _, path, _ in routes(running)}
    assert not [path for _, path, _ in routes(running) if path.startswith(("/bot", "/file"))]


async def test_every_route_needs_a_session_that_stands_of_this_office_and_this_person(
    both: Any, here: Office
) -> None:
    running, first, second = both
    invitations(here).invite("colleague", "李五六")
    colleague = Visitor(running.address, first.session)
    await colleague.enter("colleague")
    left = Visitor(running.address, first.session)
    invitations(here).invite("gone", "王七八")
    await left.enter("gone")
    revoked = left.copy()
    await left.post("/api/leave")
    stranger = Visitor(running.address, first.session)
    foreign = Visitor(running.address, first.session, HOST, second.cookie)
    forged = Visitor(running.address, first.session, HOST, "ducha=" + "A" * 43)
    seen = 0
    for method, path, resource in routes(running):
        if path in OPEN:
            continue
        mine = filled(resource, p=first.person, c=BOT.id)
        for visitor in (stranger, foreign, forged):
            assert (await answer(visitor, method, mine))[0] == 401, (method, path)
        own = filled(resource, p=left.person, c=BOT.id)
        assert (await answer(revoked, method, own))[0] == 401, (method, path)
        if "{p}" in path:
            assert (await answer(colleague, method, mine))[0] == 404, (method, path)
            theirs = filled(resource, p=second.person, c=BOT_TWO.id)
            assert (await answer(colleague, method, theirs))[0] == 404, (method, path)
        seen += 1
    assert seen > 25


async def test_with_ones_own_session_no_route_is_closed(both: Any) -> None:
    """Else the matrix above would say nothing."""
    running, first, _ = both
    for method, path, resource in routes(running):
        if path in {"/api/leave", "/api/enter"}:
            continue
        mine = filled(resource, p=first.person, c=BOT.id, d=999)
        status, body = await answer(first, method, mine, {} if method in {"POST", "PUT"} else None)
        assert status not in {401, 403, 405}, (method, path)
        assert b"no such person" not in body


async def test_the_bot_api_is_not_where_people_are(both: Any) -> None:
    running, first, _ = both
    assert running.api.startswith("http://127.0.0.1:")
    assert running.api != running.address
    for path in (f"/bot{BOT.token}/getMe", f"/file/bot{BOT.token}/photos/x.jpg"):
        assert (await answer(first, "GET", path))[0] == 404
        stranger = Visitor(running.address, first.session)
        assert (await answer(stranger, "GET", path))[0] == 401
    async with first.session.get(f"{running.api}/bot{BOT.token}/getMe") as got:
        assert got.status == 200
    async with first.session.get(f"{running.api}/api/me") as got:
        assert got.status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": f"{HOST}:8443"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": f"{HOST}.evil.example"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "["}, 403),
        ({"Host": OTHER}, 401),
        ({"Origin": f"http://{HOST}"}, 200),
        ({"Origin": f"http://{OTHER}"}, 403),
        ({"Origin": f"https://{HOST}"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
    ids=str,
)
async def test_a_foreign_host_or_site_is_refused(
    both: Any, headers: dict[str, str], status: int
) -> None:
    _, first, _ = both
    await first.post("/api/me", {"lang": "zh"}, **headers)
    assert first.status == status
    await first.get("/api/me", **headers)
    assert first.status == status


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost:8080", "http://localhost:8080", 200),
        ("127.0.0.1:8080", "http://localhost:8080", 403),
        (HOST, f"https://{HOST}", 200),
        (HOST, f"https://{HOST}:443", 200),
        (HOST, f"http://{HOST}", 403),
    ],
    ids=str,
)
async def test_the_only_office_of_a_server_answers_on_its_machine_too(
    opened: Open, host: str, origin: str, status: int
) -> None:
    of = office(address=f"https://{HOST}")
    invitations(of).invite(TOKEN)
    async with opened(of) as (_, visitor):
        await visitor.post("/api/enter", {"token": TOKEN}, Host=host, Origin=origin)
        assert visitor.status == status


async def test_two_offices_of_one_name_are_refused(opened: Open, here: Office) -> None:
    twin = office(BOT_TWO, f"https://{HOST}:8443")
    with pytest.raises(ValueError, match="host name of its own"):
        async with opened(here, offices=[here, twin]):
            pass


async def test_an_offices_folder_is_no_demos_and_a_demos_no_offices(
    opened: Open, here: Office, start: Start
) -> None:
    async with opened(here) as (_, visitor):
        await visitor.enter(TOKEN)
    with pytest.raises(ValueError, match="of an office"):
        async with start():
            pass


async def test_a_store_of_before_opens_and_goes_on(start: Start, tmp_path: Path) -> None:
    async with start() as running, aiohttp.ClientSession() as session:
        person = (await Api(running.address, session).post("people", {"name": "张三四"}))["id"]
    with sqlite3.connect(tmp_path / "chat" / "chat.sqlite3") as store:
        store.execute("ALTER TABLE people DROP COLUMN bot")
    store.close()
    async with start() as running, aiohttp.ClientSession() as session:
        api = Api(running.address, session)
        assert [one["id"] for one in await api.get("people")] == [person]
        assert [one["id"] for one in await api.get(f"people/{person}/chats")] == [
            BOT.id,
            BOT_TWO.id,
        ]


async def test_health_says_whether_the_bots_ask_and_nothing_else(both: Any) -> None:
    running, first, _ = both
    stranger = Visitor(running.address, first.session)
    assert await stranger.get("/healthz") == {"store": True, "bot": False}
    assert stranger.status == 503
    for bot in (BOT, BOT_TWO):
        await Api(running.api, first.session, bot.token).ok("getUpdates")
    assert await stranger.get("/healthz") == {"store": True, "bot": True}
    assert stranger.status == 200


async def test_the_page_is_compressed_and_asked_for_again_only_when_changed(both: Any) -> None:
    _, first, _ = both
    shell = await first.get("/page/shell.json")
    assert "/" in shell["files"]
    assert "/page/office.js" in shell["files"]
    assert "/sw.js" not in shell["files"]
    for path in (*shell["files"], "/sw.js"):
        await first.get(path)
        assert first.status == 200, path
        mark = first.headers["ETag"]
        assert (await first.get(path, **{"If-None-Match": mark}), first.status) == (b"", 304)
    assert first.headers["Service-Worker-Allowed"] == "/"
    await first.get("/page/base.css", **{"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"


async def test_many_at_once_share_the_store_without_a_mixed_up_cookie(
    both: Any, here: Office
) -> None:
    running, first, _ = both
    people = [Visitor(running.address, first.session) for _ in range(20)]
    for number in range(20):
        invitations(here).invite(f"token-{number}", f"第{number}人")
    await asyncio.gather(*(one.enter(f"token-{n}") for n, one in enumerate(people)))
    names = [(await one.get("/api/me"))["person"]["name"] for one in people]
    assert names == [f"第{number}人" for number in range(20)]

"""Entering an office: by invitation, by the link of a device, and not by guessing."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from chatserver import Office, Running
from tests.chatserver import office as stage
from tests.chatserver.conftest import BOTS, Api, Clock
from tests.chatserver.office import (
    HOST,
    TOKEN,
    Open,
    Visitor,
    flags,
    invitations,
    office,
    token_in,
)

session, here, opened = stage.session, stage.here, stage.opened
CLIENT = "client-id-that-nobody-guesses"


async def updates_of(running: Running, session: aiohttp.ClientSession) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await Api(running.api, session).ok("getUpdates")
    return found


async def test_an_invitation_makes_a_person_with_a_session_and_the_bot_hears_its_token(
    opened: Open, here: Office, session: aiohttp.ClientSession
) -> None:
    async with opened(here) as (running, visitor):
        assert (await visitor.get("/api/me"), visitor.status) == ({"error": "not signed in"}, 401)
        entered = await visitor.enter(TOKEN, client_id=CLIENT)
        assert (entered["person"]["name"], entered["office"]) == ("张三四", "某区督查办")
        me = await visitor.get("/api/me")
        assert me["person"] == {"id": visitor.person, "name": "张三四", "lang": "zh", "note": ""}
        assert me["bot"] == {"id": BOTS[0].id, "username": "ducha_bot", "name": "督查"}
        assert set(me["limits"]) == {"upload", "photo", "chunk"}
        [update] = await updates_of(running, session)
        assert update["message"]["text"] == f"/start {TOKEN}"
        assert update["message"]["from"]["id"] == visitor.person
        shown = await visitor.get(f"/api/people/{visitor.person}/chats")
        assert [one["id"] for one in shown] == [BOTS[0].id]


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [(f"http://{HOST}", "ducha", False), (f"https://{HOST}", "__Host-ducha", True)],
    ids=["plain", "behind TLS"],
)
async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    opened: Open, address: str, name: str, *, secure: bool
) -> None:
    of = office(address=address)
    invitations(of).invite(TOKEN)
    async with opened(of) as (_, visitor):
        await visitor.enter(TOKEN)
        header = visitor.headers["Set-Cookie"]
        assert header.startswith(f"{name}=")
        assert flags(header) == {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=7776000"} | (
            {"Secure"} if secure else set()
        )
        assert len(visitor.cookie.partition("=")[2]) == 43
        assert ("Strict-Transport-Security" in visitor.headers) is secure
        await visitor.get("/api/me")
        assert (visitor.status, visitor.headers.get("Set-Cookie")) == (200, None)


async def test_nothing_that_opens_stands_in_the_store(
    opened: Open, here: Office, tmp_path: Path
) -> None:
    async with opened(here) as (_, visitor):
        await visitor.enter(TOKEN)
        link = (await visitor.post("/api/devices"))["link"]
        key = visitor.cookie.partition("=")[2]
        with sqlite3.connect(tmp_path / "chat" / "chat.sqlite3") as store:
            whole = "\n".join(store.iterdump())
        store.close()
    assert key not in whole
    assert token_in(link) not in whole


async def test_a_token_opens_once(opened: Open, here: Office) -> None:
    async with opened(here) as (running, visitor):
        await visitor.enter(TOKEN, client_id=CLIENT)
        other = Visitor(running.address, visitor.session)
        for client_id in ("another-client-id-than-his", None):
            assert "not open" in (await other.enter(TOKEN, client_id=client_id or ""))["error"]
            assert (other.status, other.cookie) == (403, "")


async def test_of_two_at_once_one_gets_in(opened: Open, here: Office) -> None:
    async with opened(here) as (running, visitor):
        both = [Visitor(running.address, visitor.session) for _ in range(2)]
        await asyncio.gather(
            *(one.enter(TOKEN, client_id=f"{n}" * 20) for n, one in enumerate(both))
        )
        assert sorted(one.status for one in both) == [200, 403]


@pytest.mark.parametrize(
    ("client_id", "later", "status"),
    [(CLIENT, 500, 200), (CLIENT, 700, 403), ("short", 5, 403)],
    ids=["soon", "too late", "by a name that may be guessed"],
)
async def test_a_lost_answer_is_given_again_to_the_same_client(
    opened: Open, here: Office, clock: Clock, client_id: str, later: float, status: int
) -> None:
    async with opened(here) as (running, visitor):
        await visitor.enter(TOKEN, client_id=client_id)
        clock.now += later
        again = Visitor(running.address, visitor.session)
        await again.enter(TOKEN, client_id=client_id)
        assert again.status == status
        if status == 200:
            assert again.person == visitor.person
            assert [one["current"] for one in await again.get("/api/devices")] == [True]
            # Whichever of the answers did arrive: its cookie is good.
            assert (await visitor.get("/api/me"))["device"] == (await again.get("/api/me"))[
                "device"
            ]


@pytest.mark.parametrize("token", ["", "no-such-token", "督查", "a" * 65, "a\0b"])
async def test_what_is_no_token_is_refused(opened: Open, here: Office, token: str) -> None:
    async with opened(here) as (_, visitor):
        await visitor.enter(token)
        assert visitor.status == 403


@pytest.mark.parametrize(
    "body", [{"token": 5}, {"token": "a" * 201}, {"client_id": "\ud800"}, [], "x"], ids=ascii
)
async def test_what_is_malformed_is_bad_input(opened: Open, here: Office, body: Any) -> None:
    async with opened(here) as (_, visitor):
        assert "error" in await visitor.ask("POST", "/api/enter", body=body)
        assert visitor.status == 400


async def test_guesses_are_bounded_also_after_a_restart(
    opened: Open, here: Office, clock: Clock
) -> None:
    async with opened(here) as (_, visitor):
        for _ in range(5):
            await visitor.enter("wrong-token")
            assert visitor.status == 403
    async with opened(here) as (_, visitor):
        looks = invitations(here).looks
        await visitor.enter(TOKEN)
        assert (visitor.status, visitor.headers["Retry-After"]) == (429, "3600")
        assert invitations(here).looks == looks
        clock.now += 3599
        await visitor.enter(TOKEN)
        assert (visitor.status, visitor.headers["Retry-After"]) == (429, "1")
        clock.now += 2
        await visitor.enter(TOKEN)
        assert visitor.status == 200


async def test_guesses_sent_at_once_are_bounded_too(opened: Open, here: Office) -> None:
    async with opened(here) as (running, visitor):
        many = [Visitor(running.address, visitor.session) for _ in range(20)]
        await asyncio.gather(*(one.enter("wrong-token") for one in many))
        assert sorted(one.status for one in many) == [403] * 5 + [429] * 15


@pytest.mark.parametrize("proxy", [True, False], ids=["proxy", "no proxy"])
async def test_the_header_of_a_proxy_counts_only_where_there_is_one(
    opened: Open, here: Office, *, proxy: bool
) -> None:
    async with opened(here, proxy=proxy) as (_, visitor):
        for number in range(6):
            forwarded = f"198.51.100.{number}, 203.0.113.{number}"
            await visitor.post("/api/enter", {"token": "wrong"}, **{"X-Forwarded-For": forwarded})
        assert visitor.status == (403 if proxy else 429)
        if proxy:
            for _ in range(6):
                lied = {"X-Forwarded-For": "198.51.100.77, 203.0.113.9"}
                await visitor.post("/api/enter", {"token": "wrong"}, **lied)
            assert visitor.status == 429


async def test_guesses_from_everywhere_are_bounded_in_all(opened: Open, here: Office) -> None:
    async with opened(here, proxy=True) as (_, visitor):
        seen = []
        for number in range(62):
            forwarded = {"X-Forwarded-For": f"2001:db8:{number:x}::1"}
            await visitor.post("/api/enter", {"token": "wrong"}, **forwarded)
            seen.append(visitor.status)
        assert seen == [403] * 60 + [429] * 2


async def test_a_line_with_many_addresses_is_one_line(opened: Open, here: Office) -> None:
    async with opened(here, proxy=True) as (_, visitor):
        for number in range(6):
            forwarded = {"X-Forwarded-For": f"2001:db8::{number:x}"}
            await visitor.post("/api/enter", {"token": "wrong"}, **forwarded)
        assert visitor.status == 429


async def test_a_new_phone_takes_the_account_up_again(opened: Open, here: Office) -> None:
    async with opened(here) as (running, visitor):
        await visitor.enter(TOKEN)
        await visitor.post(
            f"/api/people/{visitor.person}/chats/{BOTS[0].id}/messages", {"text": "早"}
        )
        invitations(here).invite("second", account=visitor.person)
        new = Visitor(running.address, visitor.session)
        await new.enter("second")
        assert new.person == visitor.person
        path = f"/api/people/{new.person}/chats/{BOTS[0].id}/messages"
        said = [one["text"] for one in await new.get(path)]
        assert said == [f"/start {TOKEN}", "早", "/start second"]
        assert len(await visitor.get("/api/devices")) == 2


async def test_a_seat_of_another_channel_becomes_a_new_person(opened: Open, here: Office) -> None:
    invitations(here).invite("moved", account=123456789)
    async with opened(here) as (_, visitor):
        await visitor.enter("moved")
        assert visitor.status == 200
        assert visitor.person != 123456789


@pytest.mark.parametrize(
    ("name", "same"), [("张三四", True), ("李五六", False)], ids=["the same", "another"]
)
async def test_a_second_invitation_at_one_phone_keeps_the_account_of_the_same_name(
    opened: Open, here: Office, name: str, *, same: bool
) -> None:
    invitations(here).invite("next", name)
    async with opened(here) as (_, visitor):
        await visitor.enter(TOKEN)
        first, old = visitor.person, visitor.copy()
        await visitor.enter("next")
        assert (visitor.person == first) is same
        await old.get("/api/me")
        assert old.status == 401

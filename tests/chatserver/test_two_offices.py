"""Two offices on one server know nothing of each other: a crawl finds no byte."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
from aiohttp import web

from chatserver import Running
from chatserver.botapi import NAMES
from tests.chatserver import office as stage
from tests.chatserver.conftest import Api, png
from tests.chatserver.office import (
    BOT,
    BOT_TWO,
    CANARY,
    OTHER,
    Visitor,
    answer,
    filled,
    routes,
    token_in,
)

session, here, opened, both = stage.session, stage.here, stage.opened, stage.both


async def secrets_of(running: Running, second: Visitor) -> dict[str, Any]:
    """Fill the other office with canaries; the ids under which they stand there."""
    bot = Api(running.api, second.session, BOT_TWO.token)
    own = f"/api/people/{second.person}"
    chat = f"{own}/chats/{BOT_TWO.id}"
    group = (await second.post(f"{own}/groups", {"title": f"{CANARY}群"}))["id"]
    link = await second.post(f"{own}/chats/{group}/link")
    await second.post(f"{own}/chats/{group}/messages", {"text": f"/x {CANARY}群话"})
    said = (await second.post(f"{chat}/messages", {"text": f"{CANARY}话"}))[0]
    form = aiohttp.FormData({"kind": "photo", "caption": f"{CANARY}图"})
    form.add_field("file", png(), filename=f"{CANARY}.png")
    sent = {"Host": OTHER, "Cookie": second.cookie}
    url = f"{second.address}{chat}/messages"
    async with second.session.post(url, data=form, headers=sent) as got:
        photo = (await got.json())[0]
    upload = await second.post(
        f"{own}/uploads", {"size": 9, "name": f"{CANARY}.bin", "mime": "x/y", "client_id": "b" * 20}
    )
    menu = [{"command": "secret", "description": f"{CANARY}菜单"}]
    await bot.ok("setMyCommands", commands=menu)
    await bot.ok("setMyDescription", description=f"{CANARY}介绍")
    card = await bot.ok(
        "sendMessage", chat_id=second.person, text=f"{CANARY}卡", protect_content=True
    )
    updates = await bot.ok("getUpdates")
    of_bot = next(u["message"]["photo"][0] for u in updates if "photo" in u.get("message", {}))
    shown = await second.get("/api/devices")
    assert CANARY in str([updates, shown, await second.get("/api/me")])
    return {
        "person": second.person,
        "group": group,
        "token": token_in(link["link"]),
        "messages": [said["id"], photo["id"], card["message_id"]],
        "file": photo["photo"]["file"],
        "bot_file": of_bot["file_id"],
        "upload": upload["id"],
        "device": shown[0]["id"],
    }


def bodies(there: dict[str, Any], first: Visitor) -> Iterator[dict[str, Any]]:
    """What one might say about the other office's things."""
    number = itertools.count()
    for message in there["messages"]:
        told = {"message_id": message, "data": "x", "client_id": f"m{next(number)}-{'x' * 16}"}
        yield told
        yield told | {"text": "x", "reply_to": message, "client_id": f"r{next(number)}-{'x' * 16}"}
    yield {"token": there["token"], "title": "组", "lang": "zh", "size": 5, "client_id": "s" * 20}
    yield {"kind": "document", "uploads": [there["upload"]], "client_id": "u" * 20}
    yield {"contact": {"phone_number": "1", "user_id": there["person"]}, "client_id": "c" * 20}


async def test_a_crawl_of_one_office_finds_no_byte_of_the_other(both: Any) -> None:
    running, first, second = both
    there = await secrets_of(running, second)
    chats = (BOT.id, BOT_TWO.id, there["group"], there["person"], -1)
    found: list[Any] = []
    for visitor in (first, Visitor(first.address, first.session, OTHER, first.cookie)):
        for method, path, resource in routes(running):
            if path in {"/api/leave", "/api/enter", "/healthz"} or method == "HEAD":
                continue
            for address in sorted(_addresses(resource, first, there, chats)):
                # One may say much, but only so fast: here it is not the speed that is tried.
                running.desk.turns._taken.clear()
                said = bodies(there, first) if method in {"POST", "PUT"} else [None]
                for body in said:
                    status, raw = await answer(visitor, method, address, body)
                    assert status < 500, (method, address, body)
                    if CANARY in raw.decode(errors="replace") or CANARY in _unescaped(raw):
                        found.append((method, address, body))
    stream = f"/api/people/{first.person}/events?after=0"
    assert CANARY not in (await answer(first, "GET", stream))[1].decode()
    assert found == []
    assert await second.get("/api/me")
    assert second.status == 200


def _unescaped(raw: bytes) -> str:
    return raw.decode("unicode_escape", errors="replace")


def _addresses(
    resource: web.AbstractResource, first: Visitor, there: dict[str, Any], chats: Sequence[int]
) -> set[str]:
    acts = ("forward", "start", "edit", "press", "read", "block")
    base = {"file": there["file"], "u": there["upload"], "d": there["device"]}
    found = {
        filled(resource, p=person, c=chat, act=act, **base)
        for person in (first.person, there["person"])
        for chat in chats
        for act in (acts if "{act}" in resource.canonical else acts[:1])
    }
    if resource.canonical.endswith("/search"):
        return {f"{one}?q={CANARY}" for one in found}
    if resource.canonical.endswith("{u}"):
        return {f"{one}?offset=0" for one in found}
    return found


async def test_a_bot_finds_no_byte_of_the_other_bots_people(both: Any) -> None:
    running, first, second = both
    there = await secrets_of(running, second)
    found = []
    api = Api(running.api, first.session, BOT.token)
    own = await api.ok("sendMessage", chat_id=first.person, text="自己的")
    ours = (await first.post(f"/api/people/{first.person}/groups", {"title": "本组"}))["id"]
    for method in sorted(set(NAMES.values()) - {"getUpdates", "setWebhook"}):
        for chat, message in itertools.product(
            (there["person"], there["group"], first.person, ours), there["messages"]
        ):
            media = [{"type": "photo", "media": there["bot_file"]}] * 2
            raw = await api.raw(
                method,
                chat_id=chat,
                from_chat_id=there["person"],
                user_id=there["person"],
                message_id=message,
                message_ids=[message],
                callback_query_id="1",
                file_id=there["bot_file"],
                **dict.fromkeys(("photo", "document", "video", "voice"), there["bot_file"]),
                media=media[0] if method == "editMessageMedia" else media,
                text="问",
                action="typing",
                latitude=1,
                longitude=1,
                scope={"type": "chat_member", "chat_id": chat, "user_id": there["person"]},
            )
            assert api.last_status < 500, method
            if CANARY in str(raw):
                found.append((method, chat))
            if chat in {there["person"], there["group"]} and method.startswith(
                ("send", "forward", "copy", "edit")
            ):
                assert raw["ok"] is False, method
    assert found == []
    assert own["message_id"] > 0
    async with first.session.get(
        f"{running.api}/file/bot{BOT.token}/photos/{there['bot_file']}.jpg"
    ) as got:
        assert got.status == 404
    assert CANARY not in str(await api.ok("getUpdates"))
    assert "自己的" not in str(
        await Api(running.api, first.session, BOT_TWO.token).ok("getUpdates")
    )

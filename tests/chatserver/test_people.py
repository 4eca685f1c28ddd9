"""The person's side: sending, repeats, albums, files, events, groups."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from chatserver import Running
from tests.chatserver.conftest import BOTS, Api, Clock, Start, api_of, png
from tests.phone import Phone, PhoneError, buttons

BOT = BOTS[0].id


async def last_update(api: Api) -> dict[str, Any]:
    update: dict[str, Any] = (await api.ok("getUpdates", offset=-1))[0]
    return update


async def test_the_same_client_id_sends_once(api: Api) -> None:
    person = api.people[0]
    path = f"{api.chat(person)}/messages"
    wanted = {"text": "只一次", "client_id": "a-1"}
    together = await asyncio.gather(*(api.post(path, wanted) for _ in range(5)))
    assert all(one == together[0] for one in together)
    shown = [one["text"] for one in await api.get(path)]
    assert shown == ["/start", "只一次"]
    form = {"kind": "photo", "client_id": "a-2"}
    sent = []
    for _ in range(2):
        parts = aiohttp.FormData(form)
        parts.add_field("file", png(), filename="a.png")
        async with api.session.post(f"{api.address}/api/{path}", data=parts) as answer:
            sent.append(await answer.json())
    assert sent[0] == sent[1]
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    card = await api.ok("sendMessage", chat_id=person, text="卡", reply_markup=keys)
    press = {"message_id": card["message_id"], "data": "ok", "client_id": "a-3"}
    taps = [await api.post(f"{api.chat(person)}/press", press) for _ in range(3)]
    assert taps[0] == taps[1] == taps[2]
    updates = await api.ok("getUpdates")
    assert [update for update in updates if "callback_query" in update] == [updates[-1]]
    assert len([u for u in updates if u.get("message", {}).get("text") == "只一次"]) == 1


async def test_an_album_is_several_updates_with_one_group_id(server: Running, api: Api) -> None:
    async with Phone(server.address, api.people[0], BOT) as phone:
        await phone.album([png(salt=n) for n in range(12)], "07 手册")
        updates = (await api.ok("getUpdates"))[-12:]
        groups = [update["message"]["media_group_id"] for update in updates]
        assert len(set(groups[:10])) == len(set(groups[10:])) == 1
        assert groups[0] != groups[10]
        captions = [update["message"].get("caption") for update in updates]
        assert captions == ["07 手册"] + [None] * 11
        unique = {update["message"]["photo"][0]["file_unique_id"] for update in updates}
        assert len(unique) == 12
        await phone.photo(png(salt=3))
        again = (await last_update(api))["message"]
        assert "media_group_id" not in again
        assert again["photo"][0]["file_unique_id"] in unique


async def test_everything_a_person_can_send_reaches_the_bot(server: Running, api: Api) -> None:
    async with Phone(server.address, api.people[0], BOT) as phone:
        content = bytes(range(256)) * 300
        await phone.document(content, "../../一 户\u202e.xlsx", "表")
        document = (await last_update(api))["message"]["document"]
        assert document["file_name"] == "../../一 户\u202e.xlsx"
        path = (await api.ok("getFile", file_id=document["file_id"]))["file_path"]
        async with api.session.get(f"{api.address}/file/bot{api.token}/{path}") as answer:
            assert await answer.read() == content
        await phone.voice(b"OggS" + b"\0" * 40, duration=7)
        assert (await last_update(api))["message"]["voice"]["duration"] == 7
        await phone.video(b"\0" * 50)
        assert (await last_update(api))["message"]["video"]["file_size"] == 50
        await phone.location(26.5, 111.6, accuracy=15)
        assert (await last_update(api))["message"]["location"] == {
            "latitude": 26.5,
            "longitude": 111.6,
            "horizontal_accuracy": 15,
        }
        await phone.contact("13800000000", "张")
        assert (await last_update(api))["message"]["contact"]["user_id"] == api.people[0]
        first = await phone.say("第一句")
        await phone.say("回复", reply_to=first)
        assert (await last_update(api))["message"]["reply_to_message"]["text"] == "第一句"
        await phone.edit(first, "改过")
        edited = (await last_update(api))["edited_message"]
        assert (edited["text"], edited["message_id"]) == ("改过", first["id"])
        assert edited["edit_date"] >= edited["date"]
        await phone.forward(first)
        origin = (await last_update(api))["message"]["forward_origin"]
        assert origin["sender_user"]["id"] == api.people[0]
        await phone.start("tok_EN-1")
        assert (await last_update(api))["message"]["text"] == "/start tok_EN-1"
        await phone.say("督" * 4097)
        lengths = [len(u["message"]["text"]) for u in (await api.ok("getUpdates"))[-2:]]
        assert lengths == [4096, 1]


async def test_what_a_person_cannot_do_is_said(server: Running, api: Api) -> None:
    person = api.people[0]
    guarded = await api.ok("sendMessage", chat_id=person, text="密", protect_content=True)
    async with Phone(server.address, person, BOT) as phone:
        with pytest.raises(PhoneError, match="403: this message cannot be forwarded"):
            await phone.forward(guarded["message_id"])
        with pytest.raises(PhoneError, match="400: not a picture"):
            await phone.photo(b"GIF89a")
        with pytest.raises(PhoneError, match="400: text is empty"):
            await phone.say("  ")
        with pytest.raises(PhoneError, match="404: the message replied to is not there"):
            await phone.say("回", reply_to=10**6)
        with pytest.raises(PhoneError, match="403: only one's own message"):
            await phone.edit(guarded["message_id"], "改")
        with pytest.raises(PhoneError, match="there is no button '没有'"):
            await phone.press("没有", timeout=0.05)
        await phone.block()
        with pytest.raises(PhoneError, match="409: this bot is blocked"):
            await phone.say("在吗")
    assert await api.post("people/99/chats/1/start") == {"error": "no such person"}
    assert await api.post(f"{api.chat(person, 5)}/start") == {"error": "no such chat"}


async def test_presses_are_toasted_and_forged_ones_pass_through(
    server: Running, api: Api, clock: Clock
) -> None:
    person = api.people[0]
    keys = {"inline_keyboard": [[{"text": "✅ 没问题", "callback_data": "v|1"}]]}
    card = await api.ok("sendMessage", chat_id=person, text="卡", reply_markup=keys)

    async def answer(text: str) -> dict[str, Any]:
        (update,) = await api.ok("getUpdates", timeout=10, allowed_updates=["callback_query"])
        query: dict[str, Any] = update["callback_query"]
        await api.ok("answerCallbackQuery", callback_query_id=query["id"], text=text)
        await api.ok("getUpdates", offset=update["update_id"] + 1)
        return query

    started = await last_update(api)
    await api.ok("getUpdates", offset=started["update_id"] + 1)
    async with Phone(server.address, person, BOT) as phone:
        assert [one["data"] for one in buttons(await phone.card())] == ["v|1"]
        said, query = await asyncio.gather(phone.press("没问题"), answer("已存"))
        assert (said, query["data"], query["message"]["text"]) == ("已存", "v|1", "卡")
        said, query = await asyncio.gather(phone.press_data("伪造", card["message_id"]), answer(""))
        assert (said, query["data"]) == ("", "伪造")
        clock.now += 48 * 3600 + 1
        _, query = await asyncio.gather(phone.press("没问题"), answer("旧"))
        assert query["message"] == {
            "chat": {"id": person, "type": "private", "first_name": "张三四"},
            "message_id": card["message_id"],
            "date": 0,
        }
        with pytest.raises(PhoneError, match="data has 1 to 64 bytes"):
            await phone.press_data("x" * 65, card["message_id"])


async def read_events(api: Api, person: int, after: str, count: int) -> list[dict[str, Any]]:
    """The next events with their numbers, as the wire gives them."""
    got: list[dict[str, Any]] = []
    url = f"{api.address}/api/people/{person}/events"
    headers = {"Last-Event-ID": after} if after else {}
    number = 0
    async with asyncio.timeout(5), api.session.get(url, headers=headers) as answer:
        assert answer.content_type == "text/event-stream"
        async for line in answer.content:
            if line.startswith(b"id: "):
                number = int(line[4:])
                if not count:
                    return [{"seq": number}]
            elif line.startswith(b"data: "):
                got.append(json.loads(line[6:]) | {"seq": number})
                if len(got) == count:
                    return got
    return got


async def test_the_stream_resumes_without_gap_or_double(start: Start) -> None:
    async with start() as running, api_of(running) as api:
        person = api.people[0]
        now = (await read_events(api, person, "", 0))[0]["seq"]
        for number in range(6):
            await api.ok("sendMessage", chat_id=person, text=f"{number}")
        first = await read_events(api, person, str(now), 3)
        assert [event["message"]["text"] for event in first] == ["0", "1", "2"]
    async with start() as running, api_of(running) as api:
        rest = await read_events(api, person, str(first[-1]["seq"]), 3)
        assert [event["message"]["text"] for event in rest] == ["3", "4", "5"]
        assert all(event["chat"] == BOT for event in rest)
        (reload,) = await read_events(api, person, "999999999", 1)
        assert reload["kind"] == "reload"


async def test_the_stream_tells_edits_deletions_actions_reactions_and_menus(
    server: Running, api: Api
) -> None:
    person = api.people[0]
    now = (await read_events(api, person, "", 0))[0]["seq"]
    sent = await api.ok("sendMessage", chat_id=person, text="一")
    wanted = {"chat_id": person, "message_id": sent["message_id"]}
    await api.ok("editMessageText", **wanted, text="二")
    await api.ok("setMessageReaction", **wanted, reaction=[{"type": "emoji", "emoji": "👌"}])
    await api.ok("sendChatAction", chat_id=person, action="typing")
    await api.ok("setMyCommands", commands=[{"command": "help", "description": "帮助"}])
    events = await read_events(api, person, str(now), 5)
    kinds = [event["kind"] for event in events]
    assert kinds == ["message", "edited", "reaction", "action", "menu"]
    assert events[2]["message"]["reactions"] == ["👌"]
    await api.ok("deleteMessage", **wanted)
    gone = await read_events(api, person, str(events[-1]["seq"]), 1)
    assert gone[0]["message_ids"] == [sent["message_id"]]
    assert await api.error(
        "setMessageReaction", **wanted, reaction=[{"type": "emoji", "emoji": "👌"}]
    ) == ("Bad Request: message to react not found")


async def test_a_reaction_must_be_an_allowed_one(api: Api) -> None:
    wanted = {"chat_id": api.people[0]}
    sent = await api.ok("sendMessage", **wanted, text="一")
    wanted["message_id"] = sent["message_id"]
    for emoji, sentence in ((["📷"], "REACTION_INVALID"), (["👌", "👍"], "REACTIONS_TOO_MANY")):
        asked = [{"type": "emoji", "emoji": one} for one in emoji]
        refusal = await api.error("setMessageReaction", **wanted, reaction=asked)
        assert refusal == f"Bad Request: {sentence}"


async def test_a_group_holds_people_and_bots_and_a_bot_hears_what_is_for_it(
    server: Running, api: Api
) -> None:
    first, second = api.people
    group = await api.post(
        "groups", {"title": "督查一组", "members": api.people, "bots": [BOT, BOTS[1].id]}
    )
    chat = group["id"]
    assert chat < 0
    joined = (await last_update(api))["my_chat_member"]
    assert (joined["chat"]["title"], joined["new_chat_member"]["status"]) == ("督查一组", "member")
    async with (
        Phone(server.address, first, chat) as one,
        Phone(server.address, second, chat) as two,
    ):
        for text in ("闲聊", "/summary", "/summary@other_bot", "请 @ducha_bot 看"):
            await one.say(text)
        heard = [u["message"]["text"] for u in await api.ok("getUpdates") if "message" in u]
        assert heard == ["/summary", "请 @ducha_bot 看"]
        sent = await api.ok("sendMessage", chat_id=chat, text="进度 3/15")
        assert sent["chat"] == {"id": chat, "type": "group", "title": "督查一组"}
        shown = await two.wait_for("进度")
        await two.say("收到", reply_to=shown)
        assert (await last_update(api))["message"]["from"]["id"] == second
        assert await api.ok("getChatMemberCount", chat_id=chat) == 4
    other = api.of(BOTS[1])
    heard = [u["message"]["text"] for u in await other.ok("getUpdates") if "message" in u]
    assert heard == ["/summary", "/summary@other_bot"]
    assert [one["title"] for one in await api.get(f"people/{first}/chats")] == [
        *("督查", "另一个", "督查一组")
    ]


async def test_unread_falls_when_read(api: Api) -> None:
    person = api.people[0]
    for _ in range(3):
        sent = await api.ok("sendMessage", chat_id=person, text="新")

    async def unread() -> int:
        chats = await api.get(f"people/{person}/chats")
        return int(chats[0]["unread"])

    assert await unread() == 3
    read = {"message_id": sent["message_id"] - 1}
    await api.post(f"{api.chat(person)}/read", read)
    assert await unread() == 1
    await api.post(f"{api.chat(person)}/messages", {"text": "知道了"})
    assert await unread() == 0


async def test_history_is_paged(api: Api) -> None:
    person = api.people[0]
    for number in range(7):
        await api.ok("sendMessage", chat_id=person, text=f"{number}")
    path = f"{api.chat(person)}/messages"
    newest = await api.get(f"{path}?limit=3")
    assert [one["text"] for one in newest] == ["4", "5", "6"]
    older = await api.get(f"{path}?limit=3&before={newest[0]['id']}")
    assert [one["text"] for one in older] == ["1", "2", "3"]

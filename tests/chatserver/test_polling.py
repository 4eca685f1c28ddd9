"""getUpdates: what an offset confirms, who may poll, what waits how long."""

import asyncio
from typing import Any

from chatserver import Running
from tests.chatserver.conftest import BOTS, Api, Clock, Start, api_of

POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


async def say(api: Api, *texts: str, person: int = 0) -> None:
    for text in texts:
        await api.post(f"{api.chat(api.people[person])}/messages", {"text": text})


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def fresh(api: Api) -> int:
    """Confirm all there is; the offset from which new updates come."""
    updates = await api.ok("getUpdates")
    offset: int = updates[-1]["update_id"] + 1
    await api.ok("getUpdates", offset=offset)
    return offset


async def test_an_offset_confirms_everything_before_it(api: Api) -> None:
    offset = await fresh(api)
    await say(api, "一", "二", "三")
    first = await api.ok("getUpdates", offset=offset, limit=2)
    assert texts(first) == ["一", "二"]
    assert [u["update_id"] for u in first] == [offset, offset + 1]
    assert texts(await api.ok("getUpdates")) == ["一", "二", "三"], "nothing confirmed yet"
    assert texts(await api.ok("getUpdates", offset=offset + 1)) == ["二", "三"]
    assert texts(await api.ok("getUpdates", offset=offset)) == ["二", "三"], "confirmed is gone"


async def test_a_negative_offset_keeps_only_the_last(api: Api) -> None:
    await fresh(api)
    await say(api, "一", "二", "三")
    assert texts(await api.ok("getUpdates", offset=-2)) == ["二", "三"]
    assert texts(await api.ok("getUpdates")) == ["二", "三"]


async def test_an_offset_of_another_server_does_not_swallow_what_comes(api: Api) -> None:
    offset = await fresh(api)
    assert await api.ok("getUpdates", offset=offset + 500) == []
    await say(api, "还在")
    assert texts(await api.ok("getUpdates", offset=offset)) == ["还在"]


async def test_a_poll_waits_until_something_comes(api: Api) -> None:
    offset = await fresh(api)
    poll = asyncio.ensure_future(api.ok("getUpdates", offset=offset, timeout=30))
    await say(api, "来了")
    assert texts(await asyncio.wait_for(poll, 5)) == ["来了"]


async def test_a_poll_gives_up_after_its_timeout(api: Api) -> None:
    offset = await fresh(api)
    assert await asyncio.wait_for(api.ok("getUpdates", offset=offset, timeout=1), 5) == []


async def test_a_second_poll_ends_the_first(server: Running, api: Api) -> None:
    offset = await fresh(api)
    first = asyncio.ensure_future(api.of(BOTS[0]).error("getUpdates", offset=offset, timeout=30))
    while server.desk.polls[BOTS[0].id] < 3:
        await asyncio.sleep(0.01)
    second = asyncio.ensure_future(api.ok("getUpdates", offset=offset, timeout=30))
    assert await asyncio.wait_for(first, 5) == f"Conflict: {POLL}"
    await say(api, "给第二个")
    assert texts(await asyncio.wait_for(second, 5)) == ["给第二个"]


async def test_a_webhook_takes_the_poll_away(api: Api) -> None:
    await api.ok("setWebhook", url="http://127.0.0.1:9/none")
    assert await api.error("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    await api.ok("deleteWebhook", drop_pending_updates=True)
    assert await api.ok("getUpdates") == []


async def test_only_kinds_asked_for_are_kept(api: Api) -> None:
    offset = await fresh(api)
    await api.ok("getUpdates", offset=offset, allowed_updates=["callback_query"])
    await say(api, "没人要")
    assert await api.ok("getUpdates", allowed_updates=[]) == []
    await say(api, "又要了")
    assert texts(await api.ok("getUpdates")) == ["又要了"]


async def test_messages_wait_a_day_and_taps_150_seconds(api: Api, clock: Clock) -> None:
    await fresh(api)
    person = api.people[0]
    button = [[{"text": "好", "callback_data": "ok"}]]
    card = await api.ok(
        "sendMessage", chat_id=person, text="卡", reply_markup={"inline_keyboard": button}
    )
    press = {"message_id": card["message_id"], "data": "ok"}
    await say(api, "一句")
    await api.post(f"{api.chat(person)}/press", press)
    clock.now += 149
    assert len(await api.ok("getUpdates")) == 2
    clock.now += 2
    assert texts(await api.ok("getUpdates")) == ["一句"]
    clock.now += 86_400 - 152
    assert texts(await api.ok("getUpdates")) == ["一句"]
    clock.now += 2
    assert await api.ok("getUpdates") == []


async def test_nothing_is_lost_by_a_restart(start: Start) -> None:
    async with start() as running, api_of(running) as api:
        offset = await fresh(api)
        await say(api, "一", "二")
        assert texts(await api.ok("getUpdates", offset=offset + 1)) == ["二"]
        person = api.people[0]
        sent = await api.ok("sendMessage", chat_id=person, text="卡片")
    async with start() as running, api_of(running) as api:
        assert texts(await api.ok("getUpdates")) == ["二"]
        history = await api.get(f"{api.chat(person)}/messages")
        assert [one["text"] for one in history][-3:] == ["一", "二", "卡片"]
        edit = {"chat_id": person, "message_id": sent["message_id"], "text": "改了"}
        assert (await api.ok("editMessageText", **edit))["text"] == "改了"
        await say(api, "三")
        numbers = [u["update_id"] for u in await api.ok("getUpdates")]
        assert numbers == [offset + 1, offset + 2]


async def test_bots_are_apart(api: Api) -> None:
    other = api.of(BOTS[1])
    person = api.people[0]
    assert await other.ok("getUpdates") == []
    assert await other.error("sendMessage", chat_id=person, text="喂") == (
        "Bad Request: chat not found"
    )
    photo = await api.ok("getUpdates")
    assert photo
    await api.post(f"{api.chat(person, BOTS[1].id)}/start")
    assert texts(await other.ok("getUpdates")) == ["/start"]

"""Faults played on request, each as the real network shows it."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.chatserver.conftest import BOTS, Api, png


async def history(api: Api) -> list[str]:
    shown = await api.get(f"{api.chat(api.people[0])}/messages")
    return [one["text"] for one in shown if one["from"]["is_bot"]]


NOT_DONE: dict[str, tuple[int, str]] = {
    "429": (429, "Too Many Requests: retry after 3"),
    "500": (500, "Internal Server Error"),
    "403": (403, "Forbidden: bot was blocked by the user"),
    "401": (401, "Unauthorized"),
    "chat not found": (400, "Bad Request: chat not found"),
    "migrated": (400, "Bad Request: group chat was upgraded to a supergroup chat"),
}


@pytest.mark.parametrize(("fault", "answer"), NOT_DONE.items(), ids=NOT_DONE)
async def test_a_refusal_is_played_as_often_as_asked_and_nothing_is_sent(
    api: Api, fault: str, answer: tuple[int, str]
) -> None:
    chat = api.people[0]
    asked = {"method": "sendMessage", "fault": fault, "times": 2, "retry_after": 3}
    await api.post("faults", asked)
    assert await api.ok("sendChatAction", chat_id=chat, action="typing"), "another method"
    for _ in range(2):
        body = await api.raw("sendMessage", chat_id=chat, text="一")
        assert (api.last_status, body["description"]) == answer
    assert await history(api) == []
    assert await api.ok("sendMessage", chat_id=chat, text="二")
    assert await history(api) == ["二"]


async def test_a_bad_gateway_answers_with_a_page(api: Api) -> None:
    await api.post("faults", {"fault": "502"})
    url = f"{api.address}/bot{api.token}/sendMessage"
    async with api.session.post(url, json={"chat_id": api.people[0], "text": "一"}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert await history(api) == []


async def test_a_cut_comes_after_delivery(api: Api) -> None:
    await api.post("faults", {"method": "sendMessage", "fault": "cut"})
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await api.raw("sendMessage", chat_id=api.people[0], text="到了")
    assert await history(api) == ["到了"]
    assert await api.ok("getMe"), "the server lives on"


async def test_a_hang_comes_after_delivery(api: Api) -> None:
    await api.post("faults", {"method": "sendMessage", "fault": "hang", "seconds": 30})
    call = asyncio.ensure_future(api.raw("sendMessage", chat_id=api.people[0], text="到了"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(call), 0.3)
    assert await history(api) == ["到了"]
    call.cancel()


async def test_a_fault_may_be_for_one_chat_only(api: Api) -> None:
    first, second = api.people
    await api.post("faults", {"fault": "429", "chat": second, "retry_after": 1})
    assert await api.ok("sendMessage", chat_id=first, text="一")
    assert (await api.raw("sendMessage", chat_id=second, text="二"))["error_code"] == 429


async def test_a_download_can_fail_too(api: Api) -> None:
    form = aiohttp.FormData({"chat_id": str(api.people[0])})
    form.add_field("document", png(), filename="a.png")
    url = f"{api.address}/bot{api.token}/sendDocument"
    async with api.session.post(url, data=form) as answer:
        file_id = (await answer.json())["result"]["document"]["file_id"]
    path = (await api.ok("getFile", file_id=file_id))["file_path"]
    await api.post("faults", {"method": "file", "fault": "500"})
    for status in (500, 200):
        async with api.session.get(f"{api.address}/file/bot{api.token}/{path}") as answer:
            assert answer.status == status
            body = await answer.read()
    assert body == png()


async def test_the_log_says_what_was_called_in_order(api: Api) -> None:
    person = api.people[0]
    await api.ok("getMe")
    before = (await api.get("log"))[-1]["n"]
    sent = await api.ok("sendMessage", chat_id=person, text="一")
    await api.error("sendMessage", chat_id=person, text="")
    await api.error("sendNothing")
    rows: list[dict[str, Any]] = await api.get(f"log?after={before}")
    assert [(row["method"], row["chat"], row["outcome"], row["message_id"]) for row in rows] == [
        ("sendMessage", person, "200", sent["message_id"]),
        ("sendMessage", person, "400", None),
        ("sendNothing", None, "404", None),
    ]
    assert {row["bot"] for row in rows} == {BOTS[0].id}


async def test_a_poison_update_reaches_the_bot_as_it_is(api: Api) -> None:
    number = (
        await api.post("updates", {"bot": BOTS[0].id, "update": {"message": {"message_id": "?"}}})
    )["update_id"]
    assert (await api.ok("getUpdates", offset=-1)) == [
        {"message": {"message_id": "?"}, "update_id": number}
    ]


@pytest.mark.parametrize(
    "wanted",
    [{"fault": "fire"}, {"fault": "429", "times": "x"}, {"fault": "429", "chat": []}],
    ids=["unknown", "times no number", "chat no number"],
)
async def test_a_fault_that_makes_no_sense_is_refused(api: Api, wanted: dict[str, Any]) -> None:
    assert "error" in await api.post("faults", wanted)
    assert api.last_status == 400

"""Webhooks: secret, order, one at a time a chat, again until taken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from chatserver import Limits, Running
from tests.chatserver.conftest import BOTS, Api, Start, api_of

Answer = Callable[[dict[str, Any]], web.Response]


@dataclass
class Hook:
    """A webhook that notes what it is sent and answers as the test says."""

    url: str = ""
    got: list[tuple[int, str]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    running: dict[int, int] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)
    answer: Answer = lambda _: web.Response()
    slowness: float = 0.0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        message = update.get("message") or update["callback_query"]["message"]
        chat = message["chat"]["id"]
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.running[chat] = self.running.get(chat, 0) + 1
        self.most[chat] = max(self.most.get(chat, 0), self.running[chat])
        await asyncio.sleep(self.slowness)
        self.running[chat] -= 1
        answer = self.answer(update)
        tap = update.get("callback_query", {})
        self.got.append((chat, tap["data"] if tap else message["text"]))
        self.news.set()
        return answer

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not enough():
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    application = web.Application()
    application.router.add_post("/hook", hook.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def say(api: Api, person: int, text: str) -> None:
    await api.post(f"{api.chat(person)}/messages", {"text": text})


async def test_what_waits_and_what_comes_is_posted_with_the_secret(api: Api, hook: Hook) -> None:
    first, second = api.people
    assert await api.ok("setWebhook", url=hook.url, secret_token="Geheim_1-2")
    await say(api, first, "一")
    await hook.until(lambda: len(hook.got) == 3)
    assert sorted(hook.got) == [(first, "/start"), (first, "一"), (second, "/start")]
    assert hook.got.index((first, "/start")) < hook.got.index((first, "一"))
    assert hook.secrets == {"Geheim_1-2"}


async def test_without_a_secret_there_is_no_header(api: Api, hook: Hook) -> None:
    await api.ok("setWebhook", url=hook.url)
    await hook.until(lambda: len(hook.got) == 2)
    assert hook.secrets == {None}


async def test_each_chat_in_order_one_at_a_time_chats_side_by_side(api: Api, hook: Hook) -> None:
    first, second = api.people
    hook.slowness = 0.02
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    for number in range(8):
        await asyncio.gather(say(api, first, f"{number}"), say(api, second, f"{number}"))
    await hook.until(lambda: len(hook.got) == 16)
    for person in api.people:
        assert [text for chat, text in hook.got if chat == person] == [f"{n}" for n in range(8)]
        assert hook.most[person] == 1


async def test_a_tap_waits_for_the_message_before_it(api: Api, hook: Hook) -> None:
    person = api.people[0]
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    card = await api.ok("sendMessage", chat_id=person, text="卡", reply_markup=keys)
    hook.slowness = 0.05
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await say(api, person, "先")
    await api.post(f"{api.chat(person)}/press", {"message_id": card["message_id"], "data": "ok"})
    await hook.until(lambda: len(hook.got) == 2)
    assert hook.got == [(person, "先"), (person, "ok")]
    assert hook.most[person] == 1


async def test_an_update_is_sent_again_until_taken_and_holds_up_only_its_chat(
    start: Start, hook: Hook
) -> None:
    async with start(limits=Limits(webhook_retry=0.01)) as running, api_of(running) as api:
        first, second = api.people
        refused = 0

        def answer(update: dict[str, Any]) -> web.Response:
            nonlocal refused
            if update["message"]["text"] == "难" and refused < 3:
                refused += 1
                return web.Response(status=503)
            return web.Response()

        hook.answer = answer
        await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
        for text in ("易", "难", "后"):
            await say(api, first, text)
        await say(api, second, "别人")
        await hook.until(lambda: (first, "后") in hook.got)
        assert [text for chat, text in hook.got if chat == first] == [
            *("易", "难", "难", "难", "难", "后")
        ]
        assert (second, "别人") in hook.got
        about = await api.ok("getWebhookInfo")
        assert about["url"] == hook.url
        assert about["last_error_message"] == (
            "Wrong response from the webhook: 503 Service Unavailable"
        )


async def test_a_webhook_and_what_it_did_not_take_survive_a_restart(
    start: Start, hook: Hook
) -> None:
    async with start() as running, api_of(running) as api:
        person = api.people[0]
        await api.ok("setWebhook", url="http://127.0.0.1:9/none", drop_pending_updates=True)
        await say(api, person, "等着")
        assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 1
    async with start() as running, api_of(running) as api:
        assert (await api.ok("getWebhookInfo"))["url"] == "http://127.0.0.1:9/none"
        await api.ok("setWebhook", url=hook.url)
        await hook.until(lambda: bool(hook.got))
        assert hook.got == [(person, "等着")]
        await until_none_waits(running, api)


async def until_none_waits(running: Running, api: Api) -> None:
    async with asyncio.timeout(5):
        while (await api.ok("getWebhookInfo"))["pending_update_count"]:
            await asyncio.sleep(0.01)
    assert running.desk.store.read(
        lambda tx: tx.sql.execute(
            "SELECT count(*) FROM updates WHERE bot = ?", (BOTS[0].id,)
        ).fetchone()
    ) == (0,)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"url": "ftp://a.cn"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "nonsense"}, "bad webhook: invalid webhook URL specified"),
        (
            {"url": "http://127.0.0.1:9/", "secret_token": "一"},
            "secret token contains unallowed characters",
        ),
    ],
    ids=["another scheme", "no address", "a secret with a Chinese character"],
)
async def test_a_bad_webhook_is_refused(api: Api, params: dict[str, str], sentence: str) -> None:
    assert await api.error("setWebhook", **params) == f"Bad Request: {sentence}"

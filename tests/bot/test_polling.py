"""The polling loop itself: stalls, other pollers, refusals, slow updates."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Update
from telegram.ext import TypeHandler

from bot import clock
from bot.app import serve
from bot.errors import StartError
from bot.intake import Intake
from bot.metrics import Meters
from bot.polling import Polling
from bot.transport import Transport
from handlers.application import build
from storage.db import Books, BooksBusyError
from storage.migrate import migrate
from tests.bot.conftest import ME, Office, Town, heard, settings_for, until
from tests.bot.counting import talk


class Queue:
    """Telegram's side of getUpdates and nothing else; `next_answer` may play a trick."""

    def __init__(self) -> None:
        self.updates: list[Any] = []
        self.offsets: list[int] = []
        self.tricks: list[Callable[[], Awaitable[web.StreamResponse]]] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        offset = int(str(form["offset"]))
        self.offsets.append(offset)
        if self.tricks:
            return await self.tricks.pop(0)()
        self.updates = [u for u in self.updates if u.get("update_id", offset) >= offset]
        if not self.updates:
            await asyncio.sleep(min(float(str(form["timeout"])), 0.2))
        found = self.updates[: int(str(form["limit"]))]
        return web.json_response({"ok": True, "result": found})


class Stage:
    """What hears the updates: notes their numbers, and may be told to be slow or busy."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.slow: set[int] = set()
        self.busy = 0
        self.go_on = asyncio.Event()

    async def heard(self, update: Update, _context: Any) -> None:
        if update.update_id in self.slow:
            await self.go_on.wait()
        if self.busy:
            self.busy -= 1
            raise BooksBusyError("locked")
        self.seen.append(update.update_id)


async def who_am_i(_: web.Request) -> web.Response:
    me = {"id": 1, "is_bot": True, "first_name": "督查", "username": "ducha_bot"}
    return web.json_response({"ok": True, "result": me})


@pytest.fixture
async def queue() -> AsyncIterator[tuple[Queue, str]]:
    made = Queue()
    application = web.Application()
    application.router.add_post("/bot1:x/getUpdates", made.answer)
    application.router.add_post("/bot1:x/getMe", who_am_i)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield made, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def polling(
    address: str, stage: Stage, folder: Path, **times: float
) -> AsyncIterator[tuple[asyncio.Event, Meters]]:
    """The real loop and intake at work on a stage; gives its stop and its meters."""
    migrate(folder / "ducha.db")
    books = await Books.open(folder / "ducha.db")
    polls, meters, stop = Transport(connections=1), Meters(), asyncio.Event()
    application = build("1:x", address, Transport(), polls)
    await application.initialize()
    application.add_handler(TypeHandler(Update, stage.heard))
    intake = Intake(application, books, meters, clock.now)
    loop = Polling(intake, polls, f"{address}/bot1:x", meters, **times)
    work = asyncio.ensure_future(loop.run(stop))
    try:
        yield stop, meters
    finally:
        stop.set()
        stage.go_on.set()
        await work
        await application.shutdown()
        await books.close()


def updates(*numbers: int) -> list[dict[str, Any]]:
    return [{"update_id": n, "poll_of": {"from": {"id": n}}} for n in numbers]


async def test_the_offset_moves_only_past_what_is_done(
    queue: tuple[Queue, str], tmp_path: Path
) -> None:
    server, address = queue
    server.updates = updates(10, 11, 12)
    stage = Stage()
    stage.slow = {11}
    async with polling(address, stage, tmp_path, timeout=1):
        await until(lambda: sorted(stage.seen) == [10, 12])
        server.updates += updates(13)
        await until(lambda: 13 in stage.seen)
        assert max(server.offsets) == 11
        stage.go_on.set()
        await until(lambda: max(server.offsets) == 14)
    assert sorted(stage.seen) == [10, 11, 12, 13]


async def test_stopping_finishes_what_is_in_hand_and_acknowledges_it(
    queue: tuple[Queue, str],
    tmp_path: Path,
) -> None:
    server, address = queue
    server.updates = updates(10)
    stage = Stage()
    stage.slow = {10}
    async with polling(address, stage, tmp_path, timeout=1) as (stop, _):
        await until(lambda: server.offsets)
        await asyncio.sleep(0.1)
        stop.set()
        await asyncio.sleep(0.1)
        assert max(server.offsets) == 0
    assert (stage.seen, server.offsets[-1]) == ([10], 11)


async def test_busy_books_are_waited_for(queue: tuple[Queue, str], tmp_path: Path) -> None:
    server, address = queue
    server.updates = updates(10)
    stage = Stage()
    stage.busy = 4
    async with polling(address, stage, tmp_path, timeout=1):
        await until(lambda: stage.seen == [10])


async def test_a_stalled_poll_is_given_up_and_made_anew(
    queue: tuple[Queue, str], tmp_path: Path
) -> None:
    server, address = queue

    async def silence() -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    server.tricks = [silence]
    stage = Stage()
    async with polling(address, stage, tmp_path, timeout=1, margin=0.5) as (_, meters):
        await asyncio.sleep(0.3)
        server.updates = updates(10)
        await until(lambda: stage.seen == [10], 5)
        failures = meters.counts
        assert failures["ducha_polls_hung_total"] + failures["ducha_poll_failures_total"] == 1


def refusal(status: int, words: str, **parameters: int) -> Callable[[], Awaitable[web.Response]]:
    async def answer() -> web.Response:
        body = {"ok": False, "error_code": status, "description": words, "parameters": parameters}
        return web.json_response(body, status=status)

    return answer


@pytest.mark.parametrize(
    ("trick", "line"),
    [
        (refusal(409, "Conflict: terminated by other getUpdates request"), "another program polls"),
        (refusal(429, "Too Many Requests: retry after 1", retry_after=1), None),
        (refusal(502, "Bad Gateway"), "cannot be reached"),
    ],
    ids=["another poller", "too many", "bad gateway"],
)
async def test_after_a_refusal_it_goes_on(
    trick: Callable[[], Awaitable[web.StreamResponse]],
    line: str | None,
    queue: tuple[Queue, str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server, address = queue
    server.tricks = [trick, trick]
    server.updates = updates(10)
    stage = Stage()
    async with polling(address, stage, tmp_path, timeout=1, conflict_pause=0.1):
        await until(lambda: stage.seen == [10])
    said = [
        r for r in caplog.records if r.levelno >= logging.WARNING and line and line in r.message
    ]
    assert len(said) == (1 if line else 0)


async def test_an_answer_that_is_no_list_of_updates_does_no_harm(
    queue: tuple[Queue, str], tmp_path: Path
) -> None:
    server, address = queue

    async def nonsense() -> web.StreamResponse:
        return web.Response(body=json.dumps({"ok": True, "result": "soon"}).encode())

    server.tricks = [nonsense]
    server.updates = [{"nothing": 1}, *updates(10)]
    stage = Stage()
    async with polling(address, stage, tmp_path, timeout=1):
        await until(lambda: 10 in stage.seen)


async def test_a_refused_token_ends_the_program_in_one_plain_sentence(
    town: Town, tmp_path: Path
) -> None:
    wrong = "999999:canary-token-of-more-than-thirty-letters"
    settings = settings_for(town.address, tmp_path / "data", TELEGRAM_BOT_TOKEN=wrong)
    with pytest.raises(StartError) as caught:
        await serve(settings, talk, asyncio.Event())
    assert str(caught.value) == "TELEGRAM_BOT_TOKEN was refused by the chat server"
    assert caught.value.__cause__ is None


async def test_a_token_revoked_while_running_ends_it_too(town: Town, tmp_path: Path) -> None:
    work = asyncio.ensure_future(
        serve(settings_for(town.address, tmp_path / "data"), talk, asyncio.Event())
    )
    async with await town.person() as phone:
        await phone.say("一")
        await phone.wait_for("数到 1")
        await town.fault("getUpdates", "401")
        await phone.say("二")
        await phone.say("三")
        with pytest.raises(StartError):
            await asyncio.wait_for(work, 10)


async def test_a_second_process_on_the_same_folder_is_refused(
    town: Town, office: Office, tmp_path: Path
) -> None:
    async with office() as data:
        await until((data / "ducha.lock").exists)
        with pytest.raises(StartError, match="another ducha already runs"):
            await serve(settings_for(town.address, data), talk, asyncio.Event())


async def test_a_server_that_is_down_at_the_start_is_waited_for(town: Town, office: Office) -> None:
    await town.fault("getMe", "502", times=1)
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        await until(lambda: heard(data, phone.person) == ["一"])
    assert ME.username == "ducha_bot"

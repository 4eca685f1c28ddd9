"""What an error of the wire tells: whether the call was done, and nothing of the token."""

from __future__ import annotations

import asyncio
import io
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.errors import Fate, outcome_of
from bot.transport import TooLargeError, Transport

TOKEN = "123456:canary-token-of-more-than-thirty-letters"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    async with Transport(connect_timeout=0.5, read_timeout=0.3) as made:
        yield made


@pytest.fixture
async def listen() -> AsyncIterator[Callable[[Answer], Awaitable[str]]]:
    runners: list[web.AppRunner] = []

    async def start(answer: Answer) -> str:
        application = web.Application(client_max_size=64 << 20)
        application.router.add_route("*", "/{rest:.*}", answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


def bot(address: str, transport: Transport) -> Bot:
    return Bot(TOKEN, f"{address}/bot", request=transport, get_updates_request=transport)


async def nobody_listens(_: Callable[[Answer], Awaitable[str]]) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


async def no_such_host(_: Callable[[Answer], Awaitable[str]]) -> str:
    return "http://no-such-host.invalid"


async def hangs(listen: Callable[[Answer], Awaitable[str]]) -> str:
    async def answer(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    return await listen(answer)


async def cuts(listen: Callable[[Answer], Awaitable[str]]) -> str:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return await listen(answer)


async def babbles(listen: Callable[[Answer], Awaitable[str]]) -> str:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=502, text="<html>张三四</html>")

    return await listen(answer)


@pytest.mark.parametrize(
    ("server", "fate"),
    [
        (nobody_listens, Fate.NOT_SENT),
        (no_such_host, Fate.NOT_SENT),
        (hangs, Fate.UNKNOWN),
        (cuts, Fate.UNKNOWN),
    ],
)
async def test_the_cause_tells_whether_it_was_sent(
    server: Callable[[Callable[[Answer], Awaitable[str]]], Awaitable[str]],
    fate: Fate,
    listen: Callable[[Answer], Awaitable[str]],
    transport: Transport,
) -> None:
    transport._read_timeout = -9.9  # the sum of the three limits is then a second
    with pytest.raises(NetworkError) as caught:
        await bot(await server(listen), transport).send_message(1, "x")
    assert outcome_of(caught.value).fate is fate
    assert caught.value.__cause__ is not None
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


async def test_a_connect_timeout_was_not_sent(transport: Transport) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        with pytest.raises(TimedOut) as caught:
            await bot(f"http://127.0.0.1:{deaf.getsockname()[1]}", transport).send_message(1, "x")
        for filler in fillers:
            filler.close()
    assert outcome_of(caught.value).fate is Fate.NOT_SENT


async def test_what_is_not_json_is_an_error_that_repeats_nothing(
    listen: Callable[[Answer], Awaitable[str]],
    transport: Transport,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(TelegramError) as caught:
        await bot(await babbles(listen), transport).get_me()
    assert outcome_of(caught.value).fate is not Fate.REFUSED
    assert "张三四" not in caplog.text


async def test_a_file_goes_up_and_comes_down_as_it_is(
    listen: Callable[[Answer], Awaitable[str]], transport: Transport
) -> None:
    got: dict[str, object] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "GET":
            return web.Response(body=b"y" * 1000)
        form = await request.post()
        sheet = form["document"]
        assert isinstance(sheet, web.FileField)
        got.update(name=sheet.filename, body=sheet.file.read(), chat=form["chat_id"])
        return web.json_response(
            {
                "ok": True,
                "result": {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}},
            }
        )

    address = await listen(answer)
    await bot(address, transport).send_document(1, b"x" * 100_000, filename='评分"表\r\n.xlsx')
    assert got == {"name": "评分_表__.xlsx", "body": b"x" * 100_000, "chat": "1"}

    into = io.BytesIO()
    assert await transport.fetch(f"{address}/file", into, 1000) == 1000
    assert into.getvalue() == b"y" * 1000
    with pytest.raises(TooLargeError):
        await transport.fetch(f"{address}/file", io.BytesIO(), 999)


async def test_a_redirect_is_not_followed(
    listen: Callable[[Answer], Awaitable[str]], transport: Transport
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.path != "/elsewhere"
        raise web.HTTPFound("/elsewhere")

    with pytest.raises(TelegramError):
        await bot(await listen(answer), transport).get_me()

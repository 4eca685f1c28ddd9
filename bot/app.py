"""Puts the process together: opens what is needed in order, and closes it in the reverse."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot import clock, webhook
from bot.brake import Brake
from bot.brush import Brush
from bot.courier import Courier, fetch_file
from bot.errors import StartError
from bot.intake import TRIES, Intake
from bot.lock import sole_owner
from bot.logs import alias
from bot.metrics import Meters
from bot.painter import Painter
from bot.polling import KINDS, Polling
from bot.sender import Sender
from bot.settings import Settings
from bot.tasks import Tasks
from bot.ticks import Ticks
from bot.transport import Transport
from handlers.application import Chores, Conversation, Dispatcher, Door, Tools, build, open_door
from storage.db import Books
from storage.migrate import migrate
from workflow import failing

log = logging.getLogger(__name__)

Talk: TypeAlias = Callable[[Settings, str], Conversation]
"""Makes the conversation from the settings and the bot's user name."""
LARGEST_WORKBOOK = 5 << 20
"""Bytes of a file that a chore may fetch."""
SILENT_AFTER = 180.0
"""Seconds without a word from the chat server after which /healthz says so."""


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. StartError says in a sentence why it cannot."""
    from bot.talk import talk  # noqa: PLC0415 the whole conversation, not needed to run another

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settle_memory()
    await serve(settings, talk, stop)


def settle_memory() -> None:
    """Take what was made up to here as there until the end.

    Looking through it for rubbish again and again took a fifth of the time of an answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def serve(settings: Settings, talk: Talk, stop: asyncio.Event) -> None:
    """Run a conversation until `stop` is set."""
    token = settings.token_or_stop()
    if settings.clock is not None:
        clock.follow(settings.clock)
    async with AsyncExitStack() as stack:
        stack.enter_context(sole_owner(settings.data))
        await asyncio.to_thread(migrate, settings.database)
        books = await Books.open(settings.database)
        stack.push_async_callback(books.close)
        calls = Transport()
        polls = Transport(connections=1)
        stack.push_async_callback(calls.shutdown)
        stack.push_async_callback(polls.shutdown)
        application = build(token, settings.bot_api, calls, polls)
        await _reach_server(application, stop)
        if stop.is_set():
            return
        stack.push_async_callback(application.shutdown)
        staff = Staff.hire(settings, books, application, calls, talk)
        await stack.enter_async_context(staff.at_work(settings, stop))
        log.info("@%s is at work", application.bot.username)
        if settings.webhook_url is None:
            await application.bot.delete_webhook()
            polling = Polling(staff.intake, polls, application.bot.base_url, staff.meters)
            await polling.run(stop)
        else:
            await _announce(settings, application)
            await stop.wait()
        log.info("stopping")


@dataclass(frozen=True, slots=True)
class Staff:
    """Everyone who works while the process runs."""

    books: Books
    meters: Meters
    intake: Intake
    painter: Painter
    sender: Sender
    courier: Courier
    answers: Tasks
    chores: Chores

    @classmethod
    def hire(
        cls,
        settings: Settings,
        books: Books,
        application: Dispatcher,
        transport: Transport,
        talk: Talk,
    ) -> Staff:
        """Make them and introduce them to each other."""
        bot, pace, lang = application.bot, settings.pace, settings.lang
        conversation = talk(settings, bot.username)
        meters, answers = Meters(), Tasks(at_most=1000)
        brake = Brake(books, clock.wall, meters)
        hints = not settings.on_telegram
        brush = Brush(books, bot, transport, brake, meters, now=clock.now, lang=lang, hints=hints)
        painter = Painter(
            books,
            brush,
            conversation.card_for,
            pace,
            brake,
            meters,
            now=clock.now,
            wall=clock.wall,
            on_telegram=settings.on_telegram,
        )
        sender = Sender(
            books,
            bot,
            conversation.commands_for,
            pace,
            brake,
            meters,
            files=settings.data,
            zone=settings.zone,
            now=clock.now,
            wall=clock.wall,
            lang=lang,
        )
        courier = Courier(
            books,
            bot,
            transport,
            meters,
            files=settings.data,
            now=clock.now,
            wall=clock.wall,
        )
        door = Door(books, conversation.hear, clock.now, answers.start, painter.nudge, alias, lang)
        open_door(application, door)
        intake = Intake(application, books, meters, clock.now)
        fetch = partial(fetch_file, bot, transport, most=LARGEST_WORKBOOK)
        tools = Tools(books, fetch, painter.nudge, clock.now, clock.wall)
        chores = conversation.chores(tools)
        return cls(books, meters, intake, painter, sender, courier, answers, chores)

    @asynccontextmanager
    async def at_work(self, settings: Settings, stop: asyncio.Event) -> AsyncIterator[None]:
        """Painter, ticks and port, from here on; at the end each finishes what is in hand."""
        await self.sender.release(every=True)
        await self.courier.sweep()
        self.meters.gauges["ducha_painter_lag_seconds"] = lambda: self.painter.lag
        ticks = Ticks(
            {
                "sender": (1, self.sender.look),
                "courier": (1, self.courier.look),
                "likeness": (2, self.courier.compare),
                "leases": (30, self.sender.release),
                "figures": (15, self._figures),
                "tidy": (600, self._tidy),
                **self.chores,
            }
        )
        painting = asyncio.ensure_future(self.painter.run())
        # Without a painter nobody sees anything: better to end and be started again.
        painting.add_done_callback(lambda _: stop.set())
        ticks.start()
        try:
            async with self._port(settings):
                yield
        finally:
            ticks.stop()
            await self.answers.finish(3)
            painting.cancel()
            await asyncio.wait({painting})
            if not painting.cancelled() and (error := painting.exception()) is not None:
                log.critical("the painter has failed", exc_info=error)
            for worker in (self.painter, self.sender, self.courier):
                await worker.finish(5)

    @asynccontextmanager
    async def _port(self, settings: Settings) -> AsyncIterator[None]:
        address = settings.address()
        if address is None:
            yield
            return
        hook = None
        if settings.webhook_secret is not None and settings.webhook_url is not None:
            secret = settings.webhook_secret.get_secret_value()
            hook = webhook.Webhook(self.intake, self.meters, secret)
        path = urlsplit(settings.webhook_url or "").path
        site = webhook.port(
            self.meters, partial(self._health, polls=settings.webhook_url is None), hook, path
        )
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=10)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, *address).start()
            except OSError as error:
                raise StartError(f"DUCHA_LISTEN: cannot listen there ({error.strerror})") from None
            yield
        finally:
            await runner.cleanup()

    async def _health(self, *, polls: bool) -> tuple[bool, dict[str, Any]]:
        try:
            async with asyncio.timeout(5):
                await self.books.read(lambda tx: tx.one("SELECT 1"))
            database = True
        except Exception as error:  # noqa: BLE001 whatever it is, the answer is "not well"
            log.warning("health: the books cannot be read (%s)", type(error).__name__)
            database = False
        silent = time.monotonic() - self.meters.last_heard
        report = {
            "database": database,
            "server_heard_seconds_ago": round(silent, 1),
            "painter_lag_seconds": round(self.painter.lag, 1),
        }
        return database and (silent < SILENT_AFTER or not polls), report

    async def _figures(self) -> None:
        now = clock.now()
        found = await self.books.read(lambda tx: failing.figures(tx, now, TRIES))
        for name in ("due", "claimed", "unknown", "dead", "quarantine"):
            value = float(found.get(name, 0))
            self.meters.gauges[f"ducha_rows_{name}"] = lambda value=value: value  # type: ignore[misc]

    async def _tidy(self) -> None:
        wall = clock.wall()
        await self.books.act(lambda tx: failing.tidy(tx, wall))


async def _reach_server(application: Dispatcher, stop: asyncio.Event) -> None:
    """Ask the server who we are until it answers. StartError when it refuses the token."""
    pause, told = 1.0, False
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            # The library's own message would show the token.
            raise StartError("TELEGRAM_BOT_TOKEN was refused by the chat server") from None
        except TelegramError as error:
            if not told:
                log.warning("the chat server cannot be reached (%s); trying on", error)
            told = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(pause * 2, 30.0)
        else:
            return


async def _announce(settings: Settings, application: Dispatcher) -> None:
    if settings.webhook_url is None or settings.webhook_secret is None:
        return
    await application.bot.set_webhook(
        settings.webhook_url,
        secret_token=settings.webhook_secret.get_secret_value(),
        max_connections=100,
        allowed_updates=list(KINDS),
    )

"""`ducha serve`: chat server, bot, reminders and page of one office, in one process."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import app, clock
from bot.errors import StartError
from bot.lock import sole_owner
from bot.serving_door import BooksDoor
from bot.settings import OFFICE_MARK, Settings
from bot.talk import talk
from chatserver import Bot, Limits, Office, Running, serve
from storage.db import Books
from storage.migrate import migrate

CHATS = "chats"
USERNAME = "ducha_bot"
KEPT = 30 * 86_400.0
"""Seconds for which a tap or a message waits for a bot that is away."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The office is open: at which address, over TLS or not, and whether anybody is there yet."""

    address: str
    secure: bool
    empty: bool


async def run(base: Settings, announce: Callable[[Opened], None]) -> None:
    """Serve the office until SIGINT or SIGTERM; `announce` is called once it can be used.

    StartError says in a sentence why it cannot.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    address = address_of(base)
    async with AsyncExitStack() as stack:
        base.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (base.data / CHATS).mkdir(mode=0o700, exist_ok=True)
        # The bot holds the data folder itself, once the server is there that it speaks to.
        stack.enter_context(sole_owner(base.data / CHATS))
        token = bot_token(base.data)
        await asyncio.to_thread(migrate, base.database)
        books = await Books.open(base.database)
        stack.push_async_callback(books.close)
        door = BooksDoor(books, base.office, base.lang, clock.now)
        office = Office(Bot(token, USERNAME, base.office), address, door)
        running = await stack.enter_async_context(_server(base, office))
        settings = base.on_own_channel(running.api, token)
        app.settle_memory()
        with running.desk.bells.listen(("poll", office.bot.id)) as asked:
            work = asyncio.ensure_future(app.serve(settings, talk, stop))
            try:
                await _first(work, asked, stop)
                if asked.is_set() and not stop.is_set():
                    announce(Opened(office.address, office.secure, running.empty))
            except BaseException:
                stop.set()
                raise
            finally:
                await work


async def _first(work: asyncio.Future[None], *events: asyncio.Event) -> None:
    """Wait until the bot has asked for what people say, or it has ended, or is to."""
    waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(one.wait()) for one in events]
    await asyncio.wait([work, *waiting], return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


def address_of(base: Settings) -> str:
    """What people open. StartError where nobody but this machine could, and it was not said."""
    if base.office_address is not None:
        return base.office_address
    host, port = base.serving
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise StartError("DUCHA_ADDRESS is not set: what people open, https://ducha.example.org")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bot_token(data: Path) -> str:
    """The token of the office's bot, made at the first start; only the owner can read it."""
    mark = data / OFFICE_MARK
    if mark.is_file():
        try:
            return str(json.loads(mark.read_text(encoding="utf-8"))["token"])
        except (ValueError, KeyError, TypeError):
            raise StartError(f"{mark} cannot be read; restore it from a backup") from None
    token = f"700001:{secrets.token_urlsafe(32)}"
    data.mkdir(parents=True, exist_ok=True)
    fresh = mark.with_name(f"{mark.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"token": token}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(mark)
    return token


def limits_of(base: Settings) -> Limits:
    """On our own channel no tap is lost while the bot is away, nor a message."""
    return Limits(tap_life=KEPT, update_life=KEPT, messages_kept=base.chats_kept)


@asynccontextmanager
async def _server(base: Settings, office: Office) -> AsyncIterator[Running]:
    host, port = base.serving
    try:
        running = await serve(
            folder=base.data / CHATS,
            host=host,
            port=port,
            offices=[office],
            proxy=base.proxy,
            clock=clock.unix,
            limits=limits_of(base),
        )
    except OSError as error:
        raise StartError(f"DUCHA_SERVE: cannot listen there ({error.strerror})") from None
    except ValueError as error:
        raise StartError(f"{base.data / CHATS}: {error}") from None
    try:
        yield running
    finally:
        await running.close()

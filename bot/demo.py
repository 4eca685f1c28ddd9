"""The demo: chat server, bot and page on this machine, on a campaign that is already under way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app, clock
from bot.demo_clock import Hands
from bot.demo_opening import open_campaign
from bot.errors import StartError
from bot.lock import sole_owner
from bot.settings import Settings
from bot.talk import talk
from chatserver import Bot, Running, serve
from storage.db import Books
from storage.migrate import migrate
from workflow.painting import owed_cards

HOST = "127.0.0.1"
"""The page lets one be anybody: it never listens anywhere else."""
PORTS = 20
USERNAME = "ducha_bot"
MARK = "demo.json"
FILLED = ("chats", "bot")
OURS = frozenset({"ducha.lock", f"{MARK}.new"})
"""What may lie in the folder of a demo that was killed before it had a mark."""
FIRST_CARDS = 6.0
"""Seconds the first cards may take before the address is told all the same."""


@dataclass(frozen=True, slots=True)
class Open:
    """The demo is open: where, since when its campaign runs, and on which port instead of which.

    `ahead` is how far its clock was set forward.
    """

    address: str
    made: datetime
    ahead: timedelta
    wanted_port: int
    port: int


@dataclass(slots=True)
class Folder:
    """Where a demo is kept between runs: the chat server's store, the bot's data, a mark.

    `ahead` is how far its clock was set forward.
    """

    path: Path
    token: str = field(default="", repr=False)
    made: datetime | None = None
    ahead: timedelta = timedelta()

    def take(self, *, fresh: bool) -> None:
        """Read the mark. StartError for a folder that holds anything else."""
        mark = self.path / MARK
        if mark.is_file():
            kept = json.loads(mark.read_text(encoding="utf-8"))
            self.token = kept["token"]
            self.made = datetime.fromisoformat(kept["made"]) if kept["made"] else None
            self.ahead = timedelta(seconds=kept.get("ahead", 0))
        elif any(each.name not in OURS for each in self.path.iterdir()):
            raise StartError(f"{self.path} is no folder of a demo; choose an empty one (--folder)")
        if fresh or self.made is None:
            self._clear()

    def _clear(self) -> None:
        """Begin anew; a demo whose opening was interrupted is not gone on with."""
        for name in FILLED:
            shutil.rmtree(self.path / name, ignore_errors=True)
        self.token = f"700001:{secrets.token_urlsafe(32)}"
        self.made, self.ahead = None, timedelta()
        self._mark()

    def opened(self, now: datetime) -> None:
        """The campaign is complete: from now on it is kept."""
        self.made = now
        self._mark()

    def set_forward(self, ahead: timedelta) -> None:
        """The clock is so far ahead from now on, and after the next start."""
        self.ahead = ahead
        self._mark()

    def _mark(self) -> None:
        made = self.made.isoformat() if self.made else None
        kept = {"token": self.token, "made": made, "ahead": self.ahead.total_seconds()}
        file = self.path / f"{MARK}.new"
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept), encoding="utf-8")
        file.replace(self.path / MARK)


async def run(
    base: Settings, path: Path, port: int, announce: Callable[[Open], None], *, fresh: bool
) -> None:
    """Run the demo until SIGINT or SIGTERM; `announce` is called once it can be used.

    StartError says in a sentence why it cannot.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with sole_owner(path):
        folder = Folder(path)
        await asyncio.to_thread(folder.take, fresh=fresh)
        clock.set_ahead(folder.ahead)
        chosen = free_port(port)
        async with AsyncExitStack() as stack:
            running = await stack.enter_async_context(_server(folder, chosen))
            settings = bot_settings(base, path / "bot", running.address, folder.token)
            await asyncio.to_thread(migrate, settings.database)
            books = await Books.open(settings.database)
            stack.push_async_callback(books.close)
            made = folder.made
            if made is None:
                made = clock.now()
                if not await _unless(stop, open_campaign(books, settings, USERNAME, made)):
                    return
                folder.opened(made)
            running.give(Hands(books, settings.zone, folder.set_forward))
            work = asyncio.ensure_future(app.serve(settings, talk, stop))
            try:
                await _first_cards(books, work, stop)
                if not stop.is_set():
                    announce(Open(running.address, made, folder.ahead, port, chosen))
            except BaseException:
                stop.set()
                raise
            finally:
                await work


@asynccontextmanager
async def _server(folder: Folder, port: int) -> AsyncIterator[Running]:
    bot = Bot(folder.token, USERNAME, "督查")
    chats = folder.path / "chats"
    # Not waiting for the disk: after a power cut a demo may be begun anew.
    running = await serve(
        folder=chats, host=HOST, port=port, bots=[bot], clock=clock.unix, durable=False
    )
    try:
        yield running
    finally:
        await running.close()


def free_port(wanted: int) -> int:
    """The port, or the next that nobody listens on; 0 stays 0. StartError where none is free."""
    for port in range(wanted, min(wanted + PORTS, 65536)):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return port
    raise StartError(f"the ports {wanted} to {wanted + PORTS - 1} are all taken; choose a --port")


def bot_settings(base: Settings, data: Path, address: str, token: str) -> Settings:
    """The bot's settings: its own data, our server, as fast as it likes; the rest as set."""
    own = {"data": data, "database_url": None, "listen": None, "office_address": None}
    return base.on_own_channel(address, token).model_copy(update=own)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work; False where `stop` came first and it was dropped."""
    doing, waiting = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for each in (doing, waiting):
        each.cancel()
    if doing.done():
        await doing
        return True
    await asyncio.wait({doing})
    return False


async def _first_cards(books: Books, work: asyncio.Future[None], stop: asyncio.Event) -> None:
    """Wait until everyone's card is drawn, so that the first look finds the chats complete."""
    end = asyncio.get_running_loop().time() + FIRST_CARDS
    while asyncio.get_running_loop().time() < end and not stop.is_set() and not work.done():
        if not await books.read(owed_cards):
            return
        await asyncio.sleep(0.1)

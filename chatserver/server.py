"""Puts the chat server together and runs it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from chatserver.acting import ActingApi
from chatserver.botapi import BotApi
from chatserver.desk import Desk, Hands
from chatserver.files import Bytes
from chatserver.guard import guard, harden
from chatserver.limits import Limits, Pace
from chatserver.page_files import page_routes
from chatserver.people import PeopleApi
from chatserver.setting import SettingApi
from chatserver.store import Store
from chatserver.sweep import sweep_often
from chatserver.tasks import Tasks
from chatserver.trying import TryingApi
from chatserver.tx import Bot, Tx
from chatserver.webhooks import Couriers

LARGEST_BODY = 2 << 20


@dataclass(slots=True)
class Running:
    """A running server: its address, what it is made of, and its end."""

    address: str
    desk: Desk
    _couriers: Couriers
    _runner: web.AppRunner
    _writing: asyncio.Task[None]

    def give(self, hands: Hands) -> None:
        """From now on the page may set the clock forward (a demo's only)."""
        self.desk.hands = hands

    async def close(self) -> None:
        """Answer what waits, finish what is being written, close."""
        self.desk.closing = True
        self.desk.bells.ring_all()
        await self._runner.cleanup()
        await self.desk.tasks.close()
        await self._couriers.close()
        self.desk.store.stop()
        await self._writing
        self.desk.store.close()


async def serve(
    *,
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 0,
    bots: Sequence[Bot],
    clock: Callable[[], float] = time.time,
    limits: Limits | None = None,
    durable: bool = True,
) -> Running:
    """Run a chat server for these bots, its store and files in `folder`.

    `clock` gives Unix seconds and rules dates, lifetimes and expiry. `durable` waits for the
    disk at each commit; without it a power cut (not a kill) may cost the last moments.
    Returns once it listens; `port` 0 takes a free one.
    """
    limits = limits or Limits()
    store = Store(folder, clock, limits, durable=durable)
    store.know(bots)
    desk = Desk(
        store=store,
        bytes=Bytes(folder / "files", durable=durable),
        bots={bot.token: bot for bot in bots},
        limits=limits,
        pace=Pace(limits),
        clock=clock,
    )
    writing = Tasks().start(store.run(), "chat store")
    couriers = Couriers(desk)
    store.after_commit = lambda tx: _wake(desk, couriers, tx)
    runner = web.AppRunner(_application(desk, couriers), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port, backlog=512)
    await site.start()
    for bot in bots:
        couriers.restart(bot.id)
    desk.tasks.start(sweep_often(desk), "sweep")
    listening = runner.addresses[0][1]
    return Running(f"http://{_named(host)}:{listening}", desk, couriers, runner, writing)


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _application(desk: Desk, couriers: Couriers) -> web.Application:
    application = web.Application(middlewares=[guard], client_max_size=LARGEST_BODY)
    application.on_response_prepare.append(harden)
    application.add_routes(BotApi(desk, couriers).routes())
    for side in (PeopleApi(desk), ActingApi(desk), TryingApi(desk), SettingApi(desk)):
        application.add_routes(side.routes())
    application.add_routes(page_routes())
    return application


def _wake(desk: Desk, couriers: Couriers, tx: Tx) -> None:
    for person in tx.woken_people:
        desk.bells.ring(("person", person))
    for bot, queue in tx.woken_queues:
        desk.bells.ring(("bot", bot))
        couriers.wake(bot, queue)

"""Puts the chat server together and runs it: for a demo, or for offices whose people sign in."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from chatserver.acting import ActingApi
from chatserver.botapi import BotApi
from chatserver.chats import begin_far, keep_apart
from chatserver.chats import people as people_kept
from chatserver.desk import Desk, Hands
from chatserver.devices import DevicesApi
from chatserver.door import Office
from chatserver.entering import EnteringApi
from chatserver.files import Bytes
from chatserver.gate import Gate
from chatserver.groups import GroupsApi
from chatserver.guard import guard, guard_bots, harden
from chatserver.health import HealthApi
from chatserver.limits import Limits, Pace
from chatserver.page_files import PageFiles
from chatserver.people import PeopleApi
from chatserver.search import SearchApi
from chatserver.setting import SettingApi
from chatserver.store import Store
from chatserver.sweep import sweep_often
from chatserver.tasks import Tasks
from chatserver.trying import TryingApi
from chatserver.tx import Bot, Tx
from chatserver.uploads import UploadsApi
from chatserver.webhooks import Couriers

LARGEST_BODY = 2 << 20
HERE = "127.0.0.1"


@dataclass(slots=True)
class Running:
    """A running server: its address, that of its Bot API, what it is made of, and its end."""

    address: str
    api: str
    desk: Desk
    site: web.Application
    _couriers: Couriers
    _runners: Sequence[web.AppRunner]
    _writing: asyncio.Task[None]

    @property
    def empty(self) -> bool:
        """Whether nobody has ever entered."""
        return not self.desk.store.read(people_kept)

    def give(self, hands: Hands) -> None:
        """From now on the page may set the clock forward (a demo's only)."""
        self.desk.hands = hands

    async def close(self) -> None:
        """Answer what waits, finish what is being written, close."""
        self.desk.closing = True
        self.desk.bells.ring_all()
        for runner in self._runners:
            await runner.cleanup()
        await self.desk.tasks.close()
        await self._couriers.close()
        self.desk.store.stop()
        await self._writing
        self.desk.store.close()


async def serve(
    *,
    folder: Path,
    host: str = HERE,
    port: int = 0,
    bots: Sequence[Bot] = (),
    offices: Sequence[Office] = (),
    proxy: bool = False,
    clock: Callable[[], float] = time.time,
    limits: Limits | None = None,
    durable: bool = True,
) -> Running:
    """Run a chat server for these bots, its store and files in `folder`.

    Without offices one may be anybody, on this machine only. With offices people sign in: the
    page and their API are at `host` and `port`, the offices' bots are served on 127.0.0.1 alone
    (`Running.api`); `proxy` believes what a proxy on this machine says of a visitor's address.

    `clock` gives Unix seconds and rules dates, lifetimes and expiry. `durable` waits for the
    disk at each commit; without it a power cut (not a kill) may cost the last moments.
    Returns once it listens; `port` 0 takes a free one. Raises OSError where it cannot listen,
    ValueError for a folder of the other kind or two offices of one host name.
    """
    if len({office.host for office in offices}) < len(offices):
        raise ValueError("each office has a host name of its own")
    bots = [*bots, *(office.bot for office in offices)]
    limits = limits or Limits()
    store = Store(folder, clock, limits, durable=durable)
    try:
        store.know(bots)
        store.read(lambda tx: keep_apart(tx, signed_in=bool(offices)))
    except ValueError:
        store.close()
        raise
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
    if offices:
        site = _office_site(desk, offices, proxy=proxy)
        inner = _inner_site(desk, couriers)
    else:
        site = inner = _demo_site(desk, couriers)
    runners: list[web.AppRunner] = []
    try:
        address = api = await _listen(runners, site, host, port)
        if inner is not site:
            api = await _listen(runners, inner, HERE, 0)
    except OSError:
        await Running("", "", desk, site, couriers, runners, writing).close()
        raise
    if offices:
        await store.write(begin_far)
    for bot in bots:
        couriers.restart(bot.id)
    desk.tasks.start(sweep_often(desk), "sweep")
    return Running(address, api, desk, site, couriers, runners, writing)


async def _listen(runners: list[web.AppRunner], site: web.Application, host: str, port: int) -> str:
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=2.0)
    runners.append(runner)
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=512).start()
    return f"http://{_named(host)}:{runner.addresses[0][1]}"


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _demo_site(desk: Desk, couriers: Couriers) -> web.Application:
    """One may be anybody: page, people's API, the Bot API and what tries a bot, in one."""
    site = web.Application(middlewares=[guard_bots, guard], client_max_size=LARGEST_BODY)
    site.on_response_prepare.append(harden)
    people = PeopleApi(desk)
    site.add_routes([*BotApi(desk, couriers).routes(), *people.anybody()])
    for side in (TryingApi(desk), SettingApi(desk)):
        site.add_routes(side.routes())
    site.add_routes([*_own(desk, people), *PageFiles("index.html").routes()])
    return site


def _office_site(desk: Desk, offices: Sequence[Office], *, proxy: bool) -> web.Application:
    """What people reach: the page, entering, and their own side of their own chats."""
    gate = Gate(desk, offices, proxy=proxy)
    site = web.Application(middlewares=[gate.guard], client_max_size=LARGEST_BODY)
    site.on_response_prepare.append(gate.finish)
    for side in (EnteringApi(desk, gate), DevicesApi(desk), HealthApi(desk)):
        site.add_routes(side.routes())
    page = PageFiles("office.html", installable=True)
    site.add_routes([*_own(desk, PeopleApi(desk)), *page.routes()])
    return site


def _inner_site(desk: Desk, couriers: Couriers) -> web.Application:
    """What the offices' bots reach, on this machine."""
    site = web.Application(middlewares=[guard_bots], client_max_size=LARGEST_BODY)
    site.on_response_prepare.append(harden)
    site.add_routes(BotApi(desk, couriers).routes())
    return site


def _own(desk: Desk, people: PeopleApi) -> list[web.RouteDef]:
    """The person's side: what one sees and does, once it is known who one is."""
    sides = (people, ActingApi(desk), UploadsApi(desk), SearchApi(desk), GroupsApi(desk))
    return [route for side in sides for route in side.routes()]


def _wake(desk: Desk, couriers: Couriers, tx: Tx) -> None:
    for person in tx.woken_people:
        desk.bells.ring(("person", person))
    for bot, queue in tx.woken_queues:
        desk.bells.ring(("bot", bot))
        couriers.wake(bot, queue)

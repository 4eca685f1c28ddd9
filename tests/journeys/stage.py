"""Where journeys take place: a chat server, the bot as its own process, people with phones."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from chatserver import Bot, Running, serve
from inspection.campaign import CampaignPlan
from storage import people
from storage.db import Books, Tx
from storage.migrate import migrate
from tests.hard.program import Program
from tests.journeys.hand import Hand
from workflow.taking_over import import_plan

ME = Bot("700001:made-up-secret-of-at-least-thirty", "ducha_bot", "督查")
ROOT = Path(__file__).parents[2]
DUCHA = (sys.executable, "-c", "from bot.cli import main; main()")
MORNING = datetime.fromisoformat("2026-10-12T09:00:00+08:00")


class Told(NamedTuple):
    """How a command of the program ended and what it said."""

    code: int
    out: str
    err: str


@dataclass
class Stage:
    """The office's machine in a folder: data, log, clock; and the chat server beside it."""

    folder: Path
    server: Running
    stack: AsyncExitStack
    now: datetime = MORNING
    hands: dict[str, Hand] = field(default_factory=dict)
    _bot: Program | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
        return kept | {
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "TELEGRAM_BOT_TOKEN": ME.token,
            "DUCHA_BOT_API": self.server.address,
            "DUCHA_DATA": str(self.data),
            "DUCHA_CLOCK": str(self._clock),
            "DUCHA_LOG": "DEBUG",
            # A server of one's own has no limits.
            "DUCHA_SEND_PER_SECOND": "0",
            "DUCHA_SEND_CHAT_SECONDS": "0",
            "DUCHA_SEND_GROUP_PER_MINUTE": "0",
        }

    # ---- the office

    async def open(self) -> None:
        """Start the bot and wait until it listens to the chat."""
        bot = self._bot = await Program.start(self._environment(), self.log)

        async def listens() -> bool:
            assert await bot.ended() is None, self._gone()
            return b"is at work" in self.log.read_bytes()

        await until(listens, 30, self._gone)

    def _gone(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    async def close(self) -> None:
        """End the bot as an office does; it must leave cleanly."""
        bot, self._bot = self._bot, None
        if bot is None:
            return
        try:
            code = await bot.stop()
        except TimeoutError:
            await bot.kill()
            raise AssertionError("the bot did not end") from None
        assert code == 0, self._gone()

    async def ducha(self, *words: str) -> Told:
        """A command of the program, on the same data."""
        command = await asyncio.create_subprocess_exec(
            *DUCHA, *words,
            cwd=self.folder, env=self._environment(),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(command.communicate(), 60)
        return Told(command.returncode or 0, out.decode(), err.decode())

    async def score(self, checklist: str, answers: Path) -> str:
        """What `ducha score` says of an answers file."""
        told = await self.ducha("score", checklist, str(answers))
        assert told.code == 0, told.err
        return told.out

    def later(self, **span: float) -> None:
        """Let time pass in the campaign."""
        self.set(self.now + timedelta(**span))

    def set(self, moment: datetime) -> None:
        """Let it be that moment in the campaign."""
        self.now = moment
        part = self._clock.with_suffix(".part")
        part.write_text(self.now.isoformat())
        part.replace(self._clock)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the books."""
        with contextlib.closing(sqlite3.connect(self.data / "ducha.db")) as connection:
            return connection.execute(sql, values).fetchall()

    async def wait_for_row(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """The first row of a look into the books, once there is one."""
        found: list[tuple[Any, ...]] = await until(lambda: self.rows(sql, *values), 15)
        return found[0]

    # ---- people

    async def hand(self, name: str) -> Hand:
        """That person with a phone; always the same one."""
        if name not in self.hands:
            made = await self.post("/api/people", {"name": name})
            self.hands[name] = await self.stack.enter_async_context(
                Hand(self.server.address, made["id"], ME.id)
            )
        return self.hands[name]

    async def seat(self, plan: CampaignPlan, names: Iterable[str]) -> list[Hand]:
        """Take a campaign over and let these people have joined, before the bot is started."""
        return await self._begin(names, lambda tx: import_plan(tx, plan, self.now))

    async def join(self, names: Iterable[str]) -> list[Hand]:
        """Let these people of the campaign have joined, before the bot is started."""
        return await self._begin(names)

    async def _begin(
        self, names: Iterable[str], first: Callable[[Tx], object] = lambda _tx: None
    ) -> list[Hand]:
        hands = [await self.hand(name) for name in names]

        def take(tx: Tx) -> None:
            first(tx)
            for name in names:
                (member,) = people.named(tx, 1, name)
                people.join(tx, member.id, self.hands[name].person, self.now)

        file = self.data / "ducha.db"
        migrate(file)
        books = await Books.open(file)
        try:
            await books.act(take)
        finally:
            await books.close()
        for hand in hands:
            await hand.start()
        return hands

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Ask the chat server for something a person's page cannot do."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.server.address}{path}", json=body) as answer,
        ):
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def calls(self, *methods: str) -> list[dict[str, Any]]:
        """The bot's calls of these methods, in order."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.server.address}/api/log") as answer,
        ):
            wanted = {method.lower() for method in methods}
            return [one for one in await answer.json() if one["method"].lower() in wanted]


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """An empty office and its chat server; the bot is started with `open`."""
    server = await serve(folder=folder / "chat", bots=[ME], durable=False)
    try:
        async with AsyncExitStack() as stack:
            here = Stage(folder, server, stack)
            here.data.mkdir()
            here.later(minutes=0)
            try:
                yield here
            finally:
                await here.close()
    finally:
        await server.close()


async def until(
    look: Callable[[], Any] | Callable[[], Awaitable[Any]],
    seconds: float,
    sorry: Callable[[], str] = str,
) -> Any:
    """Look until there is something; what it is."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < end, f"it did not come: {sorry()}"
        await asyncio.sleep(0.03)

"""The process dies at every step of a reminder; started again, each is said, and once.

Planned are distinct lines, one digest a person and day. A digest that was perhaps sent when the
process died may come once more; none comes a third time and none is missing.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sender import IN_FLIGHT
from chatserver import Running, serve
from storage.db import Tx
from tests.bot.reminded import lay
from tests.bot.test_digests import clone
from tests.hard.chain import check_stories
from tests.hard.ground import ME, environment, reading
from tests.hard.load import until
from tests.hard.program import Program
from tests.phone import Phone

FINDINGS = {"期满": "2026-10-11", "今天的": "2026-10-12", "将到期": "2026-10-15"}
CONTACTS = 12
POINTS = (
    ("during-planning", 0),
    ("during-planning", 4),
    ("before-commit", 1),
    ("before-commit", 9),
    ("after-claim", 0),
    ("after-claim", 5),
    ("after-opening", 0),
    ("after-opening", 6),
    ("after-send", 0),
    ("after-send", 7),
)
"""Where it dies, and how often it may pass there before."""


@dataclass(slots=True)
class Chased:
    """A chat server, the books beside it, the clock, and the accounts of those who are told."""

    server: Running
    folder: Path
    accounts: tuple[int, ...]
    env: Mapping[str, str]
    starts: int = 0
    today: str = ""

    def clock(self, moment: str) -> None:
        self.today = moment.partition("T")[0]
        part = self.folder / "clock.part"
        part.write_text(f"{moment}:00+08:00")
        part.replace(self.folder / "clock")

    async def start(self, **more: str) -> Program:
        self.starts += 1
        log = self.folder / f"{self.starts:03d}.log"
        return await Program.start({**self.env, **more}, log)

    async def settled(self, seconds: float = 40) -> None:
        """Wait until everybody has today's digest and no row is in hand."""
        end = asyncio.get_running_loop().time() + seconds
        while True:
            with reading(self.folder / "data") as books:
                left = books.execute(
                    "SELECT count(*) FROM notices WHERE state IN ('due', 'claimed')"
                ).fetchone()[0]
                planned = books.execute(
                    "SELECT count(*) FROM notices WHERE kind = 'digest' AND body ->> 'day' = :day",
                    {"day": self.today},
                )
                if not left and planned.fetchone()[0] == CONTACTS:
                    return
            assert asyncio.get_running_loop().time() < end, f"{left} left"
            await asyncio.sleep(0.1)

    async def heard(self) -> dict[int, Counter[str]]:
        """How often each account got the digest of which day."""
        found = {}
        for account in self.accounts:
            async with Phone(self.server.address, account, ME.id) as phone:
                texts = [m["text"] or "" for m in await phone.messages()]
            days = [re.findall(r"10月\d+日", t)[0] for t in texts if t.startswith("⏰")]
            found[account] = Counter(days)
        return found


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a campaign whose contacts have joined and been greeted."""
    folder = tmp_path_factory.mktemp("reminded")
    asyncio.run(greet(folder))
    return folder


async def greet(folder: Path) -> None:
    """Whoever has written is answered first, so that only reminders are left."""
    async with opened(folder) as ready:
        accounts = []
        for number in range(CONTACTS):
            made = await ready.server.desk.store.write(
                lambda tx, n=number: tx.sql.execute(
                    "INSERT INTO people (name, lang, note) VALUES (?, 'zh', '') RETURNING id",
                    (f"钱{n}",),
                ).fetchone()
            )
            accounts.append(made[0])
            async with Phone(ready.server.address, made[0], ME.id) as phone:
                await phone.say("/start")
        data = folder / "data"
        lay(data, "2026-10-01T09:00", {"周八九": accounts[0]}, FINDINGS)
        clone(data, accounts[1:])
        (folder / "accounts.json").write_text(json.dumps(accounts))
        ready.clock("2026-10-12T07:00")
        program = await ready.start()
        try:
            await until(lambda: greeted(data))
        finally:
            assert await program.stop() == 0


def greeted(data: Path) -> bool:
    """Whether everybody has been shown the card and nothing is on its way."""
    with reading(data) as books:
        shown = books.execute("SELECT count(*) FROM focus WHERE owed = painted AND owed > 0")
        left = books.execute("SELECT count(*) FROM notices WHERE state IN ('due', 'claimed')")
        return bool(shown.fetchone()[0] == CONTACTS and left.fetchone()[0] == 0)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Chased]:
    """The chat server of that folder at work."""
    server = await serve(folder=folder / "chat", bots=[ME], durable=False)
    known = folder / "accounts.json"
    accounts = json.loads(known.read_text()) if known.exists() else ()
    data = folder / "data"
    env = {**environment(server.address, data), "DUCHA_CLOCK": str(folder / "clock")}
    try:
        yield Chased(server, folder, tuple(accounts), env)
    finally:
        await server.close()


@pytest.fixture
async def chased(laid: Path, tmp_path: Path) -> AsyncIterator[Chased]:
    folder = Path(shutil.copytree(laid, tmp_path / "office"))
    async with opened(folder) as ready:
        yield ready


def check(chased: Chased, heard: Mapping[int, Counter[str]], days: int, spare: int) -> None:
    """Each of so many days' digests everybody has; at most `spare` of them came once more."""
    assert all(len(each) == days for each in heard.values()), heard
    assert all(n <= 2 for each in heard.values() for n in each.values()), heard
    assert sum(n - 1 for each in heard.values() for n in each.values()) <= spare, heard
    with reading(chased.folder / "data") as books:
        check_stories(Tx(books))
        rows = books.execute("SELECT id, digest, person_id FROM reminders").fetchall()
        notices = books.execute(
            "SELECT id, state, body FROM notices WHERE kind = 'digest'"
        ).fetchall()
    assert {n["id"] for n in notices} == {row["digest"] for row in rows}
    assert {n["state"] for n in notices} <= {"sent", "unknown"}
    sent_on = Counter((n["id"].split("/")[1], json.loads(n["body"])["day"]) for n in notices)
    assert max(sent_on.values()) == 1
    assert all(row["digest"].startswith(f"digest/{row['person_id']}/") for row in rows)


@pytest.mark.parametrize(("point", "after"), POINTS, ids=str)
@pytest.mark.timeout(150)
async def test_killed_there_every_reminder_comes(point: str, after: int, chased: Chased) -> None:
    chased.clock("2026-10-12T09:00")
    dying = await chased.start(DUCHA_FAULT=point, DUCHA_FAULT_AFTER=str(after))
    try:
        assert await dying.died(60) == -signal.SIGKILL, dying.log.read_text()
    finally:
        await dying.kill()
    living = await chased.start()
    try:
        await chased.settled()
    finally:
        await living.stop()
    check(chased, await chased.heard(), days=1, spare=IN_FLIGHT)


@pytest.mark.timeout(150)
async def test_killed_while_sending_and_started_two_days_later(chased: Chased) -> None:
    chased.clock("2026-10-12T09:00")
    dying = await chased.start(DUCHA_FAULT="after-opening", DUCHA_FAULT_AFTER="5")
    assert await dying.died(60) == -signal.SIGKILL
    chased.clock("2026-10-14T10:00")
    living = await chased.start()
    try:
        await chased.settled()
    finally:
        await living.stop()
    heard = await chased.heard()
    late = [each["10月14日"] for each in heard.values()]
    # Who was reached on the 12th hears today's stage as well, and nobody hears twice on a day.
    assert late == [1] * CONTACTS


async def kill_over_days(chased: Chased, days: int, kills: int, seed: int) -> None:
    """Kill it so often on each of so many days, then let it finish the day's work."""
    dice = random.Random(seed)  # noqa: S311
    for day in range(12, 12 + days):
        chased.clock(f"2026-10-{day}T09:00")
        for _ in range(kills):
            program = await chased.start()
            await asyncio.sleep(dice.uniform(0.2, 2.5))
            await program.kill()
        last = await chased.start()
        try:
            await chased.settled(60)
        finally:
            await last.stop()
    heard = await chased.heard()
    assert all(len(each) == days for each in heard.values()), heard
    check(chased, heard, days, spare=days * kills * IN_FLIGHT)


@pytest.mark.timeout(150)
async def test_killed_six_times_over_two_days(chased: Chased) -> None:
    await kill_over_days(chased, days=2, kills=3, seed=30)


@pytest.mark.hard
@pytest.mark.timeout(1500)
async def test_killed_sixty_times_over_six_days(chased: Chased) -> None:
    await kill_over_days(chased, days=6, kills=10, seed=31)

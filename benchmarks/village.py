"""Taps and typed characters for the village of 48 households, counted on the real bot.

15 households have 30 problems in all, the village's own questions are in order, no photos are
sent. Counted is what an inspector does from the first card to the sheet handed to the leader.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks import county, processes
from bot import clock
from content.checklists import shipped
from inspection.campaign import CampaignPlan, Household, Person, Post, Role, Round, RoundKind, Unit
from storage import people
from storage.db import Books, Tx
from storage.migrate import migrate
from tests.phone import Message, Phone, buttons
from workflow.taking_over import import_plan

HOUSEHOLDS = 48
PROBLEMS = ("1.2.1a", "3.1.1a", "3.1.1b", "3.1.2a", "2.2a", "3.2.1a", "2.5a")
"""Questions that ask for no photo where there is a problem."""
WITH_PROBLEMS = tuple(range(2, 47, 3))
"""The 15 households that have two each."""
LONGEST = 400
"""Taps after which the walk must have lost its way."""


@dataclass(slots=True)
class Walk:
    """What it took."""

    taps: int = 0
    typed: int = 0
    seconds: float = 0.0
    households: int = 0
    problems: int = 0
    state: str = ""
    told: list[str] = field(default_factory=list)


def problems_of(number: int) -> tuple[str, ...]:
    """The problems of the household of that number."""
    if number not in WITH_PROBLEMS:
        return ()
    at = WITH_PROBLEMS.index(number)
    return tuple(PROBLEMS[(at + n * 3) % len(PROBLEMS)] for n in range(2))


async def walk(folder: Path) -> Walk:
    """Inspect the village once, by the buttons shown."""
    data = folder / "data"
    await _prepare(data)
    done = Walk()
    async with processes.town(folder / "chat", 1) as town:
        env = processes.ducha(town.address, data)
        async with (
            processes.bot(str(processes.DUCHA), "run", log=folder / "ducha.log", **env),
            Phone(town.address, county.FIRST_ACCOUNT, 700001) as phone,
        ):
            await phone.start()
            await phone.wait_for(lambda m: m["inline"] is not None, 30)
            card = await _card(phone, data)
            started = time.perf_counter()
            while done.taps < LONGEST:
                step = _next(card, data)
                if step is None:
                    break
                *toggles, last = step
                for tap in toggles:
                    await phone.press_data(tap, card)
                await phone.press_data(last, card)
                done.taps += len(step)
                card = await _card(phone, data)
            done.seconds = time.perf_counter() - started
            done.told = (card["text"] or "").splitlines()
    _count(done, data)
    return done


async def _card(phone: Phone, data: Path) -> Message:
    """The card as it stands when nothing more is to be painted."""
    connection = sqlite3.connect(data / "ducha.db")
    try:
        async with asyncio.timeout(60):
            while True:
                row = connection.execute(
                    "SELECT card_message_id FROM focus WHERE painted = owed"
                ).fetchone()
                if row and row[0]:
                    return next(m for m in await phone.messages() if m["id"] == row[0])
                await asyncio.sleep(0.02)
    finally:
        connection.close()


def _next(card: Message, data: Path) -> list[str] | None:
    """What the inspector taps on this card, the last tap leading on; None: nothing is left."""
    shown = [button["data"] for button in buttons(card) if "data" in button]
    page = next((d for d in shown if d.startswith("hs|")), None)
    if page is not None:
        number = _number(data, int(page.split("|")[2]))
        toggles = [
            next(d for d in shown if d.startswith("h|") and d.split("|")[3] == question)
            for question in problems_of(number)
        ]
        return [*toggles, page]
    for wanted in _ways(shown):
        if wanted is not None:
            return [wanted]
    return None


def _ways(shown: list[str]) -> Iterator[str | None]:
    """The button that leads on, best first: hand in, the rest is fine, a full answer, go on."""
    for front in ("sb|", "ok|"):
        yield next((d for d in shown if d.startswith(front)), None)
    answers = [d for d in shown if d.startswith("v|")]
    for value in ("n", "t", "0"):
        yield next((d for d in answers if d.endswith(f"->{value}")), None)
    yield next((d for d in shown if d.startswith("in|")), None)
    for place in ("next", "submit", "units", "list"):
        going = (d for d in shown if d.startswith("go|"))
        yield next((d for d in going if d.split("|")[2].partition(".")[0] == place), None)


def _number(data: Path, household: int) -> int:
    connection = sqlite3.connect(data / "ducha.db")
    try:
        row = connection.execute("SELECT number FROM households WHERE id = ?", (household,))
        return int(row.fetchone()[0])
    finally:
        connection.close()


def _count(done: Walk, data: Path) -> None:
    connection = sqlite3.connect(data / "ducha.db")
    try:
        row = connection.execute("SELECT visited, problems FROM rollups").fetchone()
        done.households, done.problems = row or (0, 0)
        (done.state,) = connection.execute("SELECT state FROM sheets").fetchone() or ("none",)
    finally:
        connection.close()


async def _prepare(data: Path) -> None:
    today = clock.now().date()
    span = (today - timedelta(days=3), today + timedelta(days=30))
    where = ("青石镇", "大坪村")
    plan = CampaignPlan(
        "秋季专项督查",
        *span,
        shipped("lingling-2018"),
        rounds=(Round("第一轮", RoundKind.INSPECT, *span),),
        people=(
            Person("孙立秋", None, (Post(Role.LEADER, "一组", ("青石镇",)),)),
            Person("李谷雨", None, (Post(Role.INSPECTOR, "一组"),)),
        ),
        units=(Unit(*where),),
        households=tuple(
            Household(*where, f"{n:02d}", f"张第{n}") for n in range(1, HOUSEHOLDS + 1)
        ),
    )
    data.mkdir(parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    books = await Books.open(data / "ducha.db")

    def fill(tx: Tx) -> None:
        now = clock.now()
        import_plan(tx, plan, now)
        known = {member.name: member.id for member in people.members(tx, 1)}
        people.join(tx, known["李谷雨"], county.FIRST_ACCOUNT, now)

    await books.act(fill)
    await books.close()

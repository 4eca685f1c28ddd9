"""Figure L1: 500 inspectors, a server that takes 50 ms for an answer; three bots in one run."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.county import TOKEN, prepare
from tests.hard.program import webhook

INSPECTORS = 500
SLOW = 0.05
TUNED = 32
"""Updates side by side at which the library's own client answered the most."""
ROUNDS, WARM, SECONDS = 3, 3.0, 6.0
START = 4.0
"""Seconds within which a process is at work."""


@dataclass(frozen=True, slots=True)
class Load:
    """Answers a second of each bot, and how ducha answered at a quarter of its own (seconds)."""

    stock: float
    """An echo bot on python-telegram-bot as it comes."""
    tuned: float
    """The same with as many updates side by side as served it best."""
    bare: float
    """An echo bot on our transport."""
    ducha: float
    quarter: float
    polled: tuple[float, float]
    """p50 and p99 of an answer while ducha polls: the server takes 50 ms for a poll as well."""
    pushed: tuple[float, float]
    """The same when the server brings each update to a webhook."""
    refused: int
    answers: int
    updates: int


async def measure(folder: Path, inspectors: int = INSPECTORS) -> Load:
    """Rounds of the three bots in turn; each the median of its rounds."""
    tuned: list[float] = []
    bare: list[float] = []
    mine: list[float] = []
    data = folder / "data"
    await prepare(data, inspectors)
    async with processes.town(folder / "chat", inspectors) as town:
        env = processes.ducha(town.address, data)
        words = (str(processes.DUCHA), "run")
        async with processes.bot(*words, log=folder / "polling.log", **env):
            await town.ask("open")
            await town.ask("slow", seconds=SLOW)
            before, taps = _answers(data), 0
            for number in range(ROUNDS):
                place = folder / str(number)
                tuned.append(await _echo(place / "tuned", "echo_stock", inspectors, TUNED))
                bare.append(await _echo(place / "bare", "echo_ours", inspectors))
                found = await town.ask("closed", act="tap", warm=WARM, seconds=SECONDS)
                mine.append(found["rate"])
                taps += found["answers"]
            quarter = statistics.median(mine) / 4
            polled = await town.ask("even", rate=quarter, seconds=SECONDS)
            await town.ask("quiet")
        async with processes.bot(*words, log=folder / "webhook.log", **env, **webhook()):
            await asyncio.sleep(START)
            pushed = await town.ask("even", rate=quarter, seconds=SECONDS)
            outcomes = await town.ask("quiet")
    return Load(
        # Nineteen answers a second, all the time: one round tells as much as three.
        stock=await _echo(folder / "stock", "echo_stock", inspectors, 1),
        tuned=statistics.median(tuned),
        bare=statistics.median(bare),
        ducha=statistics.median(mine),
        quarter=quarter,
        polled=(polled["p50"], polled["p99"]),
        pushed=(pushed["p50"], pushed["p99"]),
        refused=sum(outcomes.values()),
        answers=_answers(data) - before,
        updates=taps + polled["answers"] + pushed["answers"],
    )


async def _echo(place: Path, bot: str, inspectors: int, at_once: int | None = None) -> float:
    """Answers a second of an echo bot."""
    place.mkdir(parents=True)
    more = [str(place)] if at_once is None else [str(at_once)]
    async with processes.town(place, inspectors) as town:
        await town.ask("slow", seconds=SLOW)
        words = (sys.executable, "-m", f"benchmarks.{bot}", town.address, TOKEN, *more)
        async with processes.bot(*words, log=place / "bot.log"):
            found = await town.ask("closed", act="talk", warm=WARM + START, seconds=SECONDS)
    return float(found["rate"])


def _answers(data: Path) -> int:
    """How many answers the trail holds."""
    connection = sqlite3.connect(data / "ducha.db")
    try:
        row = connection.execute("SELECT count(*) FROM audit WHERE act = 'answer'").fetchone()
        return int(row[0])
    finally:
        connection.close()

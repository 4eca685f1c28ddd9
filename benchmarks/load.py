"""Figure L1: 500 inspectors, a server that takes 50 ms for an answer; three bots in one run."""

from __future__ import annotations

import sqlite3
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.county import TOKEN, prepare

INSPECTORS = 500
SLOW = 0.05
ROUNDS, WARM, SECONDS = 3, 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Load:
    """Answers a second of each bot, and how ducha answered at a quarter of its own."""

    stock: float
    bare: float
    ducha: float
    p50: float
    p99: float
    quarter: float
    refused: int
    answers: int
    updates: int


async def measure(folder: Path, inspectors: int = INSPECTORS) -> Load:
    """Rounds of the three bots in turn; each the median of its rounds."""
    rates: dict[str, list[float]] = {"stock": [], "bare": [], "ducha": []}
    data = folder / "data"
    await prepare(data, inspectors)
    answers = 0
    quiet: dict[str, int] = {}
    for number in range(ROUNDS):
        for name in ("stock", "bare"):
            place = folder / f"{name}-{number}"
            place.mkdir()
            async with processes.town(place, inspectors) as town:
                await town.ask("slow", seconds=SLOW)
                words = (sys.executable, "-m", f"benchmarks.echo_{_FILES[name]}")
                more = (town.address, TOKEN, str(place))
                async with processes.bot(*words, *more, log=place / "bot.log"):
                    found = await town.ask("closed", act="talk", warm=WARM + 2, seconds=SECONDS)
            rates[name].append(found["rate"])
    async with processes.town(folder / "chat", inspectors) as town:
        env = processes.ducha(town.address, data)
        async with processes.bot(str(processes.DUCHA), "run", log=folder / "ducha.log", **env):
            await town.ask("open")
            await town.ask("slow", seconds=SLOW)
            before = _answers(data)
            for _ in range(ROUNDS):
                found = await town.ask("closed", act="tap", warm=WARM, seconds=SECONDS)
                rates["ducha"].append(found["rate"])
                answers += found["answers"]
            quarter = statistics.median(rates["ducha"]) / 4
            even = await town.ask("even", rate=quarter, seconds=SECONDS)
            answers += even["answers"]
            quiet = await town.ask("quiet")
    return Load(
        *(statistics.median(rates[name]) for name in ("stock", "bare", "ducha")),
        p50=even["p50"],
        p99=even["p99"],
        quarter=quarter,
        refused=sum(quiet.values()),
        answers=_answers(data) - before,
        updates=answers,
    )


_FILES = {"stock": "stock", "bare": "ours"}


def _answers(data: Path) -> int:
    """How many answers the trail holds."""
    connection = sqlite3.connect(data / "ducha.db")
    try:
        row = connection.execute("SELECT count(*) FROM audit WHERE act = 'answer'").fetchone()
        return int(row[0])
    finally:
        connection.close()

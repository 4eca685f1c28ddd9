"""Seconds from `ducha run` to the first answer, with a message already waiting."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from benchmarks import processes
from benchmarks.county import prepare

TIMES = 3


async def measure(folder: Path) -> float:
    """The median of a few starts, on books that exist."""
    took = []
    for number in range(TIMES):
        data = folder / f"data-{number}"
        await prepare(data, 1)
        async with processes.town(folder / f"chat-{number}", 1) as town:
            answer = asyncio.ensure_future(town.ask("first"))
            await asyncio.sleep(0.2)
            started = time.perf_counter()
            env = processes.ducha(town.address, data)
            async with processes.bot(str(processes.DUCHA), "run", log=folder / "log", **env):
                # Both processes read the same clock of the machine.
                took.append(float((await answer)["at"]) - started)
    return statistics.median(took)

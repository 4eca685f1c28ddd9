"""An office of a hundred people who are all at work at once: answers a second, and how soon."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Line
from tests.hard.crowd import HOUSEHOLDS, TOGGLE, Inspector, crowd, percentile

PEOPLE, WARM, SECONDS = 100, 3.0, 10.0
TAPS = 4
"""Of each household before the next one."""


@dataclass(frozen=True, slots=True)
class Busy:
    """What a hundred people were answered, `took` in seconds each."""

    rate: float
    took: list[float]
    waited: int
    refused: int


async def measure(folder: Path) -> Busy:
    """Everyone acts again as soon as they are answered, over HTTP with sessions and streams."""
    async with crowd(folder / "office", PEOPLE) as (_, everybody):
        begin = time.perf_counter() + WARM
        end = begin + SECONDS
        told = await asyncio.gather(*(_work(one, end) for one in everybody))
        took = [seconds for each in told for at, seconds in each if begin <= at < end]
        return Busy(
            rate=len(took) / SECONDS,
            took=took,
            waited=sum(one.waited for one in everybody),
            refused=sum(len(one.refused) for one in everybody),
        )


async def _work(one: Inspector, end: float) -> list[tuple[float, float]]:
    """When each answer came and how long it took."""
    answers = []
    number = 0
    while time.perf_counter() < end:
        if number % (TAPS + 1) == 0:
            seconds = await one.say(str(number // (TAPS + 1) % HOUSEHOLDS + 1))
        else:
            seconds = await one.tap(TOGGLE)
        answers.append((time.perf_counter(), seconds))
        number += 1
    return answers


def rows(busy: Busy) -> list[Line]:
    """Rows of the office."""
    p50, p95 = (f"{percentile(busy.took, share) * 1000:.0f} ms" for share in (0.5, 0.95))
    return [
        Line(f"{PEOPLE} people at once on one's own network", f"{busy.rate:.0f} answers /s"),
        Line("  an answer: p50", p50),
        Line("    p95", p95),
        Line("  refused", f"{busy.refused}", "0", busy.refused == 0),
    ]

"""Ticks: the first at once, one that fails is no end, a clock set back stops nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot import clock
from bot.ticks import Ticks
from tests.bot.conftest import until


class Watch:
    """The machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self.off = timedelta(0)

    def wall(self) -> datetime:
        return clock.wall() + self.off


async def test_the_first_tick_comes_at_once_and_a_failure_is_no_end() -> None:
    looks = []

    async def look() -> None:
        looks.append(1)
        raise LookupError

    ticks = Ticks({"failing": (0.05, look)})
    ticks.start()
    try:
        await until(lambda: len(looks) >= 3, 5)
    finally:
        ticks.stop()


@pytest.mark.parametrize(
    ("hours", "again"), [(-1, True), (3, False)], ids=["set back", "set forward"]
)
async def test_ticks_go_on_after_the_clock_was_set_back(hours: int, again: bool) -> None:
    looks, watch = [], Watch()

    async def look() -> None:
        looks.append(1)

    ticks = Ticks({"hourly": (3600, look)}, watch.wall, steady=0.2)
    ticks.start()
    try:
        await until(lambda: len(looks) == 1, 5)
        await asyncio.sleep(0.1)
        watch.off = timedelta(hours=hours)
        await asyncio.sleep(0.6)
        assert len(looks) == (2 if again else 1)
    finally:
        ticks.stop()


async def test_a_leap_of_the_campaigns_time_is_looked_at_within_a_second() -> None:
    looks, watch = [], Watch()

    async def look() -> None:
        looks.append(1)

    ticks = Ticks({"hourly": (3600, look)}, steady=0.2, now=watch.wall)
    ticks.start()
    try:
        await until(lambda: len(looks) == 1, 5)
        await asyncio.sleep(0.1)
        watch.off = timedelta(days=1)
        await until(lambda: len(looks) == 2, 1)
        await asyncio.sleep(0.5)
        assert len(looks) == 2
    finally:
        ticks.stop()

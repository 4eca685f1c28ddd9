"""What is looked at from time to time; each tick asks the books, none of them remembers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import clock

log = logging.getLogger(__name__)

STEADY = 1.0
"""Seconds between two looks whether a clock was set."""
SET = 2.0
"""Seconds by which a clock may differ from the time that has passed."""


class Ticks:
    """Interval ticks, by name: seconds and what to do. The first comes at once."""

    def __init__(
        self,
        every: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]],
        wall: Callable[[], datetime] = clock.wall,
        steady: float = STEADY,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        # It would tell of every tick that comes while the last one still works.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        # What fails is told below; that leaves it only ticks that are cancelled at the end.
        logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
        # Nothing is ever missed for good: what is due stands in the books, late is better than
        # never, and ten late ticks are one.
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )
        for name, (seconds, look) in every.items():
            self._scheduler.add_job(
                _guarded(name, look), "interval", seconds=seconds, id=name, next_run_time=wall()
            )
        self._wall = wall
        self._now = now
        self._steady = steady
        self._watching: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()
        self._watching = asyncio.ensure_future(self._watch())

    def stop(self) -> None:
        """No more ticks."""
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _watch(self) -> None:
        """Look at once after a clock was set, instead of at the next tick.

        Ticks wait for a time of day: the machine's clock set back an hour would stop them so
        long. The campaign's time set forward makes things due that nobody waits for.
        """
        while True:
            wall, now, passed = self._wall(), self._time(), time.monotonic()
            await asyncio.sleep(self._steady)
            expected = time.monotonic() - passed
            back = (self._wall() - wall).total_seconds() < expected - SET
            later = self._time()
            leapt = (
                now is not None
                and later is not None
                and (later - now).total_seconds() > expected + SET
            )
            if back or leapt:
                level = logging.WARNING if back else logging.INFO
                log.log(
                    level, "a clock was set %s; ticks begin anew", "back" if back else "forward"
                )
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=self._wall())

    def _time(self) -> datetime | None:
        """The campaign's time; None while its file cannot be read."""
        try:
            return self._now()
        except ValueError:
            return None


def _guarded(name: str, look: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        try:
            await look()
        except Exception:
            log.exception("tick %s failed; the next one tries again", name)

    return tick

"""What is looked at from time to time; each tick asks the books, none of them remembers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)


class Ticks:
    """Interval ticks, by name: seconds and what to do."""

    def __init__(self, every: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]]) -> None:
        # It would tell of every tick that comes while the last one still works.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        # Nothing is ever missed for good: what is due stands in the books, late is better than
        # never, and ten late ticks are one.
        self._scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )
        for name, (seconds, look) in every.items():
            self._scheduler.add_job(_guarded(name, look), "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """No more ticks."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _guarded(name: str, look: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        try:
            await look()
        except Exception:
            log.exception("tick %s failed; the next one tries again", name)

    return tick

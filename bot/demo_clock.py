"""The demo's time: the page sets it forward, and reminders come as if the days had passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import clock
from scoring.deadlines import first_workday
from storage import campaigns
from storage.db import Books, Tx
from workflow.deadlines import calendar_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hands:
    """The hands of the clock; `keep` is told how far ahead of the real time they stand."""

    books: Books
    tz: ZoneInfo
    keep: Callable[[timedelta], None]

    @property
    def zone(self) -> str:
        """The campaign's zone by its name."""
        return self.tz.key

    async def morning(self) -> float:
        """When the next working day's reminders go out, in Unix seconds."""
        now = clock.now().astimezone(self.tz)
        return (await self.books.read(partial(next_morning, now=now))).timestamp()

    async def set_forward(self, to: float) -> None:
        """Let it be that time, in Unix seconds; kept before it is so."""
        ahead = clock.ahead() + timedelta(seconds=to - clock.unix())
        self.keep(ahead)
        clock.set_ahead(ahead)


def next_morning(tx: Tx, now: datetime) -> datetime:
    """The first time after `now`, in its zone, at which a working day's reminders go out."""
    campaign = campaigns.campaigns(tx)[0]
    days, at = calendar_of(tx, campaign), campaign.policy.remind_at
    first = now.date() if now.time() < at else now.date() + DAY
    day, _ = first_workday(days, first)
    return datetime.combine(day, at, now.tzinfo)

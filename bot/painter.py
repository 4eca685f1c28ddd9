"""Draws people's cards: the latest state only, as often as the channel allows, until it is shown.

Handlers nudge it after their commit; once a second it also looks at the books, so that a lost
nudge, or what the last process still owed, is drawn as well.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.brake import Brake
from bot.brush import Brush
from bot.logs import alias
from bot.metrics import Meters
from bot.tasks import Tasks
from storage.db import Books, BooksBusyError
from storage.faults import fault_point
from workflow import painting
from workflow.painting import CardFor, View
from workflow.post import Pace

log = logging.getLogger(__name__)

BATCH = 50
TELEGRAM_SECONDS = 1.0
"""Telegram lets one chat be written to once a second."""
QUICKEST = 0.15
"""Seconds between two paintings where the channel asks for none: a burst of taps makes one."""
LOOK_SECONDS = 1.0


def rest(pace: Pace, *, on_telegram: bool) -> float:
    """Seconds from one painting of a chat to the next: our own channel sets its own pace."""
    return TELEGRAM_SECONDS if on_telegram else max(pace.chat_seconds, QUICKEST)


class Painter:
    """One for the process; `now` is the campaign's time, `wall` the real one."""

    def __init__(
        self,
        books: Books,
        brush: Brush,
        card_for: CardFor,
        pace: Pace,
        brake: Brake,
        meters: Meters,
        *,
        now: Callable[[], datetime],
        wall: Callable[[], datetime],
        on_telegram: bool,
    ) -> None:
        self._books = books
        self._brush = brush
        self._card_for = card_for
        self._pace = pace
        self._brake = brake
        self._meters = meters
        self._now = now
        self._wall = wall
        self._rest = rest(pace, on_telegram=on_telegram)
        self._owed: dict[int, float] = {}
        self._queue: list[tuple[float, int]] = []
        self._free_at: dict[int, float] = {}
        self._busy: set[int] = set()
        self._bell = asyncio.Event()
        self._tasks = Tasks(at_most=256)

    @property
    def lag(self) -> float:
        """Seconds the longest waiting card has been owed."""
        return time.monotonic() - min(self._owed.values()) if self._owed else 0.0

    def nudge(self, user_id: int) -> None:
        """That person's card is out of date."""
        if user_id in self._owed:
            return
        self._owed[user_id] = time.monotonic()
        if user_id not in self._busy:
            self._enqueue(user_id)

    async def run(self) -> None:
        """Paint until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._paint())

    async def finish(self, seconds: float) -> None:
        """Wait so long for the paintings in hand; what is not done is drawn at the next start."""
        await self._tasks.finish(seconds)

    async def _look(self) -> None:
        while True:
            try:
                for user_id in await self._books.read(painting.owed_cards):
                    self.nudge(user_id)
            except Exception:
                log.exception("the painter could not look at the books")
            await asyncio.sleep(LOOK_SECONDS)

    async def _paint(self) -> None:
        while True:
            batch = self._ready()
            if batch:
                await self._start(batch)
                continue
            wait = self._queue[0][0] - time.monotonic() if self._queue else LOOK_SECONDS
            self._bell.clear()
            try:
                async with asyncio.timeout(max(wait, 0.001)):
                    await self._bell.wait()
            except TimeoutError:
                self._forget_free()

    def _enqueue(self, user_id: int) -> None:
        at = max(time.monotonic(), self._free_at.get(user_id, 0.0), self._brake.free_at(user_id))
        heapq.heappush(self._queue, (at, user_id))
        self._bell.set()

    def _ready(self) -> list[int]:
        batch: list[int] = []
        now = time.monotonic()
        while self._queue and self._queue[0][0] <= now and len(batch) < BATCH:
            user_id = heapq.heappop(self._queue)[1]
            if user_id in self._busy or user_id not in self._owed:
                continue
            self._busy.add(user_id)
            batch.append(user_id)
        return batch

    def _forget_free(self) -> None:
        now = time.monotonic()
        self._free_at = {user: at for user, at in self._free_at.items() if at > now}

    async def _start(self, batch: list[int]) -> None:
        """Take slots for all, look at all at once, then draw each on its own."""
        since = {user_id: self._owed.pop(user_id, time.monotonic()) for user_id in batch}
        try:
            waits: dict[int, datetime] = {}
            if self._pace.limited:
                wall = self._wall()
                waits = await self._books.act(
                    lambda tx: painting.take_slots(tx, wall, self._pace, batch)
                )
                fault_point("after-claim")
            users = [user_id for user_id in batch if user_id not in waits]
            now = self._now()
            found = await self._views(now, users)
        except Exception as error:
            log.error("cards could not be looked at: %s", type(error).__name__, exc_info=error)  # noqa: TRY400
            for user_id in batch:
                self._again(user_id, since[user_id], 1.0)
            return
        for user_id, until in waits.items():
            self._again(user_id, since[user_id], (until - self._wall()).total_seconds())
        for user_id in users:
            if user_id in found:
                await self._tasks.start(self._draw(found[user_id], since[user_id]))
            else:
                self._done(user_id)

    async def _views(self, now: datetime, users: list[int]) -> dict[int, View]:
        """The cards of all; one that cannot be computed spoils no other."""
        try:
            seen = await self._books.read(lambda tx: painting.views(tx, now, self._card_for, users))
            return {view.focus.user_id: view for view in seen}
        except Exception as error:
            if len(users) == 1:
                self._meters.count("ducha_cards_broken_total")
                log.error("no card for chat %s", alias(users[0]), exc_info=error)  # noqa: TRY400
                await self._books.act(lambda tx: painting.give_up_card(tx, users[0]))
                return {}
        found: dict[int, View] = {}
        for user_id in users:
            found |= await self._views(now, [user_id])
        return found

    async def _draw(self, view: View, since: float) -> None:
        """Draw one card; whatever happens, the person is free or queued again afterwards."""
        user_id = view.focus.user_id
        pause: float | None = 1.0
        try:
            self._free_at[user_id] = time.monotonic() + self._rest
            pause = await self._brush.show(view)
        except BooksBusyError:
            log.warning("a card is drawn again: the books were busy")
        except Exception:
            # Neither the chat's fault nor the network's: drawing it again would not help.
            self._meters.count("ducha_cards_broken_total")
            log.exception("the card of chat %s is broken", alias(user_id))
            await self._books.act(lambda tx: painting.card_painted(tx, view))
            pause = None
        finally:
            if pause is None:
                self._done(user_id)
            else:
                self._again(user_id, since, pause)

    def _done(self, user_id: int) -> None:
        self._busy.discard(user_id)
        if user_id in self._owed:
            self._enqueue(user_id)

    def _again(self, user_id: int, since: float, pause: float) -> None:
        self._busy.discard(user_id)
        self._owed[user_id] = min(since, self._owed.get(user_id, since))
        free_at = time.monotonic() + max(pause, 0.0)
        self._free_at[user_id] = max(free_at, self._free_at.get(user_id, 0.0))
        self._enqueue(user_id)

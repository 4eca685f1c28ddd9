"""Long polling that acknowledges an update only after it is committed.

The offset is the lowest number not yet done: what is slow is fetched again until it is through,
while later ones are handled beside it. No more than two polls' worth of updates is in hand.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
from typing import Any, cast

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.errors import StartError, outcome_of
from bot.intake import Intake, Raw, update_id_of
from bot.metrics import Meters
from bot.tasks import Tasks
from bot.transport import Transport
from storage.db import BooksBusyError
from storage.faults import fault_point

log = logging.getLogger(__name__)

LIMIT = 100
MANY = 20
"""So many updates of one poll say that more are waiting."""
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
SAME_OFFSET_PAUSE = 3.0
"""Asking with the same offset sooner makes the server slow down."""
LONGEST_PAUSE = 30.0


class Polling:
    """`server` is the bot's address up to the method; times in seconds."""

    def __init__(
        self,
        intake: Intake,
        transport: Transport,
        server: str,
        meters: Meters,
        *,
        timeout: float = 30.0,
        margin: float = 20.0,
        conflict_pause: float = 5.0,
    ) -> None:
        self._intake = intake
        self._transport = transport
        self._url = f"{server}/getUpdates"
        self._meters = meters
        self._timeout = timeout
        self._margin = margin
        self._conflict_pause = conflict_pause
        self._in_hand: set[int] = set()
        self._done: set[int] = set()
        self._next = 0
        self._moved = asyncio.Event()
        self._tasks = Tasks(at_most=2 * LIMIT)
        self._troubles = 0

    @property
    def offset(self) -> int:
        """The lowest number not yet done; everything below is acknowledged by the next poll."""
        return min((number for number in self._in_hand if number >= 0), default=self._next)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until told to stop, then finish what is in hand and acknowledge it.

        Raises StartError when the server does not know the token (any more).
        """
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                turn = asyncio.ensure_future(self._turn())
                await asyncio.wait({turn, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not turn.done():
                    turn.cancel()
                    await asyncio.wait({turn})
                if not turn.cancelled():
                    turn.result()
        finally:
            stopped.cancel()
            await self._tasks.finish(10)
        await self._acknowledge()

    async def _turn(self) -> None:
        offset = self.offset
        try:
            batch = await self._poll(offset, LIMIT, self._timeout)
        except InvalidToken:
            raise StartError("TELEGRAM_BOT_TOKEN was refused by the chat server") from None
        except TelegramError as error:
            await self._recover(error)
            return
        if self._troubles:
            log.warning("the chat server answers again")
            self._troubles = 0
        self._meters.heard_from_server()
        if offset:
            fault_point("after-acknowledge")
        await self._accept(batch, offset)
        await self._wait_for_room(len(batch))
        if batch and self.offset == offset:
            await asyncio.sleep(SAME_OFFSET_PAUSE)

    async def _poll(self, offset: int, limit: int, seconds: float) -> list[Any]:
        parameters = {"offset": offset, "limit": limit, "timeout": int(seconds)}
        fields = [RequestParameter(name, value, None) for name, value in parameters.items()]
        fields.append(RequestParameter("allowed_updates", json.dumps(KINDS), None))
        try:
            # The transport has its own limits; this one also ends what got stuck below it.
            async with asyncio.timeout(seconds + self._margin):
                batch = await self._transport.post(
                    self._url, RequestData(fields), read_timeout=seconds + self._margin / 2
                )
        except TimeoutError:
            log.warning("a poll hung: new connections are made")
            self._meters.count("ducha_polls_hung_total")
            await self._transport.shutdown()
            await self._transport.initialize()
            return []
        return cast("list[Any]", batch) if isinstance(batch, list) else []

    async def _recover(self, error: TelegramError) -> None:
        self._troubles += 1
        self._meters.count("ducha_poll_failures_total")
        match error:
            case RetryAfter():
                pause = outcome_of(error).wait.total_seconds()
            case Conflict():
                if self._troubles == 1:
                    log.error("another program polls with the same token; trying on")
                pause = self._conflict_pause
            case _:
                if self._troubles == 1:
                    log.warning("the chat server cannot be reached (%s); trying on", error)
                longest = min(0.5 * 2 ** min(self._troubles, 10), LONGEST_PAUSE)
                pause = longest * random.uniform(0.5, 1)  # noqa: S311 not a secret
        await asyncio.sleep(pause)

    async def _accept(self, batch: list[Any], offset: int) -> None:
        # An answer never holds what was acknowledged with its own request.
        self._done = {number for number in self._done if number >= offset or number < 0}
        for entry in batch:
            raw = entry if isinstance(entry, dict) else {"malformed": entry}
            number = update_id_of(raw)
            if number in self._in_hand or number in self._done:
                continue
            if number >= 0:
                self._next = number + 1
            self._in_hand.add(number)
            await self._tasks.start(self._settle(number, raw))

    async def _settle(self, number: int, raw: Raw) -> None:
        async with self._intake.turn(raw):
            pause, told = 0.05, False
            while True:
                try:
                    if await self._intake.attempt(raw):
                        break
                except BooksBusyError as error:
                    if not told:
                        log.warning("the books cannot be written (%s); trying on", error)
                    told = True
                except Exception:
                    log.exception("update %d could not even be counted", number)
                await asyncio.sleep(pause * random.uniform(0.7, 1))  # noqa: S311 not a secret
                pause = min(pause * 2, 5.0)
        self._in_hand.discard(number)
        self._done.add(number)
        self._moved.set()

    async def _wait_for_room(self, came: int) -> None:
        """Before the next poll: all done, or half of a poll that brought many.

        Asking sooner brings again what is still in hand; where many come it costs less than the
        time a poll takes, in which nothing would be done.
        """
        asked = self.offset
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SAME_OFFSET_PAUSE):
                while self._in_hand and not (
                    came >= MANY and self.offset > asked and len(self._in_hand) <= came // 2
                ):
                    self._moved.clear()
                    await self._moved.wait()

    async def _acknowledge(self) -> None:
        if self._in_hand:
            log.warning("%d updates were not finished and will come again", len(self._in_hand))
        try:
            async with asyncio.timeout(5):
                await self._poll(self.offset, 1, 0)
        except (TelegramError, TimeoutError) as error:
            log.warning("the last updates will come again (%s)", type(error).__name__)

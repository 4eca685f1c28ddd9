"""Takes updates as raw JSON, one by one: handled and committed first, acknowledged last.

The core is shared by polling and webhook: a person's updates stay in order, people go side by
side, a repeated update is known by the act itself, and one that fails time and again is put
into quarantine so that it holds up nobody, not even its own sender.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias

from telegram import Update

from bot.metrics import Meters
from content.masking import mask_numbers
from handlers.application import Dispatcher
from storage.db import Books, BooksBusyError
from workflow import failing

log = logging.getLogger(__name__)

Raw: TypeAlias = dict[str, Any]
TRIES = 5
RAW_LIMIT = 20_000
"""So many characters of a failed update are kept."""


class Intake:
    """Handles raw updates; `now` is the campaign's time, `nudge` wakes the sender."""

    def __init__(
        self,
        application: Dispatcher,
        books: Books,
        meters: Meters,
        now: Callable[[], datetime],
    ) -> None:
        self._application = application
        self._books = books
        self._meters = meters
        self._now = now
        self._turns: dict[int, tuple[asyncio.Lock, int]] = {}
        self._failing: set[int] = set()

    @asynccontextmanager
    async def turn(self, raw: Raw) -> AsyncIterator[None]:
        """Wait until the earlier updates of the same person are through."""
        key = person_of(raw)
        lock, users = self._turns.get(key) or (asyncio.Lock(), 0)
        self._turns[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._turns.pop(key)
            if users > 1:
                self._turns[key] = (lock, users - 1)

    async def attempt(self, raw: Raw) -> bool:
        """Handle an update; True once it need not come again, False to try it later.

        Raises BooksBusyError when the books cannot be written now; that is not its fault.
        """
        started = time.perf_counter()
        update_id = update_id_of(raw)
        try:
            update = Update.de_json(lean(raw), self._application.bot)
            await self._application.process_update(update)
        except BooksBusyError:
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, it is counted and told
            return await self._failed(update_id, raw, error)
        if update_id in self._failing:
            self._failing.discard(update_id)
            await self._books.act(lambda tx: failing.update_recovered(tx, update_id))
        self._meters.took(time.perf_counter() - started)
        return True

    async def _failed(self, update_id: int, raw: Raw, error: Exception) -> bool:
        where = place_of(error)
        kept = json.dumps(masked(raw), ensure_ascii=False)[:RAW_LIMIT]
        now = self._now()
        tries = await self._books.act(
            lambda tx: failing.update_failed(tx, update_id, where, kept, now)
        )
        self._failing.add(update_id)
        self._meters.count("ducha_update_failures_total")
        # The error's own words may repeat what somebody typed; its place is enough.
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("update %d failed, try %d: %s\n%s", update_id, tries, where, frames)
        if tries < TRIES:
            return False
        chat = private_chat_of(raw)
        await self._books.act(lambda tx: failing.quarantine(tx, update_id, chat, now))
        self._failing.discard(update_id)
        self._meters.count("ducha_updates_quarantined_total")
        log.error("update %d put into quarantine", update_id)
        return True


def update_id_of(raw: object) -> int:
    """Its number; one without gets a number below zero that only depends on what it holds."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    whole = json.dumps(raw, sort_keys=True, default=str).encode()
    return -int.from_bytes(hashlib.sha256(whole).digest()[:6], "big") - 1


def person_of(raw: Raw) -> int:
    """Whose turn it is: the person's id, else the chat's, else the update's own."""
    for key, part in raw.items():
        if key == "update_id" or not isinstance(part, dict):
            continue
        for whose in ("from", "user", "chat"):
            who = part.get(whose)
            if isinstance(who, dict) and isinstance(who.get("id"), int):
                return int(who["id"])
    return update_id_of(raw)


def lean(raw: Raw) -> Raw:
    """A tap without what stands in its message: who, which and where is all that is read."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    kept = {key: message[key] for key in ("message_id", "chat", "date") if key in message}
    return {**raw, "callback_query": {**query, "message": kept}}


def private_chat_of(raw: Raw) -> int | None:
    """The private chat an update came from, where it can be read at all."""
    for part in raw.values():
        if not isinstance(part, dict):
            continue
        under = part.get("message") if isinstance(part.get("message"), dict) else part
        chat = under.get("chat") if isinstance(under, dict) else None
        if isinstance(chat, dict) and chat.get("type") == "private":
            number = chat.get("id")
            return number if isinstance(number, int) else None
    return None


def masked(part: Any) -> Any:
    """The same JSON with identity-card, bank-card and telephone numbers masked in every text."""
    match part:
        case str():
            return mask_numbers(part)[0]
        case dict():
            return {str(key): masked(value) for key, value in part.items()}
        case list():
            return [masked(value) for value in part]
        case _:
            return part


def place_of(error: BaseException) -> str:
    """What kind of error and where it arose, without its words."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {last.name}:{last.lineno}"

"""What the server's "too many requests" stops: that chat, or everything when it comes thrice."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.logs import alias
from bot.metrics import Meters
from storage.db import Books
from workflow import post

log = logging.getLogger(__name__)

CHATS, SECONDS = 3, 10.0
"""So many chats within so many seconds, and the whole token pauses."""


class Brake:
    """Shared by painter and sender; the pauses stand in the rate rows and, for speed, here."""

    def __init__(self, books: Books, wall: Callable[[], datetime], meters: Meters) -> None:
        self._books = books
        self._wall = wall
        self._meters = meters
        self._hits: deque[tuple[float, int]] = deque()
        self._chats: dict[int, float] = {}
        self._all = 0.0

    def free_at(self, chat_id: int) -> float:
        """From when on that chat may be written to again (monotonic seconds)."""
        return max(self._all, self._chats.get(chat_id, 0.0))

    async def hit(self, chat_id: int, wait: timedelta) -> None:
        """The server has asked that chat's sender to wait so long."""
        now = time.monotonic()
        until = now + wait.total_seconds()
        self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        self._chats[chat_id] = max(until, self._chats.get(chat_id, 0.0))
        self._hits.append((now, chat_id))
        while self._hits and self._hits[0][0] < now - SECONDS:
            self._hits.popleft()
        whole = len({chat for _, chat in self._hits}) >= CHATS
        if whole:
            self._all = max(self._all, until)
        self._meters.count("ducha_too_many_total")
        log.warning("too many requests: chat %s waits %s", alias(chat_id), wait)
        at = self._wall() + wait
        await self._books.act(lambda tx: post.pause(tx, chat_id, at, whole=whole))

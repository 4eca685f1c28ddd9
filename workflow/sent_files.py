"""Files sent in the chat are fetched and read beside the acts; what fails is tried again later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from storage.db import Books, Tx

log = logging.getLogger(__name__)

Fetch = Callable[[str], Awaitable[bytes]]
"""The bytes of a file by the id the channel knows it by; raises where it cannot be had."""
GIVE_UP: Final = 8
"""Attempts after which a file that cannot be had or read is given up."""


class Owed(Protocol):
    """A file that waits, and how often it was tried."""

    @property
    def id(self) -> int:
        """Its row."""

    @property
    def attempts(self) -> int:
        """How often it failed."""


T = TypeVar("T", bound=Owed)


async def carry_on(
    books: Books,
    waiting: Sequence[T],
    do: Callable[[T], Awaitable[None]],
    failed: Callable[[Tx, T, datetime], None],
    wall: Callable[[], datetime],
) -> None:
    """Do each in turn; one that fails does not keep the others back and is tried again later.

    A kill in between leaves the file waiting. `failed` notes the attempt and when the next is.
    """
    for item in waiting:
        try:
            await do(item)
        except Exception as error:
            log.exception("%s %d: %s", type(item).__name__, item.id, type(error).__name__)
            next_try = wall() + timedelta(seconds=2.0 ** min(item.attempts, 8))
            await _note(books, item, next_try, failed)


async def _note(
    books: Books, item: T, next_try: datetime, failed: Callable[[Tx, T, datetime], None]
) -> None:
    await books.act(lambda tx: failed(tx, item, next_try))

"""Who holds event streams open, and how many."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Streams:
    """Each person's open streams, the oldest first."""

    def __init__(self) -> None:
        self._open: dict[int, list[asyncio.Event]] = {}

    @contextmanager
    def hold(self, person: int, most: int) -> Iterator[asyncio.Event]:
        """An event that is set once this stream is one too many.

        The newest stay: after a lost network the oldest are those whose phone is long gone.
        """
        over = asyncio.Event()
        held = self._open.setdefault(person, [])
        held.append(over)
        for old in held[:-most]:
            old.set()
        try:
            yield over
        finally:
            held.remove(over)
            if not held:
                self._open.pop(person, None)

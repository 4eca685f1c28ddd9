"""Wakes those who wait for something to happen: long polls and event streams."""

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Bells:
    """Named bells; whoever listens is woken when one rings."""

    def __init__(self) -> None:
        self._listeners: dict[Hashable, set[asyncio.Event]] = {}

    @contextmanager
    def listen(self, name: Hashable) -> Iterator[asyncio.Event]:
        """An event that is set at each ring; clear it, then look, then wait."""
        event = asyncio.Event()
        listeners = self._listeners.setdefault(name, set())
        listeners.add(event)
        try:
            yield event
        finally:
            listeners.discard(event)
            if not listeners:
                self._listeners.pop(name, None)

    def ring(self, name: Hashable) -> None:
        """Wake all who listen to this bell."""
        for event in self._listeners.get(name, ()):
            event.set()

    def ring_all(self) -> None:
        """Wake everyone: the server closes."""
        for name in tuple(self._listeners):
            self.ring(name)

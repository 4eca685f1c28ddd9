"""What all routes share: the store, the bytes, the bots, the limits, who waits, what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chatserver.bells import Bells
from chatserver.faults import CallLog, Faults
from chatserver.files import Bytes
from chatserver.limits import Limits, Pace, Turns
from chatserver.store import Store
from chatserver.streams import Streams
from chatserver.tasks import Tasks
from chatserver.tx import Bot


class Hands(Protocol):
    """The hands of the clock that a demo lets the page set; times are Unix seconds."""

    @property
    def zone(self) -> str:
        """The name of the zone in which it is read."""

    async def morning(self) -> float:
        """When the next working day begins."""

    async def set_forward(self, to: float) -> None:
        """Let it be that time."""


@dataclass(slots=True)
class Desk:
    """The parts of one running server."""

    store: Store
    bytes: Bytes
    bots: Mapping[str, Bot]
    limits: Limits
    pace: Pace
    clock: Callable[[], float]
    bells: Bells = field(default_factory=Bells)
    tasks: Tasks = field(default_factory=Tasks)
    faults: Faults = field(default_factory=Faults)
    log: CallLog = field(default_factory=CallLog)
    turns: Turns = field(default_factory=Turns)
    streams: Streams = field(default_factory=Streams)
    polls: dict[int, int] = field(default_factory=dict)
    polled: dict[int, float] = field(default_factory=dict)
    """When each bot last asked for updates, by the loop's clock."""
    webhook_changed: Callable[[int], None] | None = None
    hands: Hands | None = None
    closing: bool = False

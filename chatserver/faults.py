"""Faults played on request, and the list of calls received: for the demo and for tests."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chatserver.errors import ApiError, RefusedError, blocked, too_many_requests

BEFORE = frozenset({"429", "500", "502", "403", "401", "chat not found", "migrated"})
AFTER = frozenset({"cut", "hang", "slow"})


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` calls of a method (`*`: any), in one chat or in any."""

    method: str
    kind: str
    times: int
    chat: int | None
    bot: int | None
    seconds: float

    def refusal(self) -> ApiError | None:
        """The answer given instead of doing what was asked; None if it is done all the same."""
        match self.kind:
            case "429":
                return too_many_requests(int(self.seconds))
            case "500":
                return ApiError(500, "Internal Server Error")
            case "403":
                return blocked()
            case "401":
                return ApiError(401, "Unauthorized")
            case "chat not found":
                return ApiError(400, "Bad Request: chat not found")
            case "migrated":
                return ApiError(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    migrate_to_chat_id=int(self.seconds),
                )
            case _:
                return None


@dataclass(slots=True)
class Faults:
    """The faults still to be played, first asked first."""

    waiting: list[Fault] = field(default_factory=list)

    def ask(self, wanted: Mapping[str, Any]) -> None:
        """Take a request of the page or a test; raises RefusedError 400."""
        kind = str(wanted.get("fault"))
        if kind not in BEFORE | AFTER:
            raise RefusedError(400, f"unknown fault: {kind}")
        default = {"429": 1, "hang": 60, "slow": 0.05}.get(kind, 0)
        seconds = wanted.get("retry_after", wanted.get("seconds", default))
        numbers = (wanted.get("times", 1), wanted.get("chat"), wanted.get("bot"), seconds)
        if not all(isinstance(one, int | float | None) for one in numbers):
            raise RefusedError(400, "times, chat, bot and seconds are numbers")
        self.waiting.append(
            Fault(
                method=str(wanted.get("method", "*")).lower(),
                kind=kind,
                times=int(wanted.get("times", 1)),
                chat=wanted.get("chat"),
                bot=wanted.get("bot"),
                seconds=float(seconds),
            )
        )

    def take(self, method: str, bot: int, chat: int | None) -> Fault | None:
        """The fault this call meets, counted; a call of lower-case `method`."""
        for fault in self.waiting:
            if fault.method not in {"*", method}:
                continue
            if fault.chat not in {None, chat} or fault.bot not in {None, bot}:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None


@dataclass(slots=True)
class CallLog:
    """The last calls received, in the order they were answered."""

    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=50_000))
    number: int = 0

    def note(
        self, time: float, bot: int, method: str, chat: int | None, outcome: str, message: Any
    ) -> None:
        """One call: when, by whom, what, where, how it ended, the message it made or changed."""
        self.number += 1
        self.calls.append(
            {
                "n": self.number,
                "time": time,
                "bot": bot,
                "method": method,
                "chat": chat,
                "outcome": outcome,
                "message_id": message,
            }
        )

    def after(self, number: int) -> list[dict[str, Any]]:
        """The calls after this number."""
        if not self.calls:
            return []
        skip = max(0, number - (self.calls[0]["n"] - 1))
        return list(self.calls)[skip:]

"""What the real Bot API allows, and how often; rates are off unless switched on."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes (characters, bytes), lifetimes (seconds) and rates; the defaults are Telegram's.

    Our own: `chunk` is a piece of an upload, `upload_day` a person's bytes of files in a day,
    `uploads_open` how many they may have begun and not sent; `groups` are those a person is in,
    `group_members` the people of one; `messages_kept` None: for ever.
    From `acts` on: what a person with a session may do (writing; anything), how many event
    streams they hold, how often one is looked after, how often a wrong invitation is tried from
    one address and in all.
    """

    text: int = 4096
    caption: int = 1024
    callback_data: int = 64
    buttons: int = 100
    buttons_a_row: int = 8
    markup_bytes: int = 10_240
    callback_answer: int = 200
    download: int = 20 * MIB
    photo: int = 10_000_000
    upload: int = 50_000_000
    chunk: int = 512 << 10
    upload_day: int = 2_000_000_000
    uploads_open: int = 100
    groups: int = 50
    group_members: int = 500
    messages_kept: float | None = None
    tap_life: float = 150
    update_life: float = 86_400
    delete_window: float = 48 * 3600
    webhook_retry: float = 1.0
    webhook_timeout: float = 60.0
    chat_rate: Rate | None = None
    group_rate: Rate | None = None
    token_rate: Rate | None = None
    acts: Rate = Rate(40, 10.0)
    asks: Rate = Rate(400, 10.0)
    streams: int = 8
    heartbeat: float = 15.0
    wrong_entries: Rate = Rate(5, 3600.0)
    wrong_entries_in_all: Rate = Rate(60, 3600.0)

    def with_rates(self) -> "Limits":
        """The same limits with Telegram's published rates switched on."""
        return replace(
            self, chat_rate=Rate(1, 1.0), group_rate=Rate(20, 60.0), token_rate=Rate(30, 1.0)
        )


@dataclass(slots=True)
class Pace:
    """Counts what was sent to each chat and by each token against the rates."""

    limits: Limits
    ticks: Callable[[], float] = time.monotonic
    _sent: dict[tuple[str, int, int], deque[float]] = field(default_factory=dict)

    def take(self, bot: int, chat: int, messages: int = 1) -> int:
        """0 if the messages may go now (and count), else the whole seconds to wait."""
        now = self.ticks()
        asked: list[tuple[deque[float], Rate]] = []
        chat_rate = self.limits.group_rate if chat < 0 else self.limits.chat_rate
        for rate, key in ((chat_rate, ("chat", bot, chat)), (self.limits.token_rate, ("", bot, 0))):
            if rate is not None:
                asked.append((self._sent.setdefault(key, deque(maxlen=rate.count)), rate))
        waits = [
            sent[-rate.count] + rate.seconds - now
            for sent, rate in asked
            if len(sent) >= rate.count
        ]
        if waits and max(waits) > 0:
            return max(1, math.ceil(max(waits)))
        for sent, _ in asked:
            sent.extend([now] * messages)
        return 0


@dataclass(slots=True)
class Turns:
    """Counts what each person did against a rate; what is over is forgotten."""

    ticks: Callable[[], float] = time.monotonic
    _taken: dict[tuple[str, int], deque[float]] = field(default_factory=dict)

    def take(self, what: str, person: int, rate: Rate) -> int:
        """0 if the person may (and it counts), else the whole seconds to wait."""
        now = self.ticks()
        taken = self._taken.setdefault((what, person), deque(maxlen=rate.count))
        if len(taken) == rate.count and taken[0] + rate.seconds > now:
            return max(1, math.ceil(taken[0] + rate.seconds - now))
        taken.append(now)
        return 0

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
    """Sizes (characters, bytes), lifetimes (seconds) and rates; the defaults are Telegram's."""

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
    tap_life: float = 150
    update_life: float = 86_400
    delete_window: float = 48 * 3600
    webhook_retry: float = 1.0
    webhook_timeout: float = 60.0
    chat_rate: Rate | None = None
    group_rate: Rate | None = None
    token_rate: Rate | None = None

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

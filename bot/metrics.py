"""Counters and gauges of the process, in Prometheus' plain text; numbers only, nobody's name."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class Meters:
    """What happened so often, what stands at how much, and how long updates took."""

    BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.gauges: dict[str, Callable[[], float]] = {}
        self.last_heard = time.monotonic()
        """When the chat server last answered a poll or sent an update (monotonic seconds)."""
        self._took: Counter[float] = Counter()
        self._sum = 0.0

    def count(self, name: str, by: int = 1) -> None:
        """Something happened; the name ends in `_total`."""
        self.counts[name] += by

    def heard_from_server(self) -> None:
        """The chat server is alive for us."""
        self.last_heard = time.monotonic()

    def took(self, seconds: float) -> None:
        """An update was handled, from the start to the commit, in so many seconds."""
        self.counts["ducha_updates_total"] += 1
        self._sum += seconds
        for bound in self.BOUNDS:
            if seconds <= bound:
                self._took[bound] += 1

    def text(self) -> str:
        """All of it, one value a line."""
        lines = [f"{name} {value}" for name, value in sorted(self.counts.items())]
        lines += [f"{name} {read():g}" for name, read in sorted(self.gauges.items())]
        heard = time.monotonic() - self.last_heard
        lines.append(f"ducha_server_heard_seconds_ago {heard:.1f}")
        handled = self.counts["ducha_updates_total"]
        for bound in self.BOUNDS:
            lines.append(f'ducha_act_seconds_bucket{{le="{bound:g}"}} {self._took[bound]}')
        lines.append(f'ducha_act_seconds_bucket{{le="+Inf"}} {handled}')
        lines.append(f"ducha_act_seconds_sum {self._sum:.6f}")
        lines.append(f"ducha_act_seconds_count {handled}")
        return "\n".join(lines) + "\n"

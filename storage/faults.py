"""Named places where a test lets the process die, to show that nothing is lost there."""

from __future__ import annotations

import os
import signal

POINTS = (
    "before-act",
    "before-commit",
    "after-commit",
    "after-acknowledge",
    "after-claim",
    "after-send",
    "during-planning",
    "after-opening",
    "during-download",
    "during-export",
    "during-migration",
    "during-retention",
)
"""Every place that is named in the code; the kill suite walks this list."""

_chosen = os.environ.get("DUCHA_FAULT", "")
_left = int(os.environ.get("DUCHA_FAULT_AFTER", "0"))


def fault_point(name: str) -> None:
    """Kill the process here if DUCHA_FAULT names this point and it was passed often enough."""
    global _left  # noqa: PLW0603 a countdown of the whole process
    if name != _chosen:
        return
    if _left > 0:
        _left -= 1
        return
    os.kill(os.getpid(), signal.SIGKILL)

"""One process a data folder: two would take each other's updates and cards."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StartError


@contextmanager
def sole_owner(folder: Path) -> Iterator[None]:
    """Hold the folder; StartError when another process does. A kill releases it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "ducha.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(f"another ducha already runs on {folder}") from None
        yield
    finally:
        os.close(handle)

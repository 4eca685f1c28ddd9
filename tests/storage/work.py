"""Pieces of work for another process, which imports this file and little else."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from storage.apart import Told
from storage.db import Reader


def who(_told: Told) -> int:
    return os.getpid()


def count(told: Told, *, to: int) -> str:
    for number in range(1, to + 1):
        told(number, to)
    return "counted"


def fail(_told: Told) -> None:
    raise KeyError("大坪村")


class OddError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(one)
        self.other = other


def fail_oddly(_told: Told) -> None:
    raise OddError("a", "b")


def die(_told: Told, *, once: Path | None = None) -> str:
    if once is not None and once.exists():
        return "lived"
    if once is not None:
        once.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def wait(told: Told, *, marker: Path) -> None:
    marker.write_text(str(os.getpid()))
    told(1, 2)
    time.sleep(60)


def units(books: Reader, _told: Told) -> int:
    return books.read(lambda tx: len(tx.all("SELECT 1 FROM units")))


def scribble(books: Reader, _told: Told) -> None:
    books.read(lambda tx: tx.do("DELETE FROM units"))

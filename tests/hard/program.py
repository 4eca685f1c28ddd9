"""The real program as a process of its own: started, killed, stopped."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
AT_WORK = "is at work"
_TURN = threading.Lock()


def whole(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process: ours without its own settings, and `env`."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("DUCHA_", "TELEGRAM_"))}
    return {**ours, "PYTHONPATH": str(ROOT), **env}


def webhook() -> dict[str, str]:
    """Settings for a webhook on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    return {
        "DUCHA_WEBHOOK_URL": f"http://{place}/updates",
        "DUCHA_LISTEN": place,
        "DUCHA_WEBHOOK_SECRET": "a-secret-of-enough-letters",
    }


@dataclass(slots=True)
class Program:
    """`ducha run`, its log in a file."""

    pid: int
    log: Path

    @classmethod
    async def start(cls, env: Mapping[str, str], log: Path) -> Self:
        """Start it, in the folder of its log, so that no `.env` of the project is read."""
        wanted = {"env": whole(env), "folder": str(log.parent), "log": str(log)}
        return cls(int(await _ask(wanted) or 0), log)

    async def ended(self) -> int | None:
        """Its exit code, minus the signal that killed it; None while it runs."""
        return await _ask({"pid": self.pid})

    async def kill(self) -> int:
        """kill -9, if it is still alive; how it ended."""
        await _ask({"pid": self.pid, "signal": int(signal.SIGKILL)})
        return await self.died(20)

    async def died(self, seconds: float) -> int:
        """Wait until it has ended by itself: its exit code, minus the signal that killed it."""
        async with asyncio.timeout(seconds):
            while (code := await self.ended()) is None:
                await asyncio.sleep(0.02)
        return code

    async def stop(self) -> int:
        """Ask it to stop and wait; its exit code."""
        await _ask({"pid": self.pid, "signal": int(signal.SIGTERM)})
        return await self.died(20)

    async def at_work(self, seconds: float = 30) -> None:
        """Wait until it says so, or has ended before."""
        async with asyncio.timeout(seconds):
            while AT_WORK not in self.log.read_text() and await self.ended() is None:
                await asyncio.sleep(0.02)


class Forks:
    """Starts the program by forking a process that has read the code already.

    Most of a start is the reading of code; without it many kills fit into a minute.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hard.stable"],
            env=whole({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._line() == "ready"

    def close(self) -> None:
        """End it, and the programs it still has."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()

    def ask(self, words: object) -> int | None:
        """Its answer to one line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        answer: int | None = json.loads(self._line())
        return answer

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@cache
def _forks() -> Forks:
    """One for all tests of this process."""
    forks = Forks()
    atexit.register(forks.close)
    return forks


async def _ask(words: object) -> int | None:
    def ask() -> int | None:
        with _TURN:
            return _forks().ask(words)

    return await asyncio.to_thread(ask)

"""The real program as a process of its own: started, killed, stopped."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
DUCHA = Path(sys.executable).parent / "ducha"
AT_WORK = "is at work"


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

    process: asyncio.subprocess.Process
    log: Path

    @classmethod
    async def start(cls, env: Mapping[str, str], log: Path) -> Self:
        """Start it, in the folder of its log, so that no `.env` of the project is read."""
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                DUCHA, "run",
                cwd=log.parent, env=whole(env), stdout=file, stderr=file,
            )  # fmt: skip
        return cls(process, log)

    async def kill(self) -> None:
        """kill -9, if it is still alive."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def died(self, seconds: float) -> int:
        """Wait until it has ended by itself: its exit code, minus the signal that killed it."""
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def stop(self) -> int:
        """Ask it to stop and wait; its exit code."""
        self.process.terminate()
        return await self.died(20)

    async def at_work(self, seconds: float = 30) -> None:
        """Wait until it says so, or has ended before."""
        async with asyncio.timeout(seconds):
            while self.process.returncode is None and AT_WORK not in self.log.read_text():
                await asyncio.sleep(0.02)


class Stable:
    """Starts the program by forking a process that has read the code already.

    Most of a start is the reading of code; without it many kills fit into a minute.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def open(cls, folder: Path) -> Self:
        """Start the process to fork from."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.hard.stable",
            cwd=folder, env=whole({}),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        stable = cls(process)
        assert await stable._line() == "ready"
        return stable

    async def close(self) -> None:
        """End it, and a program it still has."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, env: Mapping[str, str], log: Path) -> int:
        """Start the program; its process id. One at a time."""
        return int(await self._ask({"env": dict(env), "log": str(log)}))

    async def kill(self) -> int:
        """kill -9; by which signal it ended, 0 if it had ended by itself."""
        return int(await self._ask({"kill": int(signal.SIGKILL)}))

    async def _ask(self, words: object) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        await self._process.stdin.drain()
        return await self._line()

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()

"""The processes of a measurement: the town, and one bot at a time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.county import TOKEN

ROOT = Path(__file__).parents[1]
DUCHA = Path(sys.executable).parent / "ducha"


class TownLine:
    """The line to the town's process."""

    def __init__(self, address: str, process: asyncio.subprocess.Process) -> None:
        self.address = address
        self._process = process

    async def ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Have something done; its result."""
        assert self._process.stdin is not None  # noqa: S101 both are pipes
        assert self._process.stdout is not None  # noqa: S101 as above
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        line = await asyncio.wait_for(self._process.stdout.readline(), 600)
        if not line:
            raise RuntimeError("the town has ended")
        result: dict[str, Any] = json.loads(line)
        return result


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours without the program's own settings."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("DUCHA_", "TELEGRAM_"))}
    return {**ours, "PYTHONPATH": str(ROOT), **more}


@asynccontextmanager
async def town(folder: Path, inspectors: int) -> AsyncIterator[TownLine]:
    """The chat server with its people."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.town", str(folder), str(inspectors),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        cwd=ROOT, env=environment({}),
    )  # fmt: skip
    try:
        assert process.stdout is not None  # noqa: S101 a pipe
        address = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
        yield TownLine(address, process)
    finally:
        await _end(process)


@asynccontextmanager
async def bot(*words: str, log: Path, **env: str) -> AsyncIterator[None]:
    """A bot's process."""
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *words, cwd=log.parent, env=environment(env), stdout=file, stderr=file
        )
    try:
        yield
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            process.kill()
    await process.wait()


def ducha(address: str, data: Path) -> dict[str, str]:
    """The program's settings, its own limits off."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DUCHA_BOT_API": address,
        "DUCHA_DATA": str(data),
        "DUCHA_SEND_PER_SECOND": "0",
        "DUCHA_SEND_CHAT_SECONDS": "0",
        "DUCHA_SEND_GROUP_PER_MINUTE": "0",
    }

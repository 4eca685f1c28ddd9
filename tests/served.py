"""`ducha serve` as an office runs it: a process of its own, settings from the environment."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.hard.program import whole

DUCHA = (sys.executable, "-c", "from bot.cli import main; main()")
END = "\x1e"
SEVERAL = f"""
import json, sys
from bot.cli import main
for words in json.loads(sys.argv[1]):
    main(words, standalone_mode=False)
    print({END!r}, end="", flush=True)
"""
START = 40.0
"""Seconds within which the office is open, on a busy machine."""


class Served:
    """An office's folder, its program that can be killed and started again, and its commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "serve.log"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _environment(self) -> dict[str, str]:
        return whole(
            {
                "PYTHONDONTWRITEBYTECODE": "1",
                "LANG": "C.UTF-8",
                "DUCHA_DATA": str(self.data),
                "DUCHA_SERVE": f"127.0.0.1:{self.port}",
                "DUCHA_OFFICE": "青石县督查办",
            }
        )

    def start(self) -> None:
        """Start it and wait until it says at which address it is open."""
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*DUCHA, "serve"],
                cwd=self.folder, env=self._environment(), stdout=log, stderr=log,
            )  # fmt: skip
        process = self._process

        def is_open() -> bool:
            assert process.poll() is None, self.said()
            return self.address.encode() in self.log.read_bytes()[before:]

        until(is_open, START, self.said)

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """As a power cut would end it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it as systemd does; it must leave cleanly."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            assert self._process.wait(30) == 0, self.said()
        finally:
            self._process.kill()

    def ducha(self, *commands: Sequence[str]) -> list[str]:
        """Commands beside it, on the same data; what each said.

        In one process, one after the other: most of a command is the start of Python.
        """
        told = subprocess.run(  # noqa: S603
            [sys.executable, "-c", SEVERAL, json.dumps(commands)],
            cwd=self.folder, env=self._environment(), timeout=60,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        return told.stdout.split(END)[:-1]

    def link(self, told: str) -> str:
        """The link in what `ducha invite` said."""
        found = re.search(rf"{re.escape(self.address)}/#join=[\w-]+", told)
        assert found is not None, told
        return found[0]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the books."""
        return self._rows(self.data / "ducha.db", sql, values)

    def chat_rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the chat store."""
        return self._rows(self.data / "chats" / "chat.sqlite3", sql, values)

    def _rows(self, file: Path, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(file, timeout=10)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(look: Callable[[], Any], seconds: float, sorry: Callable[[], str] = str) -> Any:
    """Look until there is something; what it is."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"it did not come: {sorry()}"
        time.sleep(0.03)
    return found

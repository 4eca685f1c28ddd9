"""`ducha doctor`: whether everything the program stands on is there; one line each."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import click

from bot import clock
from bot.commands.opening import FAILED, end, settings
from bot.office_check import State, is_office, office_lines
from bot.settings import Settings
from content.locales import catalog
from inspection.text import Param, Text, text
from storage import custody

_MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}
SECONDS = 10
OFF = 30
"""Seconds by which our clock may differ from the server's."""
ROOM, LEAST = 2_000, 200
"""Megabytes on the disk under which it warns, and fails."""
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
                 "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
_CHINESE = ("notosanscjk", "notoserifcjk", "sourcehan", "wqy", "simsun", "simhei", "simfang",
            "msyh", "fangsong", "pingfang", "stsong", "stheiti", "droidsansfallback")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, and in words."""

    state: State
    words: Text


def _line(state: State, code: str, **params: Param) -> Finding:
    return Finding(state, text(f"doctor.{code}", **params))


@click.command()
def doctor() -> None:
    """Check token and server, or the office, database, disk, zone and fonts; one line each."""
    found = settings()
    words = catalog(found.lang)
    failed = False
    for finding in _findings(found):
        click.echo(f"{_MARKS[finding.state]} {words.plain(finding.words)}")
        failed |= finding.state == "bad"
    if failed:
        end(FAILED)


def _findings(found: Settings) -> Iterator[Finding]:
    if is_office(found):
        yield from (Finding(*line) for line in asyncio.run(office_lines(found)))
    elif found.token is None:
        yield _line("bad", "no-token")
    else:
        yield _line("ok", "token")
        yield from asyncio.run(_server(found.bot_api, found.token.get_secret_value()))
    yield _database(found.database)
    yield _disk(found.data)
    yield _zone(found)
    yield _fonts()


async def _server(address: str, token: str) -> list[Finding]:
    """Whether the server knows the token, and whether its clock is ours."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(f"{address}/bot{token}/getMe", allow_redirects=False) as response,
        ):
            date = response.headers.get("Date")
            answer = json.loads(await response.read())
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        # The error's own words may hold the address with the token in it.
        return [_line("bad", "server-away", address=address, error=type(error).__name__)]
    if not isinstance(answer, dict) or not answer.get("ok"):
        return [_line("bad", "token-refused", address=address, status=str(response.status))]
    name = str(answer["result"].get("username", "?"))
    return [_line("ok", "server", address=address, name=name), _clock(date)]


def _clock(date: str | None) -> Finding:
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return _line("warn", "clock-unknown")
    seconds = round(abs((clock.wall() - theirs).total_seconds()))
    if seconds > OFF:
        return _line("bad", "clock-off", n=seconds)
    return _line("ok", "clock", n=seconds)


def _database(file: Path) -> Finding:
    if not file.is_file():
        return _line("ok", "database-new", path=str(file))
    try:
        wrong = custody.look(file, custody.integrity)
    except sqlite3.Error as error:
        wrong = str(error)
    if wrong is not None:
        return _line("bad", "database-broken", path=str(file), error=wrong)
    return _line("ok", "database", path=str(file))


def _disk(data: Path) -> Finding:
    folder = next(p for p in (data.absolute(), *data.absolute().parents) if p.is_dir())
    try:
        probe = folder / ".ducha-doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return _line("bad", "disk-locked", path=str(folder), error=error.strerror or "")
    free = shutil.disk_usage(folder).free // 1_000_000
    state: State = "bad" if free < LEAST else "warn" if free < ROOM else "ok"
    return _line(state, "disk" if state == "ok" else "disk-full", path=str(folder), n=free)


def _zone(found: Settings) -> Finding:
    here = clock.now().astimezone(found.zone)
    code = "zone" if found.clock is None else "zone-pretended"
    state: State = "ok" if found.clock is None else "warn"
    return _line(state, code, zone=found.tz, time=_minutes(here))


def _minutes(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _fonts() -> Finding:
    """Whether pictures can show Chinese: a font of the system that has it."""
    program = shutil.which("fc-list")
    if program is not None:
        listed = subprocess.run(  # noqa: S603 the system's own program, fixed arguments
            [program, ":lang=zh", "family"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        ).stdout.split("\n")
        names = sorted(line.split(",")[0] for line in listed if line.strip())
        if names:
            return _line("ok", "fonts", name=names[0])
    for folder in map(Path, _FONT_FOLDERS):
        for file in folder.expanduser().rglob("*.[to]t[fc]"):
            if file.name.lower().replace("-", "").startswith(_CHINESE):
                return _line("ok", "fonts", name=file.name)
    return _line("warn", "no-fonts")

"""What `ducha doctor` looks at for an office on its own network: address, port, door, chats."""

from __future__ import annotations

import json
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

import aiohttp

from bot.serve import CHATS
from bot.settings import OFFICE_MARK, Settings
from chatserver.keeping import fault_of
from chatserver.store import FILE
from inspection.text import Param, Text, text

State: TypeAlias = Literal["ok", "warn", "bad"]
Line: TypeAlias = tuple[State, Text]
SECONDS = 5
HERE = ("127.0.0.1", "localhost", "::1")


def _line(state: State, code: str, **params: Param) -> Line:
    return state, text(f"office-check.{code}", **params)


def is_office(found: Settings) -> bool:
    """Whether this office is, or is to be, served on its own network."""
    return found.public_address is not None


async def office_lines(found: Settings) -> list[Line]:
    """One line a thing; looking changes nothing."""
    mark = found.data / OFFICE_MARK
    lines: list[Line] = []
    if mark.is_file():
        ill = bool(mark.stat().st_mode & 0o077)
        lines.append(_line("bad" if ill else "ok", "mark-open" if ill else "mark", path=str(mark)))
    lines += _address(found)
    port = await _port(found)
    lines.append(port)
    if port[0] == "ok" and found.office_address is not None:
        lines.append(await _door(found.office_address))
    return [*lines, _store(found.data / CHATS)]


def _address(found: Settings) -> list[Line]:
    host, _ = found.serving
    address = found.office_address
    if address is None:
        if host not in HERE:
            return [_line("bad", "address-missing")]
        return [_line("warn", "address-here", address=found.public_address or host)]
    parts = urlsplit(address)
    if parts.scheme != "https":
        local = parts.hostname in HERE
        return [_line("warn", "address-here" if local else "address-plain", address=address)]
    lines = [_line("ok", "address", address=address)]
    if not found.proxy:
        lines.append(_line("warn", "proxy"))
    return lines


async def _port(found: Settings) -> Line:
    """Whether we answer there, nobody does, or somebody else."""
    host, port = found.serving
    host = {"0.0.0.0": HERE[0], "::": "::1"}.get(host, host)  # noqa: S104 where it is asked for
    place = f"{host}:{port}"
    status, well = await _health(f"http://[{host}]:{port}" if ":" in host else f"http://{place}")
    if well is not None:
        is_well = status == 200
        return _line("ok" if is_well else "bad", "running" if is_well else "ill", place=place)
    if status is None and _is_free(host, port):
        return _line("warn", "idle", place=place)
    return _line("bad", "taken", place=place)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with suppress(OSError), socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False


async def _door(address: str) -> Line:
    """Whether what people open leads to us, through the proxy and its certificate."""
    try:
        status, well = await _asked(address)
    except (aiohttp.ClientConnectorCertificateError, ssl.SSLError) as error:
        return _line("warn", "untrusted", address=address, error=type(error).__name__)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return _line("bad", "away", address=address, error=type(error).__name__)
    if well is None:
        return _line("bad", "other", address=address, status=str(status))
    return _line("ok", "reached", address=address)


async def _health(address: str) -> tuple[int | None, Any]:
    try:
        return await _asked(address)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None, None


async def _asked(address: str) -> tuple[int, Any]:
    """The status of /healthz, and what it says if it is ours."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"{address}/healthz", allow_redirects=False) as answer,
    ):
        try:
            said = json.loads(await answer.read())
        except ValueError:
            said = None
        ours = isinstance(said, dict) and set(said) == {"store", "bot"}
        return answer.status, said if ours else None


def _store(folder: Path) -> Line:
    if not (folder / FILE).is_file():
        return _line("ok", "store-new", path=str(folder))
    wrong = fault_of(folder)
    if wrong is not None:
        return _line("bad", "store-broken", path=str(folder), error=wrong)
    return _line("ok", "store", path=str(folder))

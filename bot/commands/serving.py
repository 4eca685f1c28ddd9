"""`ducha serve` and `ducha devices`: an office on its own network."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from typing import Any

import click

from bot import clock
from bot import serve as the_office
from bot.commands.opening import BAD_INPUT, end, say, settings
from bot.errors import StartError
from bot.logs import set_up
from bot.settings import Settings
from chatserver import sessions
from chatserver.chats import entered
from chatserver.store import FILE, beside
from chatserver.tx import Tx
from inspection.text import text


@click.command()
def serve() -> None:
    """Serve one office on its own network: page, chat server, bot and reminders (DUCHA_ADDRESS)."""
    found = settings()
    set_up(found.log)
    lang = found.lang

    def announce(now: the_office.Opened) -> None:
        say(lang, text("serve.open", address=now.address))
        if not now.secure:
            say(lang, text("serve.plain"), error=True)
        if now.empty:
            say(lang, text("serve.first"))

    try:
        asyncio.run(the_office.run(found, announce))
    except StartError as error:
        raise click.ClickException(str(error)) from None
    say(lang, text("serve.closed"), error=True)


@click.command()
@click.argument("name", required=False)
@click.option("--revoke", metavar="ID|all", help="Sign this device of NAME out, or all of them.")
def devices(name: str | None, revoke: str | None) -> None:
    """List the devices on which people (or NAME, or a number) have entered; sign them out."""
    found = settings()
    folder = found.data / the_office.CHATS
    if not (folder / FILE).is_file():
        say(found.lang, text("devices.none", path=str(folder)), error=True)
        end(BAD_INPUT)
    if revoke is not None and (name is None or not (revoke == "all" or revoke.isdecimal())):
        raise click.UsageError("--revoke needs NAME and the number of a device, or all")
    try:
        with beside(folder, clock.unix) as tx:
            people = entered(tx, name)
            if revoke is None:
                _list(found, tx, people, name)
            else:
                _revoke(found, tx, people, str(name), revoke)
    except sqlite3.Error as error:
        raise click.ClickException(str(error)) from None


def _list(found: Settings, tx: Tx, people: list[dict[str, Any]], name: str | None) -> None:
    if name is not None and not people:
        say(found.lang, text("devices.nobody", name=name), error=True)
        end(BAD_INPUT)
    for person in people:
        shown = sessions.devices(tx, person["id"])
        who = {"name": person["name"], "number": str(person["id"])}
        say(found.lang, text("devices.person", n=len(shown), **who))
        for one in shown:
            times = {key: _minutes(found, one[key]) for key in ("made", "seen")}
            say(found.lang, text("devices.line", id=str(one["id"]), name=one["name"], **times))


def _revoke(found: Settings, tx: Tx, people: list[dict[str, Any]], name: str, device: str) -> None:
    if not people:
        say(found.lang, text("devices.nobody", name=name), error=True)
        end(BAD_INPUT)
    if len(people) > 1:
        numbers = "、".join(str(person["id"]) for person in people)
        say(found.lang, text("devices.several", name=name, numbers=numbers), error=True)
        end(BAD_INPUT)
    ended = sessions.end(tx, people[0]["id"], None if device == "all" else int(device))
    if not ended and device != "all":
        say(found.lang, text("devices.unknown", name=name, id=device), error=True)
        end(BAD_INPUT)
    say(found.lang, text("devices.ended", n=ended))


def _minutes(found: Settings, moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(found.zone):%Y-%m-%d %H:%M}"

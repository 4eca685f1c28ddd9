"""What commands share: settings, the open books, words in the office's language, ways to end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, TypeVar

import click

from bot import clock
from bot.errors import StartError
from bot.settings import Settings, load
from content.locales import catalog
from inspection.card import Words
from inspection.fault import Fault
from inspection.flow.importing import fault_line
from inspection.text import text
from storage.db import Books, Tx
from storage.migrate import migrate

T = TypeVar("T")
BAD_INPUT = 2
FAILED = 1


def settings() -> Settings:
    """The settings of this process, its clock set by them; a wrong one ends the command."""
    try:
        found = load()
    except StartError as error:
        raise click.ClickException(str(error)) from None
    if found.clock is not None:
        clock.follow(found.clock)
    return found


def act(found: Settings, run: Callable[[Tx], T]) -> T:
    """Run an act in the books, made or upgraded first; the bot may be running."""
    return _in_books(found.database, lambda books: books.act(run))


def acts(found: Settings, run: Callable[[Books], Coroutine[Any, Any, T]]) -> T:
    """Run several acts in books that are there, each a transaction of its own.

    So nobody waits for all of them. Where there are no books yet, the command ends.
    """
    expect_books(found)
    return _in_books(found.database, run)


def look(found: Settings, run: Callable[[Tx], T]) -> T:
    """Run an act that reads, in books that are there; where there are none, the command ends."""
    return acts(found, lambda books: books.act(run))


def rehearse(found: Settings, run: Callable[[Tx], T]) -> T:
    """Run an act that keeps nothing; where there are no books yet, in empty ones for the moment."""
    if found.database.is_file():
        return act(found, run)
    with TemporaryDirectory() as folder:
        return _in_books(Path(folder) / "empty.db", lambda books: books.act(run))


def expect_books(found: Settings) -> None:
    """End the command where there are no books yet; a command that reads makes none."""
    if not found.database.is_file():
        say(found.lang, text("cli.nothing-yet", path=str(found.database)), error=True)
        end(BAD_INPUT)


def _in_books(database: Path, run: Callable[[Books], Coroutine[Any, Any, T]]) -> T:
    async def inside() -> T:
        books = await Books.open(database)
        try:
            return await run(books)
        finally:
            await books.close()

    migrate(database)
    return asyncio.run(inside())


def say(lang: str, words: Words, *, error: bool = False) -> None:
    """A line on standard output, or on standard error."""
    click.echo(catalog(lang).plain(words), err=error)


def say_faults(lang: str, faults: Iterable[Fault], mark: Words | None = None) -> None:
    """Faults or warnings on standard error, one a line, each with its place."""
    words = catalog(lang)
    front = f"{words.plain(mark)} " if mark else ""
    for fault in faults:
        click.echo(front + words.plain(fault_line(fault)), err=True)


def end(code: int) -> NoReturn:
    """Leave with that exit code."""
    sys.exit(code)

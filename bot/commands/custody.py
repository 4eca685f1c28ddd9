"""`ducha audit verify`, `ducha backup`, `ducha restore`: that nothing was changed or is lost."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from bot.chat_copy import back_up_chats, chats_fault, restore_chats
from bot.commands.opening import BAD_INPUT, FAILED, end, expect_books, say, settings
from bot.copying import copy_database, copy_files
from content.locales import catalog
from inspection.text import Text, text
from storage import custody, retention
from storage.db import Tx
from workflow.archive_check import check_archive, vouched
from workflow.verifying import Trail, evidence_file, first_bad_file, read_trail

DATABASE = "ducha.db"


@click.group("audit")
def audit_() -> None:
    """The audit trail."""


@audit_.command()
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check an archive of evidence: the .zip, or manifest.sha256 where it was unpacked.",
)
def verify(manifest: Path | None) -> None:
    """Recompute the chain over the audit trail and the evidence's hashes; name the first break.

    With --manifest the files of an archive instead of the evidence; away from the books too.
    """
    found = settings()
    if manifest is not None:
        _verify_archive(found.lang, found.database, manifest)
        return
    expect_books(found)
    broken = _verified(found.lang, found.database, found.data)
    if broken is not None:
        say(found.lang, broken, error=True)
        end(FAILED)
    say(found.lang, text("cli.chain-whole"))
    if removed := len(custody.look(found.database, retention.marked)):
        say(found.lang, text("cli.removed-after-retention", n=removed))


def _verify_archive(lang: str, database: Path, file: Path) -> None:
    """Files against the manifest, and that against the trail, where the books are here."""
    label = catalog(lang).plain(text("cli.evidence"))
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done)

        checked = check_archive(file, told)
    if isinstance(checked, Text):
        say(lang, checked, error=True)
        end(FAILED)
    say(lang, text("cli.archive-whole", n=checked.files))
    if not database.is_file():
        say(lang, text("cli.archive-books-missing", path=str(database)), error=True)
        return
    try:
        broken = custody.look(database, lambda tx: vouched(tx, checked))
    except sqlite3.DatabaseError as error:
        broken = text("cli.database-broken", error=str(error))
    if broken is not None:
        say(lang, broken, error=True)
        end(FAILED)
    say(lang, text("cli.archive-known"))


def _verified(lang: str, database: Path, data: Path) -> Text | None:
    """What is wrong with the books and their evidence first; the heads are printed."""
    try:
        wrong, trail = custody.look(database, _both)
    except sqlite3.DatabaseError as error:
        return text("cli.database-broken", error=str(error))
    if wrong is not None:
        return text("cli.database-broken", error=wrong)
    for campaign, number, head in trail.heads:
        params = {"campaign": str(campaign), "number": str(number), "head": head}
        say(lang, text("cli.head", **params))
    if trail.broken is not None:
        return trail.broken
    label = catalog(lang).plain(text("cli.evidence"))
    with click.progressbar(length=len(trail.files), label=label, file=sys.stderr) as bar:
        return first_bad_file(data, trail.files, lambda: bar.update(1))


def _both(tx: Tx) -> tuple[str | None, Trail]:
    return custody.integrity(tx), read_trail(tx)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy database, evidence and chats to DIR while the bot runs; into an older copy, the new."""
    found = settings()
    expect_books(found)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        back_up_chats(found.lang, found.data, folder)
        copy_database(found.lang, found.database, folder / DATABASE)
        # The evidence after the database: whatever that names is there by now.
        trail = custody.look(folder / DATABASE, read_trail)
        copy_files(found.lang, _evidence(found.data, folder, trail))
        for sha256 in trail.gone:
            # What was removed after the retention time does not live on in a copy.
            evidence_file(folder, sha256).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(str(error)) from None
    say(found.lang, text("cli.backed-up", folder=str(folder), n=len(trail.files)))


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def restore(folder: Path) -> None:
    """Bring a copy made by `ducha backup` back, into an empty data directory only."""
    found = settings()
    if not (folder / DATABASE).is_file():
        say(found.lang, text("cli.no-database", path=str(folder / DATABASE)), error=True)
        end(BAD_INPUT)
    if found.database.exists() or (found.data.is_dir() and any(found.data.iterdir())):
        say(found.lang, text("cli.not-empty", folder=str(found.data)), error=True)
        end(BAD_INPUT)
    broken = _verified(found.lang, folder / DATABASE, folder) or chats_fault(folder)
    if broken is not None:
        say(found.lang, broken, error=True)
        end(FAILED)
    try:
        found.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        found.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        trail = custody.look(folder / DATABASE, read_trail)
        copy_files(found.lang, _evidence(folder, found.data, trail))
        restore_chats(found.lang, folder, found.data)
        # The database last: what it names is there when it comes.
        copy_database(found.lang, folder / DATABASE, found.database)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(str(error)) from None
    broken = _verified(found.lang, found.database, found.data) or chats_fault(found.data)
    if broken is not None:
        say(found.lang, broken, error=True)
        end(FAILED)
    say(found.lang, text("cli.restored", folder=str(found.data), n=len(trail.files)))


def _evidence(source: Path, target: Path, trail: Trail) -> list[tuple[Path, Path]]:
    hashes = sorted({sha256 for _, sha256 in trail.files})
    return [(evidence_file(source, one), evidence_file(target, one)) for one in hashes]

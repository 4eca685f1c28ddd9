"""The books as a whole: copied while they are used, checked page by page, hash by hash."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from storage.db import Tx

T = TypeVar("T")
PAGES = 2000
"""Pages copied at a time; between two rounds the bot may write."""


def copy_database(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """A consistent copy of a database in use, as one whole file, flushed to the disk.

    `progress` is told the pages left and all pages. The copy takes its name when it is done.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(part)) as new,
    ):
        old.backup(new, pages=PAGES, progress=lambda _, left, total: progress(left, total))
        # Without a log beside it the copy is one file.
        new.execute("PRAGMA journal_mode=DELETE")
    flush(part)
    part.replace(target)
    flush(target.parent)


def look(file: Path, reading: Callable[[Tx], T]) -> T:
    """Read a database without touching it, be it in use or a copy. sqlite3.Error if it is none."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        return reading(Tx(connection))


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def integrity(tx: Tx) -> str | None:
    """What SQLite finds wrong with its file, None where all is well."""
    rows = [row[0] for row in tx.all("PRAGMA integrity_check")]
    if rows != ["ok"]:
        return str(rows[0])
    broken = tx.one("PRAGMA foreign_key_check")
    return None if broken is None else f"{broken[0]}: a row without what it refers to"


def safe_files(tx: Tx) -> list[tuple[int, str]]:
    """Evidence whose bytes are to be there: its number and its SHA-256."""
    rows = tx.all(
        "SELECT id, sha256 FROM evidence WHERE state = 'safe' AND sha256 IS NOT NULL ORDER BY id"
    )
    return [(row["id"], row["sha256"]) for row in rows]

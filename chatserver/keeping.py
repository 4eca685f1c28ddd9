"""A store and its files as a whole: what a copy consists of, and what makes one safe to go on."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from chatserver.store import FILE, beside

LEAP = 1_000_000
"""By so much the numbers of a store that was brought back are ahead of those it was copied at."""
NUMBERED = ("people", "chats", "messages", "files", "events", "devices")


def files_of(folder: Path) -> frozenset[str]:
    """The SHA-256 of every file the store of this folder names; sqlite3.Error if it is none."""
    with closing(_reading(folder)) as store:
        rows = store.execute(
            "SELECT sha FROM files UNION SELECT sha FROM uploads WHERE sha IS NOT NULL"
        )
        return frozenset(row[0] for row in rows)


def file_path(folder: Path, sha: str) -> Path:
    """Where the bytes with this hash lie below a store's folder."""
    return folder / "files" / sha[:2] / sha


def fault_of(folder: Path) -> str | None:
    """What SQLite finds wrong with the store, None where all is well."""
    try:
        with closing(_reading(folder)) as store:
            (found,) = store.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else str(found)


def first_bad_file(folder: Path, step: Callable[[], None]) -> str | None:
    """The first file named by the store that is missing or not what its hash says."""
    for sha in sorted(files_of(folder)):
        try:
            with file_path(folder, sha).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            found = ""
        if found != sha:
            return sha
        step()
    return None


def resume(folder: Path, clock: Callable[[], float]) -> None:
    """Make a copied store go on: nothing that was made after the copy is taken for another thing.

    The bot's books may be younger than the copy, and phones are: numbers of people, messages and
    updates are not given a second time, and a page that has seen more loads everything anew.
    """
    with beside(folder, clock) as tx:
        for table in NUMBERED:
            tx.sql.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?", (LEAP, table))
        tx.sql.execute("UPDATE bots SET last_update = last_update + ?", (LEAP,))
        tx.sql.execute("DELETE FROM events")


def _reading(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True, timeout=5)

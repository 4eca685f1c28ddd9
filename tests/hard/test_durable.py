"""What an act wrote is on the disk when the act returns: asked of the connections themselves."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from storage import mailbox
from storage.db import Books
from storage.migrate import migrate
from tests.builders import NOW

FULL = 2
"""SQLite's number for `synchronous=FULL`: with WAL, one fsync of the log before a commit is."""


@pytest.mark.parametrize(
    ("pragma", "want"),
    [("synchronous", FULL), ("journal_mode", "wal"), ("foreign_keys", 1), ("query_only", 0)],
)
async def test_the_writer_commits_durably(pragma: str, want: object, tmp_path: Path) -> None:
    migrate(tmp_path / "ducha.db")
    books = await Books.open(tmp_path / "ducha.db")
    try:
        row = await books.act(lambda tx: tx.one(f"PRAGMA {pragma}"))
        assert row is not None
        assert row[0] == want
    finally:
        await books.close()


async def test_an_act_that_returned_is_seen_by_another_connection(tmp_path: Path) -> None:
    file = tmp_path / "ducha.db"
    migrate(file)
    books = await Books.open(file)
    try:
        for number in range(20):
            await books.act(partial(mailbox.first_sight, update_id=number, now=NOW))
            other = sqlite3.connect(file)
            assert other.execute("SELECT count(*) FROM inbox").fetchone() == (number + 1,)
            other.close()
    finally:
        await books.close()

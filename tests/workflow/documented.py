"""A campaign under way with findings, in books of its own, for the tests of documents."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from storage.db import Tx
from storage.migrate import migrate
from tests.builders import Built
from tests.workflow import ledger_book as book
from tests.workflow.one_round import one_round, sheet_id
from workflow.scene import desk


def with_findings(tx: Tx) -> Built:
    """One round; 大坪村 has a finding in time, 东沟村 one that is overdue, one put right."""
    built = one_round(tx)
    here = desk(tx, sheet_id(built, "青石镇大坪村"))
    there = desk(tx, sheet_id(built, "柳河乡东沟村"))
    assert here is not None
    assert there is not None
    book.given(built, book.made(built, here), date(2026, 10, 20))
    book.given(built, book.made(built, there), date(2026, 10, 9))
    other = book.of_household(here, tx)
    book.made(built, here, other)
    return built


def written(file: Path) -> Path:
    """The same, committed to a database file."""
    migrate(file)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    with_findings(Tx(connection))
    connection.execute("COMMIT")
    connection.close()
    return file

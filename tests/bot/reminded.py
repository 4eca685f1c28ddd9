"""Books with findings to be reminded of, and phones for those who are told."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from storage import people
from storage.db import Tx
from storage.migrate import migrate
from tests.builders import NOW
from tests.workflow.chased import Chase


def lay(data: Path, now: str, accounts: Mapping[str, int], findings: Mapping[str, str]) -> None:
    """Findings by their matter and last day; these people have joined, nobody else."""
    data.mkdir(parents=True, exist_ok=True)
    migrate(data / "ducha.db")
    with closing(sqlite3.connect(data / "ducha.db", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN")
        chase = Chase.begin(Tx(connection), now)
        for matter, due_on in findings.items():
            chase.given(due_on, matter=matter)
        for name, person_id in chase.built.people.items():
            people.leave(chase.tx, person_id)
            if name in accounts:
                people.join(chase.tx, person_id, accounts[name], NOW)
        connection.execute("COMMIT")

"""A campaign as it is after some weeks: hundreds of visits and findings, photos on disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.db import Tx
from storage.migrate import migrate
from tests.builders import Built
from tests.workflow.documented import with_findings
from tests.workflow.filed import sent
from tests.workflow.one_round import desk_of

VISITS, FINDINGS, PHOTOS = 300, 200, 6


def crowded(folder: Path) -> Path:
    """Books in the folder, and the photos' bytes; what was made once is copied row by row."""
    file = folder / "ducha.db"
    migrate(file)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    built = with_findings(Tx(connection))
    _multiply(built)
    here = desk_of(built, "青石镇大坪村")
    for _ in range(PHOTOS):
        sent(built, folder, here, item_id="2.9")
    connection.execute("COMMIT")
    connection.close()
    return file


def _multiply(built: Built) -> None:
    tx, unit = built.tx, built.units["青石镇大坪村"].id
    tx.do(
        """INSERT INTO households (unit_id, number, head, tags, position, origin)
           WITH RECURSIVE n AS (SELECT 100 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 99 + :times)
           SELECT :u, 'x' || i, '孙第' || i, '[]', i, 'roster' FROM n""",
        u=unit,
        times=VISITS,
    )
    tx.do(
        """INSERT INTO visits
           SELECT v.sheet_id, h.id, v.state, v.mode, v.reason, v.recorded, v.problems,
                  v.by_person, v.at
           FROM households h JOIN visits v ON v.household_id =
               (SELECT id FROM households WHERE unit_id = :u AND number = '01')
           WHERE h.unit_id = :u AND h.number LIKE 'x%'""",
        u=unit,
    )
    columns = [row["name"] for row in tx.all("PRAGMA table_info(findings)")]
    copied = {"id": "NULL", "number": "100 + n.i", "key": "f.key || '/' || n.i"}
    tx.do(
        f"""INSERT INTO findings
            WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < :times)
            SELECT {", ".join(copied.get(name, f"f.{name}") for name in columns)}
            FROM n JOIN findings f ON f.id = 1 + n.i % 2""",  # noqa: S608 our own columns
        times=FINDINGS,
    )

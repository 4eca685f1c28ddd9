"""Evidence in the books and on the disk, for the tests of the archive."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.times import written
from tests.builders import NOW, Built
from tests.exports.filed import keep
from tests.pictures import scene
from workflow.scene import Desk


def sent(
    built: Built, folder: Path, found: Desk | None, by: str = "王五六", **columns: object
) -> int:
    """A photo whose bytes are safe; `columns` as they are to stand in the books."""
    row = built.tx.one("SELECT count(*) AS n FROM evidence")
    number = (row["n"] if row else 0) + 1
    usual = {
        "campaign_id": built.id,
        "sheet_id": found.sheet.id if found else None,
        "kind": "photo",
        "mime": "image/jpeg",
        "file_id": "x",
        "file_unique_id": f"u{number}",
        "sha256": keep(folder, scene(number)),
        "size": 3000,
        "chat_id": 1,
        "message_id": number,
        "by_person": built.people[by],
        "at": written(NOW + timedelta(seconds=number)),
        "state": "safe",
    }
    every = {**usual, **columns}
    named, gaps = ", ".join(every), ", ".join(f":{column}" for column in every)
    statement = f"INSERT INTO evidence ({named}) VALUES ({gaps}) RETURNING id"  # noqa: S608
    return built.tx.new(statement, **every)


def household(built: Built, found: Desk, number: str) -> int:
    row = built.tx.one(
        "SELECT id FROM households WHERE unit_id = :u AND number = :n",
        u=found.unit.id,
        n=number,
    )
    assert row is not None
    return int(row["id"])

"""Checklist versions: written once under their fingerprint, never changed."""

from __future__ import annotations

from content.checklists import canonical, load_text, version
from inspection.checklist import Checklist
from storage.db import Tx


def save_checklist(tx: Tx, checklist: Checklist) -> int:
    """The id of this very version, written down if it is new."""
    body, sha256 = canonical(checklist), version(checklist)
    tx.do(
        """INSERT INTO checklists (key, sha256, body) VALUES (:key, :sha256, :body)
           ON CONFLICT (sha256) DO NOTHING""",
        key=checklist.id,
        sha256=sha256,
        body=body,
    )
    row = tx.one("SELECT id FROM checklists WHERE sha256 = :s", s=sha256)
    assert row is not None  # noqa: S101 it was written a moment ago
    return int(row["id"])


def checklist(tx: Tx, checklist_id: int) -> Checklist:
    """The version of that id; KeyError where there is none."""
    row = tx.one("SELECT sha256 FROM checklists WHERE id = :id", id=checklist_id)
    if row is None:
        raise KeyError(checklist_id)
    found = _parsed.get(row["sha256"])
    if found is None:
        whole = tx.one("SELECT body FROM checklists WHERE id = :id", id=checklist_id)
        assert whole is not None  # noqa: S101 the row was there a moment ago
        found = _parsed[row["sha256"]] = load_text(whole["body"])
    return found


_parsed: dict[str, Checklist] = {}
"""Versions read before; they never change, so they never go stale."""

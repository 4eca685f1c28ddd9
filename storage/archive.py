"""What the archive of evidence needs of the books: every file with all that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage.db import Tx
from storage.evidence import Fix
from storage.times import read

_KEPT = """FROM evidence e
    LEFT JOIN sheets s ON s.id = e.sheet_id
    LEFT JOIN findings f ON f.id = e.finding_id
    LEFT JOIN sheets t ON t.id = f.sheet_id
    LEFT JOIN rounds r ON r.id = coalesce(s.round_id, f.round_id)
    LEFT JOIN units u ON u.id = coalesce(s.unit_id, f.unit_id)
    WHERE e.campaign_id = :c AND e.dropped_at IS NULL
      AND u.id IN (SELECT value FROM json_each(:units))"""

_REMOVED = ("removing", "removed")


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that was not dropped, with the sheet's or the finding's checklist and round."""

    id: int
    unit_id: int
    round: str | None
    checklist_id: int | None
    item_id: str | None
    question_id: str | None
    household_id: int | None
    finding_id: int | None
    shows: str | None
    objection: bool
    kind: str
    name: str | None
    mime: str | None
    size: int | None
    sha256: str | None
    caption: str | None
    by: int
    at: datetime
    fix: Fix | None
    forwarded: bool
    late: bool
    twin_of: int | None
    lost: bool
    removed: bool
    """Its bytes were removed after the campaign's retention time; the SHA-256 stays."""


def filed(tx: Tx, campaign_id: int, units: Collection[int]) -> list[Filed]:
    """All files of these units, in the order of the units and of their numbers."""
    rows = tx.all(
        f"""SELECT e.*, u.id AS unit_id, r.name AS round,
                   coalesce(s.checklist_id, t.checklist_id) AS checklist_id,
                   coalesce(e.item_id, f.item_id) AS item,
                   coalesce(e.household_id, f.household_id) AS household
            {_KEPT} ORDER BY u.position, e.id""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return [
        Filed(
            row["id"],
            row["unit_id"],
            row["round"],
            row["checklist_id"],
            row["item"],
            row["question_id"],
            row["household"],
            row["finding_id"],
            row["shows"],
            row["objection_id"] is not None,
            row["kind"],
            row["name"],
            row["mime"],
            row["size"],
            row["sha256"] if row["state"] in {"safe", *_REMOVED} else None,
            row["caption"],
            row["by_person"],
            read(row["at"]),
            Fix(row["latitude"], row["longitude"], row["accuracy"], read(row["fix_at"]))
            if row["latitude"] is not None
            else None,
            bool(row["forwarded"]),
            row["late"] is not None and row["late_decision"] != "granted",
            row["twin_of"],
            row["state"] == "lost",
            row["state"] in _REMOVED,
        )
        for row in rows
    ]


def amount(tx: Tx, campaign_id: int, units: Collection[int]) -> tuple[int, int]:
    """How many files of these units there are, and the bytes of those that are kept."""
    row = tx.one(
        f"""SELECT count(*) AS n,
                   coalesce(sum(e.size) FILTER (WHERE e.state = 'safe'), 0) AS bytes {_KEPT}""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return (int(row["n"]), int(row["bytes"])) if row else (0, 0)


def made_here(tx: Tx, manifest: str) -> bool:
    """Whether the trail has an archive whose manifest has that SHA-256."""
    row = tx.one(
        """SELECT 1 FROM audit WHERE act = 'export-made'
           AND json_extract(after, '$.manifest') = :manifest LIMIT 1""",
        manifest=manifest,
    )
    return row is not None

"""When each finding was found and closed, and where: what pictures count."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage.db import Tx
from storage.times import read


@dataclass(frozen=True, slots=True)
class FindingDays:
    """A finding's unit and item, when it was found, and when it was closed if it is."""

    unit_id: int
    item_id: str
    found_at: datetime
    closed_at: datetime | None


def days(tx: Tx, campaign_id: int, units: Collection[int]) -> list[FindingDays]:
    """The findings of these units, without those withdrawn."""
    rows = tx.all(
        """SELECT unit_id, item_id, made_at,
                  CASE WHEN state = 'closed' THEN closed_at END AS closed_at
           FROM findings WHERE campaign_id = :c AND state <> 'withdrawn'
             AND unit_id IN (SELECT value FROM json_each(:units))""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return [
        FindingDays(
            row["unit_id"],
            row["item_id"],
            read(row["made_at"]),
            read(row["closed_at"]) if row["closed_at"] else None,
        )
        for row in rows
    ]

"""An office's own days: worked or free whatever the official calendar says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inspection.campaign import OfficeDay
from storage.db import Tx


def save_days(tx: Tx, campaign_id: int, plan: Sequence[OfficeDay]) -> None:
    """Write the campaign's days anew."""
    tx.do("DELETE FROM calendar_days WHERE campaign_id = :c", c=campaign_id)
    tx.many(
        """INSERT INTO calendar_days (campaign_id, day, works, name)
           VALUES (:c, :day, :works, :name)""",
        [
            {"c": campaign_id, "day": d.day.isoformat(), "works": int(d.works), "name": d.name}
            for d in plan
        ],
    )


def days(tx: Tx, campaign_id: int) -> list[OfficeDay]:
    """The campaign's days, the earliest first."""
    rows = tx.all("SELECT * FROM calendar_days WHERE campaign_id = :c ORDER BY day", c=campaign_id)
    return [
        OfficeDay(date.fromisoformat(row["day"]), bool(row["works"]), row["name"]) for row in rows
    ]

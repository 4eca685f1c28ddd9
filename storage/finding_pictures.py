"""What there is to see of a finding: pictures and files sent with it, and the sheet's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from inspection.finding import Finding
from storage.db import Tx
from storage.times import read


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: of the sheet, or of the finding (`shows` before or after), or both.

    `handed_in` is False for what somebody sent with the finding and has not handed in yet.
    """

    id: int
    kind: str
    sha256: str | None
    name: str | None
    caption: str | None
    shows: Literal["before", "after"] | None
    handed_in: bool
    of_sheet: bool
    item_id: str | None
    question_id: str | None
    household_id: int | None
    by: int
    at: datetime
    removed: bool
    """Whether its bytes were removed after the campaign's retention time."""


def pictures(tx: Tx, found: Finding) -> list[Picture]:
    """All files of the finding, then those of its household (of its item), by time.

    Of a household: what was sent for this item, or for the household at large.
    """
    own = tx.all(
        "SELECT * FROM evidence WHERE dropped_at IS NULL AND finding_id = :f ORDER BY id",
        f=found.id,
    )
    of_sheet = tx.all(
        """SELECT * FROM evidence WHERE dropped_at IS NULL AND finding_id IS NULL
               AND objection_id IS NULL AND sheet_id = :s
               AND ((:h IS NULL AND item_id = :i)
                    OR (household_id = :h AND (item_id IS NULL OR item_id = :i)))
           ORDER BY id""",
        s=found.sheet_id,
        h=found.draft.household_id,
        i=found.draft.item_id,
    )
    return [
        Picture(
            row["id"],
            row["kind"],
            row["sha256"],
            row["name"],
            row["caption"],
            _shows(row["shows"], own=row["finding_id"] is not None),
            row["finding_id"] is None or row["step_id"] is not None,
            row["sheet_id"] is not None,
            row["item_id"],
            row["question_id"],
            row["household_id"],
            row["by_person"],
            read(row["at"]),
            row["state"] in {"removing", "removed"},
        )
        for row in (*own, *of_sheet)
    ]


def _shows(raw: str | None, *, own: bool) -> Literal["before", "after"] | None:
    return cast("Literal['before', 'after']", raw or "after") if own else None

"""Files sent, or chosen, for a finding: how it was before, how it is now, handed in or not yet."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Literal

from storage import evidence, twins
from storage.db import Tx
from storage.evidence import Evidence


def join(tx: Tx, evidence_id: int, finding_id: int, shows: Literal["before", "after"]) -> None:
    """A file shows how it was, or is, with a finding; one of no sheet is only the finding's."""
    tx.do(
        "UPDATE evidence SET finding_id = :f, shows = :shows WHERE id = :id",
        id=evidence_id,
        f=finding_id,
        shows=shows,
    )
    twins.moved(tx, evidence_id)


def leave(tx: Tx, evidence_id: int) -> None:
    """A file of the sheet that was chosen for a finding is the sheet's alone again."""
    tx.do(
        "UPDATE evidence SET finding_id = NULL, shows = NULL WHERE id = :id AND step_id IS NULL",
        id=evidence_id,
    )


def of_finding(tx: Tx, finding_id: int) -> list[Evidence]:
    """What was sent, or chosen, for a finding, handed in or not yet."""
    rows = tx.all(
        "SELECT id FROM evidence WHERE finding_id = :f AND dropped_at IS NULL ORDER BY id",
        f=finding_id,
    )
    files = (evidence.evidence(tx, row["id"]) for row in rows)
    return [file for file in files if file is not None]


def hand_in(tx: Tx, finding_id: int, evidence_ids: Collection[int], step_id: int) -> None:
    """Files of a finding that are handed in with a step."""
    tx.do(
        """UPDATE evidence SET step_id = :step WHERE finding_id = :f AND step_id IS NULL
           AND id IN (SELECT value FROM json_each(:ids))""",
        f=finding_id,
        step=step_id,
        ids=json.dumps(list(evidence_ids)),
    )

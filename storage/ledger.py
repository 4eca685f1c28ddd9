"""What the ledger (整改台账) needs beside the findings, read for a whole campaign at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from inspection.finding import Act
from storage.db import Tx
from storage.times import read


@dataclass(frozen=True, slots=True)
class LastStep:
    """The last of certain steps of a finding: what was said, by whom, when."""

    id: int
    act: Act
    words: str | None
    by: int | None
    at: datetime


def last_steps(tx: Tx, campaign_id: int, acts: Collection[Act]) -> dict[int, LastStep]:
    """The last step of these acts that each finding took, by the finding's id."""
    rows = tx.all(
        """SELECT s.* FROM finding_steps s WHERE s.id IN (
               SELECT max(t.id) FROM finding_steps t JOIN findings f ON f.id = t.finding_id
               WHERE f.campaign_id = :c AND t.act IN (SELECT value FROM json_each(:acts))
               GROUP BY t.finding_id)""",
        c=campaign_id,
        acts=json.dumps(list(acts)),
    )
    return {
        row["finding_id"]: LastStep(
            row["id"], Act(row["act"]), row["words"], row["by_person"], read(row["at"])
        )
        for row in rows
    }


def asked_until(tx: Tx, campaign_id: int) -> dict[int, str]:
    """Until which day more time is asked for, where that waits for an answer, by finding."""
    rows = tx.all(
        """SELECT e.finding_id, e.until FROM extensions e JOIN findings f ON f.id = e.finding_id
           WHERE f.campaign_id = :c AND e.verdict IS NULL""",
        c=campaign_id,
    )
    return {row["finding_id"]: row["until"] for row in rows}


def proof(tx: Tx, campaign_id: int) -> dict[int, list[str | None]]:
    """The hashes of each finding's files that were handed in, None where bytes are to come."""
    rows = tx.all(
        """SELECT finding_id, sha256 FROM evidence
           WHERE campaign_id = :c AND finding_id IS NOT NULL AND step_id IS NOT NULL
             AND dropped_at IS NULL ORDER BY id""",
        c=campaign_id,
    )
    found: dict[int, list[str | None]] = defaultdict(list)
    for row in rows:
        found[row["finding_id"]].append(row["sha256"])
    return found


@dataclass(frozen=True, slots=True)
class Head:
    """A household as the ledger names it."""

    id: int
    unit_id: int
    number: str
    head: str


def heads(tx: Tx, campaign_id: int) -> Iterator[Head]:
    """Every household of the campaign's units, those gone too."""
    rows = tx.all(
        """SELECT h.id, h.unit_id, h.number, h.head FROM households h
           JOIN units u ON u.id = h.unit_id WHERE u.campaign_id = :c""",
        c=campaign_id,
    )
    return (Head(row["id"], row["unit_id"], row["number"], row["head"]) for row in rows)


def names(tx: Tx, campaign_id: int) -> dict[int, str]:
    """Everyone who ever stood on the campaign's roster, by id."""
    rows = tx.all("SELECT id, name FROM people WHERE campaign_id = :c", c=campaign_id)
    return {row["id"]: row["name"] for row in rows}


def starters(tx: Tx, campaign_id: int) -> dict[int, int]:
    """Who began each sheet of the campaign."""
    rows = tx.all("SELECT id, started_by FROM sheets WHERE campaign_id = :c", c=campaign_id)
    return {row["id"]: row["started_by"] for row in rows}

"""Findings as lists need them: counts by state and deadline, one by its number, one's own work."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspection.finding import GIVEN, WITH_UNIT, Finding, FindingState
from storage import findings
from storage.db import Row, Tx
from storage.findings import Wanted


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings stand in a state with that deadline."""

    state: FindingState
    due_on: date | None
    n: int


def tallies(tx: Tx, campaign_id: int, units: Collection[int]) -> list[Tally]:
    """The findings of these units by state and deadline; all counts of a list come from here."""
    rows = tx.all(
        """SELECT state, due_on, count(*) AS n FROM findings
           WHERE campaign_id = :c AND unit_id IN (SELECT value FROM json_each(:units))
           GROUP BY state, due_on""",
        c=campaign_id,
        units=json.dumps(list(units)),
    )
    return [
        Tally(
            FindingState(row["state"]),
            date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            row["n"],
        )
        for row in rows
    ]


def any_made(tx: Tx, campaign_id: int) -> bool:
    """Whether the campaign has findings at all."""
    return (
        tx.one("SELECT 1 FROM findings WHERE campaign_id = :c LIMIT 1", c=campaign_id) is not None
    )


def listed(
    tx: Tx,
    campaign_id: int,
    wanted: Wanted,
    given_only: Collection[int],
    at_most: int = -1,
    skip: int = 0,
) -> list[Finding]:
    """The wanted findings, and those of `given_only` units that were handed over, by deadline."""
    rows = tx.all(
        """SELECT id FROM findings WHERE campaign_id = :c
               AND state IN (SELECT value FROM json_each(:states))
               AND (unit_id IN (SELECT value FROM json_each(:units))
                    OR (unit_id IN (SELECT value FROM json_each(:given_only))
                        AND state IN (SELECT value FROM json_each(:given))))
               AND (:due_from IS NULL OR due_on >= :due_from)
               AND (:due_to IS NULL OR due_on <= :due_to)
           ORDER BY due_on IS NULL, due_on, number LIMIT :n OFFSET :skip""",
        c=campaign_id,
        states=json.dumps(list(wanted.states)),
        units=json.dumps(list(wanted.units or ())),
        given_only=json.dumps(list(given_only)),
        given=json.dumps(list(GIVEN)),
        due_from=wanted.due_from.isoformat() if wanted.due_from else None,
        due_to=wanted.due_to.isoformat() if wanted.due_to else None,
        n=at_most,
        skip=skip,
    )
    return _found(tx, rows)


def numbered(tx: Tx, campaign_id: int, number: int) -> Finding | None:
    """The finding of that number."""
    row = tx.one(
        "SELECT id FROM findings WHERE campaign_id = :c AND number = :n", c=campaign_id, n=number
    )
    return findings.finding(tx, row["id"]) if row else None


@dataclass(frozen=True, slots=True)
class Mine:
    """What waits for a person: to put right, to verify, to answer, each in units of its own.

    Nobody verifies what they handed in; what was put right on the spot waits for heads alone.
    """

    person_id: int
    to_put_right: Collection[int] = ()
    to_verify: Collection[int] = ()
    to_answer: Collection[int] = ()
    """Units as whose head the person answers who asks for more time."""


_MINE = """FROM findings WHERE id IN (
    SELECT id FROM findings WHERE campaign_id = :c
        AND state IN (SELECT value FROM json_each(:with_unit))
        AND unit_id IN (SELECT value FROM json_each(:put_right))
    UNION SELECT id FROM findings WHERE campaign_id = :c
        AND state = 'submitted' AND unit_id IN (SELECT value FROM json_each(:verify))
        AND submitted_by IS NOT :me
        AND (on_spot = 0 OR unit_id IN (SELECT value FROM json_each(:answer)))
    UNION SELECT f.id FROM extensions e JOIN findings f ON f.id = e.finding_id
        WHERE e.verdict IS NULL AND f.campaign_id = :c
        AND f.unit_id IN (SELECT value FROM json_each(:answer)))"""


def mine(tx: Tx, campaign_id: int, wanted: Mine, at_most: int = -1, skip: int = 0) -> list[Finding]:
    """What waits for the person, the earliest deadline first."""
    rows = tx.all(
        f"SELECT id {_MINE} ORDER BY due_on IS NULL, due_on, number LIMIT :n OFFSET :skip",
        n=at_most,
        skip=skip,
        **_mine(campaign_id, wanted),
    )
    return _found(tx, rows)


def count_mine(tx: Tx, campaign_id: int, wanted: Mine) -> int:
    """How many wait for the person."""
    row = tx.one(f"SELECT count(*) AS n {_MINE}", **_mine(campaign_id, wanted))
    return int(row["n"]) if row else 0


def _found(tx: Tx, rows: Sequence[Row]) -> list[Finding]:
    found = (findings.finding(tx, row["id"]) for row in rows)
    return [each for each in found if each is not None]


def _mine(campaign_id: int, wanted: Mine) -> dict[str, Any]:
    return {
        "c": campaign_id,
        "me": wanted.person_id,
        "with_unit": json.dumps(list(WITH_UNIT)),
        "put_right": json.dumps(list(wanted.to_put_right)),
        "verify": json.dumps(list(wanted.to_verify)),
        "answer": json.dumps(list(wanted.to_answer)),
    }

"""What the deadlines of findings say, many at a time: which may still move, which are near."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from inspection.finding import OPEN, WITH_UNIT
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Provisional:
    """A deadline that some open findings share and that may move with the calendar."""

    rule: str
    set_on: date
    due_on: date


def provisional(tx: Tx, campaign_id: int) -> list[Provisional]:
    """The provisional deadlines of open findings, each once."""
    rows = tx.all(
        """SELECT DISTINCT due_rule, due_set_on, due_on FROM findings
           WHERE campaign_id = :c AND state IN (SELECT value FROM json_each(:open))
             AND provisional = 1 AND due_rule IS NOT NULL AND due_set_on IS NOT NULL""",
        c=campaign_id,
        open=json.dumps(OPEN),
    )
    return [
        Provisional(
            row["due_rule"],
            date.fromisoformat(row["due_set_on"]),
            date.fromisoformat(row["due_on"]),
        )
        for row in rows
    ]


def sharing(tx: Tx, campaign_id: int, found: Provisional) -> list[int]:
    """The ids of the open findings with that provisional deadline, by number."""
    rows = tx.all(
        """SELECT id FROM findings
           WHERE campaign_id = :c AND state IN (SELECT value FROM json_each(:open))
             AND provisional = 1 AND due_rule = :rule AND due_set_on = :set_on
             AND due_on = :due_on ORDER BY number""",
        c=campaign_id,
        open=json.dumps(OPEN),
        rule=found.rule,
        set_on=found.set_on.isoformat(),
        due_on=found.due_on.isoformat(),
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline with the day it was set on."""

    due_on: date
    set_on: date


def running(tx: Tx, campaign_id: int, until: date) -> dict[Term, set[int]]:
    """The deadlines up to that day of all that is with its unit, and the units that have them."""
    rows = tx.all(
        """SELECT DISTINCT due_on, due_set_on, unit_id FROM findings
           WHERE campaign_id = :c AND state IN (SELECT value FROM json_each(:states))
             AND due_on <= :until AND due_set_on IS NOT NULL""",
        c=campaign_id,
        states=json.dumps(WITH_UNIT),
        until=until.isoformat(),
    )
    found: dict[Term, set[int]] = defaultdict(set)
    for row in rows:
        term = Term(date.fromisoformat(row["due_on"]), date.fromisoformat(row["due_set_on"]))
        found[term].add(row["unit_id"])
    return dict(found)

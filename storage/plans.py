"""A campaign's roster as it was written down, read back in the form a workbook has it in."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from inspection.campaign import Department, Household, Person, Post, Role, Unit
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """A household of the books: whether it came with the roster, and whether it may not go."""

    id: int
    household: Household
    on_roster: bool
    visited: bool


def people(tx: Tx, campaign_id: int) -> dict[str, Person]:
    """The people the workbook named, by key, without what the command line granted."""
    posts: dict[str, list[Post]] = defaultdict(list)
    rows = tx.all(
        """SELECT p.key, p.name, p.number, p.workplace, p.phone, s.role, s.team, s.townships
           FROM people p JOIN posts s ON s.person_id = p.id AND s.granted = 0
           WHERE p.campaign_id = :c AND p.dropped = 0 ORDER BY p.id, s.rowid""",
        c=campaign_id,
    )
    for row in rows:
        townships = tuple(json.loads(row["townships"]))
        posts[row["key"]].append(Post(Role(row["role"]), row["team"] or None, townships))
    return {
        row["key"]: Person(
            row["name"], row["number"], tuple(posts[row["key"]]), row["workplace"], row["phone"]
        )
        for row in rows
    }


def units(tx: Tx, campaign_id: int) -> dict[tuple[str, str], Unit]:
    """The units by township and village (empty for a township itself)."""
    rows = tx.all(
        """SELECT township, village, kind, contact, drawable FROM units
           WHERE campaign_id = :c AND dropped = 0 ORDER BY position""",
        c=campaign_id,
    )
    return {
        (row["township"], row["village"]): Unit(
            row["township"],
            row["village"] or None,
            row["kind"],
            row["contact"],
            bool(row["drawable"]),
        )
        for row in rows
    }


def households(tx: Tx, campaign_id: int) -> dict[tuple[str, str], dict[str, KnownHousehold]]:
    """Every household by its unit and number, those added on the spot too."""
    rows = tx.all(
        """SELECT h.*, u.township, u.village,
                  EXISTS (SELECT 1 FROM visits v WHERE v.household_id = h.id)
                  OR EXISTS (SELECT 1 FROM evidence e WHERE e.household_id = h.id) AS visited
           FROM households h JOIN units u ON u.id = h.unit_id
           WHERE u.campaign_id = :c ORDER BY u.position, h.position, h.id""",
        c=campaign_id,
    )
    found: dict[tuple[str, str], dict[str, KnownHousehold]] = defaultdict(dict)
    for row in rows:
        household = Household(
            row["township"],
            row["village"],
            row["number"],
            row["head"],
            row["grp"],
            row["people"],
            row["helper"],
            tuple(json.loads(row["tags"])),
        )
        found[row["township"], row["village"]][row["number"]] = KnownHousehold(
            row["id"], household, row["origin"] == "roster", bool(row["visited"])
        )
    return dict(found)


def departments(tx: Tx, campaign_id: int) -> dict[str, Department]:
    """The departments by topic."""
    rows = tx.all("SELECT * FROM departments WHERE campaign_id = :c", c=campaign_id)
    return {
        row["topic"]: Department(
            row["topic"], row["lead"], tuple(json.loads(row["co_owners"])), row["contact"]
        )
        for row in rows
    }

"""The rows of results: every sheet of a round with its roll-up, never a single answer; teams."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from inspection.campaign import Role
from inspection.people import Unit
from inspection.sheet import SheetState
from scoring.figures import Figures
from storage.db import Row, Tx


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A unit's sheet with its running figures; `figures` None: they have to be computed anew."""

    sheet_id: int
    unit: Unit
    state: SheetState
    households: int
    visited: int
    telephoned: int
    absent: int
    figures: Figures | None


def rows(
    tx: Tx, campaign_id: int, round_id: int, townships: Collection[str] | None = None
) -> list[ResultRow]:
    """The sheets of a round in the order of the units; only of those townships, where given."""
    found = tx.all(
        """SELECT s.id AS sheet_id, s.state, u.id, u.campaign_id, u.township, u.village, u.contact,
                  u.dropped, r.figures, r.households, r.visited, r.telephoned, r.absent
           FROM sheets s JOIN units u ON u.id = s.unit_id JOIN rollups r ON r.sheet_id = s.id
           WHERE s.round_id = :r AND s.campaign_id = :c AND u.dropped = 0
             AND (:all OR u.township IN (SELECT value FROM json_each(:townships)))
           ORDER BY u.position, s.id""",
        r=round_id,
        c=campaign_id,
        all=townships is None,
        townships=json.dumps(list(townships or ()), ensure_ascii=False),
    )
    return [_row(row) for row in found]


def _row(row: Row) -> ResultRow:
    unit = Unit(
        row["id"],
        row["campaign_id"],
        row["township"],
        row["village"],
        row["contact"],
        bool(row["dropped"]),
    )
    kept = row["figures"]
    return ResultRow(
        row["sheet_id"],
        unit,
        SheetState(row["state"]),
        row["households"],
        row["visited"],
        row["telephoned"],
        row["absent"],
        Figures.from_json(json.loads(kept)) if kept else None,
    )


@dataclass(frozen=True, slots=True)
class Team:
    """An inspection team: its townships, its heads (组长, 副组长) and members by name."""

    name: str
    townships: frozenset[str]
    heads: tuple[str, ...]
    members: tuple[str, ...]


def teams(tx: Tx, campaign_id: int) -> list[Team]:
    """The campaign's teams in the order they were written down."""
    found = tx.all(
        """SELECT p.name, s.role, s.team, s.townships
           FROM posts s CROSS JOIN people p ON p.id = s.person_id
           WHERE p.campaign_id = :c AND p.dropped = 0 AND s.team <> ''
             AND s.role IN ('leader', 'deputy', 'inspector')
           ORDER BY p.id, s.role""",
        c=campaign_id,
    )
    made = []
    for name in dict.fromkeys(row["team"] for row in found):
        own = [row for row in found if row["team"] == name]
        townships = frozenset(t for row in own for t in json.loads(row["townships"]))
        heads = dict.fromkeys(
            row["name"] for role in (Role.LEADER, Role.DEPUTY) for row in own if row["role"] == role
        )
        members = dict.fromkeys(row["name"] for row in own if row["name"] not in heads)
        made.append(Team(name, townships, tuple(heads), tuple(members)))
    return made

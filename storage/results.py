"""The rows of results: every sheet of a round with its roll-up, never a single answer; teams."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from inspection.campaign import Role
from inspection.people import Unit
from inspection.sheet import LOCKED, SheetState
from scoring.figures import Figures
from scoring.summary import Sums
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


_OF_ROUND = """
    FROM sheets s JOIN units u ON u.id = s.unit_id JOIN rollups r ON r.sheet_id = s.id
    WHERE s.round_id = :r AND s.campaign_id = :c AND u.dropped = 0
      AND (:all OR u.township IN (SELECT value FROM json_each(:townships)))"""


def _scope(
    campaign_id: int, round_id: int, townships: Collection[str] | None
) -> dict[str, int | str]:
    return {
        "r": round_id,
        "c": campaign_id,
        "all": townships is None,
        "townships": json.dumps(list(townships or ()), ensure_ascii=False),
    }


def rows(
    tx: Tx,
    campaign_id: int,
    round_id: int,
    townships: Collection[str] | None = None,
    *,
    stale: bool = False,
) -> list[ResultRow]:
    """The sheets of a round in the order of the units; only of those townships, where given.

    `stale`: only those whose figures have to be computed anew.
    """
    found = tx.all(
        f"""SELECT s.id AS sheet_id, s.state, u.id, u.campaign_id, u.township, u.village,
                   u.contact, u.dropped, r.figures, r.households, r.visited, r.telephoned, r.absent
            {_OF_ROUND} AND (NOT :stale OR r.figures IS NULL)
            ORDER BY u.position, s.id""",
        stale=stale,
        **_scope(campaign_id, round_id, townships),
    )
    return [_row(row) for row in found]


def sums(tx: Tx, campaign_id: int, round_id: int, townships: Collection[str] | None = None) -> Sums:
    """What the sheets of a round add up to, without those whose figures are stale.

    Added by the database: the figures of hundreds of sheets never become objects.
    """
    scope = _scope(campaign_id, round_id, townships)
    counted = tx.all(
        f"""SELECT u.township, s.state, count(*) AS sheets, sum(r.households) AS households,
                   sum(r.visited) AS visited, sum(r.telephoned) AS telephoned,
                   sum(r.absent) AS absent, sum(r.figures ->> '$.problems') AS problems
            {_OF_ROUND} AND r.figures IS NOT NULL GROUP BY u.township, s.state""",
        **scope,
    )
    percents = tx.all(
        f"""SELECT r.figures ->> '$.percent' AS percent, count(*) AS sheets
            {_OF_ROUND} AND {_COUNTS} GROUP BY 1 HAVING percent IS NOT NULL""",
        **scope,
    )
    lost = tx.all(
        f"""SELECT l.key AS item, sum(l.value) AS cost, count(*) AS sheets
            FROM (SELECT r.figures {_OF_ROUND} AND r.figures IS NOT NULL) f,
                 json_each(f.figures, '$.lost') l
            GROUP BY l.key""",  # noqa: S608
        **scope,
    )
    states = Counter[SheetState]()
    for row in counted:
        states[SheetState(row["state"])] += row["sheets"]
    return Sums(
        states=states,
        townships=frozenset(row["township"] for row in counted),
        **{name: sum(row[name] for row in counted) for name in _ADDED},
        percents={row["percent"]: row["sheets"] for row in percents},
        cost={row["item"]: row["cost"] for row in lost},
        sheets={row["item"]: row["sheets"] for row in lost},
    )


_ADDED = ("households", "visited", "telephoned", "absent", "problems")
_COUNTS = f"""s.state IN ({", ".join(repr(state.value) for state in LOCKED)})
    AND r.figures IS NOT NULL AND r.figures ->> '$.complete'"""
"""As `SheetLine.counts` says."""


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
    own: dict[str, list[Row]] = {}
    for row in found:
        own.setdefault(row["team"], []).append(row)
    return [_team(name, members) for name, members in own.items()]


def _team(name: str, own: Sequence[Row]) -> Team:
    townships = frozenset(t for said in {row["townships"] for row in own} for t in json.loads(said))
    heads = dict.fromkeys(
        row["name"] for role in (Role.LEADER, Role.DEPUTY) for row in own if row["role"] == role
    )
    members = dict.fromkeys(row["name"] for row in own if row["name"] not in heads)
    return Team(name, townships, tuple(heads), tuple(members))

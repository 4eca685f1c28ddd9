"""The posts of a whole roster at once, for what concerns many people."""

from __future__ import annotations

import json
from collections import defaultdict

from inspection.campaign import Role
from inspection.people import TEAM, Holding
from storage.db import Tx


def all_holdings(tx: Tx, campaign_id: int) -> dict[int, tuple[Holding, ...]]:
    """The roles of everyone of the present roster, as `people.holdings` gives one person's."""
    rows = tx.all(
        """SELECT s.person_id, s.role, s.team, s.townships
           FROM posts s JOIN people p ON p.id = s.person_id
           WHERE p.campaign_id = :c AND p.dropped = 0""",
        c=campaign_id,
    )
    teams: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["team"] and row["role"] in TEAM:
            teams[row["team"]].update(json.loads(row["townships"]))
    found: dict[int, dict[tuple[Role, str], set[str]]] = defaultdict(dict)
    for row in rows:
        role, team = Role(row["role"]), row["team"]
        townships = found[row["person_id"]].setdefault((role, team), set())
        townships.update(json.loads(row["townships"]))
        if role is not Role.CONTACT and team:
            townships.update(teams[team])
    return {
        person_id: tuple(Holding(role, team, frozenset(t)) for (role, team), t in held.items())
        for person_id, held in found.items()
    }

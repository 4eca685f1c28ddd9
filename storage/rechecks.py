"""Which findings of earlier rounds a round has looked at again, known by their steps in it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from inspection.finding import GIVEN, Act, Finding
from storage import findings
from storage.db import Tx

LOOKED = (Act.HOLDS, Act.STANDS, Act.REOPEN, Act.CLOSE, Act.RETURN, Act.FALSE)
"""What the team does to a finding when it looks at it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """So many of the old findings were looked at in the round."""

    done: int
    of: int


_OLD = """FROM findings f WHERE f.campaign_id = :c
    AND f.state IN (SELECT value FROM json_each(:given))
    AND f.round_id IN (SELECT value FROM json_each(:earlier))"""
_SEEN = """EXISTS (SELECT 1 FROM finding_steps s WHERE s.finding_id = f.id AND s.round_id = :r
    AND s.act IN (SELECT value FROM json_each(:looked)))"""


def by_unit(tx: Tx, campaign_id: int, round_id: int, earlier: Collection[int]) -> dict[int, Looked]:
    """How far each unit that has findings of these earlier rounds is, by its id."""
    rows = tx.all(
        f"SELECT f.unit_id, count(*) AS n, sum({_SEEN}) AS seen {_OLD} GROUP BY f.unit_id",
        **_wanted(campaign_id, round_id, earlier),
    )
    return {row["unit_id"]: Looked(row["seen"], row["n"]) for row in rows}


def of_unit(
    tx: Tx, campaign_id: int, unit_id: int, round_id: int, earlier: Collection[int]
) -> list[tuple[Finding, bool]]:
    """A unit's findings of these earlier rounds by number, each with whether it was looked at."""
    rows = tx.all(
        f"SELECT f.id, {_SEEN} AS seen {_OLD} AND f.unit_id = :u ORDER BY f.number",
        u=unit_id,
        **_wanted(campaign_id, round_id, earlier),
    )
    found = ((findings.finding(tx, row["id"]), bool(row["seen"])) for row in rows)
    return [(each, seen) for each, seen in found if each is not None]


def _wanted(campaign_id: int, round_id: int, earlier: Collection[int]) -> dict[str, object]:
    return {
        "c": campaign_id,
        "r": round_id,
        "earlier": json.dumps(list(earlier)),
        "given": json.dumps(list(GIVEN)),
        "looked": json.dumps(list(LOOKED)),
    }

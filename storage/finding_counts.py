"""Findings counted by state with what the handling rates need, for a campaign in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from inspection.finding import GIVEN, WITH_UNIT, FindingState
from scoring.finding_rates import FindingCounts
from storage.db import Row, Tx
from storage.times import written

By: TypeAlias = Literal["unit", "township", "department", "round"]
_KEYS = {
    "": "''",
    "unit": "f.unit_id",
    "township": "u.township",
    "department": "coalesce(f.lead, '')",
    "round": "f.round_id",
}


def _one_of(states: Collection[FindingState]) -> str:
    return f"f.state IN ({', '.join(repr(state.value) for state in states)})"


_STATES = ", ".join(f"sum(f.state = '{state}') AS \"{state}\"" for state in FindingState)
_DUE = f"({_one_of(GIVEN)} AND (f.state = 'closed' OR f.due_on < :today))"
_HANDED_IN = f"({_one_of(GIVEN)} AND f.submitted_at IS NOT NULL)"
_COUNTED = f"""
    WITH ends AS MATERIALIZED (SELECT key AS day, value AS over FROM json_each(:ends))
    SELECT {{key}} AS key, {_STATES},
        sum(f.due_on < :today AND {_one_of(WITH_UNIT)}) AS overdue,
        sum({_DUE}) AS due,
        sum(f.state = 'closed' AND f.closed_at < e.over) AS on_time,
        sum({_HANDED_IN}) AS handed_in,
        sum({_HANDED_IN} AND f.returns > 0) AS handed_back,
        sum({_DUE} AND f.extended > 0) AS due_extended,
        sum(f.due_on BETWEEN :today AND :sunday AND {_one_of(WITH_UNIT)}) AS due_week
    FROM findings f CROSS JOIN units u ON u.id = f.unit_id
    LEFT JOIN ends e ON e.day = f.due_on
    WHERE f.campaign_id = :c AND u.dropped = 0
      AND (:all_towns OR u.township IN (SELECT value FROM json_each(:towns)))
      AND (:round IS NULL OR f.round_id = :round)
      AND (:lead IS NULL OR coalesce(f.lead, '') = :lead)
    {{group}}"""  # noqa: S608 made of our own words alone
_GROUPED = "GROUP BY 1 ORDER BY min(u.position), 1"


def counts(
    tx: Tx,
    campaign_id: int,
    today: date,
    tz: ZoneInfo,
    townships: Collection[str] | None = None,
    round_id: int | None = None,
) -> FindingCounts:
    """All findings of the campaign together; only of those townships or found in that round."""
    (row,) = _rows(tx, "", campaign_id, today, tz, townships, round_id)
    return _counts(row)


def counts_by(
    tx: Tx,
    by: By,
    campaign_id: int,
    today: date,
    tz: ZoneInfo,
    townships: Collection[str] | None = None,
    round_id: int | None = None,
    lead: str | None = None,
) -> dict[str | int, FindingCounts]:
    """The findings of each unit (by id), township, lead department ("": none) or round (by id).

    Only those of a lead department, where one is given.
    """
    rows = _rows(tx, by, campaign_id, today, tz, townships, round_id, lead)
    return {row["key"]: _counts(row) for row in rows}


def _rows(
    tx: Tx,
    by: str,
    campaign_id: int,
    today: date,
    tz: ZoneInfo,
    townships: Collection[str] | None,
    round_id: int | None,
    lead: str | None = None,
) -> list[Row]:
    return tx.all(
        # All together are no group: SQLite would sort them to find that out.
        _COUNTED.format(key=_KEYS[by], group=_GROUPED if by else ""),
        c=campaign_id,
        today=today.isoformat(),
        ends=json.dumps(_ends(tx, campaign_id, tz)),
        all_towns=townships is None,
        towns=json.dumps(list(townships or ()), ensure_ascii=False),
        round=round_id,
        lead=lead,
        sunday=(today + timedelta(days=6 - today.weekday())).isoformat(),
    )


def _ends(tx: Tx, campaign_id: int, tz: ZoneInfo) -> dict[str, str]:
    """When each deadline of closed findings was over: the database knows no zones."""
    rows = tx.all(
        """SELECT DISTINCT due_on FROM findings
           WHERE campaign_id = :c AND state = 'closed' AND due_on IS NOT NULL""",
        c=campaign_id,
    )
    return {row["due_on"]: written(_over(date.fromisoformat(row["due_on"]), tz)) for row in rows}


def _over(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tz)


def _counts(row: Row) -> FindingCounts:
    return FindingCounts(
        {state: row[state] for state in FindingState if row[state]},
        row["overdue"] or 0,
        row["due"] or 0,
        row["on_time"] or 0,
        row["handed_in"] or 0,
        row["handed_back"] or 0,
        row["due_extended"] or 0,
        row["due_week"] or 0,
    )

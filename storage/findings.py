"""Findings (整改台账): their rows, the steps of their story, and the time asked for."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

from inspection.checklist import RectificationKind
from inspection.finding import Act, Draft, Extension, Finding, FindingState, FindingStep
from inspection.finding_plan import Again
from storage.db import Row, Tx
from storage.times import read, written


def make(
    tx: Tx,
    campaign_id: int,
    year: int,
    round_id: int,
    sheet_id: int,
    unit_id: int,
    draft: Draft,
    now: datetime,
) -> int:
    """A new finding with the campaign's next number. Its id."""
    return tx.new(
        """INSERT INTO findings (campaign_id, year, number, round_id, sheet_id, unit_id, key,
               item_id, questions, household_id, cases, points, matter, open_matter, person,
               category, topic, lead, co_owners, measure, responsible, in_charge, kind, deadline,
               state, made_at)
           VALUES (:campaign, :year,
               (SELECT coalesce(max(number), 0) + 1 FROM findings WHERE campaign_id = :campaign),
               :round, :sheet, :unit, :key,
               :item_id, :questions, :household_id, :cases, :points, :matter, :open_matter,
               :person, :category, :topic, :lead, :co_owners, :measure, :responsible, :in_charge,
               :kind, :deadline, 'new', :now)
           RETURNING id""",
        campaign=campaign_id,
        year=year,
        round=round_id,
        sheet=sheet_id,
        unit=unit_id,
        now=written(now),
        **_draft_row(draft),
    )


def save(tx: Tx, found: Finding) -> None:
    """Write a finding as it now stands; its number, unit and key never change."""
    tx.do(
        """UPDATE findings SET round_id = :round, sheet_id = :sheet,
               item_id = :item_id, questions = :questions, household_id = :household_id,
               cases = :cases, points = :points, matter = :matter, open_matter = :open_matter,
               person = :person, category = :category, topic = :topic, lead = :lead,
               co_owners = :co_owners, measure = :measure, responsible = :responsible,
               in_charge = :in_charge, kind = :kind, deadline = :deadline, edited = :edited,
               state = :state, due_on = :due, provisional = :provisional, due_set_on = :due_set,
               due_rule = :due_rule,
               on_spot = :on_spot, returns = :returns, extended = :extended,
               relapses = :relapses, false_at = :false_at, assigned_at = :assigned_at,
               accepted_at = :accepted_at, submitted_at = :submitted_at,
               submitted_by = :submitted_by, closed_at = :closed_at, closed_by = :closed_by
           WHERE id = :id AND key = :key""",
        id=found.id,
        round=found.round_id,
        sheet=found.sheet_id,
        edited=json.dumps(found.edited),
        state=found.state,
        due=_day_text(found.due_on),
        provisional=int(found.provisional),
        due_set=_day_text(found.due_set_on),
        due_rule=found.due_rule,
        on_spot=int(found.on_spot),
        returns=found.returns,
        extended=found.extended,
        relapses=found.relapses,
        false_at=_time_text(found.false_at),
        assigned_at=_time_text(found.assigned_at),
        accepted_at=_time_text(found.accepted_at),
        submitted_at=_time_text(found.submitted_at),
        submitted_by=found.submitted_by,
        closed_at=_time_text(found.closed_at),
        closed_by=found.closed_by,
        **_draft_row(found.draft),
    )


def finding(tx: Tx, finding_id: int) -> Finding | None:
    """The finding of that id."""
    row = tx.one("SELECT * FROM findings WHERE id = :id", id=finding_id)
    return _finding(row) if row else None


def of_sheet(tx: Tx, sheet_id: int) -> list[Finding]:
    """The findings a sheet made, withdrawn ones too, by number."""
    rows = tx.all("SELECT * FROM findings WHERE sheet_id = :s ORDER BY number", s=sheet_id)
    return [_finding(row) for row in rows]


def of_unit(tx: Tx, unit_id: int) -> list[Finding]:
    """The findings of a unit in all rounds, withdrawn ones too, by number."""
    rows = tx.all("SELECT * FROM findings WHERE unit_id = :u ORDER BY number", u=unit_id)
    return [_finding(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: in these states, of these units, due within these days (None: all)."""

    states: Collection[FindingState]
    units: Collection[int] | None = None
    due_from: date | None = None
    due_to: date | None = None


_WANTED = """FROM findings WHERE campaign_id = :c
    AND state IN (SELECT value FROM json_each(:states))
    AND (:all_units OR unit_id IN (SELECT value FROM json_each(:units)))
    AND (:due_from IS NULL OR due_on >= :due_from) AND (:due_to IS NULL OR due_on <= :due_to)"""


def listed(
    tx: Tx, campaign_id: int, wanted: Wanted, at_most: int = -1, skip: int = 0
) -> list[Finding]:
    """The wanted findings, the earliest deadline first."""
    rows = tx.all(
        f"""SELECT * {_WANTED} ORDER BY due_on IS NULL, due_on, number
            LIMIT :n OFFSET :skip""",
        n=at_most,
        skip=skip,
        **_wanted_row(campaign_id, wanted),
    )
    return [_finding(row) for row in rows]


def count(tx: Tx, campaign_id: int, wanted: Wanted) -> int:
    """How many findings are wanted."""
    row = tx.one(f"SELECT count(*) AS n {_WANTED}", **_wanted_row(campaign_id, wanted))
    return int(row["n"]) if row else 0


def step(
    tx: Tx,
    found: Finding,
    act: Act,
    before: FindingState | None,
    round_id: int,
    words: str | None,
    by: int | None,
    now: datetime,
    sheet_id: int | None = None,
) -> int:
    """Append a step to the story of a finding that now stands as given. The step's id."""
    return tx.new(
        """INSERT INTO finding_steps (finding_id, round_id, sheet_id, act, before, after, words,
                                      due_on, by_person, at)
           VALUES (:finding, :round, :sheet, :act, :before, :after, :words, :due, :by, :now)
           RETURNING id""",
        finding=found.id,
        round=round_id,
        sheet=sheet_id,
        act=act,
        before=before,
        after=found.state,
        words=words,
        due=_day_text(found.due_on),
        by=by,
        now=written(now),
    )


def steps(tx: Tx, finding_id: int) -> list[FindingStep]:
    """The story of a finding from its first step."""
    rows = tx.all("SELECT * FROM finding_steps WHERE finding_id = :f ORDER BY id", f=finding_id)
    return [
        FindingStep(
            row["id"],
            Act(row["act"]),
            FindingState(row["before"]) if row["before"] else None,
            FindingState(row["after"]),
            row["words"],
            _day(row["due_on"]),
            row["round_id"],
            row["by_person"],
            read(row["at"]),
            row["sheet_id"],
        )
        for row in rows
    ]


def seen_again(tx: Tx, unit_id: int) -> dict[int, list[Again]]:
    """What the signings of later sheets did to the unit's findings, by finding, the last last."""
    rows = tx.all(
        """SELECT s.finding_id, s.sheet_id, s.round_id, s.act
           FROM findings f JOIN finding_steps s ON s.finding_id = f.id
           WHERE f.unit_id = :u AND s.sheet_id <> f.sheet_id
             AND s.act IN ('reopen', 'stands', 'restore')
           ORDER BY s.id""",
        u=unit_id,
    )
    found: dict[int, list[Again]] = {}
    for row in rows:
        again = Again(row["sheet_id"], row["round_id"], Act(row["act"]))
        found.setdefault(row["finding_id"], []).append(again)
    return found


def ask_time(tx: Tx, finding_id: int, until: date, reason: str, by: int, now: datetime) -> int:
    """Note that more time is asked for; IntegrityError where a request waits already."""
    return tx.new(
        """INSERT INTO extensions (finding_id, until, reason, by_person, at)
           VALUES (:f, :until, :reason, :by, :now) RETURNING id""",
        f=finding_id,
        until=until.isoformat(),
        reason=reason,
        by=by,
        now=written(now),
    )


def answer_time(
    tx: Tx, extension_id: int, verdict: str, answer: str | None, by: int, now: datetime
) -> None:
    """The leader's `granted` or `refused`."""
    tx.do(
        """UPDATE extensions SET verdict = :v, answer = :a, answered_by = :by, answered_at = :now
           WHERE id = :id AND verdict IS NULL""",
        id=extension_id,
        v=verdict,
        a=answer,
        by=by,
        now=written(now),
    )


def extensions(tx: Tx, finding_id: int) -> list[Extension]:
    """All requests for more time, the last one last."""
    rows = tx.all("SELECT * FROM extensions WHERE finding_id = :f ORDER BY id", f=finding_id)
    return [
        Extension(
            row["id"],
            row["finding_id"],
            date.fromisoformat(row["until"]),
            row["reason"],
            row["by_person"],
            read(row["at"]),
            row["verdict"],
            row["answer"],
        )
        for row in rows
    ]


def waiting_time(tx: Tx, finding_id: int) -> Extension | None:
    """The request for more time that waits for the leader."""
    return next((e for e in extensions(tx, finding_id) if e.verdict is None), None)


def _wanted_row(campaign_id: int, wanted: Wanted) -> dict[str, Any]:
    return {
        "c": campaign_id,
        "states": json.dumps(list(wanted.states)),
        "all_units": wanted.units is None,
        "units": json.dumps(list(wanted.units or ())),
        "due_from": _day_text(wanted.due_from),
        "due_to": _day_text(wanted.due_to),
    }


def _draft_row(draft: Draft) -> dict[str, Any]:
    return {
        "key": draft.key,
        "item_id": draft.item_id,
        "questions": json.dumps(draft.questions),
        "household_id": draft.household_id,
        "cases": draft.cases,
        "points": None if draft.points is None else str(draft.points),
        "matter": draft.matter,
        "open_matter": draft.open_matter,
        "person": draft.person,
        "category": draft.category,
        "topic": draft.topic,
        "lead": draft.lead,
        "co_owners": json.dumps(draft.co_owners, ensure_ascii=False),
        "measure": draft.measure,
        "responsible": draft.responsible,
        "in_charge": draft.in_charge,
        "kind": draft.kind,
        "deadline": draft.deadline,
    }


def _finding(row: Row) -> Finding:
    draft = Draft(
        row["key"],
        row["item_id"],
        tuple(json.loads(row["questions"])),
        row["household_id"],
        row["cases"],
        None if row["points"] is None else Fraction(row["points"]),
        row["matter"],
        row["open_matter"],
        row["person"],
        row["category"],
        row["topic"],
        row["lead"],
        tuple(json.loads(row["co_owners"])),
        row["measure"],
        row["responsible"],
        row["in_charge"],
        cast("RectificationKind", row["kind"]),
        row["deadline"],
    )
    return Finding(
        row["id"],
        row["campaign_id"],
        row["year"],
        row["number"],
        row["round_id"],
        row["sheet_id"],
        row["unit_id"],
        draft,
        tuple(json.loads(row["edited"])),
        FindingState(row["state"]),
        _day(row["due_on"]),
        bool(row["provisional"]),
        _day(row["due_set_on"]),
        bool(row["on_spot"]),
        row["returns"],
        row["extended"],
        row["relapses"],
        _time(row["false_at"]),
        read(row["made_at"]),
        _time(row["assigned_at"]),
        _time(row["accepted_at"]),
        _time(row["submitted_at"]),
        row["submitted_by"],
        _time(row["closed_at"]),
        row["closed_by"],
        row["due_rule"],
    )


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time(raw: str | None) -> datetime | None:
    return read(raw) if raw else None


def _time_text(moment: datetime | None) -> str | None:
    return written(moment) if moment else None

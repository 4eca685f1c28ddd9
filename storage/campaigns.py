"""Campaigns with their rounds, units, rosters and departments, as the last import left them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from inspection.campaign import CampaignPlan, Department, Household, Mode, Policy, Round, RoundKind
from inspection.campaign import Unit as PlannedUnit
from inspection.people import Unit
from storage.db import Row, Tx
from storage.times import written


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it runs."""

    id: int
    title: str
    document_number: str | None
    office: str | None
    mode: Mode
    starts_on: date
    ends_on: date
    policy: Policy
    has_tags: bool
    checklist_id: int


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of a campaign."""

    id: int
    name: str
    kind: RoundKind
    starts_on: date
    ends_on: date

    def as_planned(self) -> Round:
        """The round as a workbook has it."""
        return Round(self.name, self.kind, self.starts_on, self.ends_on)


@lru_cache(maxsize=64)
def _policy(text: str) -> Policy:
    plain = json.loads(text)
    plain["remind_at"] = time.fromisoformat(plain["remind_at"])
    for name in ("appraisal_until", "rectify_by"):
        # A campaign may be older than the second of them.
        plain[name] = date.fromisoformat(plain[name]) if plain.get(name) else None
    if "remind_days" in plain:
        plain["remind_days"] = tuple(plain["remind_days"])
    return Policy(**plain)


def _dump_policy(policy: Policy) -> str:
    plain: dict[str, Any] = asdict(policy)
    for name in ("remind_at", "appraisal_until", "rectify_by"):
        plain[name] = plain[name] and plain[name].isoformat()
    return json.dumps(plain, sort_keys=True)


def _campaign(row: Row) -> Campaign:
    return Campaign(
        row["id"],
        row["title"],
        row["document_number"],
        row["office"],
        Mode(row["mode"]),
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["ends_on"]),
        _policy(row["policy"]),
        bool(row["has_tags"]),
        row["checklist_id"],
    )


def campaign(tx: Tx, campaign_id: int) -> Campaign:
    """The campaign of that id; KeyError where there is none."""
    row = tx.one("SELECT * FROM campaigns WHERE id = :id", id=campaign_id)
    if row is None:
        raise KeyError(campaign_id)
    return _campaign(row)


def campaigns(tx: Tx) -> list[Campaign]:
    """All campaigns, the newest first."""
    return [_campaign(row) for row in tx.all("SELECT * FROM campaigns ORDER BY id DESC")]


def titled(tx: Tx, title: str) -> Campaign | None:
    """The campaign of that name."""
    row = tx.one("SELECT * FROM campaigns WHERE title = :t", t=title)
    return _campaign(row) if row else None


def plan_sha256(tx: Tx, title: str) -> str | None:
    """The fingerprint of the plan the campaign was last imported from."""
    row = tx.one("SELECT plan_sha256 FROM campaigns WHERE title = :t", t=title)
    return row["plan_sha256"] if row else None


def save_campaign(
    tx: Tx, plan: CampaignPlan, checklist_id: int, fingerprint: str, now: datetime
) -> int:
    """Write the basic data; the campaign is known by its title. Its id."""
    return tx.new(
        """INSERT INTO campaigns (title, document_number, office, mode, starts_on, ends_on,
                                  policy, has_tags, checklist_id, plan_sha256, created_at)
           VALUES (:title, :document_number, :office, :mode, :starts_on, :ends_on,
                   :policy, :has_tags, :checklist_id, :plan_sha256, :now)
           ON CONFLICT (title) DO UPDATE SET document_number = excluded.document_number,
               office = excluded.office, mode = excluded.mode, starts_on = excluded.starts_on,
               ends_on = excluded.ends_on, policy = excluded.policy,
               has_tags = excluded.has_tags, checklist_id = excluded.checklist_id,
               plan_sha256 = excluded.plan_sha256
           RETURNING id""",
        title=plan.title,
        document_number=plan.document_number,
        office=plan.office,
        mode=plan.mode,
        starts_on=plan.starts_on.isoformat(),
        ends_on=plan.ends_on.isoformat(),
        policy=_dump_policy(plan.policy),
        has_tags=int(plan.has_tags),
        checklist_id=checklist_id,
        plan_sha256=fingerprint,
        now=written(now),
    )


def save_rounds(tx: Tx, campaign_id: int, plan: CampaignPlan) -> None:
    """Write the rounds, known by name; one whose sheets exist is never taken away."""
    for each in plan.rounds:
        tx.do(
            """INSERT INTO rounds (campaign_id, name, kind, starts_on, ends_on)
               VALUES (:c, :name, :kind, :starts, :ends)
               ON CONFLICT (campaign_id, name) DO UPDATE SET kind = excluded.kind,
                   starts_on = excluded.starts_on, ends_on = excluded.ends_on""",
            c=campaign_id,
            name=each.name,
            kind=each.kind,
            starts=each.starts_on.isoformat(),
            ends=each.ends_on.isoformat(),
        )
    names = json.dumps([r.name for r in plan.rounds], ensure_ascii=False)
    tx.do(
        """DELETE FROM rounds WHERE campaign_id = :c
           AND name NOT IN (SELECT value FROM json_each(:names))
           AND id NOT IN (SELECT round_id FROM sheets)""",
        c=campaign_id,
        names=names,
    )


def rounds(tx: Tx, campaign_id: int) -> list[RoundRow]:
    """The rounds in the order of their dates."""
    rows = tx.all(
        "SELECT * FROM rounds WHERE campaign_id = :c ORDER BY starts_on, id", c=campaign_id
    )
    return [
        RoundRow(
            row["id"],
            row["name"],
            RoundKind(row["kind"]),
            date.fromisoformat(row["starts_on"]),
            date.fromisoformat(row["ends_on"]),
        )
        for row in rows
    ]


def _unit(row: Row) -> Unit:
    return Unit(
        row["id"],
        row["campaign_id"],
        row["township"],
        row["village"],
        row["contact"],
        bool(row["dropped"]),
    )


def unit(tx: Tx, unit_id: int) -> Unit | None:
    """The unit of that id, dropped or not."""
    row = tx.one("SELECT * FROM units WHERE id = :id", id=unit_id)
    return _unit(row) if row else None


def units(tx: Tx, campaign_id: int) -> list[Unit]:
    """The campaign's present units in the order of the workbook."""
    rows = tx.all(
        "SELECT * FROM units WHERE campaign_id = :c AND dropped = 0 ORDER BY position",
        c=campaign_id,
    )
    return [_unit(row) for row in rows]


def first_units(tx: Tx, campaign_id: int) -> list[Unit]:
    """The first present unit of each township, in the order of the workbook."""
    rows = tx.all(
        """SELECT * FROM units WHERE campaign_id = :c AND dropped = 0 AND position IN
               (SELECT min(position) FROM units WHERE campaign_id = :c AND dropped = 0
                GROUP BY township)
           ORDER BY position""",
        c=campaign_id,
    )
    return [_unit(row) for row in rows]


def save_units(tx: Tx, campaign_id: int, plan: Sequence[PlannedUnit]) -> dict[tuple[str, str], int]:
    """Write the units, known by township and village. The id of each."""
    tx.do("UPDATE units SET dropped = 1 WHERE campaign_id = :c", c=campaign_id)
    return {
        (each.township, each.village or ""): tx.new(
            """INSERT INTO units (campaign_id, township, village, kind, contact, drawable,
                                  position)
               VALUES (:c, :township, :village, :kind, :contact, :drawable, :position)
               ON CONFLICT (campaign_id, township, village) DO UPDATE SET
                   kind = excluded.kind, contact = excluded.contact,
                   drawable = excluded.drawable, position = excluded.position, dropped = 0
               RETURNING id""",
            c=campaign_id,
            township=each.township,
            village=each.village or "",
            kind=each.kind,
            contact=each.contact,
            drawable=int(each.drawable),
            position=position,
        )
        for position, each in enumerate(plan)
    }


def save_households(tx: Tx, unit_id: int, plan: Sequence[Household]) -> None:
    """Write a village's roster, known by number.

    Who is no longer on it goes, unless the household was visited or added on the spot: what
    was said about it must not lose its place.
    """
    for position, each in enumerate(plan):
        tx.do(
            """INSERT INTO households (unit_id, number, head, grp, people, helper, tags,
                                       position, origin)
               VALUES (:u, :number, :head, :grp, :people, :helper, :tags, :position, 'roster')
               ON CONFLICT (unit_id, number) DO UPDATE SET head = excluded.head,
                   grp = excluded.grp, people = excluded.people, helper = excluded.helper,
                   tags = excluded.tags, position = excluded.position, origin = 'roster'""",
            u=unit_id,
            number=each.number,
            head=each.head,
            grp=each.group,
            people=each.people,
            helper=each.helper,
            tags=json.dumps(each.tags, ensure_ascii=False),
            position=position,
        )
    tx.do(
        """DELETE FROM households WHERE unit_id = :u AND origin = 'roster'
           AND number NOT IN (SELECT value FROM json_each(:numbers))
           AND id NOT IN (SELECT household_id FROM visits)
           AND id NOT IN (SELECT household_id FROM evidence WHERE household_id IS NOT NULL)""",
        u=unit_id,
        numbers=json.dumps([h.number for h in plan], ensure_ascii=False),
    )


def count_households(tx: Tx, campaign_id: int) -> int:
    """How many households stand on the rosters of the campaign's present units."""
    row = tx.one(
        """SELECT count(*) AS n FROM households h JOIN units u ON u.id = h.unit_id
           WHERE u.campaign_id = :c AND u.dropped = 0 AND h.gone IS NULL""",
        c=campaign_id,
    )
    return int(row["n"]) if row else 0


def move_households(tx: Tx, moves: Mapping[int, str]) -> None:
    """Give households of one village other numbers, all at once: two may change places."""
    for household_id in moves:
        tx.do(
            "UPDATE households SET number = char(1) || id WHERE id = :id",
            id=household_id,
        )
    for household_id, number in moves.items():
        tx.do("UPDATE households SET number = :n WHERE id = :id", n=number, id=household_id)


def save_departments(tx: Tx, campaign_id: int, plan: Sequence[Department]) -> None:
    """Write who owns which topic."""
    tx.do("DELETE FROM departments WHERE campaign_id = :c", c=campaign_id)
    for each in plan:
        tx.do(
            """INSERT INTO departments (campaign_id, topic, lead, co_owners, contact)
               VALUES (:c, :topic, :lead, :co_owners, :contact)""",
            c=campaign_id,
            topic=each.topic,
            lead=each.lead,
            co_owners=json.dumps(each.co_owners, ensure_ascii=False),
            contact=each.contact,
        )

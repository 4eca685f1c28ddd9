"""Deadlines of a campaign's findings: set at 交办, and set anew when unknown days become known."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from content.calendar import WorkCalendar
from inspection.checklist import RectificationKind
from inspection.finding import Act
from inspection.flow.says import go
from inspection.text import text
from scoring.deadlines import Deadline, deadline, rule_of_kind
from storage import audit, calendar, campaigns, due, findings, notices
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Tx
from storage.due import Provisional
from workflow.audience import Audience
from workflow.finding_steps import take


def calendar_of(tx: Tx, campaign: Campaign) -> WorkCalendar:
    """The official calendar with the office's own days over it."""
    return WorkCalendar({each.day: each.works for each in calendar.days(tx, campaign.id)})


def due_for(
    tx: Tx, campaign: Campaign, rule: str | None, kind: RectificationKind, from_day: date
) -> Deadline:
    """The deadline of what is handed over on that day: by its rule, else by its kind.

    A finding that gets it takes all of it: `due_on`, `provisional` and `due_rule` (with the day
    itself as `due_set_on`), so that it can be counted anew.
    """
    chosen = rule or rule_of_kind(campaign.policy, kind)
    days = calendar_of(tx, campaign)
    return deadline(days, chosen, from_day, campaign.ends_on, campaign.policy)


def settle_provisional(tx: Tx, now: datetime) -> int:
    """Count provisional deadlines anew where the calendar now says more. How many changed."""
    return sum(_settle(tx, campaign, now) for campaign in campaigns.campaigns(tx))


def _settle(tx: Tx, campaign: Campaign, now: datetime) -> int:
    shared = due.provisional(tx, campaign.id)
    if not shared:
        return 0
    days = calendar_of(tx, campaign)
    moved: Counter[int] = Counter()
    changed = 0
    for old in shared:
        new = deadline(days, old.rule, old.set_on, campaign.ends_on, campaign.policy)
        if new.due_on == old.due_on and new.provisional:
            continue
        for unit_id in _move(tx, campaign, old, new, now):
            changed += 1
            moved[unit_id] += new.due_on != old.due_on
    if +moved:
        _tell(tx, campaign, +moved, now)
    return changed


def _move(tx: Tx, campaign: Campaign, old: Provisional, new: Deadline, now: datetime) -> list[int]:
    """Give findings their new day, old and new in their story; the unit of each."""
    units = []
    for finding_id in due.sharing(tx, campaign.id, old):
        found = findings.finding(tx, finding_id)
        if found is None:
            continue
        take(
            tx,
            Actor(campaign.id),
            now,
            found,
            Act.MOVE,
            round_id=found.round_id,
            words=f"{old.due_on} → {new.due_on}" if new.due_on != old.due_on else None,
            due_on=new.due_on,
            provisional=new.provisional,
        )
        units.append(found.unit_id)
    return units


def _tell(tx: Tx, campaign: Campaign, moved: Counter[int], now: datetime) -> None:
    """One line a unit to its contact, however many of its deadlines moved."""
    audience = Audience(tx, campaign.id)
    for unit_id, count in moved.items():
        unit = campaigns.unit(tx, unit_id)
        if unit is None:
            continue
        words = text("reminder.moved", unit=unit.name, n=count)
        rows = ((go(text("reminder.look"), 0, f"findings.open.0.u{unit_id}"),),)
        for person in audience.contacts(unit):
            if person.member.user_id is not None:
                key = f"moved/{unit_id}/{person.member.id}/{audit.number(tx, campaign.id)}"
                notices.line(tx, key, person.member.user_id, words, now, rows, private=True)

"""Reminders planned: what is due is derived from findings, and put into each person's digest.

Looking reads only; writing is insert-or-nothing by the line's meaning, so that neither a crash
nor a second process nor a clock that is set back can plan anything twice. Who has had the
day's digest hears of what came later on the next day, in the stage it has then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from itertools import groupby

from inspection.people import Right, Unit, may
from scoring.reminding import Rung, horizon, least_over, opens_at, stage
from storage import campaigns, due, notices, people, reminders
from storage.campaigns import Campaign
from storage.db import Books, Tx
from storage.due import Term
from storage.faults import fault_point
from storage.reminders import UNREACHED, Line
from workflow.audience import Audience
from workflow.deadlines import calendar_of

AT_ONCE = 200
"""People whose lines are written in one act: others must not wait long behind it."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on a campaign's day, and to whom it must be said."""

    campaign: Campaign
    lines: tuple[Line, ...]


async def remind(books: Books, zone: tzinfo, now: datetime) -> int:
    """Plan all that is due now; how many lines were new. The tick calls this."""
    found = await books.read(partial(_to_plan, zone=zone, now=now))
    planned = 0
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        planned += await books.act(partial(plan_lines, zone=zone, now=now, people_lines=part))
    return planned


def due_today(tx: Tx, zone: tzinfo, now: datetime) -> list[Due]:
    """What each campaign's day has due, whatever the hour and whatever is planned already."""
    return [
        Due(campaign, tuple(_lines(tx, campaign, zone, now, unplanned=False)))
        for campaign in campaigns.campaigns(tx)
    ]


def _to_plan(tx: Tx, *, zone: tzinfo, now: datetime) -> list[list[Line]]:
    """Each person's lines that may go out at this hour."""
    found: list[list[Line]] = []
    for campaign in campaigns.campaigns(tx):
        days = calendar_of(tx, campaign)
        if opens_at(days, campaign.policy, zone, now, overdue=True) > now:
            continue
        due_now = _lines(tx, campaign, zone, now, unplanned=True)
        for _, group in groupby(due_now, key=lambda line: line.person_id):
            lines = list(group)
            overdue = any(line.over > 0 for line in lines)
            if opens_at(days, campaign.policy, zone, now, overdue=overdue) <= now:
                found.append(lines)
    return found


def plan_lines(
    tx: Tx, *, zone: tzinfo, now: datetime, people_lines: Sequence[Sequence[Line]]
) -> int:
    """Write each person's lines into a digest, unless today's has gone. How many were new."""
    return sum(_plan(tx, zone, now, lines) for lines in people_lines)


def _plan(tx: Tx, zone: tzinfo, now: datetime, lines: Sequence[Line]) -> int:
    person_id, today = lines[0].person_id, now.astimezone(zone).date()
    member = people.member(tx, person_id)
    if member is None or member.user_id is None:
        return 0
    known = reminders.digests(tx, person_id, today)
    waiting = [each.id for each in known if each.state == "due"]
    gone = any(
        each.state == "claimed" or (each.day == today and each.state not in {"due", "moot"})
        for each in known
    )
    if gone and not waiting:
        return 0
    key = waiting[-1] if waiting else reminders.digest_id(person_id, today)
    planned = sum(reminders.plan(tx, line, key, now) for line in lines)
    fault_point("during-planning")
    if planned:
        notices.digest(tx, key, member.user_id, person_id, today, now)
    return planned


def _lines(
    tx: Tx, campaign: Campaign, zone: tzinfo, now: datetime, *, unplanned: bool
) -> list[Line]:
    """The campaign's lines by person; for nobody whom they would not reach."""
    today, policy = now.astimezone(zone).date(), campaign.policy
    days = calendar_of(tx, campaign)
    stages: dict[Term, tuple[str, int]] = {}
    latest: dict[int, int] = {}
    for term, unit_ids in due.running(tx, campaign.id, horizon(policy, today)).items():
        found = stage(days, policy, term.due_on, term.set_on, today)
        if found is not None:
            stages[term] = found.name, found.over
            latest |= {unit: max(found.over, latest.get(unit, found.over)) for unit in unit_ids}
    if not stages:
        return []
    audience = Audience(tx, campaign.id)
    units = {
        unit.id: unit
        for unit_id in latest
        if (unit := campaigns.unit(tx, unit_id)) is not None and not unit.dropped
    }
    readers = [row for unit in units.values() for row in _readers(audience, campaign, unit)]
    lines = reminders.wanted(tx, campaign.id, stages, readers, unplanned=unplanned)
    lines += _unreached(tx, campaign, audience, units, stages, latest, unplanned=unplanned)
    return sorted(lines, key=lambda line: (line.person_id, line.due_on, line.number))


def _readers(audience: Audience, campaign: Campaign, unit: Unit) -> list[tuple[int, int, int]]:
    """Whom a unit's findings are told to, and from how many days overdue."""
    rungs = {
        Rung.CONTACT: audience.contacts(unit),
        Rung.HEAD: audience.heads(unit),
        Rung.OBSERVER: audience.observers,
    }
    least: dict[int, int] = {}
    for rung, found in rungs.items():
        for person in found:
            if person.reachable and may(person.speaker, Right.READ_FINDINGS, unit):
                from_day = least_over(campaign.policy, rung)
                known = least.get(person.member.id, from_day)
                least[person.member.id] = min(known, from_day)
    return [(unit.id, person_id, from_day) for person_id, from_day in least.items()]


def _unreached(
    tx: Tx,
    campaign: Campaign,
    audience: Audience,
    units: dict[int, Unit],
    stages: dict[Term, tuple[str, int]],
    latest: dict[int, int],
    *,
    unplanned: bool,
) -> list[Line]:
    """Lines to the heads, or else the admins: whose contact no reminder reaches. Once each."""
    silent: list[tuple[int, int, int]] = []
    about: dict[tuple[int, int], list[int]] = defaultdict(list)
    for unit in units.values():
        contacts = audience.contacts(unit)
        missed = [p.member.id for p in contacts if not p.reachable] or ([] if contacts else [0])
        for head in audience.in_charge(unit) if missed else ():
            silent.append((unit.id, head.member.id, -366))
            about[unit.id, head.member.id] += missed
    if not silent:
        return []
    first: dict[tuple[int, int], Line] = {}
    for line in reminders.wanted(tx, campaign.id, stages, silent, unplanned=False):
        first.setdefault((line.unit_id, line.person_id), line)
    found = [
        Line(
            line.finding_id, line.number, line.year, line.unit_id, line.due_on, UNREACHED,
            latest[line.unit_id], line.person_id, None, contact,
        )
        for at, line in first.items()
        for contact in about[at]
    ]  # fmt: skip
    told = reminders.told_of(tx, [line.id for line in found])
    if unplanned:
        return [line for line in found if line.id not in told]
    return [replace(line, digest=told.get(line.id)) for line in found]

"""When a finding is due for a reminder, who is reminded of it, and when a digest may go out.

Stages count calendar days: `before-7`, `before-3`, `before-1`, `day`, and `over-1`, `over-2` …
for each day that a deadline is over. One that falls on a rest day goes out on the working day
before, those of an overdue finding on their own day. All is a function of the day and of what
stands in the books, so that nothing need be remembered but what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from inspection.campaign import Policy
from scoring.deadlines import Calendar, last_workday

_DAY = timedelta(days=1)
LONGEST_REST = timedelta(days=14)
"""No run of rest days is longer: so far before its day a stage may go out at most."""
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


class Rung(StrEnum):
    """Who is told, the nearest to the work first."""

    CONTACT = "contact"
    HEAD = "head"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage a finding is in: its name, and by how many days its deadline is over."""

    name: str
    over: int


def stage(
    calendar: Calendar, policy: Policy, due_on: date, set_on: date, today: date
) -> Stage | None:
    """The latest stage that is due by today; None where there is none yet.

    A stage whose sending day lies before the day on which the deadline was set is not due:
    what is given three days is not reminded of the seventh day before.
    """
    over = (today - due_on).days
    if over > 0:
        return Stage(f"over-{over}", over)
    for days in sorted({0, *policy.remind_days}):
        sent_on = last_workday(calendar, due_on - days * _DAY)
        if set_on <= sent_on <= today:
            return Stage(f"before-{days}" if days else "day", over)
    return None


def horizon(policy: Policy, today: date) -> date:
    """The last deadline that may have a stage due by today."""
    return today + max(policy.remind_days, default=0) * _DAY + LONGEST_REST


def least_over(policy: Policy, rung: Rung) -> int:
    """From how many days overdue a rung is told; the contact from the first stage on."""
    match rung:
        case Rung.CONTACT:
            return -366
        case Rung.HEAD:
            return policy.leader_after
        case Rung.OBSERVER:
            return policy.observer_after


def proposes_talk(policy: Policy, over: int, *, false: bool) -> bool:
    """Whether to propose a talk (约谈): so long overdue, or marked as false, then at once.

    It is only proposed; whether anybody is called to account is decided by people.
    """
    return false or over >= policy.observer_after


def dispatch_day(starts_on: date, ends_on: date, every: int, today: date) -> date | None:
    """The latest day by today on which the figures are due (定期调度), every so many days.

    None before the first one, after the campaign's last, and where there is no rhythm (0).
    """
    if every < 1 or today < starts_on:
        return None
    passed = (min(today, ends_on) - starts_on).days // every
    found = starts_on + passed * every * _DAY
    return found if passed and today < found + every * _DAY else None


def opens_at(
    calendar: Calendar, policy: Policy, zone: tzinfo, now: datetime, *, overdue: bool
) -> datetime:
    """When a digest may go out: `now`, or the next time at which it may.

    From the campaign's hour to 21:00, and on working days unless something is overdue.
    """
    local = now.astimezone(zone)
    first = max(policy.remind_at, QUIET_UNTIL)
    day = local.date()
    if local.time() >= QUIET_FROM:
        day += _DAY
    while not (overdue or calendar.works(day)):
        day += _DAY
    if day == local.date() and local.time() >= first:
        return now
    return datetime.combine(day, first, zone)

"""Deadlines: from a rule and the day of 交办 to the last day, by a calendar of working days.

Two different things are counted: `15wd` is the 15th working day after the day it starts on,
`15d` the 15th day, moved to the next working day where it falls on a rest day. The day it
starts on does not count; the last day counts until its end.
"""

from __future__ import annotations

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from inspection.campaign import Policy
from inspection.checklist import RectificationKind

END = "end"
_DAY = timedelta(days=1)
_FORM = re.compile(
    r"(?P<n>[1-9]\d{0,2})(?P<unit>wd|d)|(?:(?P<year>\d{4})-)?(?P<month>\d\d)-(?P<day>\d\d)|end"
)


class Calendar(Protocol):
    """Which days are worked, and whether that is known or only to be expected."""

    def works(self, day: date) -> bool:
        """Whether it is a working day, as far as anybody can say."""

    def knows(self, day: date) -> bool:
        """Whether the State Council or the office has said so."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, whether it may still move with the calendar, and the rule it came from."""

    due_on: date
    provisional: bool
    rule: str


def workdays_after(calendar: Calendar, start: date, count: int) -> tuple[date, bool]:
    """The `count`-th working day after `start`, and whether every day in between is known."""
    day, known = start, True
    while count:
        day += _DAY
        known = known and calendar.knows(day)
        count -= calendar.works(day)
    return day, known


def first_workday(calendar: Calendar, day: date) -> tuple[date, bool]:
    """The day, or the first working day after it; and whether the days looked at are known."""
    known = calendar.knows(day)
    while not calendar.works(day):
        day += _DAY
        known = known and calendar.knows(day)
    return day, known


def last_workday(calendar: Calendar, day: date) -> date:
    """The day, or the last working day before it."""
    while not calendar.works(day):
        day -= _DAY
    return day


def rule_of_kind(policy: Policy, kind: RectificationKind) -> str:
    """The campaign's own rule, where a question has none."""
    match kind:
        case "立行立改":
            return f"{policy.immediate_workdays}wd"
        case "限期整改":
            return (
                policy.rectify_by.isoformat()
                if policy.rectify_by
                else f"{policy.rectification_workdays}wd"
            )
        case "长期坚持":
            return END


def deadline(calendar: Calendar, rule: str, start: date, ends_on: date, policy: Policy) -> Deadline:
    """The deadline that a rule gives to what is handed over on `start`.

    A fixed day stays where it is written. One that is over when the finding is handed over
    cannot be kept: the policy's working days take its place. ValueError for no such rule.
    """
    found = _FORM.fullmatch(rule)
    if found is None:
        raise ValueError(f"no rule of a deadline: {rule!r}")
    match found["unit"]:
        case "wd":
            due_on, known = workdays_after(calendar, start, int(found["n"]))
        case "d":
            due_on, known = first_workday(calendar, start + int(found["n"]) * _DAY)
        case _:
            fixed = ends_on if rule == END else _fixed(found, start, ends_on)
            if fixed < start:
                return deadline(
                    calendar, f"{policy.rectification_workdays}wd", start, ends_on, policy
                )
            due_on, known = fixed, True
    return Deadline(due_on, not known, rule)


def _fixed(found: re.Match[str], start: date, ends_on: date) -> date:
    """A day of the year: this year's, else the next one where the campaign lasts so long."""
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return _real(int(found["year"]), month, day)
    this, following = _real(start.year, month, day), _real(start.year + 1, month, day)
    if this >= start:
        return this
    return min(following, ends_on)


def _real(year: int, month: int, day: int) -> date:
    """The day; 02-29 is the last of February in other years. ValueError for no month."""
    return date(year, month, min(day, months.monthrange(year, month)[1]))

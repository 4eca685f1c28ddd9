"""A campaign as an office writes it down: people, units, roster, rounds and policy."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from inspection.checklist import Checklist


class Role(StrEnum):
    """What a person does in a campaign; a deputy head may do all a head may."""

    ADMIN = "admin"
    LEADER = "leader"
    DEPUTY = "deputy"
    INSPECTOR = "inspector"
    CONTACT = "contact"
    OBSERVER = "observer"


class Mode(StrEnum):
    """督查: one's own home unit is barred; 自查: it is not."""

    INSPECTION = "inspection"
    SELF = "self"


class RoundKind(StrEnum):
    """启动 / 督查 / 回头看 / 清零 / 巩固."""

    START = "start"
    INSPECT = "inspect"
    RECHECK = "recheck"
    CLEAR = "clear"
    CONSOLIDATE = "consolidate"


LOOK_BACK = (RoundKind.RECHECK, RoundKind.CLEAR, RoundKind.CONSOLIDATE)
"""Rounds that go back to what was found before; a score sheet is optional in them."""


RETAINED_USUALLY = 24
"""Months that originals and positions are kept where the office has not said so."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier, below zero); the last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Policy:
    """The campaign's own settings; days are calendar days unless a name says otherwise."""

    last_n: int = 3
    rectification_workdays: int = 15
    objection_days: int = 3
    appraisal_until: date | None = None
    remind_at: time = time(9, 0)
    retain_months: int | None = None
    """Months that originals and positions are kept; None: nothing is removed by itself."""
    immediate_workdays: int = 3
    rectify_by: date | None = None
    remind_days: tuple[int, ...] = (7, 3, 1)
    """Before a deadline, the longest first."""
    leader_after: int = 1
    observer_after: int = 3
    """Days overdue from which leaders and observers are told."""
    dispatch_days: int = 0
    """Every how many days observers get the figures (定期调度); 0: never."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a campaign, in the order of its dates."""

    name: str
    kind: RoundKind
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Post:
    """One role a person holds: in a team and for townships, where the role has them.

    A team's townships are those of all posts of its members together: an office may write them
    in one row only.
    """

    role: Role
    team: str | None = None
    townships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the campaign's roster, told apart by `number`, else by `name`."""

    name: str
    number: str | None
    posts: tuple[Post, ...]
    workplace: str | None = None
    phone: str | None = None

    @property
    def key(self) -> str:
        """What a re-import knows the person by."""
        return self.number or self.name


@dataclass(frozen=True, slots=True)
class Unit:
    """What is inspected: a village of a township, or the township itself (`village` empty)."""

    township: str
    village: str | None = None
    kind: str | None = None
    contact: str | None = None
    drawable: bool = True

    @property
    def name(self) -> str:
        """The unit in full, as it stands in documents."""
        return self.township + (self.village or "")


@dataclass(frozen=True, slots=True)
class Household:
    """A household of the roster. A tag may end in a number of people: 学生2."""

    township: str
    village: str
    number: str
    head: str
    group: str | None = None
    people: int | None = None
    helper: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """Who owns a topic: lead department, co-owners, whom to ask."""

    topic: str
    lead: str
    co_owners: tuple[str, ...] = ()
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """A day that the office works or not, whatever the official calendar says."""

    day: date
    works: bool
    name: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """All a workbook says, checked and complete; the answer of an import."""

    title: str
    starts_on: date
    ends_on: date
    checklist: Checklist
    mode: Mode = Mode.INSPECTION
    document_number: str | None = None
    office: str | None = None
    policy: Policy = Policy()
    rounds: tuple[Round, ...] = ()
    people: tuple[Person, ...] = ()
    units: tuple[Unit, ...] = ()
    households: tuple[Household, ...] = ()
    departments: tuple[Department, ...] = ()
    calendar: tuple[OfficeDay, ...] = ()
    has_tags: bool = False
    """Whether the roster tags anybody: where it does not, every question is shown."""

    def of_unit(self, unit: Unit) -> Iterator[Household]:
        """The roster of one village."""
        return (
            h for h in self.households if (h.township, h.village) == (unit.township, unit.village)
        )

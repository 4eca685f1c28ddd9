"""Findings: what was found wrong, who has to put it right by when, and how it goes on.

Pure: states and what leads from one to the next. A finding is known for good by its number and,
within its unit, by what it is about (`key`): the same problem seen again in a later round is the
same finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from inspection.checklist import RectificationKind
from inspection.people import RefusalError


class FindingState(StrEnum):
    """待交办 → 已交办 → 已签收 → 待核查 → 已销号; 退回, 反弹 and 撤销 beside them."""

    NEW = "new"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    RETURNED = "returned"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What can be done to a finding; each is a step of its story."""

    MAKE = "make"
    CHANGE = "change"
    REVIVE = "revive"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    ASSIGN = "assign"
    ACCEPT = "accept"
    SUBMIT = "submit"
    RETURN = "return"
    CLOSE = "close"
    FALSE = "false"
    ASK_TIME = "ask-time"
    GRANT_TIME = "grant-time"
    REFUSE_TIME = "refuse-time"
    MOVE = "move"
    STANDS = "stands"
    HOLDS = "holds"
    REOPEN = "reopen"
    RESTORE = "restore"


_S = FindingState
WITH_UNIT = (_S.ASSIGNED, _S.ACCEPTED, _S.RETURNED, _S.REOPENED)
"""States in which the inspected unit has to do something, and a deadline runs."""
OPEN = (*WITH_UNIT, _S.SUBMITTED)
"""States of what was handed over and is not closed."""
GIVEN = (*OPEN, _S.CLOSED)
"""States in which the inspected unit knows of the finding."""

STEPS: Mapping[Act, tuple[frozenset[FindingState], FindingState | None]] = {
    Act.CHANGE: (frozenset(_S) - {_S.WITHDRAWN}, None),
    Act.REVIVE: (frozenset({_S.WITHDRAWN}), _S.NEW),
    Act.WITHDRAW: (frozenset(_S) - {_S.WITHDRAWN}, _S.WITHDRAWN),
    Act.EDIT: (frozenset(_S) - {_S.WITHDRAWN, _S.CLOSED}, None),
    Act.ASSIGN: (frozenset({_S.NEW}), _S.ASSIGNED),
    Act.ACCEPT: (frozenset({_S.ASSIGNED, _S.REOPENED}), _S.ACCEPTED),
    Act.SUBMIT: (frozenset(WITH_UNIT), _S.SUBMITTED),
    Act.RETURN: (frozenset({_S.SUBMITTED}), _S.RETURNED),
    Act.CLOSE: (frozenset({_S.SUBMITTED}), _S.CLOSED),
    Act.FALSE: (frozenset({_S.SUBMITTED, _S.CLOSED}), _S.REOPENED),
    Act.ASK_TIME: (frozenset(WITH_UNIT), None),
    Act.GRANT_TIME: (frozenset(WITH_UNIT), None),
    Act.REFUSE_TIME: (frozenset(WITH_UNIT), None),
    Act.MOVE: (frozenset(OPEN), None),
    Act.STANDS: (frozenset(OPEN), None),
    Act.HOLDS: (frozenset({_S.CLOSED}), None),
    Act.REOPEN: (frozenset({_S.CLOSED}), _S.REOPENED),
    Act.RESTORE: (frozenset(OPEN), _S.CLOSED),
}
"""From which states an act is possible, and the state after it (None: as it was)."""


def after(state: FindingState, act: Act) -> FindingState:
    """The state an act leads to; RefusalError(`finding-<state>`) where it is not possible."""
    possible, found = STEPS[act]
    if state not in possible:
        raise RefusalError(f"finding-{state}")
    return found or state


def allows(state: FindingState, act: Act) -> bool:
    """Whether an act is possible in a state."""
    return state in STEPS[act][0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as the answers of a sheet make it, before anybody has touched it.

    `open_matter` is what the inspected unit may read: confidential questions as counts only.
    `deadline` is a rule of the checklist file (`15wd`, `15d`, `11-30`, `end`), empty where the
    kind alone decides.
    """

    key: str
    item_id: str
    questions: tuple[str, ...]
    household_id: int | None
    cases: int
    points: Fraction | None
    matter: str
    open_matter: str
    person: str | None
    category: str
    topic: str | None
    lead: str | None
    co_owners: tuple[str, ...]
    measure: str
    responsible: str
    in_charge: str | None
    kind: RectificationKind
    deadline: str


EDITABLE = ("matter", "person", "measure", "responsible", "in_charge", "kind", "due_on")
"""What the team may write otherwise; what was written by hand is never overwritten by answers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of the books (整改台账), with its latest times and marks.

    `due_on` is the last day, until its end; None until it is handed over (交办). `provisional`:
    it lies beyond the days known to work or rest. `due_set_on`: the local day on which this
    deadline was set. `due_rule`: the rule it was counted by (None: the day itself was given).
    """

    id: int
    campaign_id: int
    year: int
    number: int
    round_id: int
    sheet_id: int
    unit_id: int
    draft: Draft
    edited: tuple[str, ...]
    state: FindingState
    due_on: date | None
    provisional: bool
    due_set_on: date | None
    on_spot: bool
    returns: int
    extended: int
    relapses: int
    false_at: datetime | None
    made_at: datetime
    assigned_at: datetime | None
    accepted_at: datetime | None
    submitted_at: datetime | None
    submitted_by: int | None
    closed_at: datetime | None
    closed_by: int | None
    due_rule: str | None = None

    @property
    def code(self) -> str:
        """The number people say: 2026-0017."""
        return f"{self.year}-{self.number:04d}"

    def days_left(self, today: date) -> int | None:
        """Calendar days to the deadline, negative when it is over; None where none runs."""
        if self.due_on is None or self.state not in OPEN:
            return None
        return (self.due_on - today).days

    def overdue(self, today: date) -> bool:
        """Whether the unit is late: the deadline is over and nothing waits for the verifier."""
        left = self.days_left(today)
        return left is not None and left < 0 and self.state in WITH_UNIT


@dataclass(frozen=True, slots=True)
class FindingStep:
    """One step of a finding's story."""

    id: int
    act: Act
    before: FindingState | None
    after: FindingState
    words: str | None
    due_on: date | None
    round_id: int
    by: int | None
    at: datetime
    sheet_id: int | None = None
    """The sheet whose signing made the step."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time asked for: until when, why, and what the leader said to it."""

    id: int
    finding_id: int
    until: date
    reason: str
    by: int
    at: datetime
    verdict: str | None
    answer: str | None

"""A sheet: one unit's score sheet in one round, from the first answer to the final figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from inspection.answers import Value
from inspection.household_answers import Contact
from inspection.text import Text


class SheetState(StrEnum):
    """open → submitted → signed → (objected) → final; returned or reopened it is open again."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    OBJECTED = "objected"
    FINAL = "final"


LOCKED = (SheetState.SUBMITTED, SheetState.SIGNED, SheetState.OBJECTED, SheetState.FINAL)
"""States in which nobody records an answer."""
DONE = (SheetState.SIGNED, SheetState.OBJECTED, SheetState.FINAL)
"""States in which the figures are those the team has signed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A row of the books: where the sheet stands."""

    id: int
    campaign_id: int
    round_id: int
    unit_id: int
    checklist_id: int
    state: SheetState
    started_by: int
    submitted_by: int | None
    submitted_at: datetime | None
    signed_by: int | None
    signed_at: datetime | None
    final_at: datetime | None
    return_remark: Text | str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer with its author and time."""

    value: Value
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """Words somebody wrote, with author and time: an item's own ground."""

    words: str
    by: int
    at: datetime


Standing: TypeAlias = Literal["na", "unchecked"]
"""不适用 / 无法核查: both leave the score and the points measured against."""
Decision: TypeAlias = Literal["granted", "refused"]


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item that does not apply or could not be checked, and what the leader said to it."""

    item_id: str
    standing: Standing
    reason: str
    by: int
    at: datetime
    decision: Decision | None

    @property
    def words(self) -> str:
        """All that somebody said by it, to be told from what others say."""
        return f"{self.standing} {self.reason}"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Cases of a question let off by a published exception."""

    question_id: str
    cases: int
    reason: str
    by: int
    at: datetime
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Objection:
    """申辩: what an inspected unit says against an item, and the leader's answer."""

    id: int
    sheet_id: int
    item_id: str
    words: str
    by: int
    verdict: Decision | None
    answer: str | None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A household as it stands on the list; `gone` is why it is no longer to be visited."""

    id: int
    unit_id: int
    number: str
    head: str
    group: str | None
    people: int | None
    helper: str | None
    tags: tuple[str, ...]
    gone: str | None
    added: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """What was tapped for a household, and whether the visit was saved (`done`)."""

    sheet_id: int
    household_id: int
    done: bool
    mode: Contact
    reason: str | None
    recorded: dict[str, Recorded]
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A household on the list with where its visit stands: None where nobody began one."""

    household: Household
    state: Literal["draft", "done"] | None
    mode: Contact | None
    problems: int

"""Which acts a finding's card offers: one row an act, by whom and in which states.

What a row leads to is a button `<code>|<finding id>` or the place `<code>.<finding id>`; the right
is checked anew where it leads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from inspection.finding import OPEN, WITH_UNIT, Finding, FindingState
from inspection.people import Right, Speaker, Unit, may

_S = FindingState


@dataclass(frozen=True, slots=True)
class Asked:
    """What the offer depends on; `waiting`: more time is asked for and not answered yet."""

    speaker: Speaker
    unit: Unit
    finding: Finding
    today: date
    waiting: bool
    looks_back: bool = False
    """Whether the round of the day goes back to this finding."""

    def holds(self, right: Right) -> bool:
        """Whether the speaker has the right on the finding's unit."""
        return may(self.speaker, right, self.unit)


def _always(_asked: Asked) -> bool:
    return True


def _in_time(asked: Asked) -> bool:
    """More time is asked for before the deadline is over, one request at a time."""
    left = asked.finding.days_left(asked.today)
    return left is not None and left >= 0 and not asked.waiting


def _waiting(asked: Asked) -> bool:
    return asked.waiting


def _by_somebody_else(asked: Asked) -> bool:
    """Nobody verifies what they handed in; what was put right on the spot a head closes."""
    if asked.finding.submitted_by == asked.speaker.person_id:
        return False
    return not asked.finding.on_spot or asked.holds(Right.REVIEW)


def _handed_in_by_another(asked: Asked) -> bool:
    """Nobody says of what they handed in themselves that it is false."""
    return asked.finding.submitted_by not in {None, asked.speaker.person_id}


def _looks_back(asked: Asked) -> bool:
    return asked.looks_back


def _holds(asked: Asked) -> bool:
    """Nobody confirms their own putting right; what was done on the spot a head has closed."""
    found = asked.finding
    return asked.looks_back and (found.on_spot or found.submitted_by != asked.speaker.person_id)


def _at_once(asked: Asked) -> bool:
    return asked.finding.draft.kind == "立行立改"


@dataclass(frozen=True, slots=True)
class FindingButton:
    """One act offered: its code, its label's code, who may, in which states, and when besides."""

    code: str
    label: str
    right: Right
    states: Collection[FindingState]
    when: Callable[[Asked], bool] = _always
    place: bool = True
    """Whether the code is a place's; else a button's."""


BUTTONS: tuple[FindingButton, ...] = (
    FindingButton(
        "fa", "finding.do-accept", Right.ANSWER_FOR, (_S.ASSIGNED, _S.REOPENED), place=False
    ),
    FindingButton("fix", "finding.do-fix", Right.ANSWER_FOR, WITH_UNIT),
    FindingButton("moretime", "finding.do-more-time", Right.ANSWER_FOR, WITH_UNIT, _in_time),
    FindingButton("timeask", "finding.do-answer-time", Right.REVIEW, WITH_UNIT, _waiting),
    FindingButton("verify", "finding.do-verify", Right.INSPECT, (_S.SUBMITTED,), _by_somebody_else),
    FindingButton("fh", "finding.do-holds", Right.INSPECT, (_S.CLOSED,), _holds, place=False),
    FindingButton("relapse", "finding.do-relapse", Right.INSPECT, (_S.CLOSED,), _looks_back),
    FindingButton(
        "verify", "finding.do-mark-false", Right.INSPECT, (_S.CLOSED,), _handed_in_by_another
    ),
    FindingButton("fst", "finding.do-stands", Right.INSPECT, OPEN, _looks_back, place=False),
    FindingButton("spot", "finding.do-on-spot", Right.INSPECT, (_S.NEW,), _at_once),
    FindingButton("fedit", "finding.do-edit", Right.INSPECT, (_S.NEW, *OPEN)),
)


def offered(asked: Asked) -> list[FindingButton]:
    """What the person may do to the finding now, in the order of the table."""
    return [
        each
        for each in BUTTONS
        if asked.finding.state in each.states and asked.holds(each.right) and each.when(asked)
    ]

"""Who may do what: one question, asked for every message, button and file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspection.campaign import Mode, Role


class Right(StrEnum):
    """What an act needs of the person who does it, on the unit it concerns."""

    ANYONE = "anyone"
    MEMBER = "member"
    INSPECT = "inspect"
    REVIEW = "review"
    CONFIRM = "confirm"
    ANSWER_FOR = "answer-for"
    READ_SHEET = "read-sheet"
    READ_RESULTS = "read-results"
    SEE_EVIDENCE = "see-evidence"
    READ_FINDINGS = "read-findings"
    EXPORT = "export"
    ADMINISTER = "administer"
    SET_UP = "set-up"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is inspected, as far as rights ask: `village` is empty for a township itself."""

    id: int
    campaign_id: int
    township: str
    village: str
    contact: str | None = None
    dropped: bool = False

    @property
    def name(self) -> str:
        """The unit in full, as it stands in documents."""
        return self.township + self.village


@dataclass(frozen=True, slots=True)
class Holding:
    """A role a person holds, with the townships of the team (of the post, for a contact)."""

    role: Role
    team: str
    townships: frozenset[str]


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person behind an account, in one campaign."""

    person_id: int
    campaign_id: int
    user_id: int
    name: str
    workplace: str | None
    mode: Mode
    holdings: tuple[Holding, ...]
    founding: bool = False
    """Asked to set up the first campaign: an admin to be, who has no campaign yet (0)."""

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held."""
        return any(h.role in roles for h in self.holdings)


class RefusalError(Exception):
    """An act that is not allowed or no longer possible; worded in one place, by its code."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


HEADS = (Role.LEADER, Role.DEPUTY)
TEAM = (Role.LEADER, Role.DEPUTY, Role.INSPECTOR)


def is_home(speaker: Speaker, unit: Unit) -> bool:
    """Whether the unit is the person's own; in a self-inspection nothing is.

    A workplace names its township, alone or with the village: 青石镇人民政府, 青石镇大坪村.
    A village of one's own township is one's home too.
    """
    if speaker.mode is Mode.SELF or not speaker.workplace:
        return False
    return unit.township in speaker.workplace


def _on_team(speaker: Speaker, roles: tuple[Role, ...], unit: Unit) -> bool:
    return any(h.role in roles and unit.township in h.townships for h in speaker.holdings)


def _is_contact(speaker: Speaker, unit: Unit) -> bool:
    """A contact answers for the units that name them, or for the townships of their post."""
    if not speaker.has(Role.CONTACT):
        return False
    if unit.contact and unit.contact == speaker.name:
        return True
    return not unit.contact and any(
        h.role is Role.CONTACT and unit.township in h.townships for h in speaker.holdings
    )


def may(speaker: Speaker, right: Right, unit: Unit | None = None) -> bool:
    """Whether the person may do what needs this right, on this unit where there is one.

    An admin may do all that leaders and inspectors may, on every unit of the campaign, but not
    speak for an inspected unit. Nobody, admins included, inspects or reviews the own home unit.
    """
    if unit is not None and (unit.campaign_id != speaker.campaign_id or unit.dropped):
        return False
    admin = speaker.has(Role.ADMIN)
    match right:
        case Right.ANYONE:
            return True
        case Right.MEMBER:
            return bool(speaker.holdings) or speaker.founding
        case Right.ADMINISTER:
            return admin
        case Right.SET_UP:
            return admin or speaker.founding
        case Right.INSPECT | Right.CONFIRM:
            return _may_on_team(speaker, TEAM, unit, admin=admin)
        case Right.REVIEW:
            return _may_on_team(speaker, HEADS, unit, admin=admin)
        case Right.ANSWER_FOR:
            if unit is None:
                return speaker.has(Role.CONTACT)
            return _is_contact(speaker, unit)
        case Right.READ_SHEET:
            return admin or _may_on_team(speaker, TEAM, unit, admin=False)
        case Right.SEE_EVIDENCE:
            return may(speaker, Right.READ_SHEET, unit) or _observes(speaker, unit)
        case Right.READ_FINDINGS:
            rights = (Right.READ_SHEET, Right.ANSWER_FOR, Right.READ_RESULTS)
            return any(may(speaker, each, unit) for each in rights)
        case Right.READ_RESULTS | Right.EXPORT:
            return (
                admin
                or speaker.has(Role.OBSERVER)
                or (speaker.has(*HEADS) if unit is None else _on_team(speaker, HEADS, unit))
            )


def _observes(speaker: Speaker, unit: Unit | None) -> bool:
    """A leader in charge, but not where they answer for the unit, or are at home themselves."""
    if not speaker.has(Role.OBSERVER) or unit is None:
        return speaker.has(Role.OBSERVER)
    return not is_home(speaker, unit) and not _is_contact(speaker, unit)


def _may_on_team(
    speaker: Speaker, roles: tuple[Role, ...], unit: Unit | None, *, admin: bool
) -> bool:
    if unit is None:
        return admin or speaker.has(*roles)
    return (admin or _on_team(speaker, roles, unit)) and not is_home(speaker, unit)

"""Whom a finding concerns besides who works on it: contacts, heads of the team, observers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from inspection.campaign import Mode, Role
from inspection.people import HEADS, Holding, Right, Speaker, Unit, may
from storage import campaigns, people, posts
from storage.db import Tx
from storage.people import Member


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster, with what they may do."""

    member: Member
    speaker: Speaker

    @property
    def reachable(self) -> bool:
        """Whether a message would find them."""
        return self.member.user_id is not None and not self.member.unreachable


class Audience:
    """The people of one campaign, looked up once and asked for many units."""

    def __init__(self, tx: Tx, campaign_id: int) -> None:
        held = posts.all_holdings(tx, campaign_id)
        mode = campaigns.campaign(tx, campaign_id).mode
        self._people = {
            member.id: Person(member, _speaker(member, mode, held[member.id]))
            for member in people.members(tx, campaign_id)
            if member.id in held
        }
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_township: dict[tuple[Role, str], list[Person]] = defaultdict(list)
        for person in self._people.values():
            if person.speaker.has(Role.CONTACT):
                self._by_name[person.member.name].append(person)
            for holding in person.speaker.holdings:
                for township in holding.townships:
                    self._by_township[holding.role, township].append(person)
        self.observers = tuple(p for p in self._people.values() if p.speaker.has(Role.OBSERVER))
        self._admins = tuple(p for p in self._people.values() if p.speaker.has(Role.ADMIN))

    def contacts(self, unit: Unit) -> tuple[Person, ...]:
        """Who answers for the unit."""
        near = (*self._by_name[unit.contact or ""], *self._at(unit, Role.CONTACT))
        return _once(near, Right.ANSWER_FOR, unit)

    def heads(self, unit: Unit) -> tuple[Person, ...]:
        """Leader and deputies of the unit's team."""
        return _once(self._at(unit, *HEADS), Right.REVIEW, unit)

    def team(
        self, unit: Unit, roles: Collection[Role], besides: Collection[Role] = ()
    ) -> tuple[Person, ...]:
        """Those of the unit's team in these roles, in none of `besides`, who may work on it.

        Admins may act everywhere, but it is the team that has to know.
        """
        right = Right.REVIEW if set(roles) <= set(HEADS) else Right.INSPECT
        near = [
            person
            for person in self._people.values()
            if person.speaker.has(*roles)
            and not (besides and person.speaker.has(*besides))
            and any(
                h.role is not Role.ADMIN and unit.township in h.townships
                for h in person.speaker.holdings
            )
        ]
        return _once(near, right, unit)

    def in_charge(self, unit: Unit) -> tuple[Person, ...]:
        """The heads who can be told something, else the admins."""
        reached = tuple(p for p in self.heads(unit) if p.reachable)
        return reached or tuple(p for p in self._admins if p.reachable)

    def _at(self, unit: Unit, *roles: Role) -> list[Person]:
        return [p for role in roles for p in self._by_township[role, unit.township]]


def leads(speaker: Speaker, unit: Unit) -> bool:
    """Whether the person heads the unit's team, and it is not their home."""
    on_team = any(h.role in HEADS and unit.township in h.townships for h in speaker.holdings)
    return on_team and may(speaker, Right.REVIEW, unit)


def _speaker(member: Member, mode: Mode, held: tuple[Holding, ...]) -> Speaker:
    account = member.user_id or 0
    return Speaker(
        member.id, member.campaign_id, account, member.name, member.workplace, mode, held
    )


def _once(near: list[Person] | tuple[Person, ...], right: Right, unit: Unit) -> tuple[Person, ...]:
    found = {p.member.id: p for p in near if may(p.speaker, right, unit)}
    return tuple(found.values())

"""Invitations: one-time tokens for people of the roster, and for the first admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import audit, campaigns, invites, people
from storage.audit import Actor
from storage.db import Tx
from storage.people import Member
from workflow.tokens import hashed

LASTS = timedelta(hours=72)


def make_invite(tx: Tx, person: Member, token: str, now: datetime, by: Actor | None = None) -> int:
    """A fresh invitation of the person, 72 hours long; an earlier unused one ends. Its id."""
    actor = by or Actor(person.campaign_id)
    invite_id = invites.new(tx, person.id, hashed(token), actor.person_id, now, now + LASTS)
    audit.record(tx, actor, now, "invite", f"person/{person.id}", None, f"invite/{invite_id}")
    return invite_id


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a name on the command line means: one person, several, or nobody of that name."""

    person: Member | None = None
    doubtful: tuple[Member, ...] = ()
    campaign: str | None = None


def invite_by_name(tx: Tx, name: str, token: str, now: datetime) -> Invited:
    """Invite somebody of the newest campaign that knows the name (or number)."""
    for campaign in campaigns.campaigns(tx):
        found = people.named(tx, campaign.id, name)
        if len(found) > 1:
            return Invited(None, tuple(found), campaign.title)
        if found:
            make_invite(tx, found[0], token, now)
            return Invited(found[0], (), campaign.title)
    return Invited()


def invite_admin(tx: Tx, name: str, token: str, now: datetime) -> Invited:
    """Invite an admin of the newest campaign, beside its roster where that does not name them.

    Before the first campaign the token is for whoever is to set it up.
    """
    known = campaigns.campaigns(tx)
    if not known:
        invites.new_founder(tx, name, hashed(token), now, now + LASTS)
        audit.record(tx, Actor(0), now, "invite", "founder", None, audit.fingerprint(name))
        return Invited()
    campaign = known[0]
    found = people.named(tx, campaign.id, name)
    if len(found) > 1:
        return Invited(None, tuple(found), campaign.title)
    before = found[0].id if found else None
    person_id = people.grant_admin(tx, campaign.id, name)
    person = people.member(tx, person_id)
    if person is None:
        raise LookupError(person_id)
    known_as = None if before is None else f"person/{before}"
    audit.record(tx, Actor(campaign.id), now, "grant", f"person/{person_id}", known_as, "admin")
    make_invite(tx, person, token, now)
    return Invited(person, (), campaign.title)

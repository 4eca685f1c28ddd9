"""Joining by one-time token, and what admins see of it: who has joined, whom to invite."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inspection.buttons import read_id
from inspection.campaign import Role
from inspection.card import Card, Reply, Words
from inspection.flow.people import (
    PersonLine,
    PersonView,
    people_card,
    person_card,
    revoke_button,
    role_words,
)
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import audit, campaigns, focus, invites, notices, people
from storage.audit import Actor
from storage.db import Tx
from storage.invites import Invite
from storage.people import Member
from workflow import tokens
from workflow.inviting import LASTS, make_invite
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene
from workflow.taking_over import seat_admin
from workflow.tokens import hashed

TRIES = 5
LOCKED_FOR = timedelta(hours=1)


def join(scene: Scene, token: str) -> Reply:
    """`/start TOKEN`: the account becomes the person the token is for.

    Five wrong tokens within an hour lock the account out until the hour is over.
    """
    tx, user_id = scene.tx, scene.focus.user_id
    _home(scene)
    wrong = invites.tries(tx, user_id, scene.now - LOCKED_FOR)
    if wrong >= TRIES:
        scene.note(text("join.locked"))
        return scene.reply()
    found = invites.by_token(tx, hashed(token))
    person = people.member(tx, found.person_id) if found else None
    founder = invites.founder_by_token(tx, hashed(token))
    if found and person and found.is_open(scene.now) and not person.dropped:
        _join(scene, person, found)
    elif founder is not None and scene.now < founder.expires_at and scene.speaker is None:
        invites.seat_founder(tx, founder.id, user_id)
        audit.record(tx, Actor(0, None, user_id), scene.now, "join", f"founder/{founder.id}")
        for campaign in campaigns.campaigns(tx)[:1]:
            seat_admin(tx, campaign.id, user_id, founder.name, scene.now)
        scene.speaker = people.speaker(tx, user_id)
        notices.menu(tx, user_id, scene.now)
    elif found and person and found.used and person.user_id == user_id:
        scene.note(text("join.already"))
    else:
        invites.count_try(tx, user_id, scene.now, scene.now - LOCKED_FOR)
        if wrong + 1 == TRIES:
            actor = Actor(0, None, user_id)
            audit.record(tx, actor, scene.now, "invite-locked", "account", None, str(TRIES))
        scene.note(text("join.invalid"))
    return scene.reply()


def _home(scene: Scene) -> None:
    scene.desk = None
    scene.go("home", 0)


def _join(scene: Scene, person: Member, found: Invite) -> None:
    tx, user_id = scene.tx, scene.focus.user_id
    invites.use(tx, found.id, user_id, scene.now)
    tokens.forget(scene.house, found.id)
    if person.user_id is not None and person.user_id != user_id:
        unseat(tx, person, scene.now, text("join.moved"))
    for other in people.of_account(tx, user_id):
        if other.campaign_id == person.campaign_id and other.id != person.id:
            # One account, one person a campaign: whoever takes another one up leaves the first.
            people.leave(tx, other.id)
            subject = f"person/{other.id}"
            actor = Actor(person.campaign_id, other.id, user_id)
            audit.record(tx, actor, scene.now, "leave", subject, None, f"person/{person.id}")
    people.join(tx, person.id, user_id, scene.now)
    invites.close_founder(tx, user_id, scene.now)
    scene.speaker = people.speaking_as(tx, person.id, user_id)
    scene.focus = replace(
        scene.focus, person_id=person.id, sheet_id=None, prior_place=None, undo=None
    )
    before = None if person.user_id is None else "moved"
    scene.record("join", f"person/{person.id}", before, f"invite/{found.id}")
    scene.note(text("join.welcome", name=person.name))
    notices.menu(tx, user_id, scene.now)
    _tell_maker(scene, person, found)


def _tell_maker(scene: Scene, person: Member, found: Invite) -> None:
    """Who made the invitation learns of its use; for one of the command line, every admin."""
    admins = people.with_roles(scene.tx, person.campaign_id, Role.ADMIN)
    maker = people.member(scene.tx, found.made_by) if found.made_by else None
    told = {m.user_id for m in ([maker] if maker else [m for m, _, _ in admins])}
    account = scene.sender.name if scene.sender and scene.sender.name else "?"
    for user_id in sorted(u for u in told if u is not None and u != scene.focus.user_id):
        notices.line(
            scene.tx,
            f"invite/{found.id}/used/{user_id}",
            user_id,
            text("join.told", name=person.name, account=account),
            scene.now,
            ((revoke_button(person.id, scene.focus.user_id),),),
        )


def unseat(tx: Tx, person: Member, now: datetime, words: Words) -> None:
    """Take the account off the person and tell it so."""
    user_id = people.leave(tx, person.id)
    if user_id is None:
        return
    key = f"person/{person.id}/left/{audit.number(tx, person.campaign_id)}"
    notices.line(tx, key, user_id, words, now)
    notices.menu(tx, user_id, now)
    focus.owe(tx, user_id)


# In the chat ----------------------------------------------------------------------------------


def invite(scene: Scene, rest: str) -> Reply:
    """`/invite`: whom to invite; with a name, that person."""
    tokens.sweep(scene.house, scene.tx, scene.now)
    named = people.named(scene.tx, scene.who.campaign_id, rest.strip()) if rest.strip() else []
    scene.go(f"person.{named[0].id}" if len(named) == 1 else "people.0", 0)
    return scene.reply()


def press_invite(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`nv|person`: a fresh link for the person, and its picture."""
    person = _person(scene, args[0])
    tokens.sweep(scene.house, scene.tx, scene.now)
    token = scene.house.new_token()
    actor = Actor(person.campaign_id, scene.who.person_id, scene.who.user_id)
    invite_id = make_invite(scene.tx, person, token, scene.now, actor)
    tokens.keep(scene.house, invite_id, token)
    caption = text("people.qr", name=person.name, hours=LASTS // timedelta(hours=1))
    notices.file(
        scene.tx,
        f"invite/{invite_id}/qr",
        scene.focus.chat_id,
        tokens.picture(invite_id),
        f"{person.name}.png",
        caption,
        scene.now,
    )
    scene.go(f"person.{person.id}", 0)
    return scene.reply(text("people.invited"))


def press_revoke(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`rv|person|account`: take the account off the person, if it is still that one."""
    person = _person(scene, args[0])
    if person.id == scene.who.person_id:
        raise RefusalError("revoke-self")
    open_before = invites.latest(scene.tx, person.id)
    invites.revoke(scene.tx, person.id, scene.now)
    if open_before is not None:
        tokens.forget(scene.house, open_before.id)
    if args[1] == "0":
        scene.record("revoke", f"person/{person.id}", "invited", None)
        return scene.reply(text("people.revoked"))
    if str(person.user_id) != args[1]:
        return scene.reply(text("people.already-left"))
    unseat(scene.tx, person, scene.now, text("join.revoked"))
    scene.record("revoke", f"person/{person.id}", "joined", None)
    return scene.reply(text("people.revoked"))


def _person(scene: Scene, person_id: str) -> Member:
    """A person of the speaker's own campaign; nobody else's can be told from nobody."""
    number = read_id(person_id)
    found = people.member(scene.tx, number) if number is not None else None
    if found is None or found.dropped or found.campaign_id != scene.who.campaign_id:
        raise RefusalError("button-unknown")
    return found


def list_card(scene: Scene, args: tuple[str, ...], *, joined: bool) -> Card:
    """`people.<page>`: who has not joined; `joined.<page>`: who has."""
    everyone = people.members(scene.tx, scene.who.campaign_id)
    shown = [m for m in everyone if (m.user_id is not None) is joined]
    page = int(args[0]) if args and args[0].isdecimal() else 0
    lines = tuple(PersonLine(m.id, m.name, _roles(scene.tx, m.id)) for m in shown)
    other = len(everyone) - len(shown)
    return people_card(lines, page, other, scene.focus.notice, joined=joined)


def _roles(tx: Tx, person_id: int) -> tuple[Words, ...]:
    return role_words(people.holdings(tx, person_id))


def card(scene: Scene, args: tuple[str, ...]) -> Card:
    """`person.<id>`: one person, with the link while it may be used."""
    person = _person(scene, args[0] if args else "")
    latest = invites.latest(scene.tx, person.id)
    is_open = latest is not None and latest.is_open(scene.now)
    token = tokens.held(scene.house, latest.id) if latest and is_open else None
    until = latest.expires_at.astimezone(scene.house.tz) if latest and is_open else None
    return person_card(
        PersonView(
            person.id,
            person.name,
            _roles(scene.tx, person.id),
            person.workplace,
            person.user_id,
            person.unreachable,
            tokens.link(scene.house, token) if token else None,
            f"{until:%m-%d %H:%M}" if until else None,
            scene.focus.notice,
            is_self=person.id == scene.who.person_id,
        )
    )


COMMANDS = {"invite": CommandRoute(Right.ADMINISTER, invite)}
BUTTONS = {
    "nv": ButtonRoute(Right.ADMINISTER, "none", 1, press_invite),
    "rv": ButtonRoute(Right.ADMINISTER, "none", 2, press_revoke),
}
PLACES = {
    "people": PlaceRoute(Right.ADMINISTER, lambda s, a: list_card(s, a, joined=False)),
    "joined": PlaceRoute(Right.ADMINISTER, lambda s, a: list_card(s, a, joined=True)),
    "person": PlaceRoute(Right.ADMINISTER, card),
}

"""Templates sent in the chat: fetched, checked and tried beside the acts, then taken into use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from exports.template import Filled, check_template
from exports.template_fields import KINDS, TemplateKind
from inspection.fault import Fault
from inspection.flow import says
from inspection.people import Right, Speaker, may
from inspection.text import text
from storage import campaigns, focus, notices, people, templates
from storage.audit import Actor
from storage.db import Books, Tx
from storage.templates import Template
from workflow import template_acts
from workflow.scene import House
from workflow.sent_files import GIVE_UP, Fetch, carry_on


async def check_templates(
    books: Books,
    house: House,
    fetch: Fetch,
    now: Callable[[], datetime],
    wall: Callable[[], datetime],
) -> list[int]:
    """Carry on every template that waits; the accounts whose card is to be painted anew.

    The tick calls this; one at a time. A kill in between leaves the template waiting.
    """
    at = wall()
    waiting = await books.read(lambda tx: templates.owed(tx, at))

    def failed(tx: Tx, item: Template, next_try: datetime) -> None:
        _failed(tx, item, next_try, now())

    await carry_on(
        books, waiting, lambda item: _check(books, house, item, fetch, now()), failed, wall
    )
    return [item.user_id for item in waiting if item.user_id is not None]


async def _check(books: Books, house: House, item: Template, fetch: Fetch, now: datetime) -> None:
    kind = kind_of(item)
    content = await fetch(item.file or "")

    def read(tx: Tx) -> list[Filled]:
        campaign = campaigns.campaign(tx, item.campaign_id)
        return template_acts.trials(tx, house, now, campaign, kind)

    trials = await books.read_long(read)
    faults = await asyncio.to_thread(check_template, content, kind, trials)
    await books.act(lambda tx: _checked(tx, item, content, faults, now))


def kind_of(item: Template) -> TemplateKind:
    """The kind of document it is for; ValueError for one that a later release knows."""
    kind = next((each for each in KINDS if each == item.kind), None)
    if kind is None:
        raise ValueError(item.kind)
    return kind


def _checked(
    tx: Tx, item: Template, content: bytes, faults: Sequence[Fault], now: datetime
) -> None:
    admin = _admin(tx, item)
    if admin is None:
        # Rights are asked for anew: whoever is an admin no more changes no documents.
        templates.refuse(tx, item.id, "failed", ())
    elif faults:
        templates.refuse(tx, item.id, "faults", [fault.text for fault in faults])
    else:
        actor = Actor(item.campaign_id, admin.person_id, admin.user_id)
        template_acts.take(tx, actor, now, item.id, content)
    _show(tx, item, now)


def _admin(tx: Tx, item: Template) -> Speaker | None:
    """Its sender, in the template's campaign, if they may still set up documents there."""
    if item.user_id is None:
        return None
    for member in people.of_account(tx, item.user_id):
        if member.campaign_id == item.campaign_id:
            found = people.speaking_as(tx, member.id, item.user_id)
            return found if may(found, Right.ADMINISTER) else None
    return None


def _failed(tx: Tx, item: Template, next_try: datetime, now: datetime) -> None:
    if item.attempts + 1 < GIVE_UP:
        templates.again(tx, item.id, next_try)
        return
    templates.refuse(tx, item.id, "failed", ())
    _show(tx, item, now)


def _show(tx: Tx, item: Template, now: datetime) -> None:
    """The card where the sender still looks at it, else a line that leads back to it."""
    if item.user_id is None:
        return
    at = focus.of_user(tx, item.user_id)
    place = f"template.{item.kind}"
    if at is not None and at.place == f"0|{place}":
        focus.owe(tx, item.user_id)
        return
    kind = text(f"template.kind-{item.kind}")
    rows = ((says.go(text("template.look"), 0, place),),)
    key = f"template-checked/{item.id}"
    notices.line(tx, key, item.user_id, text("template.checked", kind=kind), now, rows)

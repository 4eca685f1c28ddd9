"""The acts of the painter: whom a card is owed, how it looks now, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from inspection.card import Card
from storage import focus, notices, people, rates
from storage.db import Tx
from storage.focus import Focus
from workflow.keys import Keyboard, keyboard_for
from workflow.post import Pace

CardFor: TypeAlias = Callable[[Tx, datetime, int], Card | None]


@dataclass(frozen=True, slots=True)
class View:
    """What a person is owed: their focus and the card of this moment (None: nothing to show).

    `keyboard` is the row of keys of their role of this moment.
    """

    focus: Focus
    card: Card | None
    keyboard: Keyboard


def owed_cards(tx: Tx) -> list[int]:
    """The accounts to whom a card is owed."""
    return focus.owed(tx)


def take_slots(tx: Tx, wall: datetime, pace: Pace, users: Iterable[int]) -> dict[int, datetime]:
    """Take a card's slot for each account's chat; who must wait, and until when."""
    waits: dict[int, datetime] = {}
    for user_id in users:
        # A card is only ever shown in the private chat, whose id is the account's.
        wait = rates.take(tx, wall, pace.token(4), pace.chat(user_id))
        if wait is not None:
            waits[user_id] = wait.until
    return waits


def views(tx: Tx, now: datetime, card_for: CardFor, users: Iterable[int]) -> list[View]:
    """The latest card of everyone to whom one is owed."""
    found = []
    for user_id in users:
        at = focus.of_user(tx, user_id)
        if at is not None and at.owed > at.painted:
            keys = keyboard_for(people.speaker(tx, user_id))
            found.append(View(at, card_for(tx, now, user_id), keys))
    return found


def card_shown(tx: Tx, view: View, message_id: int, fingerprint: str, now: datetime) -> None:
    """The card stands in that message; the one before it, if any, is left behind as a line."""
    at, card = view.focus, view.card
    if card is None:
        raise ValueError("no card")
    edited = message_id == at.card_message_id
    if edited and not focus.has_card(tx, at.user_id, message_id):
        # It was left behind while we edited it: its line is on the way.
        focus.painted(tx, at.user_id, at.owed)
        return
    focus.shown(tx, at.user_id, at.owed, message_id, card.place, card.title, fingerprint)
    if not edited and at.card_message_id is not None and at.card_line is not None:
        notices.collapse(tx, at.chat_id, at.card_message_id, at.card_line, at.card_place, now)


def card_painted(tx: Tx, view: View) -> None:
    """Nothing more is to be drawn for what was owed so far."""
    focus.painted(tx, view.focus.user_id, view.focus.owed)


def give_up_card(tx: Tx, user_id: int) -> None:
    """The card cannot be computed; the next act of the person owes a new one."""
    at = focus.of_user(tx, user_id)
    if at is not None:
        focus.painted(tx, user_id, at.owed)


def keyboard_sent(tx: Tx, user_id: int, message_id: int, keyboard: Keyboard) -> None:
    """That row is below the typing line now."""
    focus.keyboard_sent(tx, user_id, message_id, keyboard.number)

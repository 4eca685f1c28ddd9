"""Other people's acts send: a line to those who must know, with a button to the matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from inspection.campaign import Role
from inspection.card import Words
from inspection.flow.says import go
from inspection.text import text
from storage import notices
from workflow.audience import Audience, Person
from workflow.scene import Scene


def tell_team(
    scene: Scene,
    what: str,
    roles: Collection[Role],
    words: Words,
    place: str,
    *,
    besides: Collection[Role] = (),
) -> None:
    """Tell those of the team in these roles (and in none of `besides`) who may work on the unit."""
    _tell(scene, what, _audience(scene).team(scene.sheet_desk.unit, roles, besides), words, place)


def tell_contacts(scene: Scene, what: str, words: Words, place: str) -> None:
    """Tell the inspected unit's contact."""
    _tell(scene, what, _audience(scene).contacts(scene.sheet_desk.unit), words, place)


def mask_notice(scene: Scene, *, delete: bool = True) -> None:
    """Say that a personal number was hidden, and take the message out of the chat.

    A message with evidence is taken away later, when its bytes are safe.
    """
    sender = scene.sender
    if sender is None or sender.message_id is None:
        return
    if delete:
        notices.delete(scene.tx, sender.chat_id, [sender.message_id], scene.now)
    key = f"masked/{sender.chat_id}/{sender.message_id}"
    notices.line(scene.tx, key, sender.chat_id, text("heard.masked"), scene.now)


def _audience(scene: Scene) -> Audience:
    return Audience(scene.tx, scene.sheet_desk.campaign.id)


def _tell(scene: Scene, what: str, people: Iterable[Person], words: Words, place: str) -> None:
    sheet_id = scene.sheet_desk.sheet.id
    rows = ((go(text("button.open"), sheet_id, place),),)
    for person in people:
        account = person.member.user_id
        if account is not None and account != scene.focus.user_id:
            key = scene.key(f"{what}/{sheet_id}/{person.member.id}")
            notices.line(scene.tx, key, account, words, scene.now, rows, private=True)

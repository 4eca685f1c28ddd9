"""Other people's acts send: a line to those who must know, with a button to the matter."""

from __future__ import annotations

from collections.abc import Collection

from inspection.campaign import Role
from inspection.card import Words
from inspection.flow.says import go
from inspection.people import Right, Speaker, may
from inspection.text import text
from storage import notices, people
from storage.people import Member
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
    right = Right.REVIEW if set(roles) <= {Role.LEADER, Role.DEPUTY} else Right.INSPECT
    for member, speaker in _joined(scene):
        holds = speaker.has(*roles) and not (besides and speaker.has(*besides))
        if holds and _on_team(speaker, scene) and may(speaker, right, scene.sheet_desk.unit):
            _line(scene, what, member, words, place)


def tell_contacts(scene: Scene, what: str, words: Words, place: str) -> None:
    """Tell the inspected unit's contact."""
    for member, speaker in _joined(scene):
        if may(speaker, Right.ANSWER_FOR, scene.sheet_desk.unit):
            _line(scene, what, member, words, place)


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


def _joined(scene: Scene) -> list[tuple[Member, Speaker]]:
    campaign = scene.sheet_desk.campaign
    found = []
    for member in people.members(scene.tx, campaign.id):
        if member.user_id is not None and member.user_id != scene.focus.user_id:
            speaker = Speaker(
                member.id,
                campaign.id,
                member.user_id,
                member.name,
                member.workplace,
                campaign.mode,
                people.holdings(scene.tx, member.id),
            )
            found.append((member, speaker))
    return found


def _on_team(speaker: Speaker, scene: Scene) -> bool:
    """Admins may act everywhere, but it is the team that has to know."""
    township = scene.sheet_desk.unit.township
    return any(h.role is not Role.ADMIN and township in h.townships for h in speaker.holdings)


def _line(scene: Scene, what: str, member: Member, words: Words, place: str) -> None:
    if member.user_id is None:
        return
    sheet_id = scene.sheet_desk.sheet.id
    key = scene.key(f"{what}/{sheet_id}/{member.id}")
    rows = ((go(text("button.open"), sheet_id, place),),)
    notices.line(scene.tx, key, member.user_id, words, scene.now, rows, private=True)

"""A finding's step is told to those who must know: one line each, which opens the finding."""

from __future__ import annotations

from collections.abc import Iterable

from inspection.card import Rows, Words
from inspection.flow.says import go
from inspection.text import text
from storage import notices
from workflow.audience import Audience, Person
from workflow.scene import Scene


def tell_contacts(scene: Scene, step_id: int, words: Words, place: str) -> None:
    """Tell the inspected unit's contacts."""
    audience = Audience(scene.tx, scene.sheet_desk.campaign.id)
    _tell(scene, step_id, audience.contacts(scene.sheet_desk.unit), words, _open(scene, place))


def tell_heads(
    scene: Scene, step_id: int, words: Words, place: str, rows: Rows | None = None
) -> None:
    """Tell leader and deputies of the unit's team, the office where none can be reached."""
    audience = Audience(scene.tx, scene.sheet_desk.campaign.id)
    heads = audience.in_charge(scene.sheet_desk.unit)
    _tell(scene, step_id, heads, words, rows or _open(scene, place))


def tell_observers(scene: Scene, step_id: int, words: Words, place: str) -> None:
    """Tell the leaders in charge of the campaign."""
    audience = Audience(scene.tx, scene.sheet_desk.campaign.id)
    _tell(scene, step_id, audience.observers, words, _open(scene, place))


def _open(scene: Scene, place: str) -> Rows:
    return ((go(text("button.open"), 0, f"{place}.{scene.the_finding.id}"),),)


def _tell(scene: Scene, step_id: int, people: Iterable[Person], words: Words, rows: Rows) -> None:
    for person in people:
        account = person.member.user_id
        if account is not None and person.member.id != scene.who.person_id:
            key = f"finding/{scene.the_finding.id}/{step_id}/{person.member.id}"
            notices.line(scene.tx, key, account, words, scene.now, rows, private=True)

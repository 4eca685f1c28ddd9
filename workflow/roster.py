"""The roster on the spot: households that moved, died out or merged, and those it does not know."""

from __future__ import annotations

from inspection.people import RefusalError
from inspection.sheet import Household
from storage import visits
from storage.audit import fingerprint
from workflow import rolling
from workflow.scene import Scene
from workflow.undo_notes import remember_words
from workflow.visiting import the_household


def set_gone(scene: Scene, household: Household, reason: str | None) -> None:
    """A household has moved, died out or was merged (or is to be visited after all)."""
    visits.set_gone(scene.tx, household.id, reason)
    rolling.count_households(scene.tx, scene.sheet_desk)
    before, after = ([why] if why else None for why in (household.gone, reason))
    remember_words(scene, "gone", household.id, before, after)
    kept = (fingerprint(why) if why else None for why in (household.gone, reason))
    scene.record("household-gone", f"household/{household.id}", *kept)


def add(scene: Scene, number: str, head: str) -> Household:
    """A household the roster does not know; RefusalError where the number is taken."""
    desk = scene.sheet_desk
    if number in visits.numbers(scene.tx, desk.unit.id):
        raise RefusalError("household-exists", number=number)
    household_id = visits.add_household(scene.tx, desk.unit.id, number, head, scene.who.person_id)
    rolling.count_households(scene.tx, desk)
    scene.remember_undo(None)
    scene.record("household-added", f"household/{household_id}", None, number)
    return the_household(scene, str(household_id))

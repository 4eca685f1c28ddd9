"""The roster on the spot: households that moved, died out or merged, and those it does not know."""

from __future__ import annotations

from inspection.people import RefusalError
from inspection.sheet import Household
from storage import visits
from workflow import rolling
from workflow.scene import Scene
from workflow.visiting import the_household


def set_gone(scene: Scene, household: Household, reason: str | None) -> None:
    """A household has moved, died out or was merged (or is to be visited after all)."""
    visits.set_gone(scene.tx, household.id, reason)
    rolling.count_households(scene.tx, scene.sheet_desk)
    scene.record("household-gone", f"household/{household.id}", household.gone, reason)


def add(scene: Scene, number: str, head: str) -> Household:
    """A household the roster does not know; RefusalError where the number is taken."""
    desk = scene.sheet_desk
    if number in visits.numbers(scene.tx, desk.unit.id):
        raise RefusalError("household-exists", number=number)
    household_id = visits.add_household(scene.tx, desk.unit.id, number, head, scene.who.person_id)
    rolling.count_households(scene.tx, desk)
    scene.record("household-added", f"household/{household_id}", None, number)
    return the_household(scene, str(household_id))

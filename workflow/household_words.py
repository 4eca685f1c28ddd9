"""How a household is named in the chat, and the one line its visit leaves behind."""

from __future__ import annotations

from content.masking import mask_name
from inspection.household_answers import Contact
from inspection.sheet import Household, Visit
from inspection.text import Text, text
from storage import evidence
from workflow import rolling
from workflow.scene import Scene


def named(household: Household) -> str:
    """Number and masked head: 07 张*."""
    return f"{household.number} {mask_name(household.head)}"


def line_of(scene: Scene, household: Household, visit: Visit) -> Text:
    """What a household's card leaves behind in the chat: one line."""
    desk = scene.sheet_desk
    pictures = evidence.count(scene.tx, desk.sheet.id, None, household.id)
    code = {Contact.ABSENT: "line.absent", Contact.PHONE: "line.phone"}.get(
        visit.mode, "line.visit"
    )
    return text(
        code,
        name=named(household),
        found=text("line.problems", n=rolling.problems_of(desk.checklist, visit))
        if rolling.problems_of(desk.checklist, visit)
        else text("line.fine"),
        pictures=(text("line.pictures", n=pictures),) if pictures else (),
    )

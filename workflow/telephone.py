"""A problem told of a household that was telephoned, but not to be asked there: asked about.

The telephone is a statement about how the household was reached; nothing said of it afterwards
turns it into a visit silently. What waits stands in the place: `clash.p.<household>.<answers>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspection.answers import Value
from inspection.card import Reply
from inspection.checklist import Question, Scope
from inspection.household_answers import Contact
from inspection.marked import placed_token, read_token, token, token_in_place
from inspection.people import RefusalError
from inspection.sheet import Household, Visit
from inspection.text import text
from workflow.scene import Scene


def not_asked(scene: Scene, visit: Visit | None, question_ids: Iterable[str]) -> set[str]:
    """Those of the questions that a visit by telephone does not ask; none on any other."""
    if visit is None or visit.mode is not Contact.PHONE:
        return set()
    asked = {q.id for q in scene.sheet_desk.checklist.questions() if q.by_phone}
    return set(question_ids) - asked


def ask(scene: Scene, household: Household, given: Mapping[str, Value]) -> Reply:
    """Show that the household was telephoned, and ask whether it was visited after all."""
    tokens = [(q, token(_question(scene, q), value)) for q, value in given.items()]
    waits = ";".join(f"{q}={placed_token(mine)}" for q, mine in tokens)
    scene.go(f"clash.p.{household.id}.{waits}")
    return scene.reply(text("clash.phone-toast"))


def waiting(scene: Scene, args: tuple[str, ...]) -> dict[str, Value]:
    """The answers of `clash.p.<household>.<answers>`; RefusalError where they are none."""
    found: dict[str, Value] = {}
    for pair in ".".join(args[2:]).split(";"):
        question_id, _, mine = pair.partition("=")
        question = _question(scene, question_id)
        points = scene.sheet_desk.checklist.item_of(question_id).points
        try:
            found[question_id] = read_token(question, points, token_in_place(mine))
        except ValueError:
            raise RefusalError("button-unknown") from None
    return found


def _question(scene: Scene, question_id: str) -> Question:
    question = scene.sheet_desk.checklist.question(question_id)
    if question is None or question.scope is not Scope.HOUSEHOLD:
        raise RefusalError("button-unknown")
    return question

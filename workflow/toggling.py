"""Taps on a household's page: one answer each, compare and set, told with its arithmetic."""

from __future__ import annotations

from dataclasses import replace

from inspection import wording
from inspection.answers import Value, written
from inspection.card import Reply
from inspection.checklist import SHARES, Each, Question, Scope
from inspection.flow.says import label
from inspection.household_answers import Contact, problems
from inspection.marked import MISSING, placed_token, read_token, token
from inspection.people import RefusalError, Right
from inspection.sheet import Household, Recorded, Visit
from inspection.text import Text, text
from scoring.arithmetic import of_question
from scoring.score import item_score
from scoring.tally import Tally, tally
from storage import marks, sheets, visits
from workflow import rolling, telephone
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import remember_visit
from workflow.visiting import fresh, stay, the_household


def press_toggle(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`h|sheet|household|question|from>to`: one tap on a household's page."""
    household = the_household(scene, args[1])
    question = household_question(scene, args[2])
    before, arrow, after = args[3].partition(">")
    try:
        points = scene.sheet_desk.checklist.item_of(question.id).points
        value = read_token(question, points, after)
    except ValueError:
        raise RefusalError("button-unknown") from None
    if not arrow:
        raise RefusalError("button-unknown")
    scene.require_open()
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    recorded = visit.recorded.get(question.id) if visit else None
    now = MISSING if recorded is None else token(question, recorded.value)
    if now != after:
        if recorded is not None and now != before and recorded.by != scene.who.person_id:
            return clash(scene, household, question, after, recorded)
        if telephone.not_asked(scene, visit, [question.id]):
            return telephone.ask(scene, household, {question.id: value})
        record(scene, household, {question.id: value})
    stay(scene, household)
    return scene.reply(told(scene, household, question, value))


def clash(
    scene: Scene, household: Household, question: Question, mine: str, theirs: Recorded
) -> Reply:
    """A colleague said otherwise: show that first, and ask."""
    scene.go(f"clash.h.{household.id}.{question.id}.{placed_token(mine)}")
    return scene.reply(text("clash.toast", who=scene.name(theirs.by)))


def take_mine(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`oh|sheet|household|question|now>mine`: having seen the colleague's answer, mine."""
    household = the_household(scene, args[1])
    reply = press_toggle(scene, args)
    mine = recorded(scene, household, args[2])
    question = household_question(scene, args[2])
    if mine is not None and token(question, mine.value) == args[3].partition(">")[2]:
        scene.go(f"hh.{household.id}")
    return reply


def record(
    scene: Scene, household: Household, given: dict[str, Value], mode: Contact | None = None
) -> Visit:
    """Record answers of a household; begins its visit where nobody has. The visit as it is now.

    `mode` is how the household turns out to have been met; None: as it stands.
    """
    desk = scene.sheet_desk
    old = visits.visit(scene.tx, desk.sheet.id, household.id)
    base = old or fresh(scene, household)
    if base.mode is Contact.ABSENT:
        # Whoever finds a problem has met somebody.
        base = replace(base, mode=Contact.VISIT, reason=None)
    if mode is not None:
        base = replace(base, mode=mode)
    by, at = scene.who.person_id, scene.now
    recorded = {**base.recorded, **{q: Recorded(v, by, at) for q, v in given.items()}}
    new = replace(base, recorded=recorded, by=by, at=at)
    rolling.save_visit(scene.tx, desk, household, old, new)
    remember_visit(scene, household, old, new)
    about = f"sheet/{desk.sheet.id}/household/{household.id}"
    if old is not None and old.mode is not new.mode:
        scene.record("visit-mode", about, old.mode.value, new.mode.value)
    for question, value in given.items():
        was = old.recorded.get(question) if old else None
        before = None if was is None else written(was.value)
        scene.record("answer", f"{about}/{question}", before, written(value))
    return new


def recorded(scene: Scene, household: Household, question_id: str) -> Recorded | None:
    """What was recorded for a household's question."""
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    return visit.recorded.get(question_id) if visit else None


def household_question(scene: Scene, question_id: str) -> Question:
    """A household question of the sheet's checklist."""
    question = scene.sheet_desk.checklist.question(question_id)
    if question is None or question.scope is not Scope.HOUSEHOLD:
        raise RefusalError("button-unknown")
    return question


def told(scene: Scene, household: Household, question: Question, value: Value) -> Text:
    """The toast over a toggle, with its arithmetic where something is known of it.

    Of cases that each cost the same, what they cost; of a share, what the village has come to.
    """
    count, name = problems(value), label(question, scene.lang)
    if count and isinstance(question.rule, Each):
        deduct = question.rule.deduct
        return text(
            "toast.problem-each",
            label=name,
            cases=count,
            unit=wording.unit(question.rule.unit, count),
            deduct=deduct,
            deducted=count * deduct,
        )
    words = text("toast.problem" if count else "toast.fine", label=name, n=count)
    share = _share_so_far(scene, household, question, value)
    return words if share is None else text("toast.share", told=words, how=share)


def _share_so_far(
    scene: Scene, household: Household, question: Question, value: Value
) -> Text | None:
    """A share over the saved visits and this one, from the roll-up: the same at any village."""
    desk = scene.sheet_desk
    item = desk.checklist.item_of(question.id)
    if not isinstance(question.rule, SHARES) or not desk.checklist.scored:
        return None
    if item.id in marks.standings(scene.tx, desk.sheet.id):
        return None
    so_far = sheets.rollup(scene.tx, desk.sheet.id).tallies.get(question.id, Tally())
    visit = visits.visit(scene.tx, desk.sheet.id, household.id)
    if visit is None or not visit.done:
        so_far += tally(question, value)
    found = item_score(item, {question.id: so_far}, {})
    return of_question(found, next(q for q in found.questions if q.question.id == question.id))


BUTTONS = {
    "h": ButtonRoute(Right.INSPECT, "sheet", 4, press_toggle),
    "oh": ButtonRoute(Right.INSPECT, "sheet", 4, take_mine),
}

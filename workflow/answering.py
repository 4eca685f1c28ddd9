"""Answers to the village's own questions: compare and set, asked about only when people differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from inspection import walk
from inspection.answers import Value, read, written
from inspection.card import Reply
from inspection.checklist import Item, Question, Scope
from inspection.household_answers import perfect
from inspection.marked import MISSING, placed_token, read_token, token
from inspection.people import RefusalError, Right
from inspection.sheet import Recorded
from inspection.text import Text, text
from scoring.arithmetic import of_tap
from scoring.score import item_score
from scoring.tally import Tally, tally
from storage import marks, sheets
from workflow.figures import item_figures
from workflow.rolling import change_answers
from workflow.route_types import ButtonRoute
from workflow.scene import Scene


def press_value(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`v|sheet|question|from>to`: one answer, changed by a tap."""
    question, item = village_question(scene, args[1])
    before, arrow, after = args[2].partition(">")
    if not arrow:
        raise RefusalError("button-unknown")
    try:
        value = read_token(question, item.points, after)
    except ValueError:
        raise RefusalError("button-unknown") from None
    scene.require_open()
    recorded = sheets.answer(scene.tx, scene.sheet_desk.sheet.id, question.id)
    now = MISSING if recorded is None else token(question, recorded.value)
    if now == after:
        return scene.reply(arithmetic(scene, item, question))
    if recorded is not None and now != before and recorded.by != scene.who.person_id:
        return clash(scene, question, after, recorded)
    answer(scene, [(question, value)])
    told = arithmetic(scene, item, question)
    _show(scene, item, question, first=recorded is None)
    return scene.reply(told)


def clash(scene: Scene, question: Question, mine: str, theirs: Recorded) -> Reply:
    """A colleague said otherwise: show that first, and ask."""
    scene.go(f"clash.v.{question.id}.{placed_token(mine)}")
    return scene.reply(text("clash.toast", who=scene.name(theirs.by)))


def take_mine(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ov|sheet|question|now>mine`: having seen the colleague's answer, mine after all."""
    reply = press_value(scene, args)
    question, item = village_question(scene, args[1])
    if not scene.focus.place.split("|", 1)[1].startswith("clash."):
        return reply
    after = args[2].partition(">")[2]
    recorded = sheets.answer(scene.tx, scene.sheet_desk.sheet.id, question.id)
    if recorded is not None and token(question, recorded.value) == after:
        scene.go(step_place(scene, question, item))
    return reply


def rest_fine(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ok|sheet|page`: whatever was not tapped on this page is in order; on to the next stop."""
    desk = scene.sheet_desk
    step = walk.step_at(desk.checklist, args[1])
    if step is None:
        raise RefusalError("button-unknown")
    scene.require_open()
    answered = sheets.answers(scene.tx, desk.sheet.id)
    standing = marks.standings(scene.tx, desk.sheet.id)
    fine: list[tuple[Question, Value]] = []
    for question in step.questions:
        item = desk.checklist.item_of(question.id)
        if question.id not in answered and item.id not in standing:
            fine.append((question, perfect(question, item.points)))
    answer(scene, fine)
    after = walk.beside(desk.checklist, step.place, +1)
    scene.go(after or ("list" if walk.has_households(desk.checklist) else "submit"))
    return scene.reply(text("page.saved", n=len(fine)))


def answer(scene: Scene, given: Sequence[tuple[Question, Value]]) -> None:
    """Record village answers, keep the figures in step, remember how to take them back."""
    desk = scene.sheet_desk
    changes: list[tuple[Question, Tally, Tally]] = []
    undo: list[tuple[str, str | None]] = []
    for question, value in given:
        old = sheets.answer(scene.tx, desk.sheet.id, question.id)
        sheets.save_answer(
            scene.tx, desk.sheet.id, question.id, value, scene.who.person_id, scene.now
        )
        changes.append((question, _tally(question, old), tally(question, value)))
        undo.append((question.id, None if old is None else written(old.value)))
        scene.record(
            "answer",
            f"sheet/{desk.sheet.id}/{question.id}",
            None if old is None else written(old.value),
            written(value),
        )
    if changes:
        change_answers(scene.tx, desk, changes)
        scene.remember_undo(json.dumps({"kind": "answers", "sheet": desk.sheet.id, "before": undo}))


def take_back(scene: Scene, before: Iterable[tuple[str, str | None]]) -> None:
    """Put village answers back to what they were (undo)."""
    desk = scene.sheet_desk
    changes: list[tuple[Question, Tally, Tally]] = []
    for question_id, old_written in before:
        question, _ = village_question(scene, question_id)
        now = sheets.answer(scene.tx, desk.sheet.id, question_id)
        if now is not None and now.by != scene.who.person_id:
            raise RefusalError("undo-changed", who=scene.name(now.by))
        old = None if old_written is None else read(old_written)
        if old_written is None:
            sheets.drop_answer(scene.tx, desk.sheet.id, question_id)
        else:
            sheets.save_answer(
                scene.tx, desk.sheet.id, question_id, old, scene.who.person_id, scene.now
            )
        after = Tally() if old_written is None else tally(question, old)
        changes.append((question, _tally(question, now), after))
        scene.record(
            "undo",
            f"sheet/{desk.sheet.id}/{question_id}",
            None if now is None else written(now.value),
            old_written,
        )
    change_answers(scene.tx, desk, changes)


def _tally(question: Question, recorded: Recorded | None) -> Tally:
    return Tally() if recorded is None else tally(question, recorded.value)


def village_question(scene: Scene, question_id: str) -> tuple[Question, Item]:
    """A village question of the sheet and its item; RefusalError where there is none."""
    checklist = scene.sheet_desk.checklist
    question = checklist.question(question_id)
    if question is None or question.scope is not Scope.VILLAGE:
        raise RefusalError("button-unknown")
    item = checklist.item_of(question_id)
    if item.id in marks.standings(scene.tx, scene.sheet_desk.sheet.id):
        raise RefusalError("item-standing", id=item.id)
    return question, item


def arithmetic(scene: Scene, item: Item, question: Question) -> Text | None:
    """The toast over a tap: what it costs and what the item is left with."""
    if not scene.sheet_desk.checklist.scored:
        return text("toast.saved")
    sheet_id = scene.sheet_desk.sheet.id
    tallies = sheets.rollup(scene.tx, sheet_id).tallies
    exempt = {
        q: e.cases
        for q, e in marks.exemptions(scene.tx, sheet_id).items()
        if e.decision != "refused"
    }
    return of_tap(item_score(item, tallies, exempt), question.id)


def step_place(scene: Scene, question: Question, item: Item) -> str:
    """The stop of the walk at which a question is asked."""
    for step in walk.steps(scene.sheet_desk.checklist):
        if question in step.questions:
            return step.place
    return f"item.{item.id}"


def _show(scene: Scene, item: Item, question: Question, *, first: bool) -> None:
    """Stay on the page that was tapped; a tap on an older card brings its own page back.

    An item's card that has got its first answer goes on by itself: to the ground where only a
    person can say it, to the next stop where nothing was lost; else it stays to be looked at.
    """
    here = scene.focus.place.split("|", 1)[1]
    if here == f"item.{item.id}" and first:
        go_on(scene, item)
    elif here in {f"item.{item.id}", step_place(scene, question, item)}:
        scene.note(None)
    else:
        scene.go(step_place(scene, question, item))


def go_on(scene: Scene, item: Item) -> None:
    """From an answered item to its ground, to the next stop, or nowhere while it is open."""
    desk = scene.sheet_desk
    answered = sheets.answers(scene.tx, desk.sheet.id)
    if any(q.scope is Scope.VILLAGE and q.id not in answered for q in item.questions):
        scene.note(None)
        return
    figures = item_figures(scene.tx, desk, [item.id]).get(item.id)
    undo = scene.focus.undo
    if figures is not None and figures.lost:
        if not figures.ground:
            scene.go(f"ask.ground.{item.id}")
    else:
        scene.go(walk.beside(desk.checklist, f"item.{item.id}", +1) or "submit")
    scene.remember_undo(undo)


BUTTONS = {
    "v": ButtonRoute(Right.INSPECT, "sheet", 3, press_value),
    "ov": ButtonRoute(Right.INSPECT, "sheet", 3, take_mine),
    "ok": ButtonRoute(Right.INSPECT, "sheet", 2, rest_fine),
}

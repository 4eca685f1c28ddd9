"""Asked in words about an item: a value, the ground, why it does not apply, cases let off."""

from __future__ import annotations

from collections.abc import Callable

from inspection import walk
from inspection.answers import Value
from inspection.card import Reply, Words
from inspection.checklist import Each, Item, Question
from inspection.flow import says
from inspection.marked import token
from inspection.numbers import Nothing, Number, read_number
from inspection.people import RefusalError, Right
from inspection.reading import Problem, read_answer
from inspection.sheet import Standing
from inspection.text import text
from storage import marks, sheets
from storage.audit import fingerprint
from workflow import answering
from workflow.ask_kind import Ask, no_presets, recorded_words
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import ground_words, remember_words, standing_words


def the_item(scene: Scene, item_id: str) -> Item:
    """The item of that id on the sheet."""
    item = scene.sheet_desk.checklist.item(item_id)
    if item is None:
        raise RefusalError("button-unknown")
    return item


def _value_words(scene: Scene, question_id: str) -> tuple[Words, ...]:
    question, item = answering.village_question(scene, question_id)
    return (
        text("ask.value", item=says.item_title(item), prompt=says.prompt(question, scene.lang)),
        text(f"ask.value-{type(question.rule).__name__.lower()}"),
    )


def _take_value(scene: Scene, question_id: str, said: str) -> Reply:
    question, item = answering.village_question(scene, question_id)
    return take_answer(scene, question, item, read_answer(question, item, said))


def take_answer(scene: Scene, question: Question, item: Item, got: Value | Problem) -> Reply:
    """Record an answer that was typed, or say why it could not be taken."""
    if isinstance(got, Problem):
        scene.note(got.text)
        return scene.reply()
    answering.village_question(scene, question.id)
    theirs = sheets.answer(scene.tx, scene.sheet_desk.sheet.id, question.id)
    if theirs is not None and theirs.by != scene.who.person_id and theirs.value != got:
        return answering.clash(scene, question, token(question, got), theirs)
    answering.answer(scene, [(question, got)])
    told = answering.arithmetic(scene, item, question)
    scene.go(answering.step_place(scene, question, item))
    if scene.focus.place.endswith(f"|item.{item.id}"):
        answering.go_on(scene, item)
    scene.note(told)
    return scene.reply(told)


# -- grounds ---------------------------------------------------------------------------------


def _ground_words(scene: Scene, item_id: str) -> tuple[Words, ...]:
    item = the_item(scene, item_id)
    own = marks.grounds(scene.tx, scene.sheet_desk.sheet.id).get(item_id)
    asked: tuple[Words, ...] = (text("ask.ground", item=says.item_title(item)),)
    return (*asked, text("ask.ground-now", ground=own)) if own else asked


def _ground_presets(scene: Scene, item_id: str) -> tuple[Words, ...]:
    own = marks.grounds(scene.tx, scene.sheet_desk.sheet.id).get(item_id)
    return (text("ask.ground-auto"),) if own else ()


def _take_ground(scene: Scene, item_id: str, said: str) -> Reply:
    the_item(scene, item_id)
    sheet_id = scene.sheet_desk.sheet.id
    auto = recorded_words(text("ask.ground-auto"))
    words = "" if said == auto else said
    before = ground_words(scene, item_id)
    marks.set_ground(scene.tx, sheet_id, item_id, words, scene.who.person_id, scene.now)
    scene.record("ground", f"sheet/{sheet_id}/{item_id}", None, fingerprint(words))
    if before and not words:
        # Only this is a single tap; typed words leave the answer before them to be taken back.
        remember_words(scene, "ground", item_id, before, None)
    scene.go(_after_ground(scene, item_id))
    return scene.reply(text("toast.saved"))


def _after_ground(scene: Scene, item_id: str) -> str:
    """On in the walk, unless somebody came to the ground from elsewhere (submitting, review)."""
    came_from = (scene.focus.prior_place or "").partition("|")[2]
    if came_from == f"item.{item_id}":
        after = walk.beside(scene.sheet_desk.checklist, came_from, +1)
        return after or "submit"
    return came_from if came_from in {"submit", "review"} else f"item.{item_id}"


# -- does not apply, could not be checked ----------------------------------------------------


def _standing_words(standing: Standing) -> Callable[[Scene, str], tuple[Words, ...]]:
    def words(scene: Scene, item_id: str) -> tuple[Words, ...]:
        item = the_item(scene, item_id)
        asked = text(f"ask.{standing}", item=says.item_title(item))
        if standing == "na" and item.applies:
            return (asked, item.applies)
        return (asked,)

    return words


def _na_presets(scene: Scene, item_id: str) -> tuple[Words, ...]:
    applies = the_item(scene, item_id).applies
    return (applies,) if applies else ()


def _nc_presets(_scene: Scene, _item_id: str) -> tuple[Words, ...]:
    return tuple(text(f"ask.unchecked-{why}") for why in ("nobody", "no-papers", "no-access"))


def _take_standing(standing: Standing) -> Callable[[Scene, str, str], Reply]:
    def taken(scene: Scene, item_id: str, said: str) -> Reply:
        item = the_item(scene, item_id)
        if standing == "na" and not item.applies:
            raise RefusalError("applies-always")
        sheet_id = scene.sheet_desk.sheet.id
        before = standing_words(scene, item_id)
        marks.set_standing(
            scene.tx, sheet_id, item_id, standing, said, scene.who.person_id, scene.now
        )
        remember_words(scene, "standing", item_id, before, [standing, said])
        sheets.forget_figures(scene.tx, sheet_id)
        scene.record(f"standing-{standing}", f"sheet/{sheet_id}/{item_id}", None, fingerprint(said))
        after = walk.beside(scene.sheet_desk.checklist, f"item.{item_id}", +1)
        scene.go(after or "toc")
        return scene.reply(text("toast.standing"))

    return taken


def clear_standing(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`st|sheet|item|clear`: the item is looked at after all."""
    scene.require_open()
    item = the_item(scene, args[1])
    sheet_id = scene.sheet_desk.sheet.id
    remember_words(scene, "standing", item.id, standing_words(scene, item.id), None)
    marks.drop_standing(scene.tx, sheet_id, item.id)
    sheets.forget_figures(scene.tx, sheet_id)
    scene.record("standing-clear", f"sheet/{sheet_id}/{item.id}")
    scene.go(f"item.{item.id}")
    return scene.reply(text("toast.saved"))


# -- exemptions ------------------------------------------------------------------------------


def _exempt_words(scene: Scene, question_id: str) -> tuple[Words, ...]:
    item = scene.sheet_desk.checklist.item_of(_exemptable(scene, question_id))
    return (text("ask.exempt", item=says.item_title(item)), item.exempt or "")


def _exemptable(scene: Scene, question_id: str) -> str:
    question = scene.sheet_desk.checklist.question(question_id)
    if question is None or not isinstance(question.rule, Each):
        raise RefusalError("button-unknown")
    if not scene.sheet_desk.checklist.item_of(question_id).exempt:
        raise RefusalError("button-unknown")
    return question_id


def _take_exempt(scene: Scene, question_id: str, said: str) -> Reply:
    question_id = _exemptable(scene, question_id)
    count, _, reason = said.partition(" ")
    number = read_number(count)
    cases = 0 if isinstance(number, Nothing) else None
    if isinstance(number, Number) and number.value.denominator == 1 and number.value >= 0:
        cases = int(number.value)
    if cases is None or (cases and not reason.strip()):
        scene.note(text("ask.exempt-unread"))
        return scene.reply()
    sheet_id = scene.sheet_desk.sheet.id
    counted = sheets.rollup(scene.tx, sheet_id).tallies.get(question_id)
    if counted is None or cases > counted.cases:
        scene.note(text("ask.exempt-too-many", cases=counted.cases if counted else 0))
        return scene.reply()
    marks.set_exemption(
        scene.tx, sheet_id, question_id, cases, reason.strip(), scene.who.person_id, scene.now
    )
    sheets.forget_figures(scene.tx, sheet_id)
    scene.remember_undo(None)
    scene.record("exempt", f"sheet/{sheet_id}/{question_id}", None, str(cases))
    scene.go(f"item.{scene.sheet_desk.checklist.item_of(question_id).id}")
    return scene.reply(text("toast.standing" if cases else "toast.saved"))


def _to_item(_scene: Scene, item_id: str) -> str:
    return f"item.{item_id}"


def _to_question(scene: Scene, question_id: str) -> str:
    return f"item.{scene.sheet_desk.checklist.item_of(question_id).id}"


ASKS = {
    "value": Ask(_value_words, no_presets, _take_value, _to_question),
    "ground": Ask(_ground_words, _ground_presets, _take_ground, _to_item),
    "na": Ask(_standing_words("na"), _na_presets, _take_standing("na"), _to_item),
    "nc": Ask(_standing_words("unchecked"), _nc_presets, _take_standing("unchecked"), _to_item),
    "exempt": Ask(_exempt_words, no_presets, _take_exempt, _to_question),
}

BUTTONS = {"st": ButtonRoute(Right.INSPECT, "sheet", 3, clear_standing)}

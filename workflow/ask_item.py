"""Asked in words about an item: a value, and the ground of what it loses."""

from __future__ import annotations

from inspection import walk
from inspection.answers import Value
from inspection.card import Reply, Words
from inspection.checklist import Item, Question
from inspection.flow import says
from inspection.marked import token
from inspection.people import RefusalError
from inspection.reading import Problem, read_answer
from inspection.text import text
from storage import marks, sheets
from storage.audit import fingerprint
from workflow import answering, overwriting
from workflow.ask_kind import Ask, no_presets, recorded_words
from workflow.figures import item_figures
from workflow.heads import mask_heads
from workflow.overwriting import Guard, Stood
from workflow.scene import Scene
from workflow.undo_notes import remember_words


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
    if not _shown(scene, item):
        scene.note(told)
    return scene.reply(told)


def _shown(scene: Scene, item: Item) -> bool:
    """Whether the card one is at now shows the item's arithmetic by itself."""
    kind, _, at = scene.focus.place.partition("|")[2].partition(".")
    if not scene.sheet_desk.checklist.scored or kind not in {"item", "page"}:
        return False
    step = walk.step_at(scene.sheet_desk.checklist, f"page.{at}") if kind == "page" else None
    if step is None:
        return at == item.id
    lost = item_figures(scene.tx, scene.sheet_desk, [item.id], grounds=False)[item.id].lost
    return lost and any(q in item.questions for q in step.questions)


# -- grounds ---------------------------------------------------------------------------------


def _ground_words(scene: Scene, item_id: str) -> tuple[Words, ...]:
    asked = text("ask.ground", item=says.item_title(the_item(scene, item_id)))
    return (asked, *overwriting.standing_line(scene, _ground_stood(scene, item_id)))


def _ground_stood(scene: Scene, item_id: str) -> Stood | None:
    found = marks.ground(scene.tx, scene.sheet_desk.sheet.id, item_id)
    if found is None:
        return None
    shown = mask_heads(scene.tx, scene.sheet_desk, found.words)
    return Stood(found.words, shown, found.by, found.at)


def _ground_presets(scene: Scene, item_id: str) -> tuple[Words, ...]:
    return (text("ask.ground-auto"),) if _ground_stood(scene, item_id) else ()


def _take_ground(scene: Scene, item_id: str, said: str) -> Reply:
    words = "" if said == recorded_words(text("ask.ground-auto")) else said
    return overwriting.put(scene, GROUND, "ground", item_id, words)


def _write_ground(scene: Scene, item_id: str, words: str) -> Reply:
    the_item(scene, item_id)
    sheet_id, by = scene.sheet_desk.sheet.id, scene.who.person_id
    before = marks.ground(scene.tx, sheet_id, item_id)
    marks.set_ground(scene.tx, sheet_id, item_id, words, by, scene.now)
    scene.record("ground", f"sheet/{sheet_id}/{item_id}", None, fingerprint(words))
    if before and (not words or before.by != by):
        # Only this is a single tap; typed words leave the answer before them to be taken back.
        remember_words(scene, "ground", item_id, [before.words], [words] if words else None)
    scene.go(_after_ground(scene, item_id))
    return scene.reply(text("toast.saved"))


def _after_ground(scene: Scene, item_id: str) -> str:
    """On in the walk, unless somebody came to the ground from elsewhere (submitting, review)."""
    came_from = (scene.focus.prior_place or "").partition("|")[2]
    if came_from == f"item.{item_id}":
        after = walk.beside(scene.sheet_desk.checklist, came_from, +1)
        return after or "submit"
    return came_from if came_from in {"submit", "review"} else f"item.{item_id}"


def _to_item(_scene: Scene, item_id: str) -> str:
    return f"item.{item_id}"


def _to_question(scene: Scene, question_id: str) -> str:
    return f"item.{scene.sheet_desk.checklist.item_of(question_id).id}"


GROUND = Guard(_ground_stood, _write_ground)
GUARDS = {"ground": GROUND}
ASKS = {
    "value": Ask(_value_words, no_presets, _take_value, _to_question),
    "ground": Ask(_ground_words, _ground_presets, _take_ground, _to_item),
}

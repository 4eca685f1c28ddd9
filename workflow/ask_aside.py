"""Asked in words: why an item does not apply or could not be checked, which cases are let off."""

from __future__ import annotations

from collections.abc import Callable

from inspection import walk, wording
from inspection.card import Reply, Words
from inspection.checklist import Each, Item, Question
from inspection.flow import says
from inspection.flow.item import countable
from inspection.marked import seen_mark
from inspection.numbers import Nothing, Number, read_number
from inspection.people import RefusalError, Right
from inspection.sheet import ItemStanding, Standing
from inspection.text import text
from storage import marks, sheets
from storage.audit import fingerprint
from workflow import overwriting
from workflow.ask_item import the_item
from workflow.ask_kind import Ask, no_presets
from workflow.overwriting import Guard, Stood
from workflow.route_types import ButtonRoute
from workflow.scene import Scene
from workflow.undo_notes import remember_words, standing_words

ASKED_AS: dict[Standing, str] = {"na": "na", "unchecked": "nc"}
"""How the places that ask for a standing's reason are called."""


# -- does not apply, could not be checked ----------------------------------------------------


def _standing_asked(standing: Standing) -> Callable[[Scene, str], tuple[Words, ...]]:
    def words(scene: Scene, item_id: str) -> tuple[Words, ...]:
        item = the_item(scene, item_id)
        asked: tuple[Words, ...] = (text(f"ask.{standing}", item=says.item_title(item)),)
        if standing == "na" and item.applies:
            asked = (*asked, wording.applies(item))
        stood = _stands_as(standing)(scene, item_id)
        return (*asked, *overwriting.standing_line(scene, stood))

    return words


def _na_presets(scene: Scene, item_id: str) -> tuple[Words, ...]:
    applies = wording.applies(the_item(scene, item_id))
    return (applies,) if applies else ()


def _nc_presets(_scene: Scene, _item_id: str) -> tuple[Words, ...]:
    return tuple(text(f"ask.unchecked-{why}") for why in ("nobody", "no-papers", "no-access"))


def _stands(scene: Scene, item_id: str) -> ItemStanding | None:
    return marks.standings(scene.tx, scene.sheet_desk.sheet.id).get(item_id)


def _stands_as(standing: Standing) -> Callable[[Scene, str], Stood | None]:
    def stood(scene: Scene, item_id: str) -> Stood | None:
        found = _stands(scene, item_id)
        if found is None:
            return None
        said = found.reason if found.standing == standing else ""
        shown = text(f"standing.{found.standing}-stands", reason=found.reason)
        return Stood(said, shown, found.by, found.at)

    return stood


def _write_standing(standing: Standing) -> Callable[[Scene, str, str], Reply]:
    def write(scene: Scene, item_id: str, said: str) -> Reply:
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

    return write


def _take_standing(standing: Standing) -> Callable[[Scene, str, str], Reply]:
    kind = ASKED_AS[standing]

    def take(scene: Scene, item_id: str, said: str) -> Reply:
        return overwriting.put(scene, GUARDS[kind], kind, item_id, said)

    return take


def clear_standing(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`st|sheet|item|seen>clear`: the item is looked at after all.

    A colleague's standing other than the one that the button's card showed is shown first.
    """
    scene.require_open()
    item = the_item(scene, args[1])
    sheet_id = scene.sheet_desk.sheet.id
    found = _stands(scene, item.id)
    seen = args[2].partition(">")[0]
    scene.go(f"item.{item.id}")
    if found and found.by != scene.who.person_id and seen != seen_mark(found.words):
        words = text("clash.toast", who=scene.name(found.by))
        scene.note(words)
        return scene.reply(words)
    remember_words(scene, "standing", item.id, standing_words(scene, item.id), None)
    marks.drop_standing(scene.tx, sheet_id, item.id)
    sheets.forget_figures(scene.tx, sheet_id)
    scene.record("standing-clear", f"sheet/{sheet_id}/{item.id}")
    return scene.reply(text("toast.saved"))


# -- exemptions ------------------------------------------------------------------------------


def _exempt_words(scene: Scene, question_id: str) -> tuple[Words, ...]:
    question, item = _exemptable(scene, question_id)
    asked: tuple[Words, ...] = (text("ask.exempt", item=says.item_title(item)),)
    if len(countable(item)) > 1:
        asked = (*asked, says.prompt(question, scene.lang))
    stood = overwriting.standing_line(scene, _exempt_stood(scene, question_id))
    return (*asked, wording.exempt(item), *stood)


def _exempt_stood(scene: Scene, question_id: str) -> Stood | None:
    found = marks.exemptions(scene.tx, scene.sheet_desk.sheet.id).get(question_id)
    if found is None:
        return None
    said = f"{found.cases} {found.reason}"
    return Stood(
        said, text("exempt.stands", cases=found.cases, reason=found.reason), found.by, found.at
    )


def _exemptable(scene: Scene, question_id: str) -> tuple[Question, Item]:
    question = scene.sheet_desk.checklist.question(question_id)
    if question is None or not isinstance(question.rule, Each):
        raise RefusalError("button-unknown")
    item = scene.sheet_desk.checklist.item_of(question_id)
    if not item.exempt:
        raise RefusalError("button-unknown")
    return question, item


def _take_exempt(scene: Scene, question_id: str, said: str) -> Reply:
    _exemptable(scene, question_id)
    count, _, reason = said.partition(" ")
    number = read_number(count)
    cases = 0 if isinstance(number, Nothing) else None
    if isinstance(number, Number) and number.value.denominator == 1 and number.value >= 0:
        cases = int(number.value)
    if cases is None or (cases and not reason.strip()):
        scene.note(text("ask.exempt-unread"))
        return scene.reply()
    mine = f"{cases} {reason.strip()}" if cases else "0"
    if not _recorded_cases(scene, question_id, cases):
        return scene.reply()
    return overwriting.put(scene, EXEMPT, "exempt", question_id, mine)


def _recorded_cases(scene: Scene, question_id: str, cases: int) -> bool:
    """Whether so many cases are recorded at all; says so where they are not."""
    counted = sheets.rollup(scene.tx, scene.sheet_desk.sheet.id).tallies.get(question_id)
    enough = counted is not None and cases <= counted.cases
    if not enough:
        scene.note(text("ask.exempt-too-many", cases=counted.cases if counted else 0))
    return enough


def _write_exempt(scene: Scene, question_id: str, mine: str) -> Reply:
    """Cases and reason, as `_take_exempt` has read them."""
    _, item = _exemptable(scene, question_id)
    count, _, reason = mine.partition(" ")
    if not count.isdecimal() or len(count) > 6 or bool(int(count)) != bool(reason):
        raise RefusalError("button-unknown")
    cases = int(count)
    if not _recorded_cases(scene, question_id, cases):
        return scene.reply()
    sheet_id, by = scene.sheet_desk.sheet.id, scene.who.person_id
    marks.set_exemption(scene.tx, sheet_id, question_id, cases, reason, by, scene.now)
    sheets.forget_figures(scene.tx, sheet_id)
    scene.remember_undo(None)
    scene.record("exempt", f"sheet/{sheet_id}/{question_id}", None, str(cases))
    scene.go(f"item.{item.id}")
    return scene.reply(text("toast.standing" if cases else "toast.saved"))


def _to_item(_scene: Scene, item_id: str) -> str:
    return f"item.{item_id}"


def _to_question(scene: Scene, question_id: str) -> str:
    return f"item.{scene.sheet_desk.checklist.item_of(question_id).id}"


EXEMPT = Guard(_exempt_stood, _write_exempt)
GUARDS = {
    "na": Guard(_stands_as("na"), _write_standing("na")),
    "nc": Guard(_stands_as("unchecked"), _write_standing("unchecked")),
    "exempt": EXEMPT,
}
ASKS = {
    "na": Ask(_standing_asked("na"), _na_presets, _take_standing("na"), _to_item),
    "nc": Ask(_standing_asked("unchecked"), _nc_presets, _take_standing("unchecked"), _to_item),
    "exempt": Ask(_exempt_words, no_presets, _take_exempt, _to_question),
}
BUTTONS = {"st": ButtonRoute(Right.INSPECT, "sheet", 3, clear_standing)}

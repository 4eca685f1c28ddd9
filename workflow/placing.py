"""Evidence that has come: the buttons to move or drop it, and one file by itself."""

from __future__ import annotations

from collections.abc import Sequence

from inspection import wording
from inspection.buttons import button, read_id
from inspection.card import Card, Reply, Rows, Words
from inspection.flow import says
from inspection.flow.placing import FileView, file_card
from inspection.flow.says import item_title
from inspection.naming import household_of
from inspection.numbers import plain
from inspection.people import RefusalError, Right, may
from inspection.sheet import LOCKED
from inspection.text import Text, text
from storage import evidence, visits
from storage.evidence import Evidence, Target
from workflow.household_words import named
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene
from workflow.targets import place_before, place_target, placed, target_words, together

_ABOUT_A_FILE = (
    *("evidence.bound", "evidence.where", "evidence.caption"),
    *("evidence.late-submitted", "evidence.late-signed"),
)
_WORK = ("hh", "more", "list", "page", "item")


def card(scene: Scene, args: tuple[str, ...]) -> Card:
    """`file.<id>`; `file.<id>.h.<page>` its households, `file.<id>.s.<section>` its items."""
    file = _file(scene, args)
    found = scene.sheet_desk
    words = file_words(scene, file)
    choices: list[tuple[str, Words]] = []
    match args[1:]:
        case ("h", page) if page.isdecimal() and len(page) < 4:
            here = visits.places(scene.tx, found.sheet.id, found.unit.id)
            choices = [(f"hh.{p.household.id}", named(p.household)) for p in here]
        case ("s", *section):
            items = [s.items for s in found.checklist.sections if s.id == ".".join(section)]
            choices = [(f"item.{i.id}", item_title(i)) for each in items for i in each]
        case ():
            pass
        case _:
            raise RefusalError("button-unknown")
    view = FileView(
        found.sheet.id,
        file.id,
        words,
        file.caption,
        bool(visits.numbers(scene.tx, found.unit.id)),
        [(section.id, wording.title(section)) for section in found.checklist.sections],
        choices,
        ".".join(args[1:]),
        found.sheet.state in LOCKED and not file.is_open,
        scene.focus.notice,
    )
    return file_card(view)


def file_words(scene: Scene, file: Evidence) -> Text:
    """A file by its kind and place; one that was forwarded says that it was not taken here."""
    entry = text(
        "pictures.entry-forwarded" if file.forwarded else "pictures.entry",
        kind=text(f"evidence.kind-{file.kind}", n=1),
        to=(target_words(scene, file.target),),
    )
    if file.removed:
        entry = text("pictures.removed", entry=(entry,))
    if file.late is None:
        return entry
    return text(f"pictures.late-{file.late_decision or file.late}", entry=(entry,))


def _file(scene: Scene, args: Sequence[str]) -> Evidence:
    number = read_id(args[0]) if args else None
    found = evidence.evidence(scene.tx, number) if number is not None else None
    if found is None or found.target.sheet_id != scene.sheet_desk.sheet.id:
        raise RefusalError("button-unknown")
    return found


def take(scene: Scene, args: tuple[str, ...], words: str) -> Reply:
    """A household's number or an item's typed at a file's card: it belongs there."""
    file, found = _file(scene, args), scene.sheet_desk
    _require_movable(scene, file.id)
    if found.checklist.item(words) is not None:
        return put(scene, file.id, f"item.{words}", Target(found.sheet.id, item_id=words))
    numbers = visits.numbers(scene.tx, found.unit.id)
    number = household_of(plain(words), numbers)
    if isinstance(number, str):
        household = numbers[number]
        target = Target(found.sheet.id, household_id=household)
        return put(scene, file.id, f"hh.{household}", target)
    scene.note(number.text if number is not None else text("file.unclear"))
    return scene.reply()


def evidence_rows(scene: Scene) -> Rows:
    """The buttons for what has just come: where it belongs, or away with it."""
    notice = scene.focus.notice
    if not isinstance(notice, Text) or notice.code not in _ABOUT_A_FILE:
        return ()
    found = evidence.evidence(scene.tx, int(str(notice.params["id"])))
    if found is None or scene.desk is None:
        return ()
    choices: dict[str, Words] = {}
    for place in (scene.focus.place, place_before(scene)):
        target = place_target(scene, place)
        if target is not None and target != found.target:
            choices[place.split("|", 1)[1]] = target_words(scene, target)
    rows = [
        (button(text("evidence.move-to", to=(words,)), "ev", found.id, place),)
        for place, words in choices.items()
    ]
    ending = [button(text("button.drop-evidence"), "ed", found.id)]
    if not may(scene.who, Right.INSPECT, scene.desk.unit):
        return ()
    sheet_id, place = scene.desk.sheet.id, f"file.{found.id}"
    ending.insert(0, says.go(text("button.other-item"), sheet_id, place))
    if visits.numbers(scene.tx, scene.desk.unit.id):
        ending.insert(0, says.go(text("button.elsewhere"), sheet_id, f"{place}.h.0"))
    return (*rows, tuple(ending))


def press_move(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ev|evidence|place`: it belongs there (with its whole album)."""
    _require_movable(scene, int(args[0]))
    target = place_target(scene, f"{scene.sheet_desk.sheet.id}|{args[1]}")
    if target is None:
        raise RefusalError("button-unknown")
    return put(scene, int(args[0]), args[1], target)


def put(scene: Scene, evidence_id: int, place: str, target: Target) -> Reply:
    """Let a file, and what came together with it, belong there."""
    for each in _moving(scene, evidence_id):
        evidence.move(scene.tx, each.id, target)
        scene.record("evidence-move", f"evidence/{each.id}", None, place)
    _leave_file(scene, place)
    scene.note(text("evidence.moved", to=(target_words(scene, target),)))
    return scene.reply(text("toast.saved"))


def press_drop(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ed|evidence`: not wanted (with its whole album); the trail keeps it."""
    _require_movable(scene, int(args[0]))
    for each in _moving(scene, int(args[0])):
        evidence.drop(scene.tx, each.id, scene.now)
        scene.record("evidence-drop", f"evidence/{each.id}")
    _leave_file(scene, "submit")
    scene.note(text("evidence.dropped"))
    return scene.reply(text("toast.saved"))


def _require_movable(scene: Scene, evidence_id: int) -> None:
    """RefusalError where the sheet is locked: only what came since, and waits, may be moved."""
    if not _file_of(scene, evidence_id).is_open:
        scene.require_open()


def _moving(scene: Scene, evidence_id: int) -> list[Evidence]:
    """The file and what came together with it; of a locked sheet only what waits as well."""
    locked = scene.sheet_desk.sheet.state in LOCKED
    files = together(scene, _file_of(scene, evidence_id))
    return [file for file in files if file.is_open or not locked]


def _leave_file(scene: Scene, place: str) -> None:
    """From a file's own card: back to the work it was called from, else on to the next file."""
    if not scene.focus.place.partition("|")[2].startswith("file."):
        return
    sheet, _, before = (scene.focus.prior_place or "").partition("|")
    if sheet == str(scene.sheet_desk.sheet.id) and before.partition(".")[0] in _WORK:
        scene.go(before)
        return
    waiting = any(not placed(f) for f in evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id))
    scene.go("pics.0" if waiting else place)


def _file_of(scene: Scene, evidence_id: int) -> Evidence:
    found = evidence.evidence(scene.tx, evidence_id)
    if found is None or found.target.sheet_id != scene.sheet_desk.sheet.id:
        raise RefusalError("button-unknown")
    return found


BUTTONS = {
    "ev": ButtonRoute(Right.INSPECT, "evidence", 2, press_move),
    "ed": ButtonRoute(Right.INSPECT, "evidence", 1, press_drop),
}
PLACES = {"file": PlaceRoute(Right.READ_SHEET, card)}

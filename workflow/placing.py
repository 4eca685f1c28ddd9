"""One file of evidence by itself: where it belongs, to be sent, moved or dropped."""

from __future__ import annotations

from collections.abc import Sequence

from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.flow.placing import FileView, file_card
from inspection.flow.says import item_title
from inspection.naming import household_of
from inspection.numbers import plain
from inspection.people import RefusalError, Right
from inspection.sheet import LOCKED
from inspection.text import Text, text
from storage import evidence, visits
from storage.evidence import Evidence, Target
from workflow.attaching import put, target_words
from workflow.household_words import named
from workflow.route_types import PlaceRoute
from workflow.scene import Scene


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
        [(section.id, section.title) for section in found.checklist.sections],
        choices,
        ".".join(args[1:]),
        found.sheet.state in LOCKED,
        scene.focus.notice,
    )
    return file_card(view)


def file_words(scene: Scene, file: Evidence) -> Text:
    """A file by its kind and place; one that was forwarded says that it was not taken here."""
    return text(
        "pictures.entry-forwarded" if file.forwarded else "pictures.entry",
        kind=text(f"evidence.kind-{file.kind}", n=1),
        to=(target_words(scene, file.target),),
    )


def _file(scene: Scene, args: Sequence[str]) -> Evidence:
    number = read_id(args[0]) if args else None
    found = evidence.evidence(scene.tx, number) if number is not None else None
    if found is None or found.target.sheet_id != scene.sheet_desk.sheet.id:
        raise RefusalError("button-unknown")
    return found


def take(scene: Scene, args: tuple[str, ...], words: str) -> Reply:
    """A household's number or an item's typed at a file's card: it belongs there."""
    file, found = _file(scene, args), scene.sheet_desk
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


PLACES = {"file": PlaceRoute(Right.READ_SHEET, card)}

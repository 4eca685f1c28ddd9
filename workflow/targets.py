"""What evidence belongs to: read from a place, told in words, with what came together with it."""

from __future__ import annotations

from datetime import timedelta

from inspection.buttons import read_id
from inspection.card import Words
from inspection.flow import says
from inspection.sheet import Objection
from inspection.text import text
from storage import evidence, marks, notices, visits
from storage.evidence import Evidence, Target
from workflow.household_words import named
from workflow.scene import Scene

MOVED_LATELY = timedelta(minutes=3)


def place_before(scene: Scene) -> str:
    """Where the person was before: over a list or a page, the household recorded just now."""
    prior, sheet_id = scene.focus.prior_place or "", scene.sheet_desk.sheet.id
    if place_target(scene, prior) is not None:
        return prior
    mine = [
        visit
        for visit in visits.visits(scene.tx, sheet_id)
        if visit.by == scene.who.person_id
        and scene.now - visit.at < MOVED_LATELY
        and scene.focus.place != f"{sheet_id}|hh.{visit.household_id}"
    ]
    last = max(mine, key=lambda visit: visit.at, default=None)
    return f"{sheet_id}|hh.{last.household_id}" if last else prior


def replied_place(scene: Scene, reply_to: int | None) -> str | None:
    """The place of the same sheet that the message replied to showed; None where it showed none."""
    if reply_to is None or scene.desk is None:
        return None
    place = notices.place_of(scene.tx, scene.focus.chat_id, reply_to)
    if reply_to == scene.focus.card_message_id:
        place = scene.focus.card_place
    sheet, _, rest = (place or "").partition("|")
    return rest or None if sheet == str(scene.desk.sheet.id) else None


def objected(scene: Scene) -> Objection | None:
    """The person's last objection that waits for its answer: what follows it belongs to it."""
    said = marks.objections(scene.tx, scene.sheet_desk.sheet.id)
    mine = [o for o in said if o.by == scene.who.person_id and o.verdict is None]
    return mine[-1] if mine else None


def place_target(scene: Scene, full: str) -> Target | None:
    """What a file sent at a place belongs to; None where the place says nothing."""
    sheet, _, place = full.partition("|")
    found = scene.sheet_desk
    if sheet != str(found.sheet.id):
        return None
    kind, _, rest = place.partition(".")
    match kind:
        case "hh" | "more":
            at = read_id(rest)
            return Target(found.sheet.id, household_id=at) if at else None
        case "item":
            return Target(found.sheet.id, item_id=rest) if found.checklist.item(rest) else None
        case "ask":
            what, _, subject = rest.partition(".")
            if what in {"ground", "na", "nc"} and found.checklist.item(subject):
                return Target(found.sheet.id, item_id=subject)
            return None
        case "askc":
            item_id = rest.partition(".")[2]
            said = next(
                (o for o in marks.objections(scene.tx, found.sheet.id) if o.item_id == item_id),
                None,
            )
            return Target(found.sheet.id, item_id=item_id, objection_id=said.id if said else None)
        case "result":
            said = objected(scene)
            return (
                Target(found.sheet.id, item_id=said.item_id, objection_id=said.id) if said else None
            )
        case _:
            return None


def target_words(scene: Scene, target: Target) -> Words:
    """What evidence belongs to, in words."""
    if target.household_id is not None:
        who = visits.household(scene.tx, target.household_id)
        name = named(who) if who else "?"
        question = target.question_id and scene.sheet_desk.checklist.question(target.question_id)
        if question:
            return text("evidence.to-question", name=name, label=says.label(question, scene.lang))
        return name
    item = scene.sheet_desk.checklist.item(target.item_id) if target.item_id else None
    return says.item_title(item) if item else text("evidence.to-nothing")


def placed(file: Evidence) -> bool:
    """Whether it has found its place."""
    return file.target.item_id is not None or file.target.household_id is not None


def together(scene: Scene, file: Evidence) -> list[Evidence]:
    """The file with its album, or with what the same person sent just then without a place."""
    here = evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id)
    mine = [f for f in here if f.by == file.by]
    if file.album is not None:
        return [f for f in mine if f.album == file.album] or [file]
    if placed(file):
        return [file]
    return [
        f for f in mine if f.id == file.id or (not placed(f) and abs(f.at - file.at) < MOVED_LATELY)
    ]

"""Evidence finds its place: caption first, then the message replied to, then the open card.

Where the person moved a moment ago it is not guessed: the file is kept with the sheet and
buttons ask. The bytes are the courier's; what is noted here is enough never to lose the file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from content.masking import mask_numbers
from inspection.buttons import read_id
from inspection.card import Reply, Words
from inspection.flow import says
from inspection.heard import Attached, Located
from inspection.people import RefusalError, Right
from inspection.reading import Problem
from inspection.sheet import LOCKED, Objection
from inspection.text import Text, text
from storage import evidence, marks, notices, times, visits
from storage.evidence import Evidence, Fix, Target
from workflow.household_typing import (
    household_of,
    line_reply,
    marks_of,
    read_household_line,
    record_typed,
)
from workflow.household_words import named
from workflow.importing import offered_file
from workflow.scene import Scene
from workflow.telling import mask_notice

MOVED_LATELY = timedelta(minutes=3)
FIX_LASTS = timedelta(minutes=10)
"""An older position says nothing about where a picture was taken."""


def attach(scene: Scene, sent: Attached) -> Reply:
    """A photo, file, video or voice."""
    who, sender = scene.who, scene.sender
    if sender is None:
        raise RefusalError("button-unknown")
    offered = offered_file(scene, sent)
    if offered is not None:
        return offered
    if scene.desk is None:
        scene.require(Right.INSPECT)
        scene.note(text("evidence.no-card"))
        return scene.reply()
    place = scene.focus.place.split("|", 1)[1]
    if place.startswith("askc.") or (place == "result" and _objected(scene) is not None):
        scene.require(Right.ANSWER_FOR, scene.desk.unit)
    else:
        scene.require(Right.INSPECT, scene.desk.unit)
        if scene.desk.sheet.state in LOCKED:
            scene.note(text("evidence.locked"))
            return scene.reply()
    caption, kinds = mask_numbers(sent.caption or "")
    name, more = mask_numbers(sent.name or "")
    if kinds or more:
        mask_notice(scene, delete=False)
    target, problem = _target(scene, sent, caption.strip())
    new = evidence.receive(
        scene.tx,
        scene.desk.campaign.id,
        target,
        sender,
        replace(sent, name=name or None),
        who.person_id,
        caption or None,
        _fix(scene),
        scene.now,
    )
    if new is not None:
        scene.record("evidence", f"evidence/{new}", None, sent.file_unique_id)
        _bring_along(scene, sent, target)
    if problem is not None and new is not None:
        scene.note(text("evidence.caption", why=problem, id=str(new)))
    else:
        scene.note(_told(scene, sent, target, new))
    return scene.reply()


def _bring_along(scene: Scene, sent: Attached, target: Target) -> None:
    """What came before of the same album and has no place yet goes where this one went."""
    if sent.album is None or (target.household_id is None and target.item_id is None):
        return
    for file in evidence.of_album(scene.tx, scene.focus.chat_id, sent.album):
        if not placed(file):
            evidence.move(scene.tx, file.id, target)
            scene.record("evidence-move", f"evidence/{file.id}")


def _target(scene: Scene, sent: Attached, caption: str) -> tuple[Target, Text | None]:
    """What a file belongs to, and what could not be understood of its caption."""
    sheet_id = scene.sheet_desk.sheet.id
    if sent.album:
        come = evidence.of_album(scene.tx, scene.focus.chat_id, sent.album)
        if come and not caption:
            return next((file for file in come if placed(file)), come[0]).target, None
    if caption:
        fixed = _household_here(scene)
        read = read_household_line(scene, caption, fixed)
        if isinstance(read, Problem):
            return Target(sheet_id), read.text
        if read is not None:
            household = household_of(scene, read)
            if fixed != str(household.id) and (read.marks or read.clear or read.mode):
                _say_line(scene, caption, household.id)
            elif read.marks:
                record_typed(scene, household, marks_of(scene, household, read))
            question = read.marks[0].question_id if len(read.marks) == 1 else None
            return Target(sheet_id, question_id=question, household_id=household.id), None
        item_id = caption.removeprefix("第").strip().partition(" ")[0].removesuffix("项")
        item = scene.sheet_desk.checklist.item(item_id)
        if item is not None:
            return Target(sheet_id, item_id=item.id), None
    replied = replied_place(scene, sent.reply_to)
    found = place_target(scene, f"{sheet_id}|{replied}") if replied else None
    if found is not None:
        return found, None
    here, before = (
        place_target(scene, place) for place in (scene.focus.place, place_before(scene))
    )
    lately = scene.now - scene.focus.moved_at < MOVED_LATELY
    if here is not None and (before is None or before == here or not lately):
        return here, None
    return Target(sheet_id), None


def _say_line(scene: Scene, caption: str, household_id: int) -> None:
    """Do what the line alone does, and stay where one is unless something is asked."""
    at = scene.focus
    line_reply(scene, caption, None)
    place = scene.focus.place.partition("|")[2]
    if place.startswith("clash.") or place == f"hh.{household_id}":
        return
    scene.focus = replace(
        scene.focus, place=at.place, prior_place=at.prior_place, moved_at=at.moved_at
    )


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


def _objected(scene: Scene) -> Objection | None:
    """The person's last objection that waits for its answer: what follows it belongs to it."""
    said = marks.objections(scene.tx, scene.sheet_desk.sheet.id)
    mine = [o for o in said if o.by == scene.who.person_id and o.verdict is None]
    return mine[-1] if mine else None


def _household_here(scene: Scene) -> str | None:
    kind, _, rest = scene.focus.place.split("|", 1)[1].partition(".")
    return rest if kind in {"hh", "more"} else None


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
            said = _objected(scene)
            return (
                Target(found.sheet.id, item_id=said.item_id, objection_id=said.id) if said else None
            )
        case _:
            return None


def _fix(scene: Scene) -> Fix | None:
    """The position shared last, if it is not older than ten minutes."""
    if not scene.focus.fix:
        return None
    plain = json.loads(scene.focus.fix)
    at = times.read(plain["at"])
    if scene.now - at > FIX_LASTS:
        return None
    return Fix(plain["latitude"], plain["longitude"], plain["accuracy"], at)


def locate(scene: Scene, fix: Located) -> Reply:
    """A position: the newest one is kept until evidence takes it along; no track is."""
    _ = scene.who
    plain = {
        "latitude": fix.latitude,
        "longitude": fix.longitude,
        "accuracy": fix.accuracy,
        "at": times.written(scene.now),
    }
    scene.keep_fix(json.dumps(plain))
    if not fix.live:
        scene.note(text("evidence.located"))
    return scene.reply()


def _told(scene: Scene, sent: Attached, target: Target, new: int | None) -> Text | None:
    """The line on the card: how many files came, and what they belong to."""
    if new is None:
        return None
    found = evidence.evidence(scene.tx, new)
    count = len(together(scene, found)) if found else 1
    code = f"evidence.kind-{sent.kind}"
    if target.household_id is None and target.item_id is None:
        return text("evidence.where", kind=text(code, n=count), id=str(new))
    return text(
        "evidence.bound", kind=text(code, n=count), to=target_words(scene, target), id=str(new)
    )


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

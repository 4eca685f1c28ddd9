"""Evidence finds its place: caption first, then the message replied to, then the open card.

Where the person moved a moment ago it is not guessed: the file is kept with the sheet and
buttons ask. The bytes are the courier's; what is noted here is enough never to lose the file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from content.masking import mask_numbers
from inspection.card import Reply
from inspection.heard import Attached, Located
from inspection.people import HEADS, RefusalError, Right
from inspection.reading import Problem
from inspection.sheet import LOCKED, SheetState
from inspection.text import Text, text
from storage import evidence, times
from storage.evidence import Fix, Target
from workflow.finding_evidence import take_file
from workflow.household_typing import (
    household_of,
    line_reply,
    marks_of,
    read_household_line,
    record_typed,
)
from workflow.importing import offered_file
from workflow.scene import Scene
from workflow.targets import (
    MOVED_LATELY,
    objected,
    place_before,
    place_target,
    placed,
    replied_place,
    target_words,
    together,
)
from workflow.telling import mask_notice, tell_team
from workflow.templates import offered_template

FIX_LASTS = timedelta(minutes=10)
"""An older position says nothing about where a picture was taken."""


def attach(scene: Scene, sent: Attached) -> Reply:
    """A photo, file, video or voice."""
    who, sender = scene.who, scene.sender
    if sender is None:
        raise RefusalError("button-unknown")
    offered = offered_file(scene, sent) or offered_template(scene, sent)
    if offered is not None:
        return offered
    of_finding = take_file(scene, sent, _fix(scene))
    if of_finding is not None:
        return of_finding
    if scene.desk is None:
        scene.require(Right.INSPECT)
        scene.note(text("evidence.no-card"))
        return scene.reply()
    place = scene.focus.place.split("|", 1)[1]
    late = None
    if place.startswith("askc.") or (place == "result" and objected(scene) is not None):
        scene.require(Right.ANSWER_FOR, scene.desk.unit)
    else:
        scene.require(Right.INSPECT, scene.desk.unit)
        late = late_as(scene.desk.sheet.state)
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
        late,
    )
    if new is not None:
        scene.record("evidence", f"evidence/{new}", late, sent.file_unique_id)
        _bring_along(scene, sent, target)
    if late is not None and new is not None:
        _tell_of_late(scene, new)
        scene.note(_told_late(scene, sent, target, new))
    elif problem is not None and new is not None:
        scene.note(text("evidence.caption", why=problem, id=str(new)))
    else:
        scene.note(_told(scene, sent, target, new))
    return scene.reply()


def late_as(state: SheetState) -> str | None:
    """How a file that comes now is marked: `submitted`, `signed`, or not late at all."""
    if state not in LOCKED:
        return None
    return "submitted" if state is SheetState.SUBMITTED else "signed"


def _tell_of_late(scene: Scene, new: int) -> None:
    """The heads hear of the first late file since they decided last; the others are seen then."""
    files = evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id)
    if not any(file.is_open for file in files if file.id != new):
        words = text("tell.late", unit=scene.sheet_desk.unit.name, who=scene.who.name)
        tell_team(scene, "late", HEADS, words, "review")


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
            if scene.sheet_desk.sheet.state in LOCKED:
                # The caption stays with the file; the table itself takes no answers any more.
                pass
            elif fixed != str(household.id) and (read.marks or read.clear or read.mode):
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


def _household_here(scene: Scene) -> str | None:
    kind, _, rest = scene.focus.place.split("|", 1)[1].partition(".")
    return rest if kind in {"hh", "more"} else None


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


def _told_late(scene: Scene, sent: Attached, target: Target, new: int) -> Text:
    """That a file is kept though the sheet was handed in, and that it waits for the leader."""
    found = evidence.evidence(scene.tx, new)
    count = len(together(scene, found)) if found else 1
    state = late_as(scene.sheet_desk.sheet.state) or "submitted"
    return text(
        f"evidence.late-{state}",
        kind=text(f"evidence.kind-{sent.kind}", n=count),
        to=(target_words(scene, target),),
        id=str(new),
    )

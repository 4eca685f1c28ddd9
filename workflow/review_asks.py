"""Asked in words after handing in: why a sheet goes back, remarks, objections and their answers."""

from __future__ import annotations

from inspection.card import Card, Reply, Words
from inspection.flow.asking import asking_card
from inspection.flow.says import item_title
from inspection.people import TEAM, RefusalError, Right
from inspection.sheet import DONE, SheetState
from inspection.text import text
from storage import marks, sheets
from storage.audit import fingerprint
from workflow import feedback, verdicts
from workflow.ask_kind import LONGEST
from workflow.heads import mask_heads
from workflow.route_types import PlaceRoute
from workflow.scene import Scene, desk
from workflow.telling import tell_team


def take_review(scene: Scene, kind: str, args: tuple[str, ...], said: str) -> Reply:
    """Words typed at `askr.…` (the leader's) or `askc.…` (the unit's)."""
    if scene.desk is None:
        raise RefusalError("no-sheet")
    right = Right.REVIEW if kind == "askr" else Right.ANSWER_FOR
    scene.require(right, scene.desk.unit)
    said = " ".join(said.split())
    if not said or len(said) > LONGEST:
        scene.note(text("ask.too-long", most=LONGEST, n=len(said)))
        return scene.reply()
    what, *rest = args or ("",)
    subject = ".".join(rest)
    match kind, what:
        case "askr", "return":
            return _return(scene, said)
        case "askr", "reopen":
            return _reopen(scene, said)
        case "askr", "remark":
            return _remark(scene, subject, said)
        case "askr", "granted":
            return verdicts.write(scene, verdicts.objection(scene, subject), "granted", said)
        case "askr", "refused":
            return verdicts.write(scene, verdicts.objection(scene, subject), "refused", said)
        case "askc", "object":
            return feedback.object_to(scene, subject, said)
        case _:
            raise RefusalError("button-unknown")


def _return(scene: Scene, said: str) -> Reply:
    """Back to the team with a remark; the items' own remarks stand with them."""
    found = scene.sheet_desk
    if found.sheet.state is not SheetState.SUBMITTED:
        raise RefusalError("not-submitted")
    sheets.set_state(scene.tx, found.sheet.id, SheetState.OPEN, return_remark=said)
    scene.record("return", f"sheet/{found.sheet.id}", "submitted", fingerprint(said))
    shown = mask_heads(scene.tx, found, said)
    words = text("tell.returned", unit=found.unit.name, who=scene.who.name, words=shown)
    tell_team(scene, "returned", TEAM, words, "submit")
    scene.desk = desk(scene.tx, found.sheet.id)
    scene.go("review")
    return scene.reply(text("review.returned"))


def _reopen(scene: Scene, said: str) -> Reply:
    """A locked sheet is opened again, for a reason that stays on record."""
    found = scene.sheet_desk
    if found.sheet.state is SheetState.OPEN:
        raise RefusalError("is-open")
    was = found.sheet.state
    sheets.set_state(scene.tx, found.sheet.id, SheetState.OPEN, return_remark=said, final_at=None)
    marks.drop_confirmations(scene.tx, found.sheet.id)
    scene.record("reopen", f"sheet/{found.sheet.id}", was.value, fingerprint(said))
    shown = mask_heads(scene.tx, found, said)
    words = text("tell.reopened", unit=found.unit.name, who=scene.who.name, words=shown)
    tell_team(scene, "reopened", TEAM, words, "submit")
    if was in DONE:
        feedback.tell_reopened(scene)
    scene.desk = desk(scene.tx, found.sheet.id)
    scene.go("review")
    return scene.reply(text("review.reopened"))


def _remark(scene: Scene, item_id: str, said: str) -> Reply:
    """A remark on one item; the sheet goes back with all of them at once."""
    found = scene.sheet_desk
    if found.checklist.item(item_id) is None:
        raise RefusalError("button-unknown")
    if found.sheet.state is not SheetState.SUBMITTED:
        raise RefusalError("not-submitted")
    marks.set_remark(scene.tx, found.sheet.id, item_id, said, scene.who.person_id, scene.now)
    scene.record("remark", f"sheet/{found.sheet.id}/{item_id}", None, fingerprint(said))
    scene.go(f"item.{item_id}")
    return scene.reply(text("toast.saved"))


def leader_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """The card of `askr.<what>.<subject>`."""
    found = scene.sheet_desk
    what, *rest = args or ("",)
    subject = ".".join(rest)
    asked: list[Words]
    back = "review"
    match what:
        case "return" | "reopen":
            asked = [text(f"ask.{what}", unit=found.unit.name)]
            if what == "return":
                remarks = marks.remarks(scene.tx, found.sheet.id)
                asked += [text("ask.return-with", id=i, words=w) for i, w in remarks.items()]
        case "remark":
            item = found.checklist.item(subject)
            if item is None:
                raise RefusalError("button-unknown")
            asked, back = [text("ask.remark", item=item_title(item))], f"item.{subject}"
        case "granted" | "refused":
            said = verdicts.objection(scene, subject)
            asked = [text(f"ask.objection-{what}"), feedback.objection_words(scene, said)]
            asked += verdicts.draft_words(scene, said, what)
            back = "objections"
        case _:
            raise RefusalError("button-unknown")
    place = "askr." + ".".join(args)
    return asking_card(found.sheet.id, place, asked, (), back, scene.focus.notice)


def unit_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """The card of `askc.object.<item>`."""
    found = scene.sheet_desk
    item = found.checklist.item(".".join(args[1:]))
    if not args or args[0] != "object" or item is None:
        raise RefusalError("button-unknown")
    asked = [text("ask.object", item=item_title(item))]
    place = "askc." + ".".join(args)
    return asking_card(found.sheet.id, place, asked, (), "result", scene.focus.notice)


PLACES = {
    "askr": PlaceRoute(Right.REVIEW, leader_place),
    "askc": PlaceRoute(Right.ANSWER_FOR, unit_place),
}

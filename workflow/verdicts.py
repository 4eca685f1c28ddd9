"""The leader's answer to an objection: written, looked at once more, and given."""

from __future__ import annotations

from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.flow.result import ObjectionView, objection_card, verdict_card
from inspection.flow.says import listed
from inspection.people import TEAM, RefusalError, Right
from inspection.sheet import Decision, Objection, SheetState
from inspection.text import text
from storage import drafts, evidence, marks, sheets
from storage.audit import fingerprint
from workflow.feedback import objection_words
from workflow.heads import mask_heads
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene, desk
from workflow.telling import tell_contacts, tell_team

DECISIONS: dict[str, Decision] = {"granted": "granted", "refused": "refused"}


def objections_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`objections`: the first one that waits for its answer, with what the unit sent."""
    left = [o for o in marks.objections(scene.tx, scene.sheet_desk.sheet.id) if o.verdict is None]
    if not left:
        raise RefusalError("objections-none")
    first = left[0]
    # What was written and not given yet is taken up where it was left.
    ways = {
        decision: f"{'verdict' if _draft(scene, first, decision) else 'askr'}.{decision}.{first.id}"
        for decision in DECISIONS
    }
    return objection_card(
        ObjectionView(
            scene.sheet_desk.sheet.id,
            first.id,
            len(left),
            (objection_words(scene, first),),
            len(evidence.of_objection(scene.tx, first.id)),
            ways["granted"],
            ways["refused"],
        )
    )


def objection(scene: Scene, raw: str) -> Objection:
    """An objection of the sheet on the desk by its number."""
    number = read_id(raw)
    found = marks.objection(scene.tx, number) if number is not None else None
    if found is None or found.sheet_id != scene.sheet_desk.sheet.id:
        raise RefusalError("button-unknown")
    return found


def write(scene: Scene, said: Objection, verdict: Decision, words: str) -> Reply:
    """The leader has written an answer: kept, and shown once more before it is given."""
    _require_unanswered(scene, said)
    drafts.keep(scene.tx, scene.focus.user_id, _place(said, verdict), words, scene.now)
    scene.go(f"verdict.{verdict}.{said.id}")
    return scene.reply()


def draft_words(scene: Scene, said: Objection, verdict: str) -> list[Words]:
    """What was written so far, to be written anew: a line, or none."""
    words = _draft(scene, said, verdict)
    if words is None:
        return []
    return [text("ask.written-so-far", words=mask_heads(scene.tx, scene.sheet_desk, words))]


def verdict_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`verdict.<granted|refused>.<objection>`: the answer, to be given or changed."""
    if len(args) != 2 or args[0] not in DECISIONS:
        raise RefusalError("button-unknown")
    said = objection(scene, args[1])
    _require_unanswered(scene, said)
    words = _draft(scene, said, args[0])
    if words is None:
        return objections_place(scene, ())
    shown = mask_heads(scene.tx, scene.sheet_desk, words)
    lines = (
        text(f"verdict.{args[0]}"),
        objection_words(scene, said),
        text("verdict.words", words=shown),
        text("verdict.meaning"),
    )
    return verdict_card(
        scene.sheet_desk.sheet.id,
        said.id,
        args[0],
        lines,
        len(evidence.of_objection(scene.tx, said.id)),
        _seen(said, words),
        scene.focus.notice,
    )


def press_give(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`oa|objection|verdict|seen`: give the answer, if it is the very one that was shown."""
    if args[1] not in DECISIONS:
        raise RefusalError("button-unknown")
    said, verdict = objection(scene, args[0]), DECISIONS[args[1]]
    _require_unanswered(scene, said)
    words = _draft(scene, said, verdict)
    if words is None or _seen(said, words) != args[2]:
        scene.go(f"verdict.{verdict}.{said.id}" if words else "objections")
        return scene.reply(text("verdict.changed"))
    return _give(scene, said, verdict, words)


def _require_unanswered(scene: Scene, said: Objection) -> None:
    if said.verdict is not None or scene.sheet_desk.sheet.state is not SheetState.OBJECTED:
        raise RefusalError("objection-answered")


def _place(said: Objection, verdict: str) -> str:
    return f"objection/{said.id}/{verdict}"


def _draft(scene: Scene, said: Objection, verdict: str) -> str | None:
    return drafts.words(scene.tx, scene.focus.user_id, _place(said, verdict))


def _seen(said: Objection, words: str) -> str:
    """What stood on the card: an old button gives no other words, and answers no others."""
    return fingerprint(f"{said.words}\n{words}")


def _give(scene: Scene, said: Objection, verdict: Decision, words: str) -> Reply:
    """The leader's answer; when all are answered the result is final, or corrected first."""
    found = scene.sheet_desk
    marks.answer_objection(scene.tx, said.id, verdict, words, scene.who.person_id, scene.now)
    for decision in DECISIONS:
        drafts.drop(scene.tx, _place(said, decision))
    scene.record("objection-answer", f"objection/{said.id}", None, verdict)
    shown = mask_heads(scene.tx, found, words)
    told = text(f"tell.objection-{verdict}", unit=found.unit.name, id=said.item_id, words=shown)
    tell_contacts(scene, f"answer-{said.id}", told, "result")
    everything = marks.objections(scene.tx, found.sheet.id)
    if any(o.verdict is None for o in everything):
        scene.go("objections")
        return scene.reply(text("toast.saved"))
    granted = [o for o in everything if o.verdict == "granted" and not _settled(scene, o)]
    if granted:
        _correct(scene, granted)
    else:
        sheets.set_state(scene.tx, found.sheet.id, SheetState.FINAL, final_at=scene.now)
        scene.record("final", f"sheet/{found.sheet.id}", "objected", "final")
    scene.desk = desk(scene.tx, found.sheet.id)
    scene.go("review")
    return scene.reply(text("toast.saved"))


def _settled(scene: Scene, said: Objection) -> bool:
    """Whether a granted objection was followed by a new signing already."""
    signed = scene.sheet_desk.sheet.signed_at
    return said.answered_at is not None and signed is not None and said.answered_at < signed


def _correct(scene: Scene, granted: list[Objection]) -> None:
    """An objection that holds opens the sheet, with a remark on each item, to be signed anew."""
    found = scene.sheet_desk
    for each in granted:
        remark = each.answer or each.words
        marks.set_remark(
            scene.tx, found.sheet.id, each.item_id, remark, scene.who.person_id, scene.now
        )
    items = listed([each.item_id for each in granted])
    remark_words = text("submit.correct", items=items)
    sheets.set_state(scene.tx, found.sheet.id, SheetState.OPEN, return_remark=remark_words)
    marks.drop_confirmations(scene.tx, found.sheet.id)
    scene.record("reopen", f"sheet/{found.sheet.id}", "objected", "open")
    words = text("tell.correct", unit=found.unit.name, items=items)
    tell_team(scene, "correct", TEAM, words, "submit")


BUTTONS = {"oa": ButtonRoute(Right.REVIEW, "objection", 3, press_give)}
PLACES = {
    "objections": PlaceRoute(Right.REVIEW, objections_place),
    "verdict": PlaceRoute(Right.REVIEW, verdict_place),
}

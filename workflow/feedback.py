"""The inspected unit's word on its signed result: confirming, objecting, or letting it be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from inspection import wording
from inspection.card import Card, Reply, Words
from inspection.flow.result import ResultView, accepting_card, objecting_card, result_card
from inspection.people import HEADS, RefusalError, Right, may
from inspection.sheet import Objection, Sheet, SheetState
from inspection.text import text
from scoring.report import ItemLine, for_contact
from storage import audit, campaigns, evidence, marks, sheets
from storage.audit import fingerprint
from storage.db import Tx
from workflow import reporting
from workflow.figures import figures
from workflow.heads import mask_heads
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import House, Scene, desk
from workflow.telling import tell_contacts, tell_team


def objections_until(scene: Scene) -> date | None:
    """The last day on which the unit may object."""
    found = scene.sheet_desk
    return last_day(scene.house, found.sheet, found.campaign.policy.objection_days)


def last_day(house: House, sheet: Sheet, days: int) -> date | None:
    """The last day to object to a signed sheet, `days` calendar days after its signing."""
    if sheet.signed_at is None:
        return None
    return sheet.signed_at.astimezone(house.tz).date() + timedelta(days=days)


def _lost(scene: Scene) -> list[ItemLine]:
    report = reporting.report_of(scene.tx, scene.house, scene.sheet_desk, scene.now)
    open_report = for_contact(report)
    return [
        item
        for section in open_report.sections
        for item in section.items
        if item.deducted not in {None, "0.00"}
    ]


def _may_object(scene: Scene) -> bool:
    found, until = scene.sheet_desk, objections_until(scene)
    today = scene.now.astimezone(scene.house.tz).date()
    return (
        found.sheet.state in {SheetState.SIGNED, SheetState.OBJECTED}
        and until is not None
        and today <= until
    )


def result_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`result`: the unit's own signed result, confidential matters as counts."""
    from workflow.reviewing import score_words  # noqa: PLC0415 reviewing tells of results

    found = scene.sheet_desk
    if found.sheet.state in {SheetState.OPEN, SheetState.SUBMITTED}:
        raise RefusalError("no-result")
    said = {o.item_id: o for o in marks.objections(scene.tx, found.sheet.id)}
    mine = may(scene.who, Right.ANSWER_FOR, found.unit)
    until = objections_until(scene)
    view = ResultView(
        found.sheet.id,
        found.unit.name,
        found.sheet.state,
        score_words(figures(scene.tx, found.sheet.id)),
        [
            text(
                "result.lost",
                item=wording.named(found.checklist, item.id),
                deducted=item.deducted or "",
                ground=mask_heads(scene.tx, found, item.ground),
            )
            for item in _lost(scene)
        ],
        [objection_words(scene, each) for each in said.values()],
        text("result.until", month=until.month, day=until.day)
        if until and _may_object(scene)
        else None,
        mine and found.sheet.state is SheetState.SIGNED,
        mine and _may_object(scene),
        scene.focus.notice,
    )
    return result_card(view)


def objecting_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`objecting`: which item."""
    said = {o.item_id for o in marks.objections(scene.tx, scene.sheet_desk.sheet.id) if o.verdict}
    items: list[tuple[str, Words]] = [
        (item.id, wording.named(scene.sheet_desk.checklist, item.id))
        for item in _lost(scene)
        if item.id not in said
    ]
    return objecting_card(scene.sheet_desk.sheet.id, items)


def object_to(scene: Scene, item_id: str, words: str) -> Reply:
    """State an objection to one item, while the campaign's days last."""
    found = scene.sheet_desk
    if not _may_object(scene):
        raise RefusalError("objection-late")
    if item_id not in {item.id for item in _lost(scene)}:
        raise RefusalError("button-unknown")
    if any(o.item_id == item_id and o.verdict for o in marks.objections(scene.tx, found.sheet.id)):
        raise RefusalError("objection-answered")
    said = marks.object_to(scene.tx, found.sheet.id, item_id, words, scene.who.person_id, scene.now)
    evidence.join_objection(scene.tx, found.sheet.id, item_id, scene.who.person_id, said)
    sheets.set_state(scene.tx, found.sheet.id, SheetState.OBJECTED)
    scene.record("object", f"objection/{said}", None, fingerprint(words))
    shown = mask_heads(scene.tx, found, words)
    told = text("tell.objection", unit=found.unit.name, id=item_id, words=shown)
    tell_team(scene, f"objection-{said}", HEADS, told, "objections")
    scene.desk = desk(scene.tx, found.sheet.id)
    scene.go("result")
    scene.note(text("result.objection-taken"))
    return scene.reply(text("toast.saved"))


def accepting_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`accepting`: once more before the unit gives its word and the result is final."""
    from workflow.reviewing import score_words  # noqa: PLC0415 reviewing tells of results

    found = scene.sheet_desk
    if found.sheet.state is not SheetState.SIGNED:
        return result_place(scene, ())
    score = score_words(figures(scene.tx, found.sheet.id))
    return accepting_card(found.sheet.id, found.unit.name, score, _seen(scene))


def press_accept(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`ac|sheet`: the unit has no objection, it says; what that means is shown first."""
    if scene.sheet_desk.sheet.state is SheetState.FINAL:
        return scene.reply(text("result.thanks"))
    _require_signed(scene)
    scene.go("accepting")
    return scene.reply()


def press_finish(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`af|sheet|seen`: the result is final, if it is the very one that was shown."""
    found = scene.sheet_desk
    if found.sheet.state is SheetState.FINAL:
        return scene.reply(text("result.thanks"))
    _require_signed(scene)
    if args[1] != _seen(scene):
        scene.go("result")
        return scene.reply(text("result.changed"))
    sheets.set_state(scene.tx, found.sheet.id, SheetState.FINAL, final_at=scene.now)
    scene.record("accept", f"sheet/{found.sheet.id}", "signed", "final")
    tell_team(scene, "accepted", HEADS, text("tell.accepted", unit=found.unit.name), "review")
    scene.desk = desk(scene.tx, found.sheet.id)
    scene.go("result")
    return scene.reply(text("result.thanks"))


def _require_signed(scene: Scene) -> None:
    if scene.sheet_desk.sheet.state is not SheetState.SIGNED:
        raise RefusalError("no-result")


def _seen(scene: Scene) -> str:
    """Which signed result was shown: a button about an earlier one finishes nothing."""
    lost = [f"{item.id} {item.deducted} {item.ground}" for item in _lost(scene)]
    kept = figures(scene.tx, scene.sheet_desk.sheet.id)
    return fingerprint("\n".join([str(scene.sheet_desk.sheet.signed_at), str(kept.score), *lost]))


def objection_words(scene: Scene, said: Objection) -> Words:
    """An objection with its answer, where it has one."""
    title = wording.named(scene.sheet_desk.checklist, said.item_id)
    words = mask_heads(scene.tx, scene.sheet_desk, said.words)
    if said.verdict is None:
        return text("objection.open", item=title, words=words)
    answered = mask_heads(scene.tx, scene.sheet_desk, said.answer or "")
    return text(f"objection.{said.verdict}", item=title, words=words, answer=answered)


def tell_reopened(scene: Scene) -> None:
    """The unit hears that its result no longer stands."""
    words = text("tell.result-reopened", unit=scene.sheet_desk.unit.name)
    tell_contacts(scene, "result-reopened", words, "home")


def lapse(house: House, tx: Tx, now: datetime) -> int:
    """Signed results whose days to object are over without an objection are final. How many."""
    today, count = now.astimezone(house.tz).date(), 0
    for campaign in campaigns.campaigns(tx):
        for sheet in sheets.in_state(tx, campaign.id, SheetState.SIGNED):
            until = last_day(house, sheet, campaign.policy.objection_days)
            if until is not None and today > until:
                sheets.set_state(tx, sheet.id, SheetState.FINAL, final_at=now)
                actor = audit.Actor(campaign.id)
                audit.record(tx, actor, now, "final", f"sheet/{sheet.id}", "signed", "final")
                count += 1
    return count


BUTTONS = {
    "ac": ButtonRoute(Right.ANSWER_FOR, "sheet", 1, press_accept),
    "af": ButtonRoute(Right.ANSWER_FOR, "sheet", 2, press_finish),
}
PLACES = {
    "result": PlaceRoute(Right.ANSWER_FOR, result_place),
    "accepting": PlaceRoute(Right.ANSWER_FOR, accepting_place),
    "objecting": PlaceRoute(Right.ANSWER_FOR, objecting_place),
}

"""From handed in to signed: submitting, the leader's reading and decisions, signing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inspection import walk, wording
from inspection.card import Card, Reply, Words
from inspection.flow.review import (
    Missing,
    ReviewView,
    decide_card,
    review_card,
    sign_card,
    submit_card,
)
from inspection.flow.says import item_brief
from inspection.people import HEADS, TEAM, RefusalError, Right, may
from inspection.sheet import DONE, SheetState
from inspection.text import text
from scoring.figures import Figures
from storage import evidence, marks, reports, sheets
from storage.evidence import Evidence
from workflow import reporting
from workflow.completeness import items_at_full, missing, skipped
from workflow.deciding import Pending, pending
from workflow.exporting import owe_sheet_file
from workflow.figures import figures, item_figures
from workflow.finding_handing import findings_lines, hand_over, to_give
from workflow.finding_making import reconcile
from workflow.inspecting import sheet_in_hand
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import Scene, desk
from workflow.telling import tell_contacts, tell_team


def submit(scene: Scene, _rest: str) -> Reply:
    """`/submit`: what the sheet in hand still lacks."""
    in_hand = sheet_in_hand(scene)
    if in_hand is None:
        raise RefusalError("no-sheet")
    scene.desk = desk(scene.tx, in_hand)
    scene.require(Right.INSPECT, scene.sheet_desk.unit)
    scene.go("submit" if scene.sheet_desk.sheet.state is SheetState.OPEN else "review")
    return scene.reply()


def score_words(found: Figures) -> Words:
    """A sheet's score in words: certain, a range while answers are missing, or none at all."""
    if found.score is None or found.applicable is None:
        return text("score.findings", n=sum(found.findings.values()))
    if found.complete:
        return text(
            "score.certain",
            score=Fraction(found.score),
            applicable=Fraction(found.applicable),
            percent=Fraction(found.percent or 0),
        )
    return text("score.range", low=Fraction(found.low or 0), high=Fraction(found.high or 0))


def submit_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`submit`: what is missing, or that nothing is; once handed in, the review."""
    found = scene.sheet_desk
    if found.sheet.state is not SheetState.OPEN:
        return review_place(scene, ())
    left = missing(scene)
    counts = sheets.rollup(scene.tx, found.sheet.id).counts
    now = figures(scene.tx, found.sheet.id)
    scored = now.score is not None
    code = "submit.score" if scored else "submit.found"
    summary: list[Words] = [text(code, score=score_words(now))]
    if counts.households and walk.has_households(found.checklist):
        summary.append(
            text(
                "submit.households",
                done=str(counts.done),
                of=str(counts.households),
                absent=str(counts.absent),
                phone=str(counts.telephoned),
                # Without points the line above counts the village's problems as well.
                problems=(text("submit.problems", n=counts.problems),) if scored else (),
            )
        )
    if found.sheet.return_remark:
        summary.append(text("submit.returned", words=found.sheet.return_remark))
    remarked = [
        Missing(text("submit.remarked", item=item_brief(item)), f"item.{item.id}")
        for item in found.checklist.items()
        if item.id in marks.remarks(scene.tx, found.sheet.id)
    ]
    name = found.unit.name
    return submit_card(found.sheet.id, name, left, remarked, summary, scene.focus.notice)


def press_submit(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`sb|sheet`: hand a complete sheet to the leader."""
    scene.require_open()
    found = scene.sheet_desk
    if missing(scene):
        scene.go("submit")
        return scene.reply(text("submit.not-yet"))
    _fill_skipped(scene)
    marks.drop_remarks(scene.tx, found.sheet.id)
    marks.drop_confirmations(scene.tx, found.sheet.id)
    marks.confirm(scene.tx, found.sheet.id, scene.who.person_id, scene.now)
    sheets.set_state(
        scene.tx,
        found.sheet.id,
        SheetState.SUBMITTED,
        submitted_by=scene.who.person_id,
        submitted_at=scene.now,
        return_remark=None,
    )
    scene.record("submit", f"sheet/{found.sheet.id}", "open", "submitted")
    score = score_words(figures(scene.tx, found.sheet.id, keep=True))
    words = text("tell.submitted", unit=found.unit.name, score=score, who=scene.who.name)
    tell_team(scene, "submitted", HEADS, words, "review")
    asked = text("tell.please-confirm", unit=found.unit.name, score=score, who=scene.who.name)
    tell_team(scene, "confirm", TEAM, asked, "review", besides=HEADS)
    scene.desk = desk(scene.tx, found.sheet.id)
    reconcile(scene)
    scene.go("review")
    return scene.reply(text("submit.handed-in"))


def _fill_skipped(scene: Scene) -> None:
    """Questions that waited for cases which did not come are recorded as not applying."""
    from workflow import answering  # noqa: PLC0415 answering shows cards, which show reviews

    found = scene.sheet_desk
    answered = sheets.answers(scene.tx, found.sheet.id)
    tallies = sheets.rollup(scene.tx, found.sheet.id).tallies
    undone = [
        (q, None)
        for q in found.checklist.questions()
        if q.id not in answered and q.when is not None and skipped(q, tallies)
    ]
    answering.answer(scene, undone)


def review_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`review`: the sheet as the leader and the members read it."""
    found = scene.sheet_desk
    items = list(found.checklist.items())
    told = item_figures(scene.tx, found, [item.id for item in items], scene.lang)
    lost = [
        (
            item.id,
            text(
                "review.lost",
                item=wording.named(found.checklist, item.id),
                arithmetic=told[item.id].arithmetic,
                ground=told[item.id].ground,
            ),
        )
        for item in items
        if item.id in told and told[item.id].lost
    ]
    open_things = pending(scene)
    confirmed = marks.confirmations(scene.tx, found.sheet.id)
    unanswered = [o for o in marks.objections(scene.tx, found.sheet.id) if o.verdict is None]
    reviewer = may(scene.who, Right.REVIEW, found.unit)
    files = evidence.of_sheet(scene.tx, found.sheet.id)
    give = to_give(scene)
    view = ReviewView(
        found.sheet.id,
        found.unit.name,
        found.sheet.state,
        score_words(figures(scene.tx, found.sheet.id)),
        items_at_full(scene, items),
        lost,
        _warnings(found.sheet.state, open_things, files, reviewer=reviewer),
        len(open_things),
        len(files),
        [scene.name(person) for person in confirmed],
        reviewer,
        may(scene.who, Right.CONFIRM, found.unit)
        and found.sheet.state is SheetState.SUBMITTED
        and scene.who.person_id not in confirmed,
        len(unanswered) if reviewer else 0,
        scene.focus.notice,
        give.count + give.given,
        findings_lines(give),
    )
    return review_card(view)


def _warnings(
    state: SheetState, things: Sequence[Pending], files: Sequence[Evidence], *, reviewer: bool
) -> list[Words]:
    """What waits for the leader; of pictures used elsewhere only the leader reads.

    Of a signed sheet the late files stand in one line: they wait until it is opened again.
    """
    seen = [each for each in things if reviewer or each.kind != "twin"]
    late = sum(file.is_open for file in files) if state in DONE else 0
    if late:
        seen = [each for each in seen if each.kind != "late"]
    lines: list[Words] = [text("review.warning", what=each.words) for each in seen]
    return [*lines, text("review.late", n=late)] if late else lines


def decide_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`decide`: the first thing that waits for the leader."""
    left = pending(scene)
    if not left:
        return review_place(scene, ())
    first: Pending = left[0]
    return decide_card(
        scene.sheet_desk.sheet.id,
        len(left),
        [first.words],
        first.subject,
        text(f"decide.{first.kind}-granted"),
        text(f"decide.{first.kind}-refused"),
        first.pictures,
    )


def sign_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`sign`: once more before the figures stand."""
    found = scene.sheet_desk
    score = score_words(figures(scene.tx, found.sheet.id))
    return sign_card(found.sheet.id, found.unit.name, score)


def press_sign(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`sg|sheet`: head or deputy signs; the sheet is locked and the unit hears its result."""
    found = scene.sheet_desk
    if found.sheet.state is not SheetState.SUBMITTED:
        raise RefusalError("not-submitted")
    if pending(scene):
        scene.go("decide")
        return scene.reply(text("sign.undecided"))
    if missing(scene):
        scene.go("review")
        scene.note(text("sign.incomplete"))
        return scene.reply(text("sign.incomplete"))
    sheets.set_state(
        scene.tx,
        found.sheet.id,
        SheetState.SIGNED,
        signed_by=scene.who.person_id,
        signed_at=scene.now,
    )
    scene.desk = desk(scene.tx, found.sheet.id)
    report = reporting.build(scene.tx, scene.house, scene.sheet_desk, scene.now)
    sheets.set_state(scene.tx, found.sheet.id, SheetState.SIGNED, report=reports.dump(report))
    kept = figures(scene.tx, found.sheet.id, keep=True)
    scene.record("sign", f"sheet/{found.sheet.id}", "submitted", kept.percent)
    score = score_words(kept)
    tell_contacts(scene, "signed", text("tell.result", unit=found.unit.name, score=score), "result")
    owe_sheet_file(scene, scene.sheet_desk)
    scene.go("review")
    hand_over(scene)
    return scene.reply(text("sign.done"))


def press_confirm(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`cf|sheet`: a member confirms the sheet as handed in."""
    found = scene.sheet_desk
    if found.sheet.state is not SheetState.SUBMITTED:
        raise RefusalError("not-submitted")
    if marks.confirm(scene.tx, found.sheet.id, scene.who.person_id, scene.now):
        scene.record("confirm", f"sheet/{found.sheet.id}")
    scene.go("review")
    return scene.reply(text("review.thanks"))


COMMANDS = {"submit": CommandRoute(Right.INSPECT, submit)}
BUTTONS = {
    "sb": ButtonRoute(Right.INSPECT, "sheet", 1, press_submit),
    "sg": ButtonRoute(Right.REVIEW, "sheet", 1, press_sign),
    "cf": ButtonRoute(Right.CONFIRM, "sheet", 1, press_confirm),
}
PLACES = {
    "submit": PlaceRoute(Right.INSPECT, submit_place),
    "review": PlaceRoute(Right.READ_SHEET, review_place),
    "decide": PlaceRoute(Right.REVIEW, decide_place),
    "sign": PlaceRoute(Right.REVIEW, sign_place),
}

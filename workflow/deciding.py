"""What waits for the leader before signing: items set aside, cases let off, twin pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from inspection.card import Reply, Words
from inspection.flow.says import item_title, label
from inspection.people import RefusalError, Right, may
from inspection.sheet import Decision, SheetState
from inspection.text import text
from storage import evidence, marks, sheets
from storage.evidence import Evidence
from workflow.route_types import ButtonRoute
from workflow.scene import Scene, desk
from workflow.targets import target_words


@dataclass(frozen=True, slots=True)
class Pending:
    """One undecided thing: what it is, in words, and how a button names it."""

    kind: Literal["standing", "exempt", "late", "twin"]
    subject: str
    words: Words
    pictures: tuple[int, ...] = ()
    """Of a doubled picture: it, and its twin where the speaker may see that; of a late album the
    first of it."""


def pending(scene: Scene) -> list[Pending]:
    """All undecided things of the sheet."""
    found = scene.sheet_desk
    left: list[Pending] = []
    for item_id, standing in marks.standings(scene.tx, found.sheet.id).items():
        item = found.checklist.item(item_id)
        if standing.decision is None and item is not None:
            words = text(
                f"decide.{standing.standing}", item=item_title(item), reason=standing.reason
            )
            left.append(Pending("standing", f"s.{item_id}", words))
    for question_id, exempt in marks.exemptions(scene.tx, found.sheet.id).items():
        question = found.checklist.question(question_id)
        if exempt.decision is None and question is not None:
            words = text(
                "decide.exempt",
                label=label(question, scene.lang),
                cases=exempt.cases,
                reason=exempt.reason,
            )
            left.append(Pending("exempt", f"e.{question_id}", words))
    files = evidence.of_sheet(scene.tx, found.sheet.id)
    left.extend(_late(scene, album) for album in _late_albums(files))
    left.extend(
        _twin(scene, file, file.twin_of)
        for file in files
        if file.twin_of is not None and file.twin_decision is None and file.counts
    )
    return left


def _late_albums(files: Iterable[Evidence]) -> list[list[Evidence]]:
    """What came after handing in and waits, album by album."""
    albums: dict[str, list[Evidence]] = {}
    for file in files:
        if file.is_open:
            albums.setdefault(file.album or f"file/{file.id}", []).append(file)
    return list(albums.values())


def _late(scene: Scene, album: list[Evidence]) -> Pending:
    """Files that came after handing in: they count only if the leader accepts them."""
    first = album[0]
    words = text(
        f"decide.late-{first.late}",
        kind=text(f"evidence.kind-{first.kind}", n=len(album)),
        to=(target_words(scene, first.target),),
        who=scene.name(first.by),
        at=scene.clock(first.at),
    )
    return Pending("late", f"l.{first.id}", words, (first.id,))


def _twin(scene: Scene, file: Evidence, twin_id: int) -> Pending:
    """A doubled picture; where it was used before is told to those with rights there only."""
    subject, to = f"t.{file.id}", target_words(scene, file.target)
    how = "alike" if file.twin_alike else "twin"
    twin = evidence.evidence(scene.tx, twin_id)
    there = desk(scene.tx, twin.target.sheet_id) if twin and twin.target.sheet_id else None
    if twin is None or there is None or not may(scene.who, Right.READ_SHEET, there.unit):
        return Pending("twin", subject, text(f"decide.{how}", to=(to,)), (file.id,))
    used = target_words(replace(scene, desk=there), twin.target)
    words = text(f"decide.{how}-of", to=(to,), unit=there.unit.name, twin=(used,))
    return Pending("twin", subject, words, (file.id, twin.id))


def press_decide(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`dc|sheet|subject|granted/refused`: the leader's word; what is refused counts again."""
    found = scene.sheet_desk
    if found.sheet.state is not SheetState.SUBMITTED:
        raise RefusalError("not-submitted")
    kind, _, subject = args[1].partition(".")
    if args[2] not in {"granted", "refused"}:
        raise RefusalError("button-unknown")
    decision: Decision = "granted" if args[2] == "granted" else "refused"
    if not any(each.subject == args[1] for each in pending(scene)):
        scene.go("decide")
        return scene.reply()
    by, now = scene.who.person_id, scene.now
    match kind:
        case "s":
            marks.decide_standing(scene.tx, found.sheet.id, subject, decision, by, now)
        case "e":
            marks.decide_exemption(scene.tx, found.sheet.id, subject, decision, by, now)
        case "l":
            albums = _late_albums(evidence.of_sheet(scene.tx, found.sheet.id))
            for file in next(a for a in albums if a[0].id == int(subject)):
                evidence.decide_late(scene.tx, file.id, decision)
        case _:
            evidence.decide_twin(scene.tx, int(subject), decision)
            if decision == "refused":
                evidence.drop(scene.tx, int(subject), now)
    sheets.forget_figures(scene.tx, found.sheet.id)
    marks.drop_confirmations(scene.tx, found.sheet.id)
    scene.record("decide", f"sheet/{found.sheet.id}/{args[1]}", None, decision)
    scene.go("decide" if pending(scene) else "review")
    return scene.reply(text("decide.done"))


BUTTONS = {"dc": ButtonRoute(Right.REVIEW, "sheet", 3, press_decide)}

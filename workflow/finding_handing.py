"""交办: at signing the findings of a sheet go to the inspected unit, 立行立改 on the spot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from inspection.card import Reply, Words
from inspection.finding import GIVEN, Act, Finding, FindingState
from inspection.flow.says import go
from inspection.people import RefusalError, Right, may
from inspection.sheet import DONE
from inspection.text import Text, text
from storage import findings, notices
from workflow.audience import Audience, Person
from workflow.finding_making import Reconciled, due_now, outlook, reconcile
from workflow.finding_steps import take
from workflow.inspecting import sheet_in_hand
from workflow.route_types import ButtonRoute
from workflow.scene import Scene, desk

_TOLD = (
    (Act.CHANGE, "handing.changed"),
    (Act.WITHDRAW, "handing.withdrawn"),
    (Act.REOPEN, "handing.reopened"),
    (Act.STANDS, "handing.stands"),
    (Act.RESTORE, "handing.restored"),
)


@dataclass(frozen=True, slots=True)
class ToGive:
    """The findings a sheet makes, as a leader asks before signing."""

    count: int
    """Not handed over yet."""
    at_once: int
    """Of these of kind 立行立改."""
    nameless: int
    """Of these without the person concerned, or without anybody in charge (见人见事)."""
    given: int
    """Handed over already, at an earlier signing or on the spot."""


def to_give(scene: Scene) -> ToGive:
    """What the sheet on the desk would hand over as it stands, and what it has handed over."""
    known = findings.of_unit(scene.tx, scene.sheet_desk.unit.id)
    given = {found.draft.key for found in known if found.state in GIVEN}
    made = outlook(scene.tx, scene.sheet_desk)
    new = [draft for draft in made if draft.key not in given]
    return ToGive(
        len(new),
        sum(draft.kind == "立行立改" for draft in new),
        sum(not (draft.person and draft.in_charge) for draft in new),
        len(made) - len(new),
    )


def findings_lines(give: ToGive) -> list[Words]:
    """What the review says of a sheet's findings; who is missing is asked for, not demanded."""
    lines: list[Words] = []
    if give.given:
        lines.append(text("review.findings-given", n=give.given))
    if give.at_once:
        lines.append(text("review.findings-at-once", n=give.count, at_once=give.at_once))
    elif give.count:
        lines.append(text("review.findings", n=give.count))
    return [*lines, text("review.nameless", n=give.nameless)] if give.nameless else lines


def hand_over(scene: Scene) -> None:
    """At signing: all new findings of the sheet are given, corrections of given ones told.

    One line to the unit's contact; to the heads of the team where no contact can be reached.
    """
    done = reconcile(scene, signing=True)
    new = [
        found
        for found in findings.of_sheet(scene.tx, scene.sheet_desk.sheet.id)
        if found.state is FindingState.NEW
    ]
    given = [_give(scene, found) for found in new]
    words = _news(scene, given, done)
    if words is not None:
        key = f"handed/{scene.sheet_desk.sheet.id}"
        _tell(scene, key, words, f"findings.all.0.u{scene.sheet_desk.unit.id}", len(given))


def hand_over_on_spot(scene: Scene, found: Finding) -> Finding:
    """现场交办, before signing, of what is to be put right at once; the finding as it then stands.

    RefusalError where it is of another kind, or no longer new.
    """
    reconcile(scene)
    now = findings.finding(scene.tx, found.id)
    if now is None:
        raise RefusalError("button-unknown")
    if now.draft.kind != "立行立改":
        raise RefusalError("finding-not-at-once")
    given = _give(scene, now, on_spot=True)
    words = text("handing.on-spot", unit=scene.sheet_desk.unit.name, number=given.code)
    _tell(scene, f"handed-on-spot/{given.id}", words, f"finding.{given.id}", 1)
    return given


def press_findings(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fl|sheet`: the sheet's findings, in step with its answers as they are now."""
    found = scene.sheet_desk
    if found.sheet.state not in DONE:
        reconcile(scene)
    scene.go(f"findings.all.0.u{found.unit.id}", 0)
    return scene.reply()


def bring_in_step(scene: Scene) -> None:
    """Before findings are looked at: those of the sheet the person has in hand, if it is open."""
    in_hand = sheet_in_hand(scene)
    found = desk(scene.tx, in_hand) if in_hand is not None else None
    if found is None or found.sheet.campaign_id != scene.who.campaign_id:
        return
    if found.sheet.state not in DONE and may(scene.who, Right.INSPECT, found.unit):
        reconcile(replace(scene, desk=found))


def _give(scene: Scene, found: Finding, *, on_spot: bool = False) -> Finding:
    sheet = scene.sheet_desk.sheet
    given, _ = take(
        scene.tx,
        scene.actor,
        scene.now,
        found,
        Act.ASSIGN,
        round_id=sheet.round_id,
        by_sheet=None if on_spot else sheet.id,
        assigned_at=scene.now,
        on_spot=on_spot,
        **due_now(scene, found),
    )
    return given


def _news(scene: Scene, given: list[Finding], done: Reconciled) -> Words | None:
    """What the unit has to hear of a signing; None where nothing of it changed."""
    unit = scene.sheet_desk.unit.name
    first = min((found.due_on for found in given if found.due_on), default=None)
    told = [text(code, n=n) for act, code in _TOLD if (n := done.known(act))]
    if given and first and not told:
        return text("handing.given", unit=unit, n=len(given), day=_day(first))
    if given:
        told.insert(0, text("handing.new", n=len(given)))
    if not told:
        return None
    parts: list[str | Text] = []
    for part in told:
        parts += [text("handing.and"), part] if parts else [part]
    return text("handing.corrected", unit=unit, parts=tuple(parts))


def _day(day: date) -> tuple[Text]:
    return (text("handing.day", month=day.month, day=day.day),)


def _tell(scene: Scene, key: str, words: Words, place: str, n: int) -> None:
    unit = scene.sheet_desk.unit
    audience = Audience(scene.tx, scene.sheet_desk.campaign.id)
    contacts = [person for person in audience.contacts(unit) if person.reachable]
    for person in contacts:
        _line(scene, key, person, words, place)
    if contacts:
        return
    alone = text("handing.no-contact", unit=unit.name, n=n)
    for person in audience.heads(unit):
        if person.reachable and person.member.id != scene.who.person_id:
            _line(scene, key, person, alone, place)
    scene.note(alone)


def _line(scene: Scene, key: str, person: Person, words: Words, place: str) -> None:
    account = person.member.user_id
    if account is not None and account != scene.focus.user_id:
        rows = ((go(text("button.open"), 0, place),),)
        of = scene.key(f"{key}/{person.member.id}")
        notices.line(scene.tx, of, account, words, scene.now, rows, private=True)


BUTTONS = {"fl": ButtonRoute(Right.READ_SHEET, "sheet", 1, press_findings)}

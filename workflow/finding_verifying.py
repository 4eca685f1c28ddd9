"""Somebody who did not hand it in verifies: closed (销号), returned, or marked false (弄虚作假)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from inspection.card import Card, Reply, Words
from inspection.finding import Act, allows
from inspection.flow.finding import day_words
from inspection.flow.rectify import VerifyView, verdict_card, verify_card
from inspection.people import RefusalError, Right, may
from inspection.text import Text, text
from storage import finding_files, finding_pictures, findings
from storage.evidence import Evidence
from workflow.ask_kind import recorded_words
from workflow.deadlines import due_for
from workflow.finding_acts import about, last_submission, one_line, step, to_story
from workflow.finding_doubts import flags
from workflow.finding_evidence import seen
from workflow.finding_making import due_now
from workflow.finding_telling import tell_contacts, tell_heads, tell_observers
from workflow.finding_words import masked, when
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

LOOKS = 12
"""Pictures on the card; all of them are at the finding's own pictures."""
WHY_RETURN = ("unclear", "not-done", "no-words")
WHY_FALSE = ("elsewhere", "old-picture", "not-there")


def verify_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`verify.<finding>`; `verify.<finding>.<verdict>.<step>` asks once more, or for a remark."""
    view = _view(scene)
    if len(args) < 2:
        return verify_card(view)
    _same(scene, args[2] if len(args) > 2 else "")
    match args[1]:
        case "close":
            _may_close(scene)
            return verdict_card(
                view, "close", text("verify.sure"), [(text("verify.close-now"), "fc")]
            )
        case "return":
            _possible(scene, Act.RETURN)
            choices: list[tuple[Words, str]] = [
                (text(f"verify.{each}"), f"fr|{n}") for n, each in enumerate(WHY_RETURN)
            ]
            return verdict_card(view, "return", _asks_return(scene), choices)
        case "false":
            _possible(scene, Act.FALSE)
            choices = [(text(f"verify.{each}"), f"ff|{n}") for n, each in enumerate(WHY_FALSE)]
            return verdict_card(view, "false", text("verify.why-false"), choices)
        case _:
            raise RefusalError("button-unknown")


def _view(scene: Scene) -> VerifyView:
    found, who = scene.the_finding, scene.who
    step_id = last_submission(scene)
    files = [f for f in finding_files.of_finding(scene.tx, found.id) if f.step_id is not None]
    last = [f for f in files if f.step_id == step_id]
    own = found.submitted_by == who.person_id
    head = not found.on_spot or may(who, Right.REVIEW, scene.sheet_desk.unit)
    given = step_id is not None
    return VerifyView(
        about(scene),
        step_id,
        _said(scene, last),
        flags(scene, last),
        _looks(scene, last),
        given and allows(found.state, Act.CLOSE) and not own and head,
        given and allows(found.state, Act.RETURN) and not own,
        given and allows(found.state, Act.FALSE) and not own,
    )


def _said(scene: Scene, files: list[Evidence]) -> list[Words]:
    """Who handed it in, when, and the sentence."""
    found = scene.the_finding
    said: list[Words] = [text("rectify.stands", state=text(f"finding.state-{found.state}"))]
    done = [s for s in findings.steps(scene.tx, found.id) if s.act is Act.SUBMIT]
    if not done:
        return said
    last = done[-1]
    who = scene.name(last.by) if last.by is not None else "?"
    said.append(text("verify.handed-in", who=who, at=when(scene, last.at)))
    if last.words:
        said.append(text("rectify.sentence", words=masked(scene, scene.sheet_desk, last.words)))
    said.append(text("verify.pictures", after=seen(files, "after"), before=seen(files, "before")))
    if found.returns:
        said.append(text("verify.returns", n=found.returns))
    return said


def _looks(scene: Scene, files: list[Evidence]) -> list[tuple[int, Words]]:
    """What can be looked at: what was handed in, then the sheet's own as it was before."""
    own = {f.id for f in files}
    shown = [(f.id, _label(f.kind, f.shows)) for f in files]
    shown += [
        (p.id, _label(p.kind, "before"))
        for p in finding_pictures.pictures(scene.tx, scene.the_finding)
        if p.id not in own and p.shows is None
    ]
    counted: Counter[str] = Counter()
    entries: list[tuple[int, Words]] = []
    for file_id, code in shown[:LOOKS]:
        counted[code] += 1
        entries.append((file_id, text(code, n=counted[code])))
    return entries


def _label(kind: str, shows: str | None) -> str:
    code = "verify.look-before" if shows == "before" else "verify.look-after"
    return "verify.look-voice" if kind == "voice" else code


# What a verdict needs ---------------------------------------------------------------------------


def _same(scene: Scene, step_id: str) -> None:
    """RefusalError unless what is judged is what was looked at: the last submission."""
    if step_id != str(last_submission(scene)):
        raise RefusalError("finding-newer")


def _possible(scene: Scene, act: Act) -> None:
    found = scene.the_finding
    if not allows(found.state, act):
        raise RefusalError(f"finding-{found.state}")
    if found.submitted_by == scene.who.person_id:
        raise RefusalError("finding-own")


def _may_close(scene: Scene) -> None:
    """Somebody else, on evidence that has come; what was put right on the spot, a head."""
    _possible(scene, Act.CLOSE)
    if scene.the_finding.on_spot and not may(scene.who, Right.REVIEW, scene.sheet_desk.unit):
        raise RefusalError("finding-head-closes")
    last = last_submission(scene)
    files = [
        f for f in finding_files.of_finding(scene.tx, scene.the_finding.id) if f.step_id == last
    ]
    if any(f.state == "owed" for f in files):
        raise RefusalError("finding-evidence-owed")
    if not seen([f for f in files if f.state == "safe"], "after"):
        raise RefusalError("finding-evidence-lost")


def _chosen(usual: tuple[str, ...], raw: str) -> str:
    if not raw.isdecimal() or int(raw) >= len(usual):
        raise RefusalError("button-unknown")
    return recorded_words(text(f"verify.{usual[int(raw)]}"))


# The verdicts -----------------------------------------------------------------------------------


def press_close(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fc|finding|submission`: 销号."""
    _may_close(scene)
    _same(scene, args[1])
    found = scene.the_finding
    who = scene.who.person_id
    step_id = step(scene, Act.CLOSE, closed_at=scene.now, closed_by=who)
    unit = scene.sheet_desk.unit.name
    tell_contacts(scene, step_id, text("tell.closed", number=found.code, unit=unit), "finding")
    to_story(scene, "verify.closed")
    return scene.reply(text("verify.closed"))


def press_return(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fr|finding|submission|index`: back, with one of the usual remarks."""
    return _return(scene, args[1], _chosen(WHY_RETURN, args[2]))


def press_false(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ff|finding|submission|index`: false, on one of the usual grounds."""
    return _false(scene, args[1], _chosen(WHY_FALSE, args[2]))


def take_words(scene: Scene, args: tuple[str, ...], said: str) -> Reply:
    """A remark typed at `verify.<finding>.return|false.<submission>`."""
    match args[1:]:
        case ("return", step_id):
            return _return(scene, step_id, one_line(said))
        case ("false", step_id):
            return _false(scene, step_id, one_line(said))
        case _:
            scene.note(text("heard.unclear"))
            return scene.reply()


def _over(scene: Scene) -> date | None:
    """The new last day of what comes back after its deadline; None where that still runs."""
    found, campaign = scene.the_finding, scene.sheet_desk.campaign
    if found.due_on is not None and found.due_on >= scene.today:
        return None
    rule = f"{campaign.policy.immediate_workdays}wd"
    return due_for(scene.tx, campaign, rule, found.draft.kind, scene.today).due_on


def _asks_return(scene: Scene) -> Words:
    until = _over(scene)
    if until is None:
        return text("verify.why-return")
    return text("verify.why-return-late", until=(day_words(until, scene.today),))


def _return(scene: Scene, submission: str, remark: str) -> Reply:
    """Back to the unit: the deadline stays, or some working days where it is over."""
    _possible(scene, Act.RETURN)
    _same(scene, submission)
    found, until = scene.the_finding, _over(scene)
    changes: dict[str, object] = {"returns": found.returns + 1}
    if until is not None:
        campaign = scene.sheet_desk.campaign
        due = due_for(
            scene.tx,
            campaign,
            f"{campaign.policy.immediate_workdays}wd",
            found.draft.kind,
            scene.today,
        )
        changes |= {
            "due_on": due.due_on,
            "provisional": due.provisional,
            "due_rule": due.rule,
            "due_set_on": scene.today,
        }
    step_id = step(scene, Act.RETURN, remark, **changes)
    tell_contacts(scene, step_id, _told(scene, "tell.returned-finding", remark), "fix")
    to_story(scene, "verify.returned")
    return scene.reply(text("verify.returned"))


def _false(scene: Scene, submission: str, ground: str) -> Reply:
    """Reopened with a new deadline; heads and observers hear of it: a talk is proposed."""
    _possible(scene, Act.FALSE)
    _same(scene, submission)
    found = scene.the_finding
    step_id = step(
        scene,
        Act.FALSE,
        ground,
        false_at=scene.now,
        closed_at=None,
        closed_by=None,
        **due_now(scene, found),
    )
    tell_contacts(scene, step_id, _told(scene, "tell.false", ground), "fix")
    talk = text("tell.false-talk", number=found.code, unit=scene.sheet_desk.unit.name)
    tell_heads(scene, step_id, talk, "finding")
    tell_observers(scene, step_id, talk, "finding")
    to_story(scene, "verify.marked-false")
    return scene.reply(text("verify.marked-false"))


def _told(scene: Scene, code: str, remark: str) -> Text:
    found = scene.the_finding
    until = (day_words(found.due_on, scene.today),) if found.due_on else ()
    shown = masked(scene, scene.sheet_desk, remark)
    unit = scene.sheet_desk.unit.name
    return text(code, number=found.code, unit=unit, words=shown, until=until)


BUTTONS = {
    "fc": ButtonRoute(Right.INSPECT, "finding", 2, press_close),
    "fr": ButtonRoute(Right.INSPECT, "finding", 3, press_return),
    "ff": ButtonRoute(Right.INSPECT, "finding", 3, press_false),
}
PLACES = {"verify": PlaceRoute(Right.INSPECT, verify_place, "finding")}

"""The inspected unit puts right: 签收, photos and a sentence, handed in to the team."""

from __future__ import annotations

from inspection.card import Card, Reply, Words
from inspection.finding import WITH_UNIT, Act, FindingState, allows
from inspection.flow.rectify import FixView, fix_card
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import finding_files, findings, submissions
from workflow.finding_acts import about, step, to_story
from workflow.finding_evidence import add_words, forget, mine, next_of_unit, seen
from workflow.finding_telling import tell_heads
from workflow.finding_words import masked, require_readable
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene


def fix_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`fix.<finding>`: what was sent so far, and what is still asked for."""
    require_readable(scene)
    found, who = scene.the_finding, scene.who.person_id
    files = mine(scene)
    words = submissions.words(scene.tx, found.id, who)
    view = FixView(
        about(scene, open_only=True),
        seen(files, "after"),
        sum(file.kind == "voice" for file in files),
        masked(scene, scene.sheet_desk, words) if words else None,
        _returned(scene),
        next_of_unit(scene, found.id),
    )
    return fix_card(view)


def _returned(scene: Scene) -> Words | None:
    """The remark with which it came back."""
    found = scene.the_finding
    if found.state is not FindingState.RETURNED:
        return None
    back = [s for s in findings.steps(scene.tx, found.id) if s.act is Act.RETURN]
    words = back[-1].words if back else None
    return text("rectify.returned", words=masked(scene, scene.sheet_desk, words or ""))


def press_accept(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fa|finding`: 签收; a second tap changes nothing."""
    require_readable(scene)
    found = scene.the_finding
    if found.state is not FindingState.ACCEPTED:
        step(scene, Act.ACCEPT, accepted_at=scene.now)
    to_story(scene, "rectify.accepted")
    return scene.reply(text("rectify.accepted"))


def press_submit(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fs|finding`: hand in what was sent; what is missing is said on the card."""
    require_readable(scene)
    found, who = scene.the_finding, scene.who
    if not allows(found.state, Act.SUBMIT):
        raise RefusalError(f"finding-{found.state}")
    files = mine(scene)
    said = submissions.words(scene.tx, found.id, who.person_id)
    lacks = None if said else "fix-no-words"
    if not seen(files, "after"):
        lacks = "fix-no-picture"
    scene.go(f"fix.{found.id}", 0)
    if lacks is not None or said is None:
        words = text(f"refusal.{lacks}")
        scene.note(words)
        return scene.reply(words)
    if allows(found.state, Act.ACCEPT):
        step(scene, Act.ACCEPT, accepted_at=scene.now)
    _drop_request(scene)
    step_id = step(scene, Act.SUBMIT, said, submitted_at=scene.now, submitted_by=who.person_id)
    finding_files.hand_in(scene.tx, found.id, [file.id for file in files], step_id)
    submissions.clear(scene.tx, found.id, who.person_id)
    told = text(
        "tell.rectified",
        number=found.code,
        unit=scene.sheet_desk.unit.name,
        words=masked(scene, scene.sheet_desk, said),
        n=seen(files, "after"),
    )
    tell_heads(scene, step_id, told, "verify")
    return scene.reply(text("rectify.handed-in"))


def _drop_request(scene: Scene) -> None:
    """Who has put it right needs no more time."""
    found = scene.the_finding
    waiting = findings.waiting_time(scene.tx, found.id)
    if waiting is not None:
        who = scene.who.person_id
        findings.answer_time(scene.tx, waiting.id, "dropped", None, who, scene.now)
        scene.record("time-dropped", f"finding/{found.id}")


def press_cancel(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fz|finding`: what was sent is not handed in."""
    require_readable(scene)
    forget(scene)
    scene.go(f"finding.{scene.the_finding.id}", 0)
    return scene.reply(text("rectify.cancelled"))


def press_rewrite(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fw|finding`: the sentence anew."""
    require_readable(scene)
    submissions.clear(scene.tx, scene.the_finding.id, scene.who.person_id)
    scene.go(f"fix.{scene.the_finding.id}", 0)
    return scene.reply(text("rectify.write-anew"))


def take_words(scene: Scene, _args: tuple[str, ...], said: str) -> Reply:
    """Words typed at `fix.<finding>`."""
    require_readable(scene)
    if scene.the_finding.state not in WITH_UNIT:
        raise RefusalError(f"finding-{scene.the_finding.state}")
    add_words(scene, said)
    scene.note(None)
    return scene.reply()


BUTTONS = {
    "fa": ButtonRoute(Right.ANSWER_FOR, "finding", 1, press_accept),
    "fs": ButtonRoute(Right.ANSWER_FOR, "finding", 1, press_submit),
    "fz": ButtonRoute(Right.ANSWER_FOR, "finding", 1, press_cancel),
    "fw": ButtonRoute(Right.ANSWER_FOR, "finding", 1, press_rewrite),
}
PLACES = {"fix": PlaceRoute(Right.ANSWER_FOR, fix_place, "finding")}

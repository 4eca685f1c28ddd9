"""回头看 by hand: an old finding holds (巩固), came back (反弹), or is still not put right."""

from __future__ import annotations

from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.finding import Act, allows
from inspection.flow.finding import day_words
from inspection.flow.recheck import OldLine, RecheckView, recheck_card, relapse_card
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import finding_files, findings, sheets, submissions
from workflow.ask_kind import recorded_words
from workflow.discarding import can_discard
from workflow.finding_acts import about, one_line, step
from workflow.finding_evidence import mine
from workflow.finding_making import due_now
from workflow.finding_telling import tell_contacts
from workflow.finding_words import is_confidential, masked
from workflow.findings_list import lines_of
from workflow.inspecting import present_round
from workflow.old_findings import looked, looks_back_on, old_findings
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene, unit_named

USUAL = ("again", "not-kept", "never-done")
"""Remarks that come back with a tap."""


def recheck_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`recheck.<unit>.<page>`: the unit's findings of earlier rounds."""
    unit = unit_named(scene, args[0])
    present = present_round(scene.tx, unit.campaign_id, scene.today)
    old = old_findings(scene.tx, unit, present)
    seen = {each.finding.id: each.seen for each in old}
    lines = lines_of(scene, [each.finding for each in old], alone=True)
    begun = sheets.of_unit(scene.tx, present.id, unit.id)
    view = RecheckView(
        unit.id,
        unit.name,
        present.name,
        scene.today,
        [OldLine(line, seen[line.finding.id]) for line in lines],
        (read_id(args[1]) if len(args) > 1 else 0) or 0,
        begun is not None,
        begun.id if begun is not None and can_discard(scene.tx, begun) else None,
        scene.focus.notice,
    )
    return recheck_card(view)


def relapse_place(scene: Scene, _args: tuple[str, ...]) -> Card:
    """`relapse.<finding>`: what came back is asked for."""
    _possible(scene, Act.REOPEN)
    found = scene.the_finding
    words = submissions.words(scene.tx, found.id, scene.who.person_id)
    return relapse_card(
        about(scene),
        len(mine(scene)),
        masked(scene, scene.sheet_desk, words) if words else None,
        [text(f"relapse.{each}") for each in USUAL],
        secret=is_confidential(scene.sheet_desk, found),
    )


def _possible(scene: Scene, act: Act) -> None:
    """RefusalError unless the round of the day goes back to the finding, as it now stands."""
    found = scene.the_finding
    present = present_round(scene.tx, found.campaign_id, scene.today)
    if not looks_back_on(scene.tx, found, present):
        raise RefusalError("finding-not-back")
    if not allows(found.state, act):
        raise RefusalError(f"finding-{found.state}")


def _said_just_now(scene: Scene, act: Act) -> bool:
    """Whether the last step of the story says so already in this round: a second tap."""
    found = scene.the_finding
    present = present_round(scene.tx, found.campaign_id, scene.today)
    last = findings.steps(scene.tx, found.id)[-1]
    return (last.act, last.round_id) == (act, present.id)


def press_holds(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fh|finding`: 巩固; nobody says so of what they put right themselves."""
    _possible(scene, Act.HOLDS)
    found = scene.the_finding
    if found.submitted_by == scene.who.person_id and not found.on_spot:
        raise RefusalError("finding-own")
    if not _said_just_now(scene, Act.HOLDS):
        step(scene, Act.HOLDS)
    return _onward(scene, "recheck.holds")


def press_stands(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fst|finding`: looked at, still not put right; its deadline stays as it is."""
    _possible(scene, Act.STANDS)
    if not _said_just_now(scene, Act.STANDS):
        step(scene, Act.STANDS)
    return _onward(scene, "recheck.stands")


def press_relapse(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fo|finding|index` with a usual remark, `fo|finding|w` with what stood under a picture."""
    if args[1] == "w":
        words = submissions.words(scene.tx, scene.the_finding.id, scene.who.person_id)
        return _relapse(scene, one_line(words or ""))
    if not args[1].isdecimal() or int(args[1]) >= len(USUAL):
        raise RefusalError("button-unknown")
    return _relapse(scene, recorded_words(text(f"relapse.{USUAL[int(args[1])]}")))


def take_words(scene: Scene, _args: tuple[str, ...], said: str) -> Reply:
    """What came back, typed at `relapse.<finding>`; of what villagers said only usual remarks."""
    if is_confidential(scene.sheet_desk, scene.the_finding):
        raise RefusalError("finding-secret-words")
    return _relapse(scene, one_line(said))


def _relapse(scene: Scene, remark: str) -> Reply:
    """反弹: with its unit again, under a deadline that is counted from today."""
    _possible(scene, Act.REOPEN)
    found, files = scene.the_finding, [file.id for file in mine(scene)]
    step_id = step(
        scene,
        Act.REOPEN,
        remark,
        relapses=found.relapses + 1,
        closed_at=None,
        closed_by=None,
        **due_now(scene, found),
    )
    finding_files.hand_in(scene.tx, found.id, files, step_id)
    submissions.clear(scene.tx, found.id, scene.who.person_id)
    now = scene.the_finding
    words = text(
        "tell.relapsed",
        number=now.code,
        unit=scene.sheet_desk.unit.name,
        words=masked(scene, scene.sheet_desk, remark),
        until=(day_words(now.due_on, scene.today),) if now.due_on else (),
    )
    tell_contacts(scene, step_id, words, "finding")
    return _onward(scene, "recheck.relapsed")


def _onward(scene: Scene, code: str) -> Reply:
    """Back to the unit's list, where those not looked at come first."""
    unit, found = scene.sheet_desk.unit, scene.the_finding
    present = present_round(scene.tx, unit.campaign_id, scene.today)
    so_far = looked(old_findings(scene.tx, unit, present))
    done: Words = text(code, number=f"{found.number:04d}", done=str(so_far.done), of=str(so_far.of))
    scene.go(f"recheck.{unit.id}.0", 0)
    scene.note(done)
    return scene.reply(done)


BUTTONS = {
    "fh": ButtonRoute(Right.INSPECT, "finding", 1, press_holds),
    "fst": ButtonRoute(Right.INSPECT, "finding", 1, press_stands),
    "fo": ButtonRoute(Right.INSPECT, "finding", 2, press_relapse),
}
PLACES = {
    "recheck": PlaceRoute(Right.INSPECT, recheck_place, "unit"),
    "relapse": PlaceRoute(Right.INSPECT, relapse_place, "finding"),
}

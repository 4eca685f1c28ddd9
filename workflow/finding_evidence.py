"""Photos and files of a rectification: at its card they belong to the finding, not to the sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from content.masking import mask_numbers
from inspection.buttons import read_id
from inspection.card import Reply
from inspection.finding import WITH_UNIT, FindingState
from inspection.heard import Attached
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import campaigns, evidence, finding_files, findings, submissions
from storage.evidence import Evidence, Fix, Target
from storage.findings import Wanted
from workflow.finding_acts import one_line
from workflow.finding_words import is_confidential, require_readable
from workflow.scene import Scene, take_finding
from workflow.telling import mask_notice

Shows = Literal["before", "after"]
SEEN = ("photo", "video", "document")
"""Kinds that show something; a voice only tells."""


def take_file(scene: Scene, sent: Attached, fix: Fix | None) -> Reply | None:
    """A file sent at a card of putting right, or of an album that began there; None elsewhere."""
    kind, *args = scene.focus.place.partition("|")[2].split(".")
    begun = _begun(scene, sent)
    if begun is not None:
        unit = take_finding(scene, begun.finding_id)
        if not (may(scene.who, Right.ANSWER_FOR, unit) or may(scene.who, Right.INSPECT, unit)):
            raise RefusalError("not-allowed")
        return _late_of_album(scene, sent, begun, fix)
    if kind == "spot" and args:
        scene.require(Right.INSPECT, take_finding(scene, read_id(args[0])))
        require_spot(scene)
        return _keep(scene, sent, shows_at(scene, tuple(args[1:])), fix)
    if kind == "relapse" and args:
        scene.require(Right.INSPECT, take_finding(scene, read_id(args[0])))
        if scene.the_finding.state is not FindingState.CLOSED:
            raise RefusalError(f"finding-{scene.the_finding.state}")
        if is_confidential(scene.sheet_desk, scene.the_finding):
            raise RefusalError("finding-secret-picture")
        return _keep(scene, sent, "before", fix)
    if kind in {"fix", "finding"} and args:
        take_finding(scene, read_id(args[0]))
        if kind == "finding" and not may(scene.who, Right.ANSWER_FOR, scene.sheet_desk.unit):
            scene.desk = scene.finding = None
            return None
        scene.require(Right.ANSWER_FOR, scene.sheet_desk.unit)
        require_readable(scene)
        if scene.the_finding.state not in WITH_UNIT:
            raise RefusalError(f"finding-{scene.the_finding.state}")
        scene.go(f"fix.{scene.the_finding.id}", 0)
        return _keep(scene, sent, "after", fix)
    if scene.desk is None and not may(scene.who, Right.INSPECT) and next_of_unit(scene, None):
        scene.note(text("rectify.choose-first"))
        return scene.reply()
    return None


def _begun(scene: Scene, sent: Attached) -> Evidence | None:
    """The first file of the same album, where that is a finding's: the rest belongs there too."""
    if sent.album is None:
        return None
    come = evidence.of_album(scene.tx, scene.focus.chat_id, sent.album)
    return next((f for f in come if f.finding_id is not None and f.target.sheet_id is None), None)


def require_spot(scene: Scene) -> None:
    """RefusalError unless the finding can be put right on the spot now."""
    found = scene.the_finding
    if found.draft.kind != "立行立改":
        raise RefusalError("finding-not-at-once")
    if found.state is FindingState.NEW or (found.on_spot and found.state in WITH_UNIT):
        return
    raise RefusalError(f"finding-{found.state}")


def _late_of_album(scene: Scene, sent: Attached, begun: Evidence, fix: Fix | None) -> Reply:
    """A file whose album was handed in while it was still on its way goes with the others."""
    found = scene.the_finding
    if begun.step_id is not None and found.state is not FindingState.SUBMITTED:
        raise RefusalError(f"finding-{found.state}")
    if begun.step_id is None and found.state not in (*WITH_UNIT, FindingState.NEW):
        raise RefusalError(f"finding-{found.state}")
    return _keep(scene, sent, "before" if begun.shows == "before" else "after", fix, begun.step_id)


def _keep(
    scene: Scene, sent: Attached, shows: Shows, fix: Fix | None, step_id: int | None = None
) -> Reply:
    """Note the file for the finding on the desk; `step_id`: with what it was handed in already."""
    if scene.sender is None:
        raise RefusalError("button-unknown")
    found = scene.the_finding
    caption, kinds = mask_numbers(sent.caption or "")
    name, more = mask_numbers(sent.name or "")
    if kinds or more:
        mask_notice(scene, delete=False)
    new = evidence.receive(
        scene.tx,
        found.campaign_id,
        Target(None),
        scene.sender,
        replace(sent, name=name or None),
        scene.who.person_id,
        caption or None,
        fix,
        scene.now,
    )
    if new is None:
        return scene.reply()
    finding_files.join(scene.tx, new, found.id, shows)
    scene.record("finding-evidence", f"finding/{found.id}", shows, f"{new}")
    if step_id is not None:
        finding_files.hand_in(scene.tx, found.id, [new], step_id)
        scene.note(text("rectify.came-late"))
        return scene.reply()
    count = sum(file.shows == shows for file in mine(scene))
    scene.note(text(f"rectify.came-{shows}", n=count))
    if caption.strip():
        try:
            add_words(scene, caption)
        except RefusalError as refusal:
            # A long caption does not cost the picture; it stays with it.
            scene.note(text(f"refusal.{refusal.code}", **refusal.params))
    return scene.reply()


def mine(scene: Scene) -> list[Evidence]:
    """What the speaker sent, or chose of the sheet's, for the finding and did not hand in yet."""
    files = finding_files.of_finding(scene.tx, scene.the_finding.id)
    who = scene.who.person_id
    return [f for f in files if f.step_id is None and (f.by == who or f.target.sheet_id)]


def seen(files: Collection[Evidence], shows: Shows) -> int:
    """How many of them show how it was, or is; voices do not."""
    return sum(file.shows == shows and file.kind in SEEN for file in files)


def shows_at(scene: Scene, args: tuple[str, ...]) -> Shows:
    """What a picture sent at `spot.<finding>[.…]` shows: before, until there is such a one."""
    if args == ("before",):
        return "before"
    if args == ("after",) or seen(mine(scene), "before"):
        return "after"
    return "before"


def add_words(scene: Scene, said: str) -> None:
    """What was typed, or written under a picture, is added to the sentence."""
    found, who, said = scene.the_finding, scene.who.person_id, one_line(said)
    before = submissions.words(scene.tx, found.id, who)
    if before is not None and said in before.split("；"):
        return
    together = f"{before}；{said}" if before else said
    submissions.write(scene.tx, found.id, who, one_line(together))


def forget(scene: Scene) -> None:
    """Drop what the person sent and wrote; the sheet's own pictures stay the sheet's."""
    for file in mine(scene):
        if file.target.sheet_id is not None:
            finding_files.leave(scene.tx, file.id)
        else:
            evidence.drop(scene.tx, file.id, scene.now)
            scene.record("evidence-drop", f"evidence/{file.id}")
    submissions.clear(scene.tx, scene.the_finding.id, scene.who.person_id)


def next_of_unit(scene: Scene, besides: int | None) -> int | None:
    """The finding of the speaker's own units that is due first, besides one."""
    campaign_id = scene.who.campaign_id
    units = [
        unit.id
        for unit in campaigns.units(scene.tx, campaign_id)
        if may(scene.who, Right.ANSWER_FOR, unit)
    ]
    waiting = findings.listed(scene.tx, campaign_id, Wanted(WITH_UNIT, units), 2)
    return next((found.id for found in waiting if found.id != besides), None)

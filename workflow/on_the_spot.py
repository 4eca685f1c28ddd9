"""立行立改 on the spot: photos before and after by a member of the team, closed by a head."""

from __future__ import annotations

from inspection.card import Card, Reply, Words
from inspection.finding import WITH_UNIT, Act, FindingState
from inspection.flow.rectify import SpotView, pick_card, spot_card
from inspection.people import RefusalError, Right
from inspection.text import text
from storage import finding_files, finding_pictures, submissions
from workflow.finding_acts import about, step, to_story
from workflow.finding_evidence import add_words, forget, mine, require_spot, seen, shows_at
from workflow.finding_handing import hand_over_on_spot
from workflow.finding_telling import tell_contacts, tell_heads
from workflow.finding_words import is_confidential, masked, when
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

CHOICE = 12
"""Pictures of the sheet to choose from."""


def spot_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`spot.<finding>[.before|.after|.pick]`."""
    found = scene.the_finding
    which = args[1:]
    if which == ("pick",):
        require_spot(scene)
        return pick_card(about(scene), _entries(scene))
    if which not in {(), ("before",), ("after",)}:
        raise RefusalError("button-unknown")
    files = mine(scene)
    words = submissions.words(scene.tx, found.id, scene.who.person_id)
    at_once = found.draft.kind == "立行立改"
    is_new = found.state is FindingState.NEW
    view = SpotView(
        about(scene),
        shows_at(scene, which),
        seen(files, "before"),
        seen(files, "after"),
        len(_entries(scene)),
        masked(scene, scene.sheet_desk, words) if words else None,
        is_new,
        at_once and (is_new or (found.on_spot and found.state in WITH_UNIT)),
    )
    return spot_card(view)


def _entries(scene: Scene) -> list[tuple[int, Words]]:
    """The sheet's pictures of the same household or item that may show how it was.

    None where villagers were asked in confidence: the unit sees what is chosen.
    """
    if is_confidential(scene.sheet_desk, scene.the_finding):
        return []
    entries: list[tuple[int, Words]] = [
        (p.id, text("spot.picture", id=p.id, at=when(scene, p.at)))
        for p in finding_pictures.pictures(scene.tx, scene.the_finding)
        if p.shows is None and p.kind == "photo"
    ]
    return entries[-CHOICE:]


def press_give(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fx|finding`: 现场交办, the unit puts it right itself."""
    require_spot(scene)
    scene.finding = hand_over_on_spot(scene, scene.the_finding)
    to_story(scene, "spot.given")
    return scene.reply(text("spot.given"))


def press_pick(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fxp|finding|evidence`: a picture of the sheet shows how it was."""
    require_spot(scene)
    found = scene.the_finding
    chosen = next((at for at, _ in _entries(scene) if str(at) == args[1]), None)
    if chosen is None:
        raise RefusalError("button-unknown")
    finding_files.join(scene.tx, chosen, found.id, "before")
    scene.record("finding-evidence", f"finding/{found.id}", "before", f"{chosen}")
    scene.go(f"spot.{found.id}.after", 0)
    return scene.reply(text("toast.saved"))


def press_submit(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fxs|finding`: handed over and put right in one go; a head closes it."""
    require_spot(scene)
    files = mine(scene)
    lacks = None
    if not seen(files, "after"):
        lacks = "spot-no-after"
    if not seen(files, "before"):
        lacks = "spot-no-before"
    if lacks is not None:
        words = text(f"refusal.{lacks}")
        shows = "before" if lacks == "spot-no-before" else "after"
        scene.go(f"spot.{scene.the_finding.id}.{shows}", 0)
        scene.note(words)
        return scene.reply(words)
    known = scene.the_finding.state is not FindingState.NEW
    if not known:
        scene.finding = hand_over_on_spot(scene, scene.the_finding)
    found, who = scene.the_finding, scene.who.person_id
    said = submissions.words(scene.tx, found.id, who) or None
    step_id = step(scene, Act.SUBMIT, said, submitted_at=scene.now, submitted_by=who)
    finding_files.hand_in(scene.tx, found.id, [file.id for file in files], step_id)
    submissions.clear(scene.tx, found.id, who)
    unit = scene.sheet_desk.unit.name
    told = text("tell.on-spot", number=found.code, unit=unit, who=scene.who.name)
    tell_heads(scene, step_id, told, "verify")
    if known:
        told = text("tell.on-spot-unit", number=found.code, unit=unit)
        tell_contacts(scene, step_id, told, "finding")
    to_story(scene, "spot.handed-in")
    return scene.reply(text("spot.handed-in"))


def press_cancel(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`fxz|finding`: not on the spot after all."""
    forget(scene)
    scene.go(f"finding.{scene.the_finding.id}", 0)
    return scene.reply(text("rectify.cancelled"))


def take_words(scene: Scene, _args: tuple[str, ...], said: str) -> Reply:
    """A sentence typed at `spot.<finding>`."""
    require_spot(scene)
    add_words(scene, said)
    scene.note(None)
    return scene.reply()


BUTTONS = {
    "fx": ButtonRoute(Right.INSPECT, "finding", 1, press_give),
    "fxp": ButtonRoute(Right.INSPECT, "finding", 2, press_pick),
    "fxs": ButtonRoute(Right.INSPECT, "finding", 1, press_submit),
    "fxz": ButtonRoute(Right.INSPECT, "finding", 1, press_cancel),
}
PLACES = {"spot": PlaceRoute(Right.INSPECT, spot_place, "finding")}

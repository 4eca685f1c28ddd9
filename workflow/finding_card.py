"""The story of one finding: as it stands, what was done when and by whom, and its pictures."""

from __future__ import annotations

from inspection.buttons import button, read_id
from inspection.card import Button, Card, Reply, Rows, Words
from inspection.finding import FindingState
from inspection.flow import says
from inspection.flow.finding import (
    SHOWN,
    STEPS,
    FindingView,
    day_words,
    finding_card,
    pictures_card,
)
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import finding_pictures, findings, notices
from storage.finding_pictures import Picture
from storage.shots import Shot
from workflow.finding_buttons import Asked, FindingButton, offered
from workflow.finding_words import (
    household_of,
    is_confidential,
    masked,
    matter_of,
    require_readable,
    story,
    when,
)
from workflow.inspecting import present_round
from workflow.old_findings import looks_back_on
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

SUFFIX = {"photo": ".jpg", "video": ".mp4", "voice": ".ogg"}
_OPEN_KINDS = ("photo", "document")
"""What the unit may see of the sheet's evidence; voices and films of villagers never."""


def place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`finding.<id>`, `finding.<id>.<page>`: facts and the newest steps, then older ones."""
    require_readable(scene)
    found, desk = scene.the_finding, scene.sheet_desk
    told = story(scene, found, findings.steps(scene.tx, found.id))
    page = (read_id(args[1]) if len(args) > 1 else 0) or 0
    waiting = findings.waiting_time(scene.tx, found.id)
    present = present_round(scene.tx, found.campaign_id, scene.today)
    looks_back = looks_back_on(scene.tx, found, present)
    asked = Asked(scene.who, desk.unit, found, scene.today, waiting is not None, looks_back)
    draft = found.draft
    acts = _acts(asked)
    if _accepted_just_now(scene):
        # Where 签收 was a moment ago: a second tap of the same finger does nothing else.
        acts.insert(0, button(text("finding.accepted"), "fa", found.id))
    view = FindingView(
        found,
        scene.today,
        desk.unit.name,
        household_of(scene, found),
        matter_of(scene, desk, found),
        masked(scene, desk, draft.measure),
        masked(scene, desk, draft.responsible),
        masked(scene, desk, draft.person) if draft.person else None,
        masked(scene, desk, draft.in_charge) if draft.in_charge else None,
        told,
        min(page, max(0, (len(told) - 1) // STEPS)),
        len(pictures_of(scene)),
        _rows(acts),
        text(
            "finding.time-asked",
            day=day_words(waiting.until, scene.today),
            reason=masked(scene, desk, waiting.reason),
        )
        if waiting is not None
        else None,
        scene.focus.notice,
    )
    return finding_card(view)


def _acts(asked: Asked) -> list[Button]:
    """What may be done; in a round that looks back also the way to the unit's other findings."""
    acts = [_button(asked.finding.id, each) for each in offered(asked)]
    if asked.looks_back and asked.holds(Right.INSPECT):
        place = f"recheck.{asked.unit.id}.0"
        acts.append(says.go(text("finding.to-old"), 0, place))
    return acts


def _accepted_just_now(scene: Scene) -> bool:
    accepted = scene.the_finding.state is FindingState.ACCEPTED
    return accepted and scene.focus.notice == text("rectify.accepted")


def _button(finding_id: int, act: FindingButton) -> Button:
    if act.place:
        return says.go(text(act.label), 0, f"{act.code}.{finding_id}")
    return button(text(act.label), act.code, finding_id)


def _rows(acts: list[Button]) -> Rows:
    """The first act in a row of its own, the others two by two."""
    rest = acts[1:]
    paired = [tuple(rest[at : at + 2]) for at in range(0, len(rest), 2)]
    return (tuple(acts[:1]), *paired) if acts else ()


# Pictures ---------------------------------------------------------------------------------------


def pictures_of(scene: Scene) -> list[Picture]:
    """What the speaker may see: what was handed in with the finding, and the sheet's evidence.

    The team sees all of it. Others see of the sheet's only what was sent for the very matter, no
    voice and no film, and nothing where villagers were asked in confidence. What a person has
    sent and not handed in yet is seen by that person alone.
    """
    found, desk = scene.the_finding, scene.sheet_desk
    team = may(scene.who, Right.READ_SHEET, desk.unit)
    secret = is_confidential(desk, found)
    return [
        each
        for each in finding_pictures.pictures(scene.tx, found)
        if each.by == scene.who.person_id
        or (_inside(each) if team else _outside(scene, each, secret=secret))
    ]


def _inside(picture: Picture) -> bool:
    return picture.handed_in or picture.of_sheet


def _outside(scene: Scene, picture: Picture, *, secret: bool) -> bool:
    if not picture.handed_in or (secret and picture.of_sheet):
        return False
    if picture.shows is not None:
        return picture.kind in _OPEN_KINDS or not secret
    return picture.kind in _OPEN_KINDS and _about(scene, picture)


def _about(scene: Scene, picture: Picture) -> bool:
    draft = scene.the_finding.draft
    if picture.question_id:
        return picture.question_id in draft.questions
    return picture.item_id == draft.item_id


def pictures_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`fpics.<id>.<page>`: before and after, each a button that sends it."""
    require_readable(scene)
    files = pictures_of(scene)
    page = (read_id(args[1]) if len(args) > 1 else 0) or 0
    page = min(page, max(0, (len(files) - 1) // SHOWN))
    shown = files[page * SHOWN : (page + 1) * SHOWN]
    entries = [(each.id, _entry(scene, each)) for each in shown]
    return pictures_card(scene.the_finding, page, entries, len(files), scene.focus.notice)


def _entry(scene: Scene, picture: Picture) -> Words:
    return text(
        "finding.picture-removed" if picture.removed else "finding.picture",
        shows=text(f"finding.shows-{picture.shows or 'found'}"),
        kind=text(f"evidence.kind-{picture.kind}", n=1),
        at=when(scene, picture.at),
    )


def press_picture(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`fp|finding|evidence`: send a picture of the finding, protected, to who may see it."""
    require_readable(scene)
    wanted = read_id(args[1])
    picture = next((each for each in pictures_of(scene) if each.id == wanted), None)
    if picture is None:
        raise RefusalError("button-unknown")
    if picture.removed:
        raise RefusalError("evidence-removed")
    if picture.sha256 is None:
        raise RefusalError("evidence-not-safe")
    found = scene.the_finding
    caption = text(
        "finding.picture-caption",
        number=found.code,
        shows=text(f"finding.shows-{picture.shows or 'found'}"),
        who=scene.name(picture.by),
        at=when(scene, picture.at),
    )
    path = f"evidence/{picture.sha256[:2]}/{picture.sha256}"
    name = picture.name or f"{found.code}-{picture.id}{SUFFIX.get(picture.kind, '')}"
    scene.record("evidence-look", f"evidence/{picture.id}")
    key = scene.key(f"finding-picture/{picture.id}/{scene.focus.user_id}")
    chat = scene.focus.chat_id
    if picture.kind == "photo":
        notices.pictures(scene.tx, key, chat, [Shot(path, name, caption)], scene.now)
    else:
        at = scene.now
        notices.file(scene.tx, key, chat, path, name, caption, at, private=True, passing=True)
    return scene.reply(text("toast.coming"))


BUTTONS = {"fp": ButtonRoute(Right.READ_FINDINGS, "finding", 2, press_picture)}
PLACES = {
    "finding": PlaceRoute(Right.READ_FINDINGS, place, of="finding"),
    "fpics": PlaceRoute(Right.READ_FINDINGS, pictures_place, of="finding"),
}

"""Evidence shown to those who may see it: pictures as pictures, in albums; files as files."""

from __future__ import annotations

from collections.abc import Sequence

from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.flow.reading import FILES
from inspection.flow.review import SHOWN, pictures_card
from inspection.people import RefusalError, Right
from inspection.sheet import LOCKED
from inspection.text import Text, text
from storage import evidence, notices
from storage.evidence import Evidence
from storage.shots import Shot
from workflow.placing import file_words
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene
from workflow.targets import placed, target_words

ALBUM = 10
"""Pictures in one album of Telegram."""
SUFFIX = {"photo": ".jpg", "video": ".mp4", "voice": ".ogg"}


def pictures_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`pics.<page>`: the evidence of the sheet, what has no place yet first."""
    found = scene.sheet_desk
    files = sorted(evidence.of_sheet(scene.tx, found.sheet.id), key=placed)
    page = int(args[0]) if args and args[0].isdecimal() else 0
    shown = files[page * SHOWN : (page + 1) * SHOWN]
    locked = found.sheet.state in LOCKED
    return pictures_card(
        found.sheet.id,
        page,
        [(each.id, file_words(scene, each), locked and not each.is_open) for each in shown],
        len(files),
        scene.focus.notice,
        locked=locked,
    )


def press_picture(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ep|evidence`: the file as it was received; `ep|evidence|all` with its whole album."""
    found = evidence.evidence(scene.tx, int(args[0]))
    if found is None:
        raise RefusalError("button-unknown")
    files = [found]
    if args[1:] == ("all",) and found.album is not None:
        here = evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id)
        files = [f for f in here if f.album == found.album and f.by == found.by] or files
    return show(scene, files)


def press_page(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`eg|sheet|page`: all files of a page of the evidence."""
    files = sorted(evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id), key=placed)
    page = int(args[1]) if args[1].isdecimal() and len(args[1]) < 5 else 0
    return show(scene, files[page * SHOWN : (page + 1) * SHOWN])


def press_item(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`ei|sheet|item|page`: the files behind an item's figure."""
    here = evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id)
    own = [f for f in here if (f.target.item_id, f.target.household_id) == (args[1], None)]
    return _some(scene, own, args[2:])


def press_household(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`eh|sheet|household|page`: the files of a household's visit."""
    here, household_id = evidence.of_sheet(scene.tx, scene.sheet_desk.sheet.id), read_id(args[1])
    own = [f for f in here if household_id and f.target.household_id == household_id]
    return _some(scene, own, args[2:])


def _some(scene: Scene, files: Sequence[Evidence], rest: Sequence[str]) -> Reply:
    """So many of them as one tap brings; the latest where no page is named."""
    page = read_id(rest[0]) if rest else max(0, len(files) - 1) // FILES
    shown = files[page * FILES : (page + 1) * FILES] if page is not None else ()
    if not shown:
        raise RefusalError("button-unknown")
    return show(scene, shown)


def press_objection(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`eo|objection`: what the unit sent with its objection."""
    return show(scene, evidence.of_objection(scene.tx, int(args[0])))


def show(scene: Scene, files: Sequence[Evidence]) -> Reply:
    """Send files whose bytes are safe to whoever asked; the others follow when they are.

    Those removed after the retention time follow no more.
    """
    removed = sum(file.removed for file in files)
    safe = [file for file in files if file.sha256 is not None and not file.removed]
    if not safe:
        raise RefusalError("evidence-removed" if removed else "evidence-not-safe")
    # Counts the person's acts: asking twice sends twice, whatever the clock says.
    key = f"evidence/{safe[0].id}/{scene.focus.user_id}/{scene.focus.owed}"
    chat, now = scene.focus.chat_id, scene.now
    pictures = [file for file in safe if file.kind == "photo"]
    for start in range(0, len(pictures), ALBUM):
        album = pictures[start : start + ALBUM]
        shots = [Shot(_path(f), _name(f), _caption(scene, f)) for f in album]
        notices.pictures(scene.tx, f"{key}/album/{start}", chat, shots, now)
    for file in safe:
        if file.kind != "photo":
            path, name, caption = _path(file), _name(file), _caption(scene, file)
            at = f"{key}/file/{file.id}"
            notices.file(scene.tx, at, chat, path, name, caption, now, private=True, passing=True)
    for file in safe:
        scene.record("evidence-look", f"evidence/{file.id}")
    missing = len(files) - len(safe) - removed
    if removed:
        return scene.reply(text("toast.some-removed", n=removed))
    return scene.reply(text("toast.some-coming", n=missing) if missing else text("toast.coming"))


def _path(file: Evidence) -> str:
    return f"evidence/{str(file.sha256)[:2]}/{file.sha256}"


def _name(file: Evidence) -> str:
    return file.name or f"{file.id}{SUFFIX.get(file.kind, '')}"


def _caption(scene: Scene, file: Evidence) -> Text:
    to: Words = target_words(scene, file.target)
    return text(
        "pictures.caption-forwarded" if file.forwarded else "pictures.caption",
        to=(to,),
        who=scene.name(file.by),
        at=scene.clock(file.at),
    )


BUTTONS = {
    "ep": ButtonRoute(Right.READ_SHEET, "evidence", 1, press_picture),
    "eg": ButtonRoute(Right.READ_SHEET, "sheet", 2, press_page),
    "ei": ButtonRoute(Right.SEE_EVIDENCE, "sheet", 2, press_item),
    "eh": ButtonRoute(Right.SEE_EVIDENCE, "sheet", 2, press_household),
    "eo": ButtonRoute(Right.REVIEW, "objection", 1, press_objection),
}
PLACES = {"pics": PlaceRoute(Right.READ_SHEET, pictures_place)}

"""Workbooks sent in the chat: noted, fetched and read beside the acts, confirmed, taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from content.locales import catalog
from content.masking import mask_numbers
from content.programmes import Programme, programme, programme_ids
from content.workbook.reader import CampaignReading, read_campaign
from content.workbook.template import write_template
from content.xlsx_guard import MAX_BYTES
from inspection.buttons import read_id
from inspection.card import Card, Reply, Words
from inspection.fault import Fault
from inspection.flow import says
from inspection.flow.importing import (
    FAULTS_SHOWN,
    WARNINGS_SHOWN,
    fault_line,
    fault_lines,
    import_card,
    result_lines,
)
from inspection.heard import Attached
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import campaigns, focus, imports, notices, people
from storage.audit import Actor
from storage.db import Books, Tx
from storage.imports import Import
from workflow.route_types import ButtonRoute, CommandRoute, PlaceRoute
from workflow.scene import House, Scene
from workflow.sent_files import GIVE_UP, Fetch, carry_on
from workflow.taking_over import admin_person, dry_run, import_plan, seat_admin
from workflow.templates import asked_for

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")


def is_workbook(sent: Attached) -> bool:
    """Whether a file looks like a table of an office program."""
    return sent.kind == "document" and (
        (sent.name or "").lower().endswith(_ENDINGS)
        or "spreadsheet" in (sent.mime or "")
        or "ms-excel" in (sent.mime or "")
    )


def offered_file(scene: Scene, sent: Attached) -> Reply | None:
    """A workbook from somebody who may set up campaigns; None: it is none, or no such person.

    Rosters do not come in over a channel that leaves the country: the message is taken away.
    """
    who = scene.speaker
    if who is None or not may(who, Right.SET_UP) or not is_workbook(sent):
        return None
    if scene.house.abroad:
        if scene.sender is not None and scene.sender.message_id is not None:
            notices.delete(scene.tx, scene.focus.chat_id, [scene.sender.message_id], scene.now)
        scene.record("import-refused", "channel")
        scene.note(text("import.abroad"))
    elif sent.size is not None and sent.size > MAX_BYTES:
        scene.note(text("import.too-large", megabytes=MAX_BYTES // 1_000_000))
    else:
        name = mask_numbers(sent.name or "workbook.xlsx")[0]
        import_id = imports.new(scene.tx, who.user_id, sent.file_id, name, scene.now)
        scene.go(f"import.{import_id}", 0)
    return scene.reply()


# The card and its buttons ---------------------------------------------------------------------


def _mine(scene: Scene, import_id: str) -> Import:
    number = read_id(import_id)
    found = imports.get(scene.tx, number) if number is not None else None
    if found is None or found.user_id != scene.who.user_id:
        raise RefusalError("button-unknown")
    return found


def card(scene: Scene, args: tuple[str, ...]) -> Card:
    """`import.<id>`: where the workbook stands."""
    found = _mine(scene, args[0] if args else "")
    return import_card(found.id, found.name, found.state, found.outcome, scene.focus.notice)


def decide(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`im|id|go` takes the workbook over, `im|id|no` leaves it."""
    found = _mine(scene, args[0])
    if args[1] == "go":
        imports.move(scene.tx, found.id, "ready", "confirmed")
    elif not drop(scene, found):
        return scene.reply(text("import.too-late"))
    scene.go(f"import.{found.id}", 0)
    return scene.reply()


def drop(scene: Scene, found: Import) -> bool:
    """Leave a workbook that is not being taken over yet."""
    return any(
        imports.move(scene.tx, found.id, state, "cancelled", ()) for state in ("owed", "ready")
    )


def cancel(scene: Scene, import_id: str) -> None:
    """`/cancel` at the card of a workbook."""
    drop(scene, _mine(scene, import_id))


def template(scene: Scene, said: object = "") -> Reply:
    """Send the empty workbook; `/template listed-supervision` or 挂牌督战: filled in for it.

    `/template 通报模板` and the like show the office's own Word templates.
    """
    lang: Literal["zh", "en"] = "en" if scene.lang == "en" else "zh"
    wanted = said.strip() if isinstance(said, str) else ""
    if (place := asked_for(wanted)) is not None:
        scene.require(Right.ADMINISTER)
        scene.desk = None
        scene.go(place, 0)
        return scene.reply()
    filled = _programme(wanted, scene.today.year) if wanted else None
    path = f"exports/template-{lang}{f'-{filled.id}' if filled else ''}.xlsx"
    file = scene.house.data / path
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part.xlsx")
    write_template(part, lang, filled)
    part.replace(file)
    key = scene.key(f"template/{scene.focus.user_id}")
    name = catalog(lang).plain(text("import.template-name"))
    caption = text("import.template-caption")
    notices.file(scene.tx, key, scene.focus.chat_id, path, name, caption, scene.now)
    scene.record("template", filled.id if filled else "workbook", None, lang)
    return scene.reply(text("import.template-sent"))


def _programme(wanted: str, year: int) -> Programme:
    """The programme of that id or title; RefusalError where there is none."""
    for each in programme_ids():
        found = programme(each, year)
        if wanted in {found.id, found.title}:
            return found
    raise RefusalError("no-programme", known="、".join(programme_ids()))


# Beside the acts ------------------------------------------------------------------------------


async def read_imports(
    books: Books,
    house: House,
    fetch: Fetch,
    now: Callable[[], datetime],
    wall: Callable[[], datetime],
) -> list[int]:
    """Carry on every workbook that waits; the accounts whose card is to be painted anew.

    The tick calls this; one at a time. A kill in between leaves the workbook waiting.
    """
    at = wall()
    waiting = await books.read(lambda tx: imports.waiting(tx, at))
    await carry_on(
        books, waiting, lambda item: read_import(books, house, item, fetch, now()), _failed, wall
    )
    await _sweep(books, house.data / "imports")
    return [item.user_id for item in waiting]


async def _sweep(books: Books, folder: Path) -> None:
    """Rosters do not lie about: a workbook that nobody waits for is deleted."""
    files = await asyncio.to_thread(lambda: list(folder.glob("*.xlsx")))
    if not files:
        return
    live = await books.read(imports.live)
    for file in files:
        if file.stem not in live:
            await asyncio.to_thread(file.unlink, missing_ok=True)


async def read_import(
    books: Books, house: House, item: Import, fetch: Fetch, now: datetime
) -> None:
    """Fetch and read one workbook, and show what it would change, or what is wrong with it.

    Once that is confirmed, take it over.
    """
    path = house.data / "imports" / f"{item.id}.xlsx"
    if item.state == "owed" or not path.exists():
        content = await fetch(item.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(path.write_bytes, content)
    reading = await asyncio.to_thread(read_campaign, path)
    if item.state == "owed":
        await books.act(lambda tx: imported_file(tx, house, item, reading, now))
    else:
        await books.act(lambda tx: confirmed_file(tx, item, reading, now))


def imported_file(
    tx: Tx, house: House, item: Import, reading: CampaignReading, now: datetime
) -> None:
    """The workbook was read: show its sender what is wrong with it, or what it would change."""
    refused = _refused(tx, item, reading)
    if reading.plan is None or refused is not None:
        told = [refused] if refused else _faults(tx, house, item, reading.faults, now)
        imports.move(tx, item.id, "owed", "failed" if refused else "faults", told)
        _show(tx, item, now)
        return
    told = [text("import.campaign", title=reading.plan.title)]
    told += result_lines(dry_run(tx, reading.plan))
    told += fault_lines(reading.warnings, WARNINGS_SHOWN)
    imports.move(tx, item.id, "owed", "ready", told)
    _show(tx, item, now)


def confirmed_file(tx: Tx, item: Import, reading: CampaignReading, now: datetime) -> None:
    """Take the confirmed workbook over."""
    speaker = people.speaker(tx, item.user_id)
    refused = _refused(tx, item, reading)
    if reading.plan is None or speaker is None or refused is not None:
        imports.move(tx, item.id, "confirmed", "failed", [refused or text("import.gone-file")])
    else:
        known = campaigns.titled(tx, reading.plan.title)
        person_id = admin_person(tx, item.user_id, known.id) if known else None
        result = import_plan(tx, reading.plan, now, Actor(0, person_id, item.user_id))
        made = campaigns.titled(tx, reading.plan.title)
        if known is None and made is not None:
            seat_admin(tx, made.id, item.user_id, speaker.name, now)
        imports.move(tx, item.id, "confirmed", "done", result_lines(result))
    _show(tx, item, now)


def _refused(tx: Tx, item: Import, reading: CampaignReading) -> Words | None:
    """Why this account may not take this workbook over: rights are asked for anew."""
    speaker = people.speaker(tx, item.user_id)
    if speaker is None or not may(speaker, Right.SET_UP):
        return text("refusal.stranger")
    known = campaigns.titled(tx, reading.plan.title) if reading.plan else None
    if known is not None and admin_person(tx, item.user_id, known.id) is None:
        return text("import.not-yours", title=known.title)
    return None


def _faults(
    tx: Tx, house: House, item: Import, faults: tuple[Fault, ...], now: datetime
) -> list[Words]:
    """The first faults for the card; all of them in a file where there are more."""
    if len(faults) > FAULTS_SHOWN:
        at = focus.of_user(tx, item.user_id)
        words = catalog((at.lang if at else None) or house.lang)
        path = f"exports/import-{item.id}-faults.txt"
        file = house.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [words.plain(fault_line(fault)) for fault in faults]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        name = words.plain(text("import.faults-name"))
        caption = text("import.faults-caption", n=len(faults))
        notices.file(
            tx, f"import/{item.id}/faults", item.user_id, path, name, caption, now, private=True
        )
    return [text("import.faults", n=len(faults)), *fault_lines(faults, FAULTS_SHOWN)]


def _failed(tx: Tx, item: Import, next_try: datetime) -> None:
    if item.attempts + 1 < GIVE_UP:
        imports.again(tx, item.id, next_try)
        return
    imports.move(tx, item.id, item.state, "failed", [text("import.gone-file")])
    focus.owe(tx, item.user_id)


def _show(tx: Tx, item: Import, now: datetime) -> None:
    """The card where the sender still looks at it, else a line that leads back to it."""
    at = focus.of_user(tx, item.user_id)
    place = f"import.{item.id}"
    if at is None or at.place == f"0|{place}":
        focus.owe(tx, item.user_id)
        return
    state = getattr(imports.get(tx, item.id), "state", item.state)
    rows = ((says.go(text("import.look"), 0, place),),)
    key = f"import/{item.id}/{state}"
    notices.line(tx, key, item.user_id, text("import.read", name=item.name), now, rows)


COMMANDS = {"template": CommandRoute(Right.SET_UP, template)}
BUTTONS = {
    "im": ButtonRoute(Right.SET_UP, "none", 2, decide),
    "tp": ButtonRoute(Right.SET_UP, "none", 0, template),
}
PLACES = {"import": PlaceRoute(Right.SET_UP, card)}

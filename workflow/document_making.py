"""Documents that were asked for become files: one kind, or a folder with every kind.

It takes a while, and runs beside everything else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from content.locales import catalog
from exports.scan import LeakError
from exports.template import TemplateError
from inspection.text import Text, text
from storage import texts, times
from storage.apart import Told
from storage.audit import Actor
from storage.db import Books, Reader
from workflow import evidence_archive, export_kinds
from workflow.document_contents import contents
from workflow.documents import ALL, KINDS, NOTHING, why_nothing
from workflow.export_kinds import NothingToExportError
from workflow.exporting import By, export_sheet, make_paper
from workflow.ledger import LEDGER_SHEETS, ledger_file, read_ledger
from workflow.scene import House

log = logging.getLogger(__name__)

PART: Final = 1000
"""Steps of each kind on the way to all of them."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of an order; of all kinds, also which have nothing in them and which failed."""

    files: tuple[Path, ...]
    left_out: tuple[tuple[str, Text], ...] = ()
    failed: tuple[tuple[str, Text], ...] = ()


async def make(
    books: Books,
    house: House,
    recipe: Mapping[str, Any],
    folder: Path,
    told: Told,
    now: Callable[[], datetime],
) -> Made:
    """The files of a recipe, in the folder; of all kinds, a folder a kind and a list of them.

    One of `NOTHING`, LeakError (noted in the trail), TemplateError or OSError where a single kind
    cannot be made.
    """
    match recipe["kind"]:
        case "all":
            return await _make_all(books, house, recipe, folder, told, now)
        case "sheet":
            return Made(tuple(await _make_sheets(books, house, recipe, folder, told)))
        case "ledger":
            file = folder / str(recipe["pack"]).replace(".zip", ".xlsx")
            await books.read_apart(partial(_make_ledger, recipe=recipe, to=file), told)
            return Made((file,))
        case "evidence":
            file = folder / str(recipe["name"])
            work = partial(evidence_archive.make_archive, data=house.data, recipe=recipe, to=file)
            written, at = await books.read_apart(work, told), now()
            await books.act(lambda tx: evidence_archive.note_archive(tx, recipe, at, written))
            return Made((file,))
        case _:
            return Made(tuple(await export_kinds.make(books, house, recipe, folder, told)))


async def _make_sheets(
    books: Books, house: House, recipe: Mapping[str, Any], folder: Path, told: Told
) -> list[Path]:
    """Each read and noted by itself: of five hundred, nobody waits for all."""
    actor = Actor(recipe["campaign"], recipe["person"], recipe["user"])
    by, now = By(actor, recipe["who"], recipe["way"]), times.read(recipe["now"])
    written: list[Path] = []
    for number, sheet_id in enumerate(recipe["sheets"], start=1):
        found = partial(
            export_sheet,
            house=house,
            now=now,
            sheet_id=sheet_id,
            why=recipe["why"],
            unmasked=recipe["unmasked"],
            by=by,
        )
        name, own = await books.act(found)
        written.append(folder / name)
        await books.read_apart(partial(_make_sheet, recipe=own, to=written[-1]))
        told(number, len(recipe["sheets"]))
    return written


def _make_sheet(_books: Reader, _told: Told, *, recipe: Mapping[str, Any], to: Path) -> None:
    _write(to, make_paper(recipe))


def _make_ledger(books: Reader, told: Told, *, recipe: Mapping[str, Any], to: Path) -> None:
    ledger, done = books.read(partial(read_ledger, recipe=recipe)), 0

    def step(n: int) -> None:
        nonlocal done
        done += n
        told(done, LEDGER_SHEETS * len(ledger.report.problems))

    _write(to, ledger_file(ledger, step))


async def _make_all(
    books: Books,
    house: House,
    recipe: Mapping[str, Any],
    folder: Path,
    told: Told,
    now: Callable[[], datetime],
) -> Made:
    """One kind that cannot be made does not keep the others back."""
    made: list[tuple[str, tuple[Path, ...]]] = []
    failed: list[tuple[str, Text]] = []
    left_out = [(kind, _said(words)) for kind, words in recipe["left_out"]]
    parts = recipe["parts"]
    for at, part in enumerate(parts):
        kind = str(part["kind"])
        own = (
            folder / f"{KINDS.index(kind) + 1:02d}-{catalog('zh').plain(text(f'cli.kind-{kind}'))}"
        )
        try:
            one = await make(books, house, part, own, _share(told, at, len(parts)), now)
            made.append((kind, one.files))
        except NOTHING as nothing:
            left_out.append((kind, why_nothing(nothing, kind)))
        except Exception as error:
            log.exception("%s could not be made", kind)
            failed.append((kind, why_failed(error)))
        told(PART * (at + 1), PART * len(parts))
    if not made and not failed:
        raise NothingToExportError(ALL)
    listed = folder / catalog("zh").plain(text("contents.name"))
    _write(listed, contents(house, recipe, folder, made, left_out, failed))
    files = [listed, *(file for _, each in made for file in each)]
    return Made(tuple(files), tuple(left_out), tuple(failed))


def _share(told: Told, at: int, of: int) -> Told:
    """Hears of one part's steps, and tells of the whole."""

    def step(done: int, steps: int) -> None:
        told(PART * at + PART * done // max(steps, 1), PART * of)

    return step


def making(recipe: Mapping[str, Any], done: int) -> str:
    """Which kind is in hand after so many steps: of all, one after the other."""
    if recipe["kind"] != ALL or not recipe["parts"]:
        return str(recipe["kind"])
    return str(recipe["parts"][min(done // PART, len(recipe["parts"]) - 1)]["kind"])


def _said(dumped: str) -> Text:
    words = texts.load(dumped)
    return words if isinstance(words, Text) else text("export.why-given", why=words)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def why_failed(error: Exception) -> Text:
    """Why a document could not be made; a leak by its places, never by what leaked."""
    match error:
        case LeakError() as leak:
            return export_kinds.leak_words(leak)
        case TemplateError() as broken:
            return broken.words
        case OSError():
            return text("cli.not-written", why=error.strerror or "", path=str(error.filename or ""))
        case _:
            return text("cli.broken", what=type(error).__name__)

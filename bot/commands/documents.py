"""The documents of `ducha export`, kind by kind, and all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from exports.scan import LeakError
from inspection.people import RefusalError, Unit
from inspection.text import Text, text
from storage import campaigns
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Books, Tx
from workflow import export_kinds
from workflow.evidence_archive import (
    NoEvidenceError,
    archive_file,
    export_evidence,
    note_archive,
    read_archive,
)
from workflow.export_kinds import KINDS as PAPERS
from workflow.export_kinds import Kind, NothingToExportError, Told
from workflow.exporting import (
    NoSheetError,
    export_sheet,
    make_paper,
    office_name,
    purpose_of,
    sheets_to_export,
    stamp_of,
    units_called,
)
from workflow.ledger import LEDGER_SHEETS, NoFindingsError, export_ledger, ledger_file
from workflow.ledger_lines import read_ledger
from workflow.scene import House

NOTHING = (NoSheetError, NoFindingsError, NoEvidenceError, NothingToExportError)
"""Where there is nothing to export, which is nobody's failure."""
_OF_UNITS: frozenset[Kind] = frozenset({"campaign", "notices"})
"""Of the papers, those one can have of one unit alone."""


class NoCampaignError(Exception):
    """There is no campaign of that title, or none at all."""


class WholeOnlyError(Exception):
    """Such a document speaks of all units, and cannot be had of one; its kind."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, of what, and what for; `unmasked` is a reason."""

    lang: str
    house: House
    now: datetime
    title: str | None
    unit: str | None
    why: str | None
    unmasked: str | None
    out: Path


Make: TypeAlias = Callable[[Order, Books, Told], Coroutine[Any, Any, list[Path]]]


def the_campaign(tx: Tx, title: str | None) -> Campaign:
    """The campaign of that title, else the newest; NoCampaignError."""
    found = (
        campaigns.titled(tx, title)
        if title is not None
        else next(iter(campaigns.campaigns(tx)), None)
    )
    if found is None:
        raise NoCampaignError
    return found


async def _sheets(order: Order, books: Books, told: Told) -> list[Path]:
    def choose(tx: Tx) -> list[int]:
        campaign = the_campaign(tx, order.title)
        return sheets_to_export(tx, order.house, order.now, campaign, order.unit)

    chosen = await books.act(choose)
    written = []
    for number, sheet_id in enumerate(chosen, start=1):
        name, recipe = await books.act(
            partial(
                export_sheet,
                house=order.house,
                now=order.now,
                sheet_id=sheet_id,
                why=order.why,
                unmasked=order.unmasked,
            )
        )
        written.append(_write(order.out / name, make_paper(recipe)))
        told(number, len(chosen))
    return written


async def _ledger(order: Order, books: Books, told: Told) -> list[Path]:
    def note(tx: Tx) -> tuple[str, dict[str, Any]]:
        campaign = the_campaign(tx, order.title)
        house, now = order.house, order.now
        return export_ledger(tx, house, now, campaign, order.unit, order.why, order.unmasked)

    name, recipe = await books.act(note)
    ledger = await books.read_long(partial(read_ledger, recipe=recipe))
    step = _counting(told, LEDGER_SHEETS * len(ledger.lines))
    return [_write(order.out / name, ledger_file(ledger, step))]


async def _evidence(order: Order, books: Books, told: Told) -> list[Path]:
    def note(tx: Tx) -> tuple[str, dict[str, Any]]:
        campaign = the_campaign(tx, order.title)
        house, now = order.house, order.now
        return export_evidence(tx, house, now, campaign, order.unit, order.why, order.unmasked)

    name, recipe = await books.act(note)
    made = await books.read_long(partial(read_archive, recipe=recipe))
    order.out.mkdir(parents=True, exist_ok=True)
    file, step = order.out / name, _counting(told, len(made.entries))
    written = await asyncio.to_thread(archive_file, order.house.data, made, file, step)
    await books.act(lambda tx: note_archive(tx, recipe, order.now, written))
    return [file]


async def _paper(order: Order, books: Books, told: Told, *, kind: Kind) -> list[Path]:
    if order.unit is not None and kind not in _OF_UNITS:
        raise WholeOnlyError(kind)
    recipe = await books.act(partial(_paper_recipe, order=order, kind=kind))
    return await export_kinds.make(books, order.house, recipe, order.out, told)


def _paper_recipe(tx: Tx, order: Order, kind: Kind) -> dict[str, Any]:
    campaign = the_campaign(tx, order.title)
    purpose = purpose_of(order.why, order.unmasked)
    masked = order.unmasked is None or kind in export_kinds.PUBLIC
    stamp = stamp_of(order.house, office_name(), order.now, purpose, masked=masked)
    units: list[Unit] | None = None
    if order.unit is not None and kind == "campaign":
        units = units_called(tx, campaign.id, order.unit)
        if not units:
            raise NothingToExportError(kind)
    return export_kinds.order(
        tx,
        order.house,
        order.now,
        campaign,
        kind,
        stamp,
        Actor(campaign.id),
        units,
        order.unit,
        order.unmasked or order.why,
    )


KINDS: Mapping[str, Make] = {
    "sheet": _sheets,
    "ledger": _ledger,
    **{kind: partial(_paper, kind=kind) for kind in PAPERS},
    "evidence": _evidence,
}


async def every_kind(
    order: Order,
    books: Books,
    told: Told,
    failed: Callable[[str, Text], None],
    left_out: Callable[[Text], None],
) -> list[Path]:
    """A folder of everything there is, a folder a kind.

    `failed` hears which kind could not be made and why; the others go on. `left_out`
    hears of kinds there is nothing for, or that one unit cannot have.
    """
    written: list[Path] = []
    for number, (kind, make) in enumerate(KINDS.items(), start=1):
        own = replace(order, out=order.out / kind)
        try:
            written += await make(own, books, lambda _done, _of: None)
        except (*NOTHING, WholeOnlyError) as nothing:
            left_out(why_nothing(nothing, kind))
        except (NoCampaignError, RefusalError):
            raise
        except Exception as error:  # noqa: BLE001 the others are still worth having
            failed(kind, why_failed(error))
        told(number, len(KINDS))
    return written


def why_nothing(nothing: Exception, kind: str) -> Text:
    """Why there is no document of a kind, where that is nobody's failure."""
    match nothing:
        case NoSheetError():
            return text("cli.no-sheet", unit=str(nothing))
        case NoFindingsError():
            return text("cli.no-findings", unit=str(nothing))
        case NoEvidenceError():
            return text("cli.no-evidence", unit=str(nothing))
        case WholeOnlyError():
            return text("cli.whole-only", kind=text(f"cli.kind-{kind}"))
        case _:
            return text("cli.nothing-to-export", kind=text(f"cli.kind-{kind}"))


def why_failed(error: Exception) -> Text:
    """Why a document could not be made; a leak by its places, never by what leaked."""
    match error:
        case LeakError() as leak:
            return export_kinds.leak_words(leak)
        case OSError():
            return text("cli.not-written", why=error.strerror or "", path=str(error.filename or ""))
        case _:
            return text("cli.broken", what=type(error).__name__)


def _counting(told: Told, of: int) -> Callable[[int], None]:
    done = 0

    def step(n: int) -> None:
        nonlocal done
        done += n
        told(done, of)

    return step


def _write(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file

"""The archive of evidence: who may have it and of what, each noted in the trail when it is made."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from content.locales import catalog
from exports.archive import Written, write_archive
from exports.archive_entry import Archive
from exports.archive_names import harmless
from exports.score_sheet_end import Stamp
from inspection.people import RefusalError, Right, Speaker, Unit, may
from inspection.text import Text
from storage import archive, audit, campaigns, texts
from storage.apart import Told
from storage.audit import Actor, fingerprint
from storage.campaigns import Campaign
from storage.db import Reader, Tx
from workflow.archive_entries import entries
from workflow.exporting import By, purpose_of, stamp_of, the_office, units_called
from workflow.scene import House
from workflow.verifying import evidence_file

CHAT_MOST: Final = 20 << 20
"""Bytes of evidence in one message: with the copies an archive has to stay below 50 MB."""


class NoEvidenceError(Exception):
    """The unit, or the whole campaign, has no evidence yet; its name."""


def export_evidence(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    unit: str | None = None,
    why: str | None = None,
    unmasked: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """`ducha export evidence`: the archive's file name and its recipe for `read_archive`.

    `unit` is a unit's name, a village's or a township's; `unmasked` the reason for names in full.
    NoEvidenceError where there is nothing; RefusalError as of `purpose_of`.
    """
    units, by = units_called(tx, campaign.id, unit), the_office(campaign.id)
    files, _ = archive.amount(tx, campaign.id, [each.id for each in units])
    if not files:
        raise NoEvidenceError(unit or campaign.title)
    return _ordered(tx, house, now, campaign, units, by, files, unit, why, unmasked)


def order_in_chat(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    speaker: Speaker,
    unmasked: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """`/export`: the same of those units that the person may have it of, into a chat.

    The archive shows people and homes and what villagers said: it is for the office. RefusalError
    abroad, for whoever answers for a unit, where there is nothing, where it is too much for a chat.
    """
    if house.abroad:
        raise RefusalError("archive-abroad")
    mine = [
        unit
        for unit in campaigns.units(tx, campaign.id)
        if may(speaker, Right.EXPORT, unit)
        and may(speaker, Right.SEE_EVIDENCE, unit)
        and not may(speaker, Right.ANSWER_FOR, unit)
    ]
    files, size = archive.amount(tx, campaign.id, [unit.id for unit in mine])
    if not files:
        raise RefusalError("archive-empty")
    if size > CHAT_MOST:
        raise RefusalError("archive-large", mb=size >> 20)
    by = By(Actor(campaign.id, speaker.person_id, speaker.user_id), speaker.name)
    only = mine[0].name if len(mine) == 1 else None
    return _ordered(tx, house, now, campaign, mine, by, files, only, None, unmasked)


def _ordered(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    units: Collection[Unit],
    by: By,
    files: int,
    unit: str | None,
    why: str | None,
    unmasked: str | None,
) -> tuple[str, dict[str, Any]]:
    masked = unmasked is None
    stamp = stamp_of(house, by.who, now, purpose_of(why, unmasked, by.way), masked=masked)
    noted = _noted(by.way, units, files, unmasked or why, masked=masked)
    audit.record(tx, by.actor, now, "export", f"evidence/{campaign.id}", None, noted)
    return _recipe(house, now, campaign, units, stamp, unit)


def read_archive(tx: Tx, recipe: Mapping[str, Any]) -> Archive:
    """The archive of a recipe as the books have it now; reads much, so not where others wait."""
    campaign = campaigns.campaign(tx, recipe["campaign"])
    why = texts.load(recipe["why"])
    assert isinstance(why, Text)  # noqa: S101 what `_recipe` wrote
    stamp = Stamp(recipe["who"], recipe["at"], why, masked=recipe["masked"])
    wanted = set(recipe["units"])
    units = {u.id: u for u in campaigns.units(tx, campaign.id) if u.id in wanted}
    zone = ZoneInfo(recipe["zone"])
    return Archive(
        campaign.id,
        campaign.title,
        campaign.office,
        recipe["unit"],
        stamp,
        tuple(entries(tx, campaign, units, zone, masked=stamp.masked)),
    )


def archive_file(
    data: Path, made: Archive, to: Path, told: Callable[[int], None] | None = None
) -> Written:
    """Write the archive.

    `told` hears of every file of evidence. OSError where the disk says no.
    """
    return write_archive(made, partial(evidence_file, data), to, catalog("zh"), told)


def make_archive(
    books: Reader, told: Told, *, data: Path, recipe: Mapping[str, Any], to: Path
) -> Written:
    """Read and write it: what `Books.read_apart` runs, for it takes minutes where it is long."""
    made, done = books.read(partial(read_archive, recipe=recipe)), 0

    def step(n: int) -> None:
        nonlocal done
        done += n
        told(done, len(made.entries))

    to.parent.mkdir(parents=True, exist_ok=True)
    return archive_file(data, made, to, step)


def note_archive(tx: Tx, recipe: Mapping[str, Any], now: datetime, written: Written) -> None:
    """The archive is there: its manifest's hash goes to the trail, so that both vouch for it."""
    noted = {
        "manifest": written.manifest,
        "originals": written.originals,
        "copies": written.copies,
        "left_out": written.left_out,
    }
    subject = f"evidence/{recipe['campaign']}"
    after = json.dumps(noted, sort_keys=True)
    audit.record(tx, Actor(recipe["campaign"]), now, "export-made", subject, None, after)


def _recipe(
    house: House,
    now: datetime,
    campaign: Campaign,
    units: Collection[Unit],
    stamp: Stamp,
    unit: str | None,
) -> tuple[str, dict[str, Any]]:
    """The file's name, and all that `read_archive` needs."""
    recipe = {
        "kind": "evidence",
        "campaign": campaign.id,
        "units": [each.id for each in units],
        "unit": unit,
        "zone": str(house.tz),
        "who": stamp.who,
        "at": stamp.at,
        "why": texts.dump(stamp.why),
        "masked": stamp.masked,
    }
    day = now.astimezone(house.tz).date().isoformat()
    of = harmless(unit or campaign.title, 60, "督查")
    parts = (of, "证据档案", day, *(() if stamp.masked else ("未脱敏",)))
    return "-".join(parts) + ".zip", recipe


def _noted(
    why: str, units: Collection[Unit], files: int, words: str | None = None, *, masked: bool = True
) -> str:
    """What the trail keeps of an export: for what, how much, whether it was masked."""
    noted = {"kind": "evidence", "why": why, "masked": masked, "units": len(units), "files": files}
    if words:
        noted["words"] = fingerprint(words)
    return json.dumps(noted, sort_keys=True)

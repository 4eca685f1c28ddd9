"""The ledger (整改台账) as a file: who may have one and of what, each noted in the trail."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from content.locales import catalog
from exports.ledger import Ledger, ledger_sheets
from exports.long_book import write_long_book
from exports.score_sheet_end import Stamp
from inspection.card import Reply
from inspection.people import Right, Unit, may
from inspection.text import Text, text
from storage import audit, campaigns, findings, notices, texts
from storage.audit import fingerprint
from storage.campaigns import Campaign
from storage.db import Tx
from storage.findings import Wanted
from workflow.campaign_report import report_of
from workflow.exporting import (
    By,
    purpose_of,
    stamp_of,
    the_office,
    units_called,
    workbook_name,
)
from workflow.inspecting import present_round
from workflow.problems import SHOWN
from workflow.route_types import ButtonRoute
from workflow.scene import House, Scene

LEDGER_SHEETS = 2
"""Sheets of the workbook, each with all lines."""


class NoFindingsError(Exception):
    """The unit, or the whole campaign, has nothing in the ledger yet; its name."""


def press_ledger(scene: Scene, _args: tuple[str, ...]) -> Reply:
    """`xl`: the ledger of all units the person may have it of, as a file into this chat."""
    campaign = campaigns.campaign(scene.tx, scene.who.campaign_id)
    every = campaigns.units(scene.tx, campaign.id)
    units = [unit for unit in every if may(scene.who, Right.EXPORT, unit)]
    lines = _count(scene.tx, campaign, units)
    if not lines:
        return scene.reply(text("ledger.nothing"), alert=True)
    stamp = stamp_of(scene.house, scene.who.name, scene.now, text("export.why-chat"))
    name, recipe = _recipe(scene.tx, scene.house, scene.now, campaign, units, stamp)
    key = scene.key(f"export/ledger/{scene.focus.user_id}")
    caption = text("ledger.caption", campaign=campaign.title, n=lines)
    notices.paper(scene.tx, key, scene.focus.chat_id, recipe, name, caption, scene.now)
    scene.record("export", f"ledger/{campaign.id}", None, _noted("chat", units, lines))
    return scene.reply(text("ledger.coming"))


def export_ledger(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    unit: str | None = None,
    why: str | None = None,
    unmasked: str | None = None,
    *,
    by: By | None = None,
    of: Collection[Unit] | None = None,
) -> tuple[str, dict[str, Any]]:
    """The ledger's file name and its recipe for `read_ledger`; without `by` the office's.

    `unit` is a unit's name, a village's or a township's; `unmasked` the reason for names in full;
    `of` the units one may have it of, None for all.
    What it is for stands in the file, its hash in the trail. NoFindingsError where there is
    nothing; RefusalError as of `purpose_of`.
    """
    by = by or the_office(campaign.id)
    units = [u for u in units_called(tx, campaign.id, unit) if of is None or u in of]
    lines = _count(tx, campaign, units)
    if not lines:
        raise NoFindingsError(unit or campaign.title)
    masked = unmasked is None
    stamp = stamp_of(house, by.who, now, purpose_of(why, unmasked, by.way), masked=masked)
    name, recipe = _recipe(tx, house, now, campaign, units, stamp, unit)
    noted = _noted(by.way, units, lines, unmasked or why, masked=masked)
    audit.record(tx, by.actor, now, "export", f"ledger/{campaign.id}", None, noted)
    return name, recipe


def read_ledger(tx: Tx, recipe: Mapping[str, Any]) -> Ledger:
    """The ledger of a recipe as the books have it now; reads much, so not where others wait."""
    campaign = campaigns.campaign(tx, recipe["campaign"])
    why = texts.load(recipe["why"])
    assert isinstance(why, Text)  # noqa: S101 what `_recipe` wrote
    stamp = Stamp(recipe["who"], recipe["at"], why, masked=recipe["masked"])
    rounds = {each.name: each.id for each in campaigns.rounds(tx, campaign.id)}
    wanted = set(recipe["units"])
    report = report_of(
        tx,
        ZoneInfo(recipe["zone"]),
        datetime.fromisoformat(recipe["at"]),
        campaign,
        rounds[recipe["round"]],
        [unit for unit in campaigns.units(tx, campaign.id) if unit.id in wanted],
        masked=stamp.masked,
    )
    return Ledger(report, stamp, recipe["unit"])


def ledger_file(ledger: Ledger, told: Callable[[int], None] | None = None) -> bytes:
    """The workbook of a ledger; takes a while where it is long, so it runs beside the rest.

    `told` hears of the lines as they are written, each twice: once a sheet.
    """
    with TemporaryDirectory(prefix="ducha-") as folder:
        file = Path(folder) / "ledger.xlsx"
        sheets = ledger_sheets(ledger, catalog("zh"))
        write_long_book(file, sheets, ledger.report.made_at, told)
        return file.read_bytes()


def _recipe(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    units: Collection[Unit],
    stamp: Stamp,
    unit: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """The file's name, and all that `read_ledger` needs to make it when it is sent."""
    local = now.astimezone(house.tz)
    recipe = {
        "kind": "ledger",
        "campaign": campaign.id,
        "units": [each.id for each in units],
        "unit": unit,
        "round": present_round(tx, campaign.id, local.date()).name,
        "zone": str(house.tz),
        "who": stamp.who,
        "at": stamp.at,
        "why": texts.dump(stamp.why),
        "masked": stamp.masked,
    }
    parts = (unit or campaign.title, "整改台账", local.date().isoformat())
    return workbook_name(*parts, masked=stamp.masked), recipe


def _count(tx: Tx, campaign: Campaign, units: Collection[Unit]) -> int:
    return findings.count(tx, campaign.id, Wanted(SHOWN, [unit.id for unit in units]))


def _noted(
    why: str,
    units: Collection[Unit],
    lines: int,
    words: str | None = None,
    *,
    masked: bool = True,
) -> str:
    """What the trail keeps of an export: for what, how much, whether it was masked."""
    noted = {"kind": "ledger", "why": why, "masked": masked, "units": len(units), "lines": lines}
    if words:
        noted["words"] = fingerprint(words)
    return json.dumps(noted, sort_keys=True)


BUTTONS = {"xl": ButtonRoute(Right.EXPORT, "none", 0, press_ledger)}

"""Every workbook of a round, made as its export makes it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.locales import catalog
from exports.archive_names import INDEX
from exports.carryover import carryover
from exports.excel import workbook
from exports.ranking_sheet import carryover_table, ranking_tables
from exports.score_sheet_end import Stamp
from inspection.text import text
from scoring.campaign_report import CampaignReport
from storage import campaigns, sheets
from storage.campaigns import Campaign
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from workflow.campaign_report import build
from workflow.campaign_rows import write_campaign
from workflow.evidence_archive import archive_file, export_evidence, read_archive
from workflow.exporting import export_sheet, make_paper, stamp_of
from workflow.ledger import export_ledger, ledger_file, read_ledger
from workflow.scene import House, desk
from workflow.summary_json import summary_json

ZH = catalog("zh")


@dataclass(frozen=True)
class Books:
    """The round with all that documents are made from."""

    tx: Tx
    folder: Path
    built: Built
    house: House
    campaign: Campaign
    report: CampaignReport
    told: dict[str, Any]
    stamp: Stamp


def opened(tx: Tx, folder: Path, built: Built) -> Books:
    house, campaign = builders.house(folder), campaigns.campaign(tx, built.id)
    report = build(tx, house, NOW, campaign)
    told = json.loads(json.dumps(summary_json(tx, house, NOW, campaign)))
    stamp = stamp_of(house, "督查办", NOW, text("export.why-command"))
    return Books(tx, folder, built, house, campaign, report, told, stamp)


def score_sheets(made: Books) -> dict[str, bytes]:
    """By unit."""
    found = {}
    for sheet in sheets.of_round(made.tx, made.built.round_id):
        _, recipe = export_sheet(made.tx, made.house, NOW, sheet.id)
        unit = desk(made.tx, sheet.id)
        assert unit is not None
        found[unit.unit.name] = make_paper(recipe)
    return found


def ledger(made: Books) -> dict[str, bytes]:
    _, recipe = export_ledger(made.tx, made.house, NOW, made.campaign)
    return {"": ledger_file(read_ledger(made.tx, json.loads(json.dumps(recipe))))}


def ranking(made: Books) -> dict[str, bytes]:
    return {"": workbook(ranking_tables(made.report, ZH, made.stamp), NOW)}


def campaign(made: Books) -> dict[str, bytes]:
    file = made.folder / "campaign.xlsx"
    write_campaign(made.tx, made.campaign, made.report, made.stamp, file)
    return {"": file.read_bytes()}


def carryover_list(made: Books) -> dict[str, bytes]:
    return {"": workbook([carryover_table(carryover(made.report), ZH, made.stamp)], NOW)}


def archive_index(made: Books) -> dict[str, bytes]:
    _, recipe = export_evidence(made.tx, made.house, NOW, made.campaign)
    file = made.folder / "evidence.zip"
    archive_file(made.folder, read_archive(made.tx, recipe), file)
    with zipfile.ZipFile(file) as packed:
        return {"": packed.read(next(n for n in packed.namelist() if n.endswith(INDEX)))}


WORKBOOKS: Mapping[str, Callable[[Books], dict[str, bytes]]] = {
    "score sheets": score_sheets,
    "ledger": ledger,
    "ranking": ranking,
    "campaign": campaign,
    "carryover list": carryover_list,
    "archive index": archive_index,
}

"""The kinds of documents made from a round's report: who may have them, and how each is made.

First `order`, an act: rights, purpose and trail, and a recipe that can be kept. Then `make`, which
takes a while and runs beside everything else, in the terminal as for the chat.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from content.locales import catalog
from exports.carryover import carryover
from exports.circular import circular
from exports.excel import workbook
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.paper import Paper
from exports.pictures import pictures
from exports.ranking_sheet import carryover_table, ranking_tables
from exports.rectification_notice import rectification_notices
from exports.scan import LeakError, scan
from exports.score_sheet_end import Stamp
from exports.supervision_notice import supervision_notices
from inspection.people import Right, Speaker, Unit, may
from inspection.text import Text, text
from scoring.campaign_report import CampaignReport
from storage import audit, campaign_rows, campaigns, people, texts, times
from storage import ledger as ledger_rows
from storage.audit import Actor, fingerprint
from storage.campaigns import Campaign
from storage.db import Books, Tx
from workflow.campaign_report import build, with_sheets
from workflow.campaign_rows import write_campaign
from workflow.exporting import stamp_of, units_called, workbook_name
from workflow.inspecting import present_round
from workflow.scene import House

Kind: TypeAlias = Literal["ranking", "campaign", "circular", "report", "notices", "carryover"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Told: TypeAlias = Callable[[int, int], None]
"""Hears how far it is: so many steps of so many."""
WHOLE: frozenset[Kind] = frozenset({"circular", "report", "carryover"})
"""What speaks of the whole campaign: for those alone who may have all of it."""
PUBLIC: frozenset[Kind] = frozenset({"ranking", "circular", "report", "carryover"})
"""What goes round: always masked, and looked through before it leaves."""


class NothingToExportError(Exception):
    """There is nothing yet that such a document could say; its kind."""


def offered(speaker: Speaker, units: Collection[Unit]) -> list[Kind]:
    """The kinds that the person may have of a campaign with these units."""
    mine = [unit for unit in units if may(speaker, Right.EXPORT, unit)]
    return [kind for kind in KINDS if mine and (kind not in WHOLE or len(mine) == len(units))]


def leak_words(leak: LeakError) -> Text:
    """What stopped a public document: the places, never what leaked."""
    places = "、".join(f"{hit.part} {hit.place}" for hit in leak.hits[:5])
    return text("cli.leak", name=leak.name, places=places, n=len(leak.hits))


def order(
    tx: Tx,
    house: House,
    now: datetime,
    campaign: Campaign,
    kind: Kind,
    stamp: Stamp,
    actor: Actor,
    units: Collection[Unit] | None = None,
    unit: str | None = None,
    words: str | None = None,
) -> dict[str, Any]:
    """The recipe of a document, its export noted in the trail.

    `units`: those the reader may see, None for all; `unit` names the one a notice is for (or its
    township); `words`: what it is for, of which the trail keeps the hash. RefusalError where the
    campaign has no round, NothingToExportError for a unit there is not.
    """
    masked = stamp.masked or kind in PUBLIC
    present = present_round(tx, campaign.id, now.astimezone(house.tz).date())
    every = campaigns.units(tx, campaign.id)
    if unit is not None and not units_called(tx, campaign.id, unit):
        raise NothingToExportError(kind)
    seen = None if units is None else [each.id for each in units]
    noted: dict[str, Any] = {"kind": kind, "masked": masked}
    noted["units"] = len(every) if seen is None else len(seen)
    if words:
        noted["words"] = fingerprint(words)
    after = json.dumps(noted, sort_keys=True)
    audit.record(tx, actor, now, "export", f"{kind}/{campaign.id}", None, after)
    return {
        "kind": kind,
        "campaign": campaign.id,
        "round": with_sheets(tx, campaign.id, present).id,
        "units": seen,
        "unit": unit,
        "who": stamp.who,
        "why": texts.dump(stamp.why),
        "masked": masked,
        "now": times.written(now),
    }


async def make(
    books: Books, house: House, recipe: Mapping[str, Any], folder: Path, told: Told
) -> list[Path]:
    """The files of a recipe, in the folder. LeakError where a public one holds what it must not.

    That is noted in the trail. NothingToExportError where there is nothing to say; OSError.
    """
    work = _Work(recipe["kind"], house, recipe, folder, told)
    try:
        return await work.files(books)
    except LeakError as leak:
        places = [f"{hit.part}:{hit.place}:{hit.kind}" for hit in leak.hits[:20]]
        after = json.dumps({"kind": work.kind, "hits": places}, sort_keys=True)
        campaign_id, now = recipe["campaign"], times.read(recipe["now"])
        subject = f"{work.kind}/{campaign_id}"
        await books.act(
            lambda tx: audit.record(
                tx, Actor(campaign_id), now, "export-stopped", subject, None, after
            )
        )
        raise


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read for a document: the report, and what to look for in a public one."""

    report: CampaignReport
    names: frozenset[str]
    public: frozenset[str]


@dataclass(slots=True)
class _Work:
    """One document, or several of one kind, on their way into files."""

    kind: Kind
    house: House
    recipe: Mapping[str, Any]
    folder: Path
    told: Told

    @property
    def stamp(self) -> Stamp:
        """Who has it made, when and why."""
        why = texts.load(self.recipe["why"])
        said = why if isinstance(why, Text) else text("export.why-given", why=why)
        now = times.read(self.recipe["now"])
        return stamp_of(self.house, self.recipe["who"], now, said, masked=self.recipe["masked"])

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """The same, for a document's properties."""
        stamp = self.stamp
        return (("who", stamp.who), ("when", stamp.at), ("why", catalog("zh").plain(stamp.why)))

    async def files(self, books: Books) -> list[Path]:
        """Read, then make, each where nobody waits for it."""
        await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
        if self.kind == "campaign":
            return await books.read_long(self._campaign)
        known = await books.read_long(self._read)
        self.told(0, self._steps(known.report))
        return await asyncio.to_thread(self._made, known)

    def _read(self, tx: Tx) -> _Known:
        campaign, report = self._report(tx)
        checklist_words = (item.title for item in report.items.values())
        public = {
            *(unit.name for unit in campaigns.units(tx, campaign.id)),
            *(unit.township for unit in report.units),
            *(unit.village for unit in report.units),
            *(member.name for member in people.members(tx, campaign.id)),
            *checklist_words,
            *(item.section for item in report.items.values()),
            report.title,
            report.office or "",
        }
        heads = frozenset(head.head for head in ledger_rows.heads(tx, campaign.id))
        return _Known(report, heads, frozenset(public))

    def _report(self, tx: Tx) -> tuple[Campaign, CampaignReport]:
        recipe = self.recipe
        campaign = campaigns.campaign(tx, recipe["campaign"])
        units = None
        if recipe["units"] is not None:
            wanted = set(recipe["units"])
            units = [unit for unit in campaigns.units(tx, campaign.id) if unit.id in wanted]
        now, masked = times.read(recipe["now"]), recipe["masked"]
        report = build(tx, self.house, now, campaign, recipe["round"], units, masked=masked)
        return campaign, report

    def _campaign(self, tx: Tx) -> list[Path]:
        campaign, report = self._report(tx)
        of = campaign_rows.count(tx, campaign.id, [unit.id for unit in report.units])
        done = 0

        def rows(n: int) -> None:
            nonlocal done
            done = min(done + n, of)
            self.told(done, of)

        file = self._file(report, "督查工作簿", ".xlsx")
        write_campaign(tx, campaign, report, self.stamp, file, rows)
        return [file]

    def _made(self, known: _Known) -> list[Path]:
        written = []
        for label, ending, content in _MAKERS[self.kind](self, known.report):
            if self.recipe["masked"]:
                hits = scan(content, known.names, known.public)
                if hits:
                    raise LeakError(label, hits)
            file = self._file(known.report, label, ending)
            file.write_bytes(content)
            written.append(file)
            self.told(len(written), self._steps(known.report))
        if not written:
            raise NothingToExportError(self.kind)
        return written

    def _steps(self, report: CampaignReport) -> int:
        """How many files there will be, about."""
        match self.kind:
            case "notices":
                return len({problem.unit.id for problem in report.problems}) + report.last_n
            case "carryover":
                return 2
            case _:
                return 1

    def _file(self, report: CampaignReport, label: str, ending: str) -> Path:
        parts = (report.title, report.round, label, report.made_at.date().isoformat())
        masked = self.recipe["masked"]
        return self.folder / workbook_name(*parts, masked=masked, ending=ending)

    def ranking(self, report: CampaignReport) -> Iterator[_Made]:
        """The ranking as Excel."""
        tables = ranking_tables(report, catalog("zh"), self.stamp)
        if tables:
            yield "排名表", ".xlsx", workbook(tables, report.made_at)

    def circular(self, report: CampaignReport) -> Iterator[_Made]:
        """通报."""
        yield _document("督查通报", circular(report, self.properties))

    def leaders(self, report: CampaignReport) -> Iterator[_Made]:
        """督查报告, with pictures."""
        drawn = pictures(report, self.house.data / "cache")
        yield _document("督查报告", leaders_report(report, drawn, self.properties))

    def carryover(self, report: CampaignReport) -> Iterator[_Made]:
        """结转考核清单 as a document and, beside it, as Excel."""
        paper = carryover(report, self.properties)
        yield _document("结转考核清单", paper)
        table = carryover_table(paper, catalog("zh"), self.stamp)
        yield "结转考核清单", ".xlsx", workbook([table], report.made_at)

    def notices(self, report: CampaignReport) -> Iterator[_Made]:
        """整改通知书 to each unit with problems; 专项督办通知 to each of the last N."""
        for label, papers in (
            ("专项督办通知", supervision_notices(report, self.properties)),
            ("整改通知书", rectification_notices(report, self.properties)),
        ):
            for name, paper in papers.items():
                if self._wanted(report, name):
                    yield _document(f"{label}-{name}", paper)

    def _wanted(self, report: CampaignReport, name: str) -> bool:
        wanted = self.recipe["unit"]
        if wanted is None or wanted == name:
            return True
        unit = next((unit for unit in report.units if unit.name == name), None)
        return unit is not None and wanted in {unit.village, unit.township}


_Made: TypeAlias = tuple[str, str, bytes]
"""What it is, how its file ends, its bytes."""
_MAKERS: Mapping[str, Callable[[_Work, CampaignReport], Iterator[_Made]]] = {
    "ranking": _Work.ranking,
    "circular": _Work.circular,
    "report": _Work.leaders,
    "carryover": _Work.carryover,
    "notices": _Work.notices,
}


def _document(label: str, paper: Paper) -> _Made:
    return label, ".docx", docx_bytes(paper)

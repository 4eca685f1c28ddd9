"""The kinds of documents made from a round's report: who may have them, and how each is made.

First `order`, an act: rights, purpose and trail, and a recipe that can be kept. Then `make`, which
takes a while and runs beside everything else, in the terminal as for the chat.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from exports.scan import LeakError, scan
from exports.score_sheet_end import Stamp
from inspection.people import Right, Speaker, Unit, may
from inspection.text import Text, text
from scoring.campaign_report import CampaignReport
from storage import audit, campaign_rows, campaigns, people, templates, texts, times
from storage import ledger as ledger_rows
from storage.apart import Told
from storage.audit import Actor, fingerprint
from storage.campaigns import Campaign
from storage.db import Books, Reader, Tx
from workflow.campaign_report import build, with_sheets
from workflow.campaign_rows import write_campaign
from workflow.export_makers import MAKERS, Sources
from workflow.exporting import stamp_of, units_called, workbook_name
from workflow.inspecting import present_round
from workflow.scene import House
from workflow.template_use import hashes, note_other

Kind: TypeAlias = Literal["ranking", "campaign", "circular", "report", "notices", "carryover"]
KINDS: tuple[Kind, ...] = get_args(Kind)
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
    if own := hashes(tx, campaign.id, kind):
        noted["templates"] = own
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
        "templates": own,
    }


async def make(
    books: Books, house: House, recipe: Mapping[str, Any], folder: Path, told: Told
) -> list[Path]:
    """The files of a recipe, in the folder. LeakError where a public one holds what it must not.

    That is noted in the trail. NothingToExportError where there is nothing to say; OSError;
    TemplateError where the office's own template cannot be filled any more.
    """
    await note_other(books, recipe, times.read(recipe["now"]))
    # No dice where nothing is decided: they would not go into another process.
    plain = replace(house, new_token=str)
    try:
        work = partial(_files, house=plain, recipe=recipe, folder=folder)
        return await books.read_apart(work, told)
    except LeakError as leak:
        places = [f"{hit.part}:{hit.place}:{hit.kind}" for hit in leak.hits[:20]]
        after = json.dumps({"kind": recipe["kind"], "hits": places}, sort_keys=True)
        campaign_id, now = recipe["campaign"], times.read(recipe["now"])
        subject = f"{recipe['kind']}/{campaign_id}"
        await books.act(
            lambda tx: audit.record(
                tx, Actor(campaign_id), now, "export-stopped", subject, None, after
            )
        )
        raise


def _files(
    books: Reader, told: Told, *, house: House, recipe: Mapping[str, Any], folder: Path
) -> list[Path]:
    return _Work(recipe["kind"], house, recipe, folder, told).files(books)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read for a document: its sources, and what to look for in a public one."""

    sources: Sources
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

    def files(self, books: Reader) -> list[Path]:
        """Read, then make: no state of the books is held longer than it is read."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.kind == "campaign":
            return books.read(self._campaign)
        known = books.read(self._read)
        self.told(0, self._steps(known.sources.report))
        return self._made(known)

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
        own = templates.bodies(tx, campaign.id)
        sources = Sources(report, self.stamp, self.house, own, self.recipe["unit"])
        return _Known(sources, heads, frozenset(public))

    def _report(self, tx: Tx, *, whole: bool = True) -> tuple[Campaign, CampaignReport]:
        recipe = self.recipe
        campaign = campaigns.campaign(tx, recipe["campaign"])
        units = None
        if recipe["units"] is not None:
            wanted = set(recipe["units"])
            units = [unit for unit in campaigns.units(tx, campaign.id) if unit.id in wanted]
        now, masked = times.read(recipe["now"]), recipe["masked"]
        report = build(
            tx, self.house, now, campaign, recipe["round"], units, masked=masked, whole=whole
        )
        return campaign, report

    def _campaign(self, tx: Tx) -> list[Path]:
        campaign, report = self._report(tx, whole=False)
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
        report = known.sources.report
        for label, ending, content in MAKERS[self.kind](known.sources):
            if self.recipe["masked"]:
                hits = scan(content, known.names, known.public)
                if hits:
                    raise LeakError(label, hits)
            file = self._file(report, label, ending)
            file.write_bytes(content)
            written.append(file)
            self.told(len(written), self._steps(report))
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

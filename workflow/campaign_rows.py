"""The rows of the campaign's workbook, made as they are asked for: never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from content.locales import catalog
from content.masking import mask_name
from exports.campaign_book import CampaignBook, write_campaign_book
from exports.long_sheet import Value, serial
from exports.score_sheet_end import Stamp
from inspection import answers as forms
from inspection.answers import Ratio
from inspection.checklist import Checklist, Item, Question, Section
from inspection.flow.household import absent_reason
from inspection.household_answers import fill
from inspection.text import text
from scoring.campaign_report import CampaignReport, Problem
from scoring.tally import tally
from storage import campaign_rows, checklists, times
from storage import ledger as ledger_rows
from storage.campaign_rows import SheetRow, VisitRow
from storage.campaigns import Campaign
from storage.db import Tx
from workflow import export_trail
from workflow.problems import Problems, masks


def write_campaign(
    tx: Tx,
    campaign: Campaign,
    report: CampaignReport,
    stamp: Stamp,
    file: Path,
    told: Callable[[int], None] | None = None,
) -> int:
    """The campaign's workbook, of the report's units, at `file`; how many rows it has.

    Reads while it writes, which takes long: for a process of its own (`Books.read_apart`).
    """
    zone = ZoneInfo(str(report.made_at.tzinfo))
    rows = CampaignRows(tx, campaign, report, zone, masked=stamp.masked)
    book = CampaignBook(
        report,
        stamp,
        rows.answers(),
        rows.visits(),
        rows.problems(),
        rows.evidence(),
        rows.exports(),
    )
    return write_campaign_book(file, book, catalog("zh"), told)


class CampaignRows:
    """The rows of a campaign's units, in the columns of `exports.campaign_book.COLUMNS`."""

    def __init__(
        self,
        tx: Tx,
        campaign: Campaign,
        report: CampaignReport,
        zone: ZoneInfo,
        *,
        masked: bool = True,
    ) -> None:
        self.tx = tx
        self.campaign = campaign
        self.units = {unit.id: unit for unit in report.units}
        self.today = report.made_at.date()
        self.sheets = campaign_rows.sheets(tx, campaign.id, self.units)
        self.names = ledger_rows.names(tx, campaign.id)
        self.masked = masked
        self.heads: dict[str, str] = {}
        self.at = _Times(zone)
        self.masks = masks(tuple(ledger_rows.heads(tx, campaign.id))) if masked else {}

    def answers(self) -> Iterator[Sequence[Value]]:
        """Every answer: the village's by item, then the households' with those taken as read."""
        readings: dict[int, _Reading] = {}
        for sheet in self.sheets:
            reading = readings.get(sheet.checklist_id)
            if reading is None:
                checklist = checklists.checklist(self.tx, sheet.checklist_id)
                reading = readings[sheet.checklist_id] = _Reading(checklist)
            front = (sheet.round, sheet.township, sheet.village)
            own = campaign_rows.answers(self.tx, sheet.id)
            for question_id in reading.in_order(own):
                yield (*front, "", "", *self._answer(reading, question_id, own[question_id]))
            for visit in campaign_rows.visits(self.tx, sheet.id):
                household = (*front, visit.number, self._head(visit.head))
                for row in self._visit_answers(reading, visit):
                    yield household + row

    def _visit_answers(self, reading: _Reading, visit: VisitRow) -> Iterator[tuple[Value, ...]]:
        how = say("book.how.said" if visit.done else "book.how.draft")
        recorded = visit.recorded
        if not visit.done:
            for question_id in reading.in_order(recorded):
                yield self._answer(reading, question_id, recorded[question_id], how)
            return
        whole = fill(
            reading.checklist,
            visit.tags,
            {question_id: reading.value(given[0]) for question_id, given in recorded.items()},
            visit.mode,
            has_tags=self.campaign.has_tags,
        )
        for question_id, value in whole.items():
            given = recorded.get(question_id)
            if given is not None:
                yield self._answer(reading, question_id, given, how)
            elif value is not None:
                assumed = (forms.written(value), visit.by, visit.at)
                yield self._answer(reading, question_id, assumed, say("book.how.assumed"))

    def _answer(
        self,
        reading: _Reading,
        question_id: str,
        recorded: tuple[str, int, str],
        how: str | None = None,
    ) -> tuple[Value, ...]:
        value, by, at = recorded
        words = reading.words(question_id, value)
        if how is None:
            how = say("book.how.said")
        return (*words, how, self.names.get(by), self.at(at))

    def visits(self) -> Iterator[Sequence[Value]]:
        """Every visit, begun or saved."""
        for sheet in self.sheets:
            said = self._said(sheet)
            for visit in campaign_rows.visits(self.tx, sheet.id):
                yield (
                    sheet.round,
                    sheet.township,
                    sheet.village,
                    visit.number,
                    self._head(visit.head),
                    "、".join(visit.tags),
                    say(f"book.mode.{visit.mode}"),
                    say("book.visit.done" if visit.done else "book.visit.draft"),
                    said(_reason(visit.reason)),
                    visit.problems,
                    self.names.get(visit.by),
                    self.at(visit.at),
                )

    def problems(self) -> Iterator[Problem]:
        """The findings, the earliest deadline first."""
        units, zone = self.units.values(), self.at.zone
        told = Problems(self.tx, self.campaign, units, zone, self.today, masked=self.masked)
        yield from told.by_deadline()

    def evidence(self) -> Iterator[Sequence[Value]]:
        """Every file that belongs to something."""
        for row in campaign_rows.evidence(self.tx, self.campaign.id, self.units):
            said = self.masks.get(row["unit_id"], str)
            finding = f"{row['year']}-{row['finding']:04d}" if row["finding"] else None
            position = None
            if row["latitude"] is not None:
                position = f"{row['latitude']},{row['longitude']}"
            removed = row["state"] in {"removing", "removed"}
            missing = "removed" if removed else "owed" if row["state"] != "safe" else ""
            remarks = [
                *([say("book.files.forwarded")] if row["forwarded"] else []),
                *([f"{say('book.files.twin')}{row['twin_of']}"] if row["twin_of"] else []),
                *([say("book.files.late")] if row["late"] else []),
                *([say(f"book.files.{missing}")] if missing else []),
            ]
            yield (
                row["id"],
                row["round"],
                row["township"],
                row["village"],
                row["household"],
                row["item_id"],
                finding,
                say(f"archive.kind-{row['kind']}"),
                said(row["caption"] or ""),
                row["sha256"],
                row["size"],
                self.names.get(row["by_person"]),
                self.at(row["at"]),
                position or say("archive.place-removed" if removed else "book.files.nowhere"),
                "；".join(remarks),
            )

    def exports(self) -> Iterator[Sequence[Value]]:
        """Who had what made, out of the trail."""
        for row in campaign_rows.exports(self.tx, self.campaign.id):
            yield (
                row["number"],
                self.at(row["at"]),
                self.names.get(row["person_id"]) or say("export.office"),
                *export_trail.told(row, self.sheets),
            )

    def _head(self, name: str) -> str:
        if not self.masked:
            return name
        found = self.heads.get(name)
        if found is None:
            found = self.heads[name] = mask_name(name)
        return found

    def _said(self, sheet: SheetRow) -> Callable[[str], str]:
        return self.masks.get(sheet.unit_id, str)


class _Times:
    """Moments of the books as local serial numbers; a minute's offset is computed once an hour."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.offsets: dict[str, timedelta] = {}
        # What a visit took as read was all said when it was saved.
        self.last: tuple[str, float] = ("", 0.0)

    def __call__(self, stamp: str) -> float:
        if stamp != self.last[0]:
            self.last = stamp, self._serial(stamp)
        return self.last[1]

    def _serial(self, stamp: str) -> float:
        moment = times.read(stamp)
        hour = stamp[:13]
        offset = self.offsets.get(hour)
        if offset is None:
            offset = moment.astimezone(self.zone).utcoffset() or timedelta()
            self.offsets[hour] = offset
        return serial(moment.replace(tzinfo=None) + offset)


class _Reading:
    """The questions of one checklist as cells, each value's words computed once."""

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist
        self.questions: dict[str, tuple[Section, Item, Question]] = {
            question.id: (section, item, question)
            for section in checklist.sections
            for item in section.items
            for question in item.questions
        }
        self.order = {question_id: n for n, question_id in enumerate(self.questions)}
        self.known: dict[tuple[str, str], tuple[Value, ...]] = {}
        self.value = lru_cache(maxsize=4096)(forms.read)

    def in_order(self, found: Mapping[str, Any]) -> list[str]:
        """The ids of the questions that this checklist has, in its order."""
        return sorted((q for q in found if q in self.order), key=self.order.__getitem__)

    def words(self, question_id: str, written: str) -> tuple[Value, ...]:
        """Section, item, number, question, answer, problems."""
        found = self.known.get((question_id, written))
        if found is None:
            found = self.known[question_id, written] = self._words(question_id, written)
        return found

    def _words(self, question_id: str, written: str) -> tuple[Value, ...]:
        section, item, question = self.questions[question_id]
        value = forms.read(written)
        shown: Value
        match value:
            case None:
                shown = say("book.answer.null")
            case bool():
                shown = say("book.answer.met" if value else "book.answer.not-met")
            case Ratio():
                shown = f"{value.met}/{value.of}"
            case _:
                shown = value
        problems = None if value is None else tally(question, value).problems
        label = question.label or question.prompt
        prompt = label if label == question.prompt else f"{label}：{question.prompt}"
        return (section.title, f"{item.id} {item.title}", question.id, prompt, shown, problems)


@cache
def _reason(reason: str | None) -> str:
    """Why nobody was met, in words: a usual reason is kept as its code."""
    words = absent_reason(reason) if reason else ""
    return words if isinstance(words, str) else catalog("zh").plain(words)


def say(code: str, **params: Any) -> str:
    """Words of documents, which are Chinese; few enough to be kept."""
    return catalog("zh").plain(text(code, **params))

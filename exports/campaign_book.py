"""The campaign's workbook: every figure, answer, visit, finding, file and export, to be filtered.

Long sheets, written row by row (`exports/long_book.py`); what stands in them comes masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from content.locales import Catalog
from exports.ledger import COLUMNS as LEDGER
from exports.ledger import finding_rows
from exports.long_book import write_long_book
from exports.long_sheet import Column, Kind, LongSheet, Value
from exports.score_sheet_end import Stamp
from inspection.text import text
from scoring.campaign_report import CampaignReport, Problem
from scoring.finding_rates import NO_FINDINGS
from scoring.summary import SheetLine

Rows = Iterable[Sequence[Value]]
COLUMNS: Final[Mapping[str, Mapping[str, tuple[int, Kind]]]] = {
    "about": {"what": (22, "text"), "words": (90, "text")},
    "units": {
        "township": (12, "label"),
        "village": (14, "label"),
        "state": (10, "label"),
        "households": (8, "number"),
        "visited": (8, "number"),
        "telephoned": (8, "number"),
        "absent": (8, "number"),
        "score": (10, "number"),
        "applicable": (10, "number"),
        "percent": (10, "percent"),
        "place": (8, "number"),
        "problems": (8, "number"),
        "given": (8, "number"),
        "closed": (8, "number"),
        "overdue": (8, "number"),
    },
    "items": {
        "township": (12, "label"),
        "village": (14, "label"),
        "section": (18, "text"),
        "item": (8, "label"),
        "title": (34, "text"),
        "points": (8, "number"),
        "score": (8, "number"),
        "deducted": (8, "number"),
    },
    "answers": {
        "round": (10, "label"),
        "township": (10, "label"),
        "village": (12, "label"),
        "household": (8, "label"),
        "head": (8, "label"),
        "section": (16, "text"),
        "item": (28, "text"),
        "number": (9, "label"),
        "question": (44, "text"),
        "answer": (12, "label"),
        "problems": (8, "number"),
        "how": (12, "label"),
        "by": (10, "label"),
        "at": (20, "time"),
    },
    "visits": {
        "round": (10, "label"),
        "township": (10, "label"),
        "village": (12, "label"),
        "household": (8, "label"),
        "head": (8, "label"),
        "tags": (24, "text"),
        "mode": (12, "label"),
        "state": (10, "label"),
        "reason": (24, "text"),
        "problems": (8, "number"),
        "by": (10, "label"),
        "at": (20, "time"),
    },
    "evidence": {
        "number": (8, "number"),
        "round": (10, "label"),
        "township": (10, "label"),
        "village": (12, "label"),
        "household": (8, "label"),
        "item": (9, "label"),
        "finding": (12, "label"),
        "kind": (8, "label"),
        "caption": (30, "text"),
        "sha256": (68, "text"),
        "size": (11, "number"),
        "by": (10, "label"),
        "at": (20, "time"),
        "position": (26, "label"),
        "remarks": (24, "text"),
    },
    "exports": {
        "number": (8, "number"),
        "at": (20, "time"),
        "by": (12, "label"),
        "act": (12, "label"),
        "subject": (22, "text"),
        "noted": (70, "text"),
    },
}
"""Of each sheet the columns with width and kind, in order."""
_FROZEN: Final = {"units": 2, "items": 2, "answers": 4, "visits": 4, "evidence": 1, "exports": 1}


def headings(name: str) -> Iterator[tuple[str, tuple[int, Kind]]]:
    """The columns of a sheet with the codes of their headings."""
    return ((f"{name}.{code}", column) for code, column in COLUMNS[name].items())


@dataclass(frozen=True, slots=True)
class CampaignBook:
    """What the workbook is made of; all but the report comes row by row, in `COLUMNS`' order."""

    report: CampaignReport
    stamp: Stamp
    answers: Rows
    visits: Rows
    problems: Iterable[Problem]
    evidence: Rows
    exports: Rows


def write_campaign_book(
    file: Path, book: CampaignBook, catalog: Catalog, told: Callable[[int], None] | None = None
) -> int:
    """Write the workbook at `file`; how many rows it has. `told` hears of rows as they come."""
    words = _Words(book, catalog)
    return write_long_book(file, words.sheets(), book.report.made_at, told)


class _Words:
    """The sheets in the words of the catalog."""

    def __init__(self, book: CampaignBook, catalog: Catalog) -> None:
        self.book = book
        self.report = book.report
        self.catalog = catalog

    def say(self, code: str, **params: Any) -> str:
        return self.catalog.plain(text(code, **params))

    def sheets(self) -> Iterator[LongSheet]:
        """All sheets; each is read when it is written."""
        book = self.book
        yield self._sheet("about", self._about())
        yield self._sheet("units", map(self._unit, self.report.lines))
        if self.report.basis != "findings":
            yield self._sheet("items", self._items())
        yield self._sheet("answers", book.answers)
        yield self._sheet("visits", book.visits)
        yield self._findings()
        yield self._sheet("evidence", book.evidence)
        yield self._sheet("exports", book.exports)

    def _sheet(self, name: str, rows: Rows) -> LongSheet:
        columns = tuple(
            Column(self.say(f"book.{heading}"), width, kind)
            for heading, (width, kind) in headings(name)
        )
        return LongSheet(self.say(f"book.sheet.{name}"), columns, rows, _FROZEN.get(name, 0))

    def _about(self) -> Iterator[tuple[str, str]]:
        report, stamp = self.report, self.book.stamp
        told = {
            "campaign": report.title,
            "office": report.office or "",
            "number": report.document_number or "",
            "round": report.round,
            "checklist": report.checklist_title,
            "at": f"{report.made_at:%Y-%m-%d %H:%M}",
            "who": stamp.who,
            "why": self.catalog.plain(stamp.why),
            "names": self.say("book.masked" if stamp.masked else "book.unmasked"),
            "figures": self.say("book.provisional" if report.provisional else "book.final"),
            "hint": self.say("book.hint"),
        }
        for code, words in told.items():
            yield self.say(f"book.told.{code}"), words

    def _unit(self, line: SheetLine) -> tuple[Value, ...]:
        found, unit = line.figures, line.unit
        counts = self.report.findings_by_unit.get(unit.id, NO_FINDINGS)
        shown = line.shown
        return (
            unit.township,
            unit.village,
            self.say(f"book.state.{line.state}"),
            line.households,
            line.visited,
            line.telephoned,
            line.absent,
            _exact(found.score) if shown else None,
            _exact(found.applicable) if shown else None,
            _exact(found.percent) if shown else None,
            self.report.place(unit),
            found.problems,
            counts.given,
            counts.closed,
            counts.overdue,
        )

    def _items(self) -> Iterator[tuple[Value, ...]]:
        for line in (each for each in self.report.lines if each.shown):
            for item_id, row in line.figures.items.items():
                item = self.report.items[item_id]
                yield (
                    line.unit.township,
                    line.unit.village,
                    item.section,
                    item.id,
                    item.title,
                    *(_exact(row[name]) for name in ("points", "score", "deducted")),
                )

    def _findings(self) -> LongSheet:
        columns = tuple(
            Column(self.say(f"ledger.column.{name}").replace("\n", ""), width + 2, kind)
            for name, (width, _, kind, _) in LEDGER.items()
        )
        rows = finding_rows(self.book.problems, self.catalog)
        return LongSheet(self.say("book.sheet.findings"), columns, rows, 2)


def _exact(number: str | None) -> Fraction | None:
    return None if number is None else Fraction(number)

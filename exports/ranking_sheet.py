"""The ranking as a sheet to print and sign, and the list for the year's appraisal, as tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, TypeVar

from content.locales import Catalog
from exports.paper import Grid, Paper
from exports.score_sheet_end import Stamp
from exports.table import Cell, Meaning, Table, places_of
from inspection.people import Unit
from inspection.text import text
from scoring.campaign_report import CampaignReport
from scoring.finding_rates import NO_FINDINGS, FindingCounts
from scoring.summary import Ranking

T = TypeVar("T")
COLUMNS: Final = {
    "place": 8,
    "unit": 26,
    "percent": 14,
    "problems": 11,
    "given": 11,
    "closed": 11,
    "overdue": 11,
    "remarks": 30,
}
"""Of a ranking, with their widths in half-width characters."""
_ACROSS: Final = 130
"""Half-width characters on a line of A4 landscape that still reads well."""
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?")


def ranking_tables(report: CampaignReport, catalog: Catalog, stamp: Stamp) -> tuple[Table, ...]:
    """The ranking the campaign publishes, then the other one where there is one.

    None where nobody can be ranked: nothing is scored, or no unit has a sheet.
    """
    towns = _ranking(
        _Form(report, catalog, stamp, "towns"),
        report.towns,
        str,
        lambda town: report.findings_by_town.get(town, NO_FINDINGS),
    )
    villages = _ranking(
        _Form(report, catalog, stamp, "villages"),
        report.villages,
        _name,
        lambda unit: report.findings_by_unit.get(unit.id, NO_FINDINGS),
    )
    both = (towns, villages) if report.level == "towns" else (villages, towns)
    return tuple(table for table in both if table is not None)


def carryover_table(paper: Paper, catalog: Catalog, stamp: Stamp) -> Table:
    """The list carried into the year's appraisal, as its document has it, to be worked on."""
    grid = next(block for block in _blocks(paper) if isinstance(block, Grid))
    form = _Lines(
        catalog, tuple(max(7, _ACROSS * width // sum(grid.widths)) for width in grid.widths)
    )
    form.over_all(paper.annexes[0].title, Meaning.TITLE)
    form.over_all(form.say("ranking.made-by", office=paper.office, day=paper.day), Meaning.SUBTITLE)
    if paper.draft:
        form.over_all(form.say("ranking.provisional"), Meaning.SUBTITLE)
    headings = form.row
    form.line([(words, Meaning.HEADING) for words in grid.headings])
    for row in grid.rows:
        form.line([_read(words) for words in row])
    form.ending(stamp)
    return form.table(form.say("ranking.carryover"), headings)


@dataclass(slots=True)
class _Lines:
    """Rows so far, each cell one column wide or all of them."""

    catalog: Catalog
    widths: tuple[int, ...]
    cells: list[Cell] = field(default_factory=list)
    row: int = 0
    signed: int = 0

    def say(self, code: str, **params: Any) -> str:
        """Words of the catalog."""
        return self.catalog.plain(text(code, **params))

    def over_all(self, words: str, meaning: Meaning) -> None:
        """A row that is one cell."""
        self.cells.append(Cell(self.row, 0, words, meaning, columns=len(self.widths)))
        self.row += 1

    def line(self, values: Sequence[tuple[str | Fraction | None, Meaning]]) -> None:
        """A row of cells."""
        for column, (value, meaning) in enumerate(values):
            places = 0
            if isinstance(value, Fraction):
                places = 2 if meaning is Meaning.SUBTOTAL else places_of(value)
            self.cells.append(Cell(self.row, column, value, meaning, places=places))
        self.row += 1

    def ending(self, stamp: Stamp) -> None:
        """Who had it made, and room for signatures, never alone on a page."""
        code = "sheet.stamp-masked" if stamp.masked else "sheet.stamp"
        at = stamp.at.replace("T", " ")[:16]
        self.signed = self.row
        self.over_all(self.say(code, who=stamp.who, at=at, why=stamp.why), Meaning.NOTE)
        self.over_all(self.say("ranking.signatures"), Meaning.SIGNATURE)

    def table(self, name: str, headings: int) -> Table:
        """What was put down."""
        return Table(name, self.widths, tuple(self.cells), (headings, headings), ending=self.signed)


class _Form(_Lines):
    """A ranking on its way into a table."""

    def __init__(self, report: CampaignReport, catalog: Catalog, stamp: Stamp, level: str) -> None:
        super().__init__(catalog, tuple(COLUMNS.values()))
        self.report = report
        self.stamp = stamp
        self.level = level


def _ranking(
    form: _Form, ranking: Ranking[T], name: Callable[[T], str], counts: Callable[[T], FindingCounts]
) -> Table | None:
    report = form.report
    if not ranking.ranked:
        return None
    title = form.say(f"ranking.title-{form.level}", campaign=report.title, round=report.round)
    form.over_all(title, Meaning.TITLE)
    at = f"{report.made_at:%Y-%m-%d %H:%M}"
    about = form.say("ranking.about", office=report.office or "", n=len(ranking.ranked), at=at)
    form.over_all(about, Meaning.SUBTITLE)
    if ranking.provisional:
        form.over_all(form.say("ranking.provisional"), Meaning.SUBTITLE)
    headings = form.row
    form.line([(form.say(f"ranking.column.{column}"), Meaning.HEADING) for column in COLUMNS])
    shared = _shared(ranking)
    for entry in ranking.ranked:
        found = counts(entry.unit)
        is_last = entry.unit in ranking.last
        remarks = [
            *([form.say("ranking.tied")] if entry.place in shared else []),
            *([form.say("ranking.last", n=report.last_n)] if is_last else []),
        ]
        figures = (found.known, found.given, found.closed, found.overdue)
        form.line(
            [
                (Fraction(entry.place), Meaning.NUMBER),
                (name(entry.unit), Meaning.LABEL),
                (entry.percent, Meaning.SUBTOTAL),
                *((Fraction(n), Meaning.NUMBER) for n in figures),
                ("；".join(remarks), Meaning.LABEL),
            ]
        )
    if ranking.waiting:
        names = "、".join(map(name, ranking.waiting))
        form.over_all(form.say("ranking.waiting", names=names), Meaning.NOTE)
    form.over_all(form.say("ranking.how"), Meaning.NOTE)
    form.ending(form.stamp)
    return form.table(form.say(f"ranking.{form.level}"), headings)


def _shared(ranking: Ranking[Any]) -> frozenset[int]:
    places = [entry.place for entry in ranking.ranked]
    return frozenset(place for place in places if places.count(place) > 1)


def _name(unit: Unit) -> str:
    return unit.name


def _blocks(paper: Paper) -> Iterator[object]:
    yield from paper.blocks
    for annex in paper.annexes:
        yield from annex.blocks


def _read(words: str) -> tuple[str | Fraction, Meaning]:
    """A figure of a document as a number; all else stays words."""
    if _NUMBER.fullmatch(words):
        return Fraction(words), Meaning.SUBTOTAL if "." in words else Meaning.NUMBER
    return words, Meaning.LABEL

"""How each kind of document is made from a round's report: its files, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from content.locales import catalog
from exports.carryover import carryover
from exports.circular import circular
from exports.excel import workbook
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.pictures import pictures
from exports.ranking_sheet import carryover_table, ranking_tables
from exports.rectification_notice import rectification_notices
from exports.score_sheet_end import Stamp
from exports.supervision_notice import supervision_notices
from exports.template_fields import TemplateKind
from exports.template_model import (
    circular_model,
    rectification_model,
    report_model,
    supervision_model,
)
from scoring.campaign_report import CampaignReport
from workflow.scene import House
from workflow.template_use import Wanted, documents

Made: TypeAlias = tuple[str, str, bytes]
"""What it is, how its file ends, its bytes."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a document is made of: the report, who has it made, the office's own templates.

    `unit` names the one that notices are for (or its township), None for all.
    """

    report: CampaignReport
    stamp: Stamp
    house: House
    templates: Mapping[str, bytes]
    unit: str | None

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """Who, when and why, for a document's properties."""
        stamp = self.stamp
        return (("who", stamp.who), ("when", stamp.at), ("why", catalog("zh").plain(stamp.why)))

    def wanted(self, name: str) -> bool:
        """Whether the notice to the unit of that name is asked for."""
        if self.unit is None or self.unit == name:
            return True
        unit = next((unit for unit in self.report.units if unit.name == name), None)
        return unit is not None and self.unit in {unit.village, unit.township}

    def papers(self, kind: TemplateKind, wanted: Sequence[Wanted]) -> Iterator[Made]:
        """Word documents of a kind."""
        for label, content in documents(self.templates, self.house.faces, kind, wanted):
            yield label, ".docx", content


def _ranking(of: Sources) -> Iterator[Made]:
    """The ranking as Excel."""
    tables = ranking_tables(of.report, catalog("zh"), of.stamp)
    if tables:
        yield "排名表", ".xlsx", workbook(tables, of.report.made_at)


def _circular(of: Sources) -> Iterator[Made]:
    """通报."""
    paper = circular(of.report, of.properties)
    model = partial(circular_model, of.report, paper)
    yield from of.papers("circular", [("督查通报", paper, model)])


def _leaders(of: Sources) -> Iterator[Made]:
    """督查报告, with pictures."""
    drawn = pictures(of.report, of.house.data / "cache")
    paper = leaders_report(of.report, drawn, of.properties)
    model = partial(report_model, of.report, paper, drawn)
    yield from of.papers("report", [("督查报告", paper, model)])


def _carryover(of: Sources) -> Iterator[Made]:
    """结转考核清单 as a document and, beside it, as Excel."""
    paper = carryover(of.report, of.properties)
    yield "结转考核清单", ".docx", docx_bytes(paper, of.house.faces)
    table = carryover_table(paper, catalog("zh"), of.stamp)
    yield "结转考核清单", ".xlsx", workbook([table], of.report.made_at)


def _notices(of: Sources) -> Iterator[Made]:
    """整改通知书 to each unit with problems; 专项督办通知 to each of the last N."""
    report = of.report
    last = [
        (f"专项督办通知-{name}", paper, partial(supervision_model, report, paper, name))
        for name, paper in supervision_notices(report, of.properties).items()
        if of.wanted(name)
    ]
    yield from of.papers("supervision", last)
    every = [
        (f"整改通知书-{name}", paper, partial(rectification_model, report, paper, name))
        for name, paper in rectification_notices(report, of.properties).items()
        if of.wanted(name)
    ]
    yield from of.papers("rectification", every)


MAKERS: Final[Mapping[str, Callable[[Sources], Iterator[Made]]]] = {
    "ranking": _ranking,
    "circular": _circular,
    "report": _leaders,
    "carryover": _carryover,
    "notices": _notices,
}

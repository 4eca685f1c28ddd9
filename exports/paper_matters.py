"""What is wrong, as sentences and cells of official papers say it: in the question's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from exports.paper_words import quoting
from inspection.formal import Matter, formal
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import ItemProblems, Listed, UnitProblems

UNITS_NAMED: Final = 6
"""Units that a sentence names; all of them stand in the list."""
MATTERS_NAMED: Final = 3
_ALIKE: Final = ("有", "没有", "未", "存在", "不")


def matters(report: CampaignReport, item_id: str, ground: str) -> tuple[Matter, ...]:
    """The parts of a ground of an item."""
    item = report.items.get(item_id)
    return formal(item.questions if item else (), ground)


def of_units(
    report: CampaignReport, item: ItemProblems, noun: str, source: str, within: str
) -> str:
    """柳河乡小河村、云台乡石门村均未开展…; units with the same problem are named together."""
    same: dict[str, list[str]] = {}
    for found in item.units[:UNITS_NAMED]:
        words = "，".join(_of_unit(report, item.item_id, found))
        same.setdefault(words, []).append(_short(found.unit, within))
    said = "；".join(_together(names, words) for words, names in same.items())
    more = len(item.units) - UNITS_NAMED
    if more > 0:
        said += f"；另有{more}个{noun}存在同类问题，详见{source}"
    return f"{said}。"


def of_list(report: CampaignReport, line: Listed) -> str:
    """手册错误各1处（2户）, for a list that all may read."""
    found = matters(report, line.problem.item_id, line.problem.matter)
    return "；".join(_cell(each, line.households) for each in found)


def of_ledger(report: CampaignReport, problem: Problem) -> str:
    """主要领导没有走访过（1户：03）, for the unit alone."""
    found = matters(report, problem.item_id, problem.matter)
    return "；".join(_cell(each, own=True) for each in found)


def _of_unit(report: CampaignReport, item_id: str, found: UnitProblems) -> Iterator[str]:
    own = list(found.household_matters.items())
    for number, (ground, households) in enumerate(own[:MATTERS_NAMED], start=1):
        words = "，".join(_said(each, households) for each in matters(report, item_id, ground))
        yield words.removeprefix("有" if number > 1 else "") + (
            "等" if number == MATTERS_NAMED < len(own) else ""
        )
    for ground in found.matters:
        yield from (_said(each) for each in matters(report, item_id, ground))


def _said(matter: Matter, households: int = 0) -> str:
    where = ""
    if households:
        where = f"有{households}户"
    elif matter.homes:
        where = f"{matter.of}户中有{matter.homes}户" if matter.of else f"有{matter.homes}户"
    there = "存在" if matter.words.endswith("问题") and not matter.words.startswith("存在") else ""
    each = "各" if households > 1 and matter.count else ""
    return quoting(f"{where}{there}{matter.words}{each}{matter.count}")


def _cell(matter: Matter, households: int = 0, *, own: bool = False) -> str:
    each = "各" if households > 1 and matter.count else ""
    homes = households or matter.homes
    remarks = []
    if homes:
        of = f"{matter.of}户中有" if matter.of and not households else ""
        remarks.append(f"{of}{homes}户")
    if own and matter.where:
        remarks.append(f"户号{'、'.join(matter.where)}")
    remark = f"（{'：'.join(remarks)}）" if remarks else ""
    return quoting(f"{matter.words}{each}{matter.count}{remark}")


def _together(names: Sequence[str], words: str) -> str:
    alike = "均" if len(names) > 1 and words.startswith(_ALIKE) else ""
    return "、".join(names) + alike + words


def _short(unit: Unit, within: str) -> str:
    """A unit's name; none for the addressed unit itself, no township for its villages."""
    if within == unit.name:
        return ""
    return unit.village if within and unit.village else unit.name

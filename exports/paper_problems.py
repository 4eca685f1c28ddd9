"""Problems as official papers tell them: by class in sentences, and as lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from exports.paper import Block, Grid, Heading, Paragraph
from exports.paper_words import day, due, order, points, public, state
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import (
    ItemProblems,
    Listed,
    ProblemClass,
    UnitProblems,
    classes,
    deadlines,
    listed,
)

UNITS_NAMED: Final = 6
"""Units that a sentence names; all of them stand in the list."""
MATTERS_NAMED: Final = 3
WIDTHS_PUBLIC: Final = (5, 17, 22, 9, 17)
_HAVE: Final = "有"


def told(
    report: CampaignReport,
    problems: Sequence[Problem],
    noun: str,
    source: str,
    *,
    within: str = "",
    whole: bool = False,
) -> Iterator[Block]:
    """The problems by class, units named and no villager.

    `noun`: what the units are; `source`: where the whole list stands (附件2). `within`: the
    township that all units lie in, which is then not repeated. `whole`: they are all problems of
    the round, so that the points lost in a section are theirs.
    """
    for each in classes(report, problems):
        yield Heading(2, f"{each.title}方面")
        yield from _class(each, noun, source, within, whole=whole)


def _class(
    each: ProblemClass, noun: str, source: str, within: str, *, whole: bool
) -> Iterator[Block]:
    single = each.units == 1
    sums = f"发现问题{each.problems}个"
    if not single:
        sums += f"，涉及{each.units}个{noun}"
    if each.lost and whole:
        sums += f"，共失{points(each.lost)}"
    if len(each.items) == 1:
        only = each.items[0]
        which = "" if only.title == each.title else f"，为“{only.title}”方面的问题"
        yield Paragraph(f"{sums}{which}。{_units(only, noun, source, within)}")
        return
    yield Paragraph(f"{sums}。")
    for number, item in enumerate(each.items):
        lead = f"{order(number)}“{item.title}”存在问题{item.problems}个。"
        yield Paragraph(_units(item, noun, source, within), lead)


def _units(item: ItemProblems, noun: str, source: str, within: str) -> str:
    """Units with the same problem are named together."""
    same: dict[str, list[str]] = {}
    for found in item.units[:UNITS_NAMED]:
        same.setdefault(_matters(found), []).append(_short(found.unit, within))
    words = "；".join(_together(names, matters) for matters, names in same.items())
    more = len(item.units) - UNITS_NAMED
    if more > 0:
        words += f"；另有{more}个{noun}存在同类问题，详见{source}"
    return f"{words}。"


def _together(names: Sequence[str], matters: str) -> str:
    each = "均" if len(names) > 1 and matters.startswith(_HAVE) else ""
    return "、".join(names) + each + matters


def _short(unit: Unit, within: str) -> str:
    """A unit's name; none for the addressed unit itself, no township for its villages."""
    if within == unit.name:
        return ""
    return unit.village if within and unit.village else unit.name


def _matters(found: UnitProblems) -> str:
    parts = []
    if found.households:
        own = list(dict.fromkeys(public(matter) for matter in found.household_matters))
        more = "等" if len(own) > MATTERS_NAMED else ""
        parts.append(f"{_HAVE}{found.households}户{'、'.join(own[:MATTERS_NAMED])}{more}")
    return "，".join((*parts, *(public(matter) for matter in found.matters)))


def public_list(problems: Sequence[Problem]) -> Grid:
    """问题清单 for all to read: unit, matter, kind and deadline; no household."""
    rows = tuple(
        (str(number), x.unit.name, public(x.matter) + _of_households(x), x.kind, due(x))
        for number, x in enumerate(listed(problems), start=1)
    )
    headings = ("序号", "责任单位", "存在问题", "整改类型", "整改时限")
    return Grid(headings, rows, WIDTHS_PUBLIC)


def _of_households(line: Listed) -> str:
    return f"（{line.households}户）" if line.households else ""


def unit_list(problems: Sequence[Problem]) -> Grid:
    """问题清单 for the unit that has to act, with households, measures and who is to act."""
    rows = tuple(
        (
            str(number),
            p.code,
            p.household or "—",
            p.matter,
            p.measure,
            _acting(p),
            f"{p.kind}\n{due(p)}",
            state(p),
        )
        for number, p in enumerate(problems, start=1)
    )
    headings = ("序号", "编号", "户", "存在问题", "整改措施", "责任单位", "类型和时限", "状态")
    return Grid(headings, rows, (5, 10, 9, 20, 18, 17, 16, 7))


def _acting(problem: Problem) -> str:
    departments = []
    if problem.lead:
        departments.append(f"牵头：{problem.lead}")
    if problem.co_owners:
        departments.append(f"配合：{'、'.join(problem.co_owners)}")
    return "\n".join((problem.responsible, *departments))


def limits(report: CampaignReport, problems: Sequence[Problem]) -> str:
    """How many are due when; what is late already comes first."""
    today = report.made_at.date()
    over = 0
    asked: list[tuple[int, str]] = []
    for until, n in deadlines(problems).items():
        if until is None:
            asked.append((n, "自交办之日起计算时限"))
        elif until < today:
            over += n
        else:
            asked.append((n, f"于{day(until)}前完成"))
    if over:
        asked.insert(0, (over, "时限已过，立即整改到位"))
    if len(asked) == 1:
        limit = f"全部{asked[0][1]}"
    else:
        limit = "其中" + "；".join(f"{n}个{words}" for n, words in asked)
    return f"按清单所列时限整改，{limit}。整改结果附照片等佐证材料。"

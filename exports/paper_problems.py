"""Problems as official papers tell them: by class in sentences, and as lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from exports.paper import Block, Grid, Heading, Paragraph
from exports.paper_matters import of_ledger, of_list, of_units
from exports.paper_words import day, due, order, points, quoted, quoting, state
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import ProblemClass, classes, deadlines, listed

WIDTHS_PUBLIC: Final = (5, 16, 23, 9, 17)
WIDTHS_UNIT: Final = (5, 10, 8, 20, 17, 15, 19, 8)


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
        yield from _class(report, each, noun, source, within, whole=whole)


def _class(
    report: CampaignReport, each: ProblemClass, noun: str, source: str, within: str, *, whole: bool
) -> Iterator[Block]:
    sums = f"发现问题{each.problems}个"
    if each.units > 1:
        sums += f"，涉及{each.units}个{noun}"
    if each.lost and whole:
        sums += f"，共扣{points(each.lost)}"
    if len(each.items) == 1:
        only = each.items[0]
        which = "" if only.title == each.title else f"，为{quoted(only.title)}方面的问题"
        yield Paragraph(f"{sums}{which}。{of_units(report, only, noun, source, within)}")
        return
    yield Paragraph(f"{sums}。")
    for number, item in enumerate(each.items):
        many = f"存在问题{item.problems}个。" if item.problems > 1 else "，"
        lead = f"{order(number)}{quoted(item.title)}方面{many}"
        yield Paragraph(of_units(report, item, noun, source, within), lead)


def public_list(report: CampaignReport, problems: Sequence[Problem]) -> Grid:
    """问题清单 for all to read: unit, matter, kind and deadline; no household."""
    found = listed(problems)
    merged = f"共{len(problems)}个问题，同一单位农户的同类问题合并列示"
    rows = tuple(
        (str(number), x.problem.unit.name, of_list(report, x), x.problem.kind, due(x.problem))
        for number, x in enumerate(found, start=1)
    )
    headings = ("序号", "责任单位", "存在问题", "整改类型", "整改时限")
    return Grid(headings, rows, WIDTHS_PUBLIC, merged if len(found) < len(problems) else "")


def unit_list(report: CampaignReport, problems: Sequence[Problem]) -> Grid:
    """问题清单 for the unit that has to act, with households, measures and who is to act."""
    rows = tuple(
        (
            str(number),
            p.code,
            p.household or "—",
            of_ledger(report, p),
            quoting(p.measure),
            _acting(p),
            f"{p.kind}\n{due(p)}",
            state(p),
        )
        for number, p in enumerate(problems, start=1)
    )
    headings = ("序号", "编号", "户", "存在问题", "整改措施", "责任单位", "类型和时限", "状态")
    return Grid(headings, rows, WIDTHS_UNIT)


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
        asked.insert(0, (over, "已过时限，立即整改到位"))
    if len(asked) == 1:
        limit = f"{'全部' if len(problems) > 1 else ''}{asked[0][1]}"
    else:
        limit = "其中：" + "；".join(f"{n}个{words}" for n, words in asked)
    return f"按清单所列时限整改，{limit}。整改结果附照片等佐证材料。"

"""督查报告: to the leaders in charge, the whole round with pictures, rates and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from exports import paper_words as words
from exports.paper import Annex, Block, Grid, Heading, Paper, Paragraph, Picture
from exports.paper_matters import of_list
from exports.paper_overview import found, good_practice, overview, progress, ranking_grid
from exports.paper_problems import told
from exports.rates_grid import rates_grid
from scoring.campaign_report import CampaignReport, Problem, TeamLine
from scoring.finding_rates import NO_FINDINGS, FindingCounts, together
from scoring.problem_classes import Listed, overdue
from scoring.rounding import fixed

LOST_SHOWN: Final = 10


def leaders_report(
    report: CampaignReport,
    pictures: Mapping[str, bytes] | None = None,
    properties: tuple[tuple[str, str], ...] = (),
) -> Paper:
    """The report of a round to the leaders in charge.

    `pictures`: PNG by name (progress, ranking, heat, findings), each put where it belongs; one
    that is missing leaves no gap. `properties`: who, when (ISO), why.
    """
    annexes = _annexes(report)
    return Paper(
        kind="report",
        title=f"关于{words.about(report)}情况的报告",
        office=words.office(report),
        number=words.number(report),
        to="各联系领导",
        form="upward",
        blocks=tuple(_blocks(report, pictures or {}, annexes)),
        day=words.day(report.made_at.date()),
        annexes=annexes,
        draft=report.provisional,
        properties=words.dated(report, properties),
    )


def _annexes(report: CampaignReport) -> tuple[Annex, ...]:
    annexes = []
    if words.places(report):
        annexes.append(Annex(f"各{words.ranked_noun(report)}得分排名表", (ranking_grid(report),)))
    if late := overdue(report.problems):
        rows = tuple(
            (str(n), p.code, p.unit.name, _matter(report, p), words.due(p), f"{p.late}天")
            for n, p in enumerate(late, start=1)
        )
        headings = ("序号", "编号", "责任单位", "存在问题", "整改时限", "逾期")
        annexes.append(
            Annex("逾期未整改问题清单", (Grid(headings, rows, (11, 21, 30, 38, 37, 13)),))
        )
    return tuple(annexes)


def _blocks(
    report: CampaignReport, pictures: Mapping[str, bytes], annexes: tuple[Annex, ...]
) -> Iterator[Block]:
    what = words.about(report)
    yield Paragraph(
        f"{words.since(report)}，{words.office(report)}组织开展了{what}。现将有关情况报告如下："
    )
    yield Heading(1, "工作开展情况")
    yield from overview(report)
    if report.teams:
        yield _teams(report)
    yield from _picture(pictures, "progress", "督查进度")
    good = tuple(good_practice(report))
    if good:
        yield Heading(1, "主要成效")
        yield from good
    if words.places(report):
        yield Heading(1, "得分排名情况")
        yield from _standing(report, annexes)
        yield from _picture(pictures, "ranking", "得分率排名")
    yield Heading(1, "存在的主要问题")
    yield from _problems(report)
    spread = "各单位问题分布" if report.basis == "findings" else "各单位扣分分布"
    yield from _picture(pictures, "heat", spread)
    yield Heading(1, "问题整改情况")
    yield from _rectification(report)
    yield from _picture(pictures, "findings", "问题整改进展")
    yield Heading(1, "下一步工作建议")
    yield from _proposals(report, annexes)
    yield Paragraph("特此报告。")


def _matter(report: CampaignReport, problem: Problem) -> str:
    return of_list(report, Listed(problem, int(problem.household is not None)))


def _picture(pictures: Mapping[str, bytes], name: str, caption: str) -> Iterator[Block]:
    if png := pictures.get(name):
        yield Picture(png, caption)


def _teams(report: CampaignReport) -> Grid:
    rows = []
    for team in report.teams:
        sums = team.summary
        rows.append(
            (
                team.name,
                "、".join(team.heads),
                "、".join(team.townships),
                f"{sums.signed}/{sums.sheets}",
                words.percent(sums.mean),
                str(_found(report, team)),
            )
        )
    headings = ("督查组", "组长", "督查乡镇", "已审签", "平均得分率", "问题数")
    if report.basis == "findings":
        return Grid(
            (*headings[:4], headings[5]),
            tuple((*row[:4], row[5]) for row in rows),
            (4, 4, 10, 3, 3),
            "督查分组情况",
        )
    return Grid(headings, tuple(rows), (4, 4, 11, 3, 5, 3), "督查分组情况")


def _found(report: CampaignReport, team: TeamLine) -> int:
    """The problems of the team's townships, as the tables of townships count them."""
    towns = (report.findings_by_town.get(town, NO_FINDINGS) for town in team.townships)
    return together(tuple(towns)).known


def _standing(report: CampaignReport, annexes: tuple[Annex, ...]) -> Iterator[Block]:
    top, last = words.praised(report), words.behind(report)
    where = "附件1" if len(annexes) > 1 else "附件"
    ranked = len(words.places(report))
    sentences = [f"参加排名的{words.ranked_noun(report)}共{ranked}个（见{where}）。"]
    for mark, places in (("排名靠前的是", top), (f"排名{words.last_places(report)}的是", last)):
        if places:
            names = "、".join(f"{x.name}（{words.percent(x.percent)}）" for x in places)
            sentences.append(f"{mark}{names}。")
    if waiting := words.unranked(report):
        sentences.append(f"{words.named(waiting)}尚未完成督查，暂不列入排名。")
    if report.provisional:
        sentences.append("目前得分为暂定结果，以申辩答复后的最终结果为准。")
    yield Paragraph("".join(sentences))


def _problems(report: CampaignReport) -> Iterator[Block]:
    if not report.problems:
        yield Paragraph("未发现需要整改的问题。")
        return
    lost = report.summary.lost[:LOST_SHOWN]
    if lost and report.basis != "findings":
        rows = tuple(
            (str(n), report.item(x.item_id), fixed(x.points), str(x.sheets))
            for n, x in enumerate(lost, start=1)
        )
        headings = ("序号", "项目", "扣分（分）", f"涉及{words.noun(report)}数")
        yield Paragraph(f"扣分较多的{len(rows)}个项目见下表。")
        yield Grid(headings, rows, (2, 11, 4, 4), "扣分较多的项目")
    noun, within = words.noun(report), words.only_town(report)
    yield from told(report, report.problems, noun, "整改台账", within=within, whole=True)


def _rectification(report: CampaignReport) -> Iterator[Block]:
    counts = report.findings
    if not counts.known:
        yield Paragraph(found(report))
        return
    said = [f"截至{words.day(report.made_at.date())}，{progress(counts)}。"]
    if counts.due:
        said.append("，".join((f"应结案{counts.due}个", *_rates(counts))) + "。")
    yield Paragraph("".join(said))
    if words.only_town(report):
        own = {
            unit.village: report.findings_by_unit[unit.id]
            for unit in report.units
            if unit.id in report.findings_by_unit
        }
        yield rates_grid(report, "村", own, "各村问题整改情况")
    else:
        yield rates_grid(report, "乡镇", report.findings_by_town, "各乡镇问题整改情况")
    owned = {name: report.findings_by_department[name] for name in words.departments(report)}
    if owned:
        yield rates_grid(report, "牵头部门", owned, "各牵头部门问题整改情况")


def _rates(counts: FindingCounts) -> Iterator[str]:
    found = (
        ("结案率", counts.closing),
        ("按期结案率", counts.closing_on_time),
        ("返工率", counts.rework),
        ("延期率", counts.extension),
    )
    yield from (f"{name}{rate.percent}%" for name, rate in found if rate.percent is not None)


def _proposals(report: CampaignReport, annexes: tuple[Annex, ...]) -> Iterator[Block]:
    late = overdue(report.problems)
    if late:
        units = tuple(dict.fromkeys(p.unit.name for p in late))
        where = f"附件{len(annexes)}" if len(annexes) > 1 else "附件"
        yield Heading(2, "对逾期问题开展约谈")
        yield Paragraph(
            f"{words.named(units)}共有{len(late)}个问题逾期未整改到位（见{where}），"
            "建议由联系领导约谈责任单位负责人；是否问责，由有权机关依据事实研究决定。"
        )
    if last := words.behind(report):
        names = words.named([x.name for x in last])
        yield Heading(2, "对排名靠后单位专项督办")
        yield Paragraph(f"建议向{names}发出专项督办通知，并将督查结果按规定结转年度考核。")
    owners = [
        (name, own.open) for name, own in report.findings_by_department.items() if name and own.open
    ]
    if owners:
        names = "、".join(f"{name}{n}个" for name, n in owners)
        yield Heading(2, "压实行业部门责任")
        yield Paragraph(
            f"未销号的问题中，由部门牵头的有：{names}。建议相关部门加强指导，限期清零。"
        )
    yield Heading(2, "组织“回头看”")
    yield Paragraph("适时对已销号和未销号的问题开展“回头看”，对反弹的问题重新列入台账督办。")

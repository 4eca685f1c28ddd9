"""结转考核清单: what a round hands on to the year's appraisal, unit by unit."""

from __future__ import annotations

from collections.abc import Iterator

from exports import paper_words as words
from exports.paper import Annex, Block, Grid, Paper, Paragraph
from exports.paper_overview import progress
from exports.rates_grid import rates_grid
from scoring.campaign_report import CampaignReport
from scoring.finding_rates import NO_FINDINGS, together


def carryover(report: CampaignReport, properties: tuple[tuple[str, str], ...] = ()) -> Paper:
    """The list of the round for the year's appraisal; the deduction there is the appraiser's.

    Where nothing is scored, it hands on how far each unit's problems are put right.
    """
    title = f"{words.about(report)}结果结转年度考核清单"
    ranked = bool(words.places(report))
    grid = _scores(report) if ranked else _progress(report)
    return Paper(
        kind="carryover",
        title=f"关于结转{words.about(report)}结果的函",
        office=words.office(report),
        number=words.number(report),
        to="年度考核牵头部门",
        blocks=tuple(_blocks(report, ranked=ranked)),
        day=words.day(report.made_at.date()),
        annexes=(Annex(title, (grid,), landscape=ranked),),
        note=words.CONTACT_TO_FILL,
        form="letter",
        draft=report.provisional,
        properties=words.dated(report, properties),
    )


def _blocks(report: CampaignReport, *, ranked: bool) -> Iterator[Block]:
    whose = "各单位得分、名次和问题整改情况" if ranked else "各单位问题整改情况"
    yield Paragraph(
        f"{words.since(report)}，{words.office(report)}组织开展了{words.about(report)}。"
        f"按照年度考核有关规定，现将{whose}结转你单位，作为{report.made_at.year}年度考核的依据。"
    )
    if ranked:
        noun = words.ranked_noun(report)
        said = f"参加排名的{noun}共{len(words.places(report))}个。"
        if top := words.praised(report):
            said += f"通报表扬{words.named([x.name for x in top])}；"
        if last := words.behind(report):
            said += f"通报批评{words.named([x.name for x in last])}；"
        yield Paragraph(said.rstrip("；").rstrip("。") + "。")
        yield Paragraph("考核加分、扣分由考核牵头部门按照考核办法核定，在清单相应栏内填写。")
    if report.findings.known:
        yield Paragraph(
            f"发现问题{report.findings.known}个，截至{words.day(report.made_at.date())}，"
            f"{progress(report.findings)}。"
        )
    if report.provisional:
        yield Paragraph("目前得分为暂定结果，以申辩答复后的最终结果为准。")
    yield Paragraph("特此函告。")


def _scores(report: CampaignReport) -> Grid:
    praised = {x.name for x in words.praised(report)}
    behind = {x.name for x in words.behind(report)}
    rows = []
    for number, x in enumerate(words.places(report), start=1):
        own = together(
            [
                report.findings_by_unit.get(unit.id, NO_FINDINGS)
                for unit in report.units
                if words.belongs(unit, x.name, report)
            ]
        )
        mark = "通报表扬" if x.name in praised else "通报批评" if x.name in behind else ""
        counts = (own.known, own.closed, own.overdue)
        figures = (str(x.place), words.percent(x.percent), *(str(n) for n in counts))
        rows.append((str(number), x.name, *figures, mark, "", ""))
    for number, name in enumerate(words.unranked(report), start=len(rows) + 1):
        rows.append((str(number), name, "—", "尚未完成", "—", "—", "—", "暂不结转", "", ""))
    headings = ("序号", words.ranked_noun(report), "名次", "得分率", "问题", "已销号", "逾期")
    more = ("通报情况", "考核加减分", "核定人")
    return Grid((*headings, *more), tuple(rows), (4, 10, 4, 7, 4, 5, 4, 8, 8, 7))


def _progress(report: CampaignReport) -> Grid:
    own = {
        unit.name: report.findings_by_unit[unit.id]
        for unit in report.units
        if unit.id in report.findings_by_unit
    }
    return rates_grid(report, "单位", own, "")

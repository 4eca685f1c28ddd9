"""整改通知书: to each unit with open problems, its list and a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exports import paper_words as words
from exports.paper import Annex, Block, Heading, Paper, Paragraph
from exports.paper_problems import limits, unit_list
from exports.receipt import receipt
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import classes, kinds, waiting


def rectification_notices(
    report: CampaignReport, properties: tuple[tuple[str, str], ...] = ()
) -> Mapping[str, Paper]:
    """A notice for each unit that has problems which are not closed, by the unit's name."""
    found = {}
    for unit in report.units:
        left = waiting([p for p in report.problems if p.unit.id == unit.id])
        if left:
            found[unit.name] = _notice(report, unit, left, properties)
    return found


def _notice(
    report: CampaignReport,
    unit: Unit,
    left: Sequence[Problem],
    properties: tuple[tuple[str, str], ...],
) -> Paper:
    return Paper(
        kind="rectification",
        title=f"{words.about(report)}问题整改通知书",
        office=words.office(report),
        number=words.number(report),
        to=words.addressee(unit.township, unit.village),
        blocks=tuple(_blocks(report, unit, left)),
        day=words.day(report.made_at.date()),
        annexes=(
            Annex("问题整改清单", (unit_list(report, left),), landscape=True),
            Annex("整改通知书回执", (receipt("整改通知书"),)),
        ),
        copies=words.addressee(unit.township) if unit.village else "",
        note=words.CONTACT_TO_FILL,
        draft=report.provisional,
        properties=words.dated(report, properties),
    )


def _blocks(report: CampaignReport, unit: Unit, left: Sequence[Problem]) -> Iterator[Block]:
    you = words.you(unit.township, unit.village)
    office = words.office(report)
    who = office if report.self_inspection else _team(report, unit)
    yield Paragraph(
        f"{words.since(report)}，{who}在{words.about(report)}中发现{you}有{len(left)}个问题需要整改。"
        f"现将问题清单发给{you}，请认真抓好整改。"
    )
    yield Heading(1, "整改内容")
    yield Paragraph(
        f"附件1所列问题{len(left)}个，{words.by_kind(kinds(left))}；{_by_class(report, left)}。"
    )
    yield Heading(1, "整改要求")
    yield Heading(2, "明确责任")
    yield Paragraph("对照清单逐项落实整改措施和责任人，做到事事有人管、件件有着落。")
    yield Heading(2, "严守时限")
    yield Paragraph(limits(report, left))
    yield Heading(2, "注重实效")
    yield Paragraph("着力解决问题本身，不搞纸面整改；需要长期坚持的，明确阶段目标，防止反弹。")
    yield Heading(1, "反馈与核查")
    yield Paragraph(
        f"请于收到本通知之日签收并退回回执。整改完成后，逐项提交整改情况和佐证材料，"
        f"由{office}派人核查后销号；已在督查系统逐条提交的，不再重复报送。"
        "对问题有异议或者确需延期的，应在到期前书面说明理由。"
        "逾期未整改到位的，将予以催办，并视情提请约谈。"
    )
    yield Paragraph("特此通知。")


def _by_class(report: CampaignReport, left: Sequence[Problem]) -> str:
    found = classes(report, left)
    if len(found) == 1:
        return f"{'均' if len(left) > 1 else ''}属{words.quoted(found[0].title)}类"
    named = "、".join(f"{words.quoted(each.title)}{each.problems}个" for each in found)
    return f"按类别分，{named}"


def _team(report: CampaignReport, unit: Unit) -> str:
    own = [team.name for team in report.teams if unit.township in team.townships]
    return own[0] if len(own) == 1 else "督查组"

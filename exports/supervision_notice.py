"""专项督办通知: to each of the last N of the ranking, what is wrong there and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exports import paper_words as words
from exports.paper import Annex, Block, Heading, Paper, Paragraph
from exports.paper_problems import limits, public_list, told
from exports.paper_words import Place
from exports.receipt import receipt
from inspection.people import Unit
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import kinds, waiting


def supervision_notices(
    report: CampaignReport, properties: tuple[tuple[str, str], ...] = ()
) -> Mapping[str, Paper]:
    """A notice for each of the last N, tied ones too, by the name of the township or village.

    None where nothing is scored or nobody stands before them.
    """
    return {x.name: _notice(report, x, properties) for x in words.behind(report)}


def _notice(report: CampaignReport, place: Place, properties: tuple[tuple[str, str], ...]) -> Paper:
    units = [unit for unit in report.units if words.belongs(unit, place.name, report)]
    whom = _whom(report, place, units)
    own = [p for p in report.problems if words.belongs(p.unit, place.name, report)]
    left = waiting(own)
    lists = Annex("督查发现问题清单", (public_list(report, left),))
    back = Annex("专项督办通知回执", (receipt("专项督办通知"),))
    return Paper(
        kind="supervision",
        title=f"关于对{place.name}督查发现问题的专项督办通知",
        office=words.office(report),
        number=words.number(report),
        to=words.addressee(whom.township, whom.village),
        blocks=tuple(_blocks(report, place, whom, own, left)),
        day=words.day(report.made_at.date()),
        annexes=(lists, back) if left else (back,),
        copies=words.addressee(whom.township) if whom.village else "",
        note=words.CONTACT_TO_FILL,
        form="letter",
        draft=report.provisional,
        properties=words.dated(report, properties),
    )


def _whom(report: CampaignReport, place: Place, units: Sequence[Unit]) -> Unit:
    township = place.name if report.level == "towns" else units[0].township
    village = "" if report.level == "towns" else units[0].village
    return Unit(0, 0, township, village)


def _blocks(
    report: CampaignReport,
    place: Place,
    whom: Unit,
    own: Sequence[Problem],
    left: Sequence[Problem],
) -> Iterator[Block]:
    you = words.you(whom.township, whom.village)
    office = words.office(report)
    ranked = len(words.places(report))
    where = "居末位" if report.last_n == 1 else f"属后{report.last_n}位"
    yield Paragraph(
        f"{words.since(report)}，{office}组织开展了"
        f"{words.about(report)}。{you}得分率{words.percent(place.percent)}，"
        f"在参加排名的{ranked}个{words.ranked_noun(report)}中列第{place.place}名，"
        f"{where}。现将有关问题予以专项督办，通知如下："
    )
    if not left:
        yield Heading(1, "督办事项")
        done = "发现的问题已全部整改销号，要巩固整改成果，防止问题反弹。" if own else ""
        yield Paragraph(f"{you}{done or '要对照评分表中的扣分项目逐项分析原因，抓紧改进。'}")
    else:
        yield Heading(1, "督查发现的主要问题")
        yield Paragraph(f"尚未销号的问题{len(left)}个，{words.by_kind(kinds(left))}。")
        yield from told(report, left, words.noun(report), "附件1", within=place.name)
        yield Heading(1, "督办要求")
        yield from _requests(report, you, left)
    yield Heading(1, "反馈要求")
    until = report.rectify_by
    when = f"于{words.day(until)}前" if until and until >= report.made_at.date() else "按期"
    yield Paragraph(
        f"请于收到本通知之日签收并退回回执。整改工作由{you}主要负责人负总责，"
        f"书面整改报告经主要负责人签字、加盖公章后，{when}报{office}。"
    )
    yield Paragraph("特此通知。")


def _requests(report: CampaignReport, you: str, left: Sequence[Problem]) -> Iterator[Block]:
    yield Heading(2, "立即研究部署")
    yield Paragraph(
        f"{you}要召开专题会议，对照问题清单逐项分析原因，明确整改措施、责任人和完成时限，"
        "主要负责人亲自部署、亲自督促。"
    )
    yield Heading(2, "按时整改到位")
    yield Paragraph(limits(report, left))
    yield Heading(2, "严格核查问责")
    yield Paragraph(
        f"{words.office(report)}将对整改情况逐条核查、逐条销号。逾期未整改到位的，提请约谈"
        f"{you}主要负责人；弄虚作假的，重新整改并按有关规定处理。"
    )

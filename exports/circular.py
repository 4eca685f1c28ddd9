"""督查通报: what was inspected, who did well, who stands where, what is wrong, what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports import paper_words as words
from exports.paper import Annex, Block, Heading, Paper, Paragraph
from exports.paper_overview import good_practice, overview, ranking_grid
from exports.paper_problems import public_list, told
from exports.paper_words import Place
from scoring.campaign_report import CampaignReport, Problem
from scoring.problem_classes import deadlines, kinds, waiting


def circular(report: CampaignReport, properties: tuple[tuple[str, str], ...] = ()) -> Paper:
    """The circular of a round to all units: units and villages named, no villager.

    A draft for comments while figures are provisional. `properties`: who, when (ISO), why.
    """
    about = words.about(report)
    annexes = _annexes(report)
    return Paper(
        kind="circular",
        title=f"关于{about}情况的通报",
        office=words.office(report),
        number=words.number(report),
        to=words.everyone(report),
        blocks=tuple(_blocks(report, annexes)),
        day=words.day(report.made_at.date()),
        annexes=annexes,
        copies=words.named(words.departments(report)),
        draft=report.provisional,
        properties=words.dated(report, properties),
    )


def _annexes(report: CampaignReport) -> tuple[Annex, ...]:
    found = []
    if words.places(report):
        found.append(Annex(f"各{words.ranked_noun(report)}得分排名表", (ranking_grid(report),)))
    if report.problems:
        what = "自查" if report.self_inspection else "督查"
        found.append(Annex(f"{what}发现问题清单", (public_list(report, report.problems),)))
    return tuple(found)


def _blocks(report: CampaignReport, annexes: tuple[Annex, ...]) -> Iterator[Block]:
    yield Paragraph(_reason(report))
    yield Heading(1, "督查基本情况" if not report.self_inspection else "自查基本情况")
    yield from overview(report)
    good = tuple(good_practice(report))
    if good:
        yield Heading(1, "主要成效")
        yield from good
    if words.places(report):
        yield Heading(1, "得分排名情况")
        yield from _standing(report)
    yield Heading(1, "存在的主要问题")
    if report.problems:
        source = f"附件{len(annexes)}" if len(annexes) > 1 else "附件"
        noun, within = words.noun(report), words.only_town(report)
        yield from told(report, report.problems, noun, source, within=within, whole=True)
    else:
        yield Paragraph("未发现需要整改的问题。")
    yield Heading(1, "下一步工作要求")
    yield from _requests(report)


def _reason(report: CampaignReport) -> str:
    plan = words.plan_number(report)
    ground = f"按照{plan}文件安排，" if plan else "按照工作安排，"
    dates = words.since(report)
    what = words.about(report)
    if report.self_inspection:
        return f"{ground}{dates}，{words.office(report)}组织开展了{what}。现将有关情况通报如下："
    teams = f"组织{len(report.teams)}个督查组，" if report.teams else "组织督查组，"
    ways = "、".join(_ways(report))
    how = f"采取{ways}等方式，" if ways else ""
    return (
        f"{ground}{dates}，{words.office(report)}{teams}{how}开展了{what}。现将有关情况通报如下："
    )


def _ways(report: CampaignReport) -> Iterator[str]:
    """How it was done, as far as the checklist and the visits tell."""
    looks = {question.look for item in report.items.values() for question in item.questions}
    if "看" in looks:
        yield "实地查看"
    if "查" in looks:
        yield "查阅资料"
    if report.summary.visited:
        yield "入户走访"
    if report.summary.telephoned:
        yield "电话抽查"


def _standing(report: CampaignReport) -> Iterator[Block]:
    noun = words.ranked_noun(report)
    ranked = words.places(report)
    sentences = [f"参加排名的{noun}共{len(ranked)}个，按得分率由高到低排列，得分率相同的名次并列。"]
    if waiting := words.unranked(report):
        sentences.append(f"{words.named(waiting)}尚未完成督查，暂不列入排名。")
    if report.provisional:
        sentences.append("目前得分为暂定结果，以申辩答复后的最终结果为准。")
    yield Paragraph("".join(sentences))
    praised = words.praised(report)
    if praised:
        yield Paragraph(f"对排名靠前的{_with_percent(praised)}予以通报表扬。")
    behind = words.behind(report)
    if behind:
        yield Paragraph(f"对排名{words.last_places(report)}的{_with_percent(behind)}予以通报批评。")


def _with_percent(found: tuple[Place, ...]) -> str:
    return "、".join(f"{x.name}（第{x.place}名，{words.percent(x.percent)}）" for x in found)


def _requests(report: CampaignReport) -> Iterator[Block]:
    office = words.office(report)
    left = waiting(report.problems)
    if left:
        until, by = _until(report, left)
        yield Heading(2, "对照清单，抓紧整改")
        yield Paragraph(
            "各责任单位要对照问题清单建立整改台账，逐项明确整改措施、责任人和完成时限。"
            f"{_by_kind(left, until)}坚持整改一个、核查一个、销号一个，坚决防止纸面整改、虚假整改。"
        )
        yield Heading(2, "按时报送，减轻负担")
        yield Paragraph(
            f"整改情况和佐证材料{by}报{office}核查；已在督查系统逐条提交的，不再重复报送。"
            "确需延期的，应在到期前说明理由并提出新的完成时限。"
        )
    if report.problems:
        yield Heading(2, "加强核查，巩固成效")
        yield Paragraph(
            f"{office}将适时组织“回头看”，问题反弹的重新列入台账督办；逾期未整改到位的，"
            "提请约谈责任单位负责人；弄虚作假的，重新整改并按有关规定处理。"
        )
    yield Heading(2, "举一反三，压实责任")
    yield Paragraph(_lesson(report))


def _until(report: CampaignReport, left: Sequence[Problem]) -> tuple[str, str]:
    """By when problems are put right, and by when the office is told."""
    until = report.rectify_by
    if until is None or until < report.made_at.date():
        return "按清单所列时限整改到位", "按清单所列时限"
    by = f"于{words.day(until)}前"
    if set(deadlines(left)) == {until}:
        return f"{by}整改到位", by
    return f"按清单所列时限整改到位，最迟不超过{words.day(until)}", by


def _by_kind(left: Sequence[Problem], until: str) -> str:
    asked = {
        "立行立改": "立行立改的问题即知即改",
        "限期整改": f"限期整改的问题{until}",
        "长期坚持": "长期坚持的问题明确阶段目标、持续推进",
    }
    return "；".join(asked[kind] for kind in kinds(left)) + "。"


def _lesson(report: CampaignReport) -> str:
    said = "各单位要举一反三，对同类问题开展自查，做到发现一个、解决一类。"
    behind = words.behind(report)
    if behind and not report.self_inspection:
        names = words.named([x.name for x in behind])
        said += (
            f"{names}要认真查找原因，制定整改方案，主要负责人向{words.office(report)}"
            "作出书面说明。督查结果按规定结转年度考核。"
        )
    return said

"""What the papers say: read from the report, in the order offices know, no villager named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from exports.carryover import carryover
from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.official import docx_bytes
from exports.paper import Block, Grid, Heading, Paper, Paragraph, Picture
from exports.paper_words import addressee, number, plan_number, public, span, you
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from inspection.finding import FindingState
from scoring.campaign_report import CampaignReport
from scoring.rounding import fixed
from tests.exports.round import MADE_AT, TOWNS, Scheme, made_round, tied
from tests.exports.test_official import opened, png, words

SCHEMES: tuple[Scheme, ...] = ("A", "B", "D")


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(_, said):
                yield said
            case Paragraph(said, lead):
                yield lead + said
            case Grid():
                yield block.caption
                for row in (block.headings, *block.rows):
                    yield from row
            case Picture(_, caption):
                yield caption
            case _:
                pass


def said(paper: Paper) -> str:
    """All that the paper says, in order."""
    annexes = [line for annex in paper.annexes for line in (annex.title, *texts(annex.blocks))]
    head = (paper.title, paper.to, *texts(paper.blocks), *annexes)
    return "\n".join((*head, paper.copies, paper.day))


def every_paper(report: CampaignReport) -> dict[str, Paper]:
    single = {
        "circular": circular(report),
        "report": leaders_report(report, {}),
        "carryover": carryover(report),
    }
    supervised = {f"supervision {n}": p for n, p in supervision_notices(report).items()}
    rectified = {f"rectification {n}": p for n, p in rectification_notices(report).items()}
    return single | supervised | rectified


def headings(paper: Paper, level: int = 1) -> list[str]:
    return [b.words for b in paper.blocks if isinstance(b, Heading) and b.level == level]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_paper_is_a_whole_sentence_and_opens_as_a_document(scheme: Scheme) -> None:
    for name, paper in every_paper(made_round(scheme)).items():
        everything = said(paper)
        assert not re.search(r"None|Fraction|\{|\}|  |。。|，，|、、|，。|；。|：。", everything), (
            name
        )
        for block in paper.blocks:
            if isinstance(block, Paragraph) and "联系电话" not in block.words:
                assert block.words.endswith(("。", "：")), (name, block.words)
        found = words(opened(paper))
        assert any(paper.title == line.replace("\n", "") for line in found), name
        assert paper.day == "2026年10月12日"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_public_papers_name_units_and_no_villager(scheme: Scheme) -> None:
    report = made_round(scheme)
    public_ones = [circular(report), leaders_report(report), carryover(report)]
    for paper in (*public_ones, *supervision_notices(report).values()):
        everything = said(paper)
        assert "张*" not in everything
        assert "欧阳*" not in everything
        assert not re.search(r"03 07|05 09", everything)
    assert "03 张*" in said(next(iter(rectification_notices(made_round("A")).values())))


def test_the_circular_of_scheme_a_has_its_parts_in_order() -> None:
    paper = circular(made_round("A"))
    assert headings(paper) == [
        "督查基本情况",
        "主要成效和好的做法",
        "得分排名情况",
        "存在的主要问题",
        "下一步工作要求",
    ]
    assert [annex.title for annex in paper.annexes] == ["各乡镇得分排名表", "督查发现问题清单"]
    assert paper.number == "青督〔2026〕　　号"
    assert paper.to == "各乡镇人民政府、街道办事处"
    assert not paper.draft


def test_the_circular_reads_its_figures_from_the_report() -> None:
    report = made_round("A")
    everything = said(circular(report))
    assert "按照青督〔2026〕3号文件安排，2026年9月25日至10月9日，" in everything
    assert "组织2个督查组，采取现场查看、查阅资料、入户走访、电话抽查等方式" in everything
    sums = report.summary
    assert f"应访农户{sums.households}户，入户走访{sums.visited}户" in everything
    assert f"发现问题{report.findings.known}个" in everything
    assert f"逾期{report.findings.overdue}个" in everything
    assert sums.mean is not None
    assert f"6个村平均得分率{fixed(sums.mean)}%" in everything
    for place in report.towns.ranked:
        assert f"\n{place.place}\n{place.unit}\n{fixed(place.percent)}%" in everything
    assert "限期整改的问题于2026年11月2日前整改到位" in everything


def test_problems_are_told_by_class_with_units_named_together() -> None:
    everything = said(circular(made_round("A")))
    assert "责任落实方面\n发现问题14个，涉及5个村，共失15.5分。" in everything
    assert "一是“扶贫手册真实、完整、准确”存在问题10个。柳河乡小河村、" in everything
    assert "均有2户手册错误2处。" in everything
    assert "云台乡石门村、白马镇松岭村、双桥街道新桥社区、竹溪乡竹园村没搞评比。" in everything
    assert "发现问题1个，共失0.9分，为“政策宣传到位”方面的问题。竹溪乡竹园村告知书未发3户。" in (
        everything
    )


def test_long_lists_of_units_end_in_how_many_more() -> None:
    towns = [f"第{n}乡" for n in range(1, 29)]
    everything = said(circular(made_round("A", towns=towns)))
    assert "另有18个村存在同类问题，详见附件2。" in everything


def test_the_first_are_praised_and_the_last_are_criticised() -> None:
    everything = said(circular(made_round("A")))
    assert (
        "对排名靠前的青石镇（第1名，100.00%）、柳河乡（第2名，98.50%）、"
        "云台乡（第3名，96.50%）予以通报表扬。"
    ) in everything
    last = "双桥街道（第5名，94.00%）、竹溪乡（第6名，93.10%）"
    assert f"对排名后2位的{last}予以通报批评。" in everything


def test_where_all_share_a_place_nobody_is_criticised() -> None:
    report = tied(made_round("A"))
    everything = said(circular(report))
    assert "通报批评" not in everything
    assert "通报表扬" not in everything
    assert supervision_notices(report) == {}


def test_provisional_figures_make_a_draft_that_says_so() -> None:
    report = made_round("B", provisional=True)
    for name, paper in every_paper(report).items():
        assert paper.draft, name
    assert "目前得分为暂定结果，以申辩答复后的最终结果为准。" in said(circular(report))
    assert "暂定" not in said(circular(made_round("B")))


def test_townships_that_were_inspected_themselves_are_called_so() -> None:
    everything = said(circular(made_round("B")))
    assert "本轮共督查6个乡镇。" in everything
    assert "入户走访" not in everything
    assert "个村" not in everything
    assert "柳河乡、云台乡、白马镇、双桥街道减贫退出程序资料不全，扣1.5分。" in everything


def test_where_nothing_is_scored_no_paper_speaks_of_scores() -> None:
    report = made_round("D")
    assert supervision_notices(report) == {}
    for name, paper in every_paper(report).items():
        assert not re.search("得分|失分|排名|扣分|督查组，", said(paper)), name
    paper = circular(report)
    assert headings(paper) == ["自查基本情况", "存在的主要问题", "下一步工作要求"]
    assert paper.to == "各村（社区）"
    assert "小河村、石门村、松岭村、新桥社区均有2户收入有问题1个。" in said(paper)
    assert "结案率" in said(carryover(report))


def test_a_round_without_problems_asks_for_nothing_to_be_put_right() -> None:
    report = made_round("A", towns=TOWNS[:1])
    everything = said(circular(report))
    assert "未发现需要整改的问题。" in everything
    assert "对照清单，抓紧整改" not in everything
    assert rectification_notices(report) == {}


def test_units_that_wait_are_named_and_not_ranked() -> None:
    report = made_round("A")
    waits = replace(report, towns=replace(report.towns, waiting=("柳河乡",)))
    assert "柳河乡尚未完成督查，暂不列入排名。" in said(circular(waits))
    assert "\n—\n柳河乡\n尚未完成\n暂不排名" in said(circular(waits))


def test_each_of_the_last_gets_its_own_supervision_notice() -> None:
    report = made_round("A")
    notices = supervision_notices(report)
    assert list(notices) == ["双桥街道", "竹溪乡"]
    paper = notices["竹溪乡"]
    assert paper.title == "关于对竹溪乡督查发现问题的专项督办通知"
    assert paper.to == "竹溪乡人民政府"
    assert notices["双桥街道"].to == "双桥街道办事处"
    everything = said(paper)
    assert "你乡得分率93.10%，在参加排名的6个乡镇中列第6名，属后2位。" in everything
    assert "双桥街道" not in everything
    assert [annex.title for annex in paper.annexes] == ["督查发现问题清单", "专项督办通知回执"]


def test_supervision_of_villages_is_addressed_to_the_village() -> None:
    report = replace(made_round("A"), level="villages")
    paper = supervision_notices(report)["竹溪乡竹园村"]
    assert (paper.to, paper.copies) == ("竹溪乡竹园村", "竹溪乡人民政府")
    assert "你村得分率93.10%" in said(paper)


def test_a_rectification_notice_lists_what_is_not_closed_with_deadline_and_receipt() -> None:
    report = made_round("A")
    notices = rectification_notices(report)
    assert list(notices) == [
        unit.name
        for unit in report.units
        if any(p.unit == unit and p.state is not FindingState.CLOSED for p in report.problems)
    ]
    paper = notices["竹溪乡竹园村"]
    own = [p for p in report.problems if p.unit.village == "竹园村"]
    left = [p for p in own if p.state is not FindingState.CLOSED]
    grid = paper.annexes[0].blocks[0]
    assert isinstance(grid, Grid)
    assert [row[1] for row in grid.rows] == [p.code for p in left]
    assert paper.annexes[0].landscape
    everything = said(paper)
    assert "督查二组在" in everything
    assert "其中1个时限已过，立即整改到位；5个于2026年11月2日前完成" in everything
    assert "签收人（签名）" in everything
    assert paper.copies == "竹溪乡人民政府"


def test_a_deadline_that_is_not_set_counts_from_the_handing_over() -> None:
    report = made_round("B")
    fresh = tuple(
        replace(p, state=FindingState.NEW, due_on=None, closed_on=None) for p in report.problems
    )
    everything = said(rectification_notices(replace(report, problems=fresh))["柳河乡"])
    assert "全部自交办之日起计算时限" in everything
    assert "限期整改\n交办后起算" in everything


def test_the_report_puts_each_picture_in_its_part() -> None:
    report = made_round("A")
    pictures = {name: png() for name in ("progress", "ranking", "heat", "findings")}
    blocks = leaders_report(report, pictures).blocks
    part, found = "", []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            part = block.words
        elif isinstance(block, Picture):
            found.append((part, block.caption))
    assert found == [
        ("工作开展情况", "督查进度"),
        ("得分排名情况", "得分率排名"),
        ("存在的主要问题", "各单位失分分布"),
        ("问题整改情况", "问题整改进展"),
    ]
    without = leaders_report(report).blocks
    assert not [block for block in without if isinstance(block, Picture)]
    assert [b for b in blocks if not isinstance(b, Picture)] == list(without)


def test_the_report_tells_rates_and_only_proposes() -> None:
    report = made_round("A")
    everything = said(leaders_report(report))
    rates = report.findings
    assert f"应结案{rates.due}个，结案率{rates.closing.percent}%" in everything
    assert f"返工率{rates.rework.percent}%" in everything
    for town, own in report.findings_by_town.items():
        assert f"\n{town}\n{own.known}\n{own.closed}\n{own.overdue}\n{own.due}" in everything
    assert "是否问责，由有权机关依据事实研究决定" in everything
    assert "双桥街道新桥社区、竹溪乡竹园村共有2个问题逾期未整改到位（见附件2）" in everything
    assert "李四五" in everything


def test_the_list_for_the_appraisal_leaves_the_deduction_to_the_appraiser() -> None:
    paper = carryover(made_round("A"))
    grid = paper.annexes[0].blocks[0]
    assert isinstance(grid, Grid)
    assert grid.headings[-2:] == ("考核加减分", "核定人")
    last = ("6", "竹溪乡", "6", "93.10%", "7", "1", "1", "通报批评", "", "")
    assert grid.rows[-1] == last


def test_hostile_matters_reach_the_document_as_they_are() -> None:
    hostile = "<b>未公示</b>{{7*7}}\x00&"
    for paper in every_paper(made_round("A", matter=hostile)).values():
        assert docx_bytes(paper)
    found = words(opened(circular(made_round("A", matter=hostile))))
    assert any("<b>未公示</b>{{7*7}}&" in line for line in found)


def test_an_office_without_a_name_is_left_to_be_filled_in() -> None:
    paper = circular(replace(made_round("A"), office=None, document_number=None))
    assert paper.office == "（发文机关）"
    assert paper.number == "　　〔2026〕　　号"
    assert "按照工作安排，" in said(paper)


@pytest.mark.parametrize(
    ("written", "want", "new"),
    [
        ("青督〔2026〕3号", "青督〔2026〕3号", "青督〔2026〕　　号"),
        ("青督[2026]第003号", "青督〔2026〕3号", "青督〔2026〕　　号"),
        ("青督（2026） 12 号", "青督〔2026〕12号", "青督〔2026〕　　号"),
        ("第3次会议纪要", "第3次会议纪要", "　　〔2026〕　　号"),
    ],
)
def test_document_numbers_are_written_as_the_standard_has_them(
    written: str, want: str, new: str
) -> None:
    report = replace(made_round("A"), document_number=written)
    assert (plan_number(report), number(report)) == (want, new)


@pytest.mark.parametrize(
    ("first", "final", "want"),
    [
        (date(2026, 9, 5), date(2026, 9, 9), "2026年9月5日至9日"),
        (date(2026, 9, 25), date(2026, 10, 1), "2026年9月25日至10月1日"),
        (date(2026, 12, 25), date(2027, 1, 1), "2026年12月25日至2027年1月1日"),
        (date(2026, 9, 5), date(2026, 9, 5), "2026年9月5日"),
    ],
)
def test_spans_say_what_both_days_share_once(first: date, final: date, want: str) -> None:
    assert span(first, final) == want


@pytest.mark.parametrize(
    ("matter", "want"),
    [
        ("手册错误3处：01×2 02", "手册错误3处"),
        ("未走访 5/48 户：03 07 12；手册错误1处：09", "未走访5/48户；手册错误1处"),
        ("发现：3处漏水。", "发现：3处漏水"),
        ("村部无公示", "村部无公示"),
    ],
)
def test_public_words_leave_lists_of_households_out(matter: str, want: str) -> None:
    assert public(matter) == want


@pytest.mark.parametrize(
    ("unit", "to", "yours"),
    [
        (("青石镇", ""), "青石镇人民政府", "你镇"),
        (("双桥街道", ""), "双桥街道办事处", "你街道"),
        (("青石镇", "大坪村"), "青石镇大坪村", "你村"),
        (("青石镇", "新桥社区"), "青石镇新桥社区", "你社区"),
        (("农场", ""), "农场", "你单位"),
    ],
)
def test_units_are_addressed_as_offices_do(unit: tuple[str, str], to: str, yours: str) -> None:
    assert (addressee(*unit), you(*unit)) == (to, yours)


def test_a_deadline_that_is_over_is_not_asked_for_again() -> None:
    report = replace(made_round("A"), rectify_by=date(2026, 10, 1))
    assert report.made_at == MADE_AT
    everything = said(circular(report))
    assert "2026年10月1日" not in everything
    assert "限期整改的问题按清单所列时限整改到位" in everything


def test_points_are_read_exactly() -> None:
    report = made_round("A")
    assert report.summary.lost[0].points == Fraction(8)
    assert "\n8.00\n4" in said(leaders_report(report))


def test_problems_of_earlier_rounds_are_told_apart() -> None:
    report = made_round("A")
    first, *rest = report.problems
    older = replace(report, problems=(replace(first, found_on=date(2026, 3, 1)), *rest))
    assert "台账共有问题22个（含以前发现的1个），其中" in said(circular(older))
    assert "台账共有" not in said(circular(report))


def test_with_few_units_the_first_is_never_criticised() -> None:
    report = made_round("A", towns=TOWNS[:3], last_n=3)
    everything = said(circular(report))
    assert "对排名靠前的青石镇（第1名，100.00%）予以通报表扬。" in everything
    assert list(supervision_notices(report)) == ["柳河乡", "云台乡"]


def test_supervision_claims_nothing_was_put_right_where_nothing_was_found() -> None:
    report = made_round("A")
    nothing = replace(report, problems=())
    assert "要对照评分表中的失分项目逐项分析原因" in said(supervision_notices(nothing)["竹溪乡"])
    done = tuple(replace(p, state=FindingState.CLOSED) for p in report.problems)
    everything = said(supervision_notices(replace(report, problems=done))["竹溪乡"])
    assert "你乡发现的问题已全部整改销号" in everything
    assert "督查发现问题清单" not in everything

"""What the circular says: facts, praise, ranking, problems and requests, all out of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from exports.circular import circular
from exports.paper import Grid
from exports.rectification_notice import rectification_notices
from inspection.finding import FindingState
from scoring.finding_rates import NO_FINDINGS
from scoring.rounding import fixed
from tests.exports.round import MADE_AT, TOWNS, made_round
from tests.exports.test_papers import headings, said


def test_the_circular_of_scheme_a_has_its_parts_in_order() -> None:
    paper = circular(made_round("A"))
    assert headings(paper) == [
        "督查基本情况",
        "主要成效",
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
    assert "组织2个督查组，采取实地查看、查阅资料、入户走访、电话抽查等方式" in everything
    sums = report.summary
    assert f"应访农户{sums.households}户，入户走访{sums.visited}户" in everything
    assert f"发现问题{report.findings.known}个" in everything
    assert f"逾期未整改{report.findings.overdue}个" in everything
    assert sums.mean is not None
    assert f"6个村（社区）平均得分率{fixed(sums.mean)}%" in everything
    for place in report.towns.ranked:
        assert f"\n{place.place}\n{place.unit}\n{fixed(place.percent)}%" in everything
    assert "限期整改的问题按清单所列时限整改到位，最迟不超过2026年11月2日。" in everything


def test_problems_are_told_by_class_with_units_named_together() -> None:
    everything = said(circular(made_round("A")))
    assert "责任落实方面\n发现问题14个，涉及5个村（社区），共扣15.5分。" in everything
    assert "一是“扶贫手册真实、完整、准确”方面存在问题10个。柳河乡小河村、" in everything
    assert "均有2户手册错误各2处。" in everything
    four = "云台乡石门村、白马镇松岭村、双桥街道新桥社区、竹溪乡竹园村"
    assert f"二是“乡镇街道主体责任”方面存在问题4个。{four}均未开展督查评比活动。" in everything
    assert (
        "发现问题1个，共扣0.9分，为“政策宣传到位”方面的问题。"
        "竹溪乡竹园村有3户政策告知书未发放或张贴。"
    ) in everything


def test_long_lists_of_units_end_in_how_many_more() -> None:
    towns = [f"第{n}乡" for n in range(1, 29)]
    everything = said(circular(made_round("A", towns=towns)))
    assert "另有18个村（社区）存在同类问题，详见附件2。" in everything


def test_the_first_are_praised_and_the_last_are_criticised() -> None:
    everything = said(circular(made_round("A")))
    assert (
        "对排名靠前的青石镇（第1名，100.00%）、柳河乡（第2名，98.50%）、"
        "云台乡（第3名，96.50%）予以通报表扬。"
    ) in everything
    last = "双桥街道（第5名，94.00%）、竹溪乡（第6名，93.10%）"
    assert f"对排名后2位的{last}予以通报批评。" in everything


def test_townships_that_were_inspected_themselves_are_called_so() -> None:
    everything = said(circular(made_round("B")))
    assert "本轮共督查6个乡镇。" in everything
    assert "入户走访" not in everything
    assert "个村" not in everything
    assert "柳河乡、云台乡、白马镇、双桥街道减贫退出程序资料不全，扣1.5分。" in everything


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


def test_an_office_without_a_name_is_left_to_be_filled_in() -> None:
    paper = circular(replace(made_round("A"), office=None, document_number=None))
    assert paper.office == "（发文机关）"
    assert paper.number == "　　〔2026〕　　号"
    assert "按照工作安排，" in said(paper)


def test_a_deadline_that_is_over_is_not_asked_for_again() -> None:
    report = replace(made_round("A"), rectify_by=date(2026, 10, 1))
    assert report.made_at == MADE_AT
    everything = said(circular(report))
    assert "2026年10月1日" not in everything
    assert "限期整改的问题按清单所列时限整改到位" in everything


def test_problems_of_earlier_rounds_are_told_apart() -> None:
    report = made_round("A")
    first, *rest = report.problems
    older = replace(report, problems=(replace(first, found_on=date(2026, 3, 1)), *rest))
    assert "台账共有问题22个（含以前发现的1个），其中" in said(circular(older))
    assert "台账共有" not in said(circular(report))


def test_titles_with_quotation_marks_are_quoted_inside() -> None:
    report = made_round("A")
    first = replace(report.problems[0], item_id="3.1.2", category="政策落实", matter="两卡两折")
    everything = said(circular(replace(report, problems=(first,))))
    assert "“‘两卡两折’办理”方面的问题。" in everything
    assert "有1户在家贫困户“两卡两折”未办理到位。" in everything


def test_a_closed_problem_is_listed_as_closed_and_not_asked_for() -> None:
    report = made_round("A", towns=TOWNS[:2])
    closed = tuple(replace(p, state=FindingState.CLOSED) for p in report.problems)
    paper = circular(replace(report, problems=closed))
    grid = paper.annexes[-1].blocks[0]
    assert isinstance(grid, Grid)
    assert [row[-1] for row in grid.rows] == ["已销号"]
    assert headings(paper, 2)[-2:] == ["加强核查，巩固成效", "举一反三，压实责任"]
    assert "对照清单，抓紧整改" not in headings(paper, 2)


def test_a_list_that_puts_households_together_says_so() -> None:
    report = made_round("A", towns=TOWNS[:2])
    grid = circular(report).annexes[-1].blocks[0]
    assert isinstance(grid, Grid)
    assert grid.caption == "共2个问题，同一单位农户的同类问题合并列示"
    row = ("1", "柳河乡小河村", "手册错误各2处（2户）", "限期整改", "2026年11月2日")
    assert grid.rows == (row,)


def test_those_on_one_place_are_named_together() -> None:
    assert "一是青石镇、竹溪乡得分率100.00%，并列第1名；柳河乡得分率98.53%，列第3名。" in said(
        circular(made_round("B"))
    )


def test_a_department_without_a_problem_gets_no_copy() -> None:
    report = made_round("A")
    idle = {**report.findings_by_department, "水利局": NO_FINDINGS}
    assert circular(replace(report, findings_by_department=idle)).copies == "民政局"

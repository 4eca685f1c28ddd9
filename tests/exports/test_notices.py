"""Notices to single units, and the list for the appraisal."""

from __future__ import annotations

from dataclasses import replace

from exports.carryover import carryover
from exports.circular import circular
from exports.paper import Grid
from exports.rectification_notice import rectification_notices
from exports.supervision_notice import supervision_notices
from inspection.finding import FindingState
from tests.exports.round import TOWNS, made_round
from tests.exports.test_papers import said


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
    assert "其中：1个已过时限，立即整改到位；5个于2026年11月2日前完成" in everything
    assert "签收人（签名）" in everything
    assert paper.copies == "竹溪乡人民政府"


def test_a_deadline_that_is_not_set_counts_from_the_handing_over() -> None:
    report = made_round("B")
    fresh = tuple(
        replace(p, state=FindingState.NEW, due_on=None, closed_on=None) for p in report.problems
    )
    everything = said(rectification_notices(replace(report, problems=fresh))["柳河乡"])
    assert "按清单所列时限整改，自交办之日起计算时限。" in everything
    assert "限期整改\n交办后起算" in everything


def test_the_list_for_the_appraisal_leaves_the_deduction_to_the_appraiser() -> None:
    paper = carryover(made_round("A"))
    grid = paper.annexes[0].blocks[0]
    assert isinstance(grid, Grid)
    assert grid.headings[-2:] == ("考核加减分", "核定人")
    last = ("6", "竹溪乡", "6", "93.10%", "7", "1", "1", "通报批评", "", "")
    assert grid.rows[-1] == last


def test_with_few_units_the_first_is_never_criticised() -> None:
    report = made_round("A", towns=TOWNS[:3], last_n=3)
    everything = said(circular(report))
    assert "对排名靠前的青石镇（第1名，100.00%）予以通报表扬。" in everything
    assert list(supervision_notices(report)) == ["柳河乡", "云台乡"]


def test_supervision_claims_nothing_was_put_right_where_nothing_was_found() -> None:
    report = made_round("A")
    nothing = replace(report, problems=())
    assert "要对照评分表中的扣分项目逐项分析原因" in said(supervision_notices(nothing)["竹溪乡"])
    done = tuple(replace(p, state=FindingState.CLOSED) for p in report.problems)
    everything = said(supervision_notices(replace(report, problems=done))["竹溪乡"])
    assert "你乡发现的问题已全部整改销号" in everything
    assert "督查发现问题清单" not in everything

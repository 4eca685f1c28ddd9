"""Sheets, headings, settings and rounds: found however an office writes them."""

from datetime import date, time
from typing import Any

import pytest

from inspection.campaign import (
    Mode,
    OfficeDay,
    Policy,
    Round,
    RoundKind,
)
from tests.content.workbook_sample import (
    changed,
    faults,
    plan_of,
    read,
    sheets,
    warnings,
)


@pytest.mark.parametrize("missing", ["基本信息", "督查组", "督查对象"])
def test_a_required_sheet_that_is_missing_is_named(missing: str) -> None:
    rows = sheets()
    del rows[missing]
    found = [f for f in read(rows).faults if f.text.code == "fault.workbook.sheet-missing"]
    assert [f.text.params["sheet"] for f in found] == [missing]


def test_a_sheet_with_nearly_its_name_is_recognised() -> None:
    rows = sheets()
    rows["督查对像"] = rows.pop("督查对象")
    (fault,) = (f for f in read(rows).faults if f.where == "")
    assert (fault.text.code, fault.text.params["near"]) == (
        "fault.workbook.sheet-near",
        "督查对像",
    )


def test_roster_rounds_and_departments_may_be_left_out() -> None:
    rows = sheets()
    for name in ("轮次", "名册", "责任单位"):
        del rows[name]
    reading = read(rows)
    assert reading.plan is not None
    assert reading.plan.rounds == (
        Round("第一轮", RoundKind.INSPECT, date(2026, 10, 12), date(2026, 12, 31)),
    )
    assert reading.plan.has_tags is False
    assert warnings(reading) == [
        ("", "warning.round.default"),
        ("督查对象", "warning.roster.empty"),
    ]


def test_headings_may_be_written_in_any_usual_way_and_order() -> None:
    rows = sheets()
    rows["督查组"] = [list(reversed(line)) for line in rows["督查组"]]
    rows["名册"][0] = [
        "乡 镇",
        "村＊",
        "户编号（必填）",
        "户主：",
        "组",
        "人口",
        "帮扶责任人",
        "标签",
    ]
    rows["督查对象"][:0] = [["青石县督查对象一览表"], [None]]
    assert plan_of(rows) == plan_of(sheets())


def test_an_extra_column_and_an_extra_sheet_are_passed_over_with_a_warning() -> None:
    rows = sheets()
    for line, value in zip(rows["名册"], ["身份证号", "110101199003074610", "x", "y"], strict=True):
        line.append(value)
    for line in rows["督查对象"]:
        line.append("备注")
    rows["草稿"] = [["x"]]
    rows["说明"] = [["x"]]
    reading = read(rows)
    assert reading.plan == plan_of(sheets())
    assert warnings(reading) == [
        ("名册!I1", "warning.heading.ignored"),
        ("草稿", "warning.workbook.sheet-ignored"),
    ]


def test_a_missing_heading_is_named_with_what_it_may_have_become() -> None:
    rows = changed("名册!C1", "户编")
    assert faults(read(rows)) == [("名册!C1", "fault.table.heading-near")]
    rows = changed("名册!C1", None)
    assert faults(read(rows)) == [("名册", "fault.table.heading-missing")]
    rows["名册"] = [["甲", "乙"]]
    assert faults(read(rows)) == [("名册", "fault.table.no-headings")]


def test_a_heading_twice_is_a_fault() -> None:
    assert faults(read(changed("名册!E1", "户主"))) == [("名册!E1", "fault.table.heading-twice")]


def test_example_rows_and_empty_rows_are_never_read() -> None:
    rows = sheets()
    rows["督查组"][1:1] = [["示例：第一组", "某某", None, "不认得", None, None, None], [None]]
    rows["名册"].insert(1, [None, "示例", "x", None, None, "不是数"])
    assert plan_of(rows) == plan_of(sheets())


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-12", "2026/10/12", "2026.10.12", "2026年10月12日", "2026 年 10 月 12 日",
        "２０２６－１０－１２", "20261012", 20261012, date(2026, 10, 12), "二〇二六年十月十二日",
        "2026-10-12 00:00:00",
    ],
)  # fmt: skip
def test_a_date_may_be_written_in_any_usual_way(written: Any) -> None:
    assert plan_of(changed("基本信息!B4", written)).starts_on == date(2026, 10, 12)


POLICY_ROWS = [
    ["方式", "自查"],
    ["末位数", "两个"],
    ["限期整改工作日", "１０"],
    ["申辩天数", "5天"],
    ["评议截止", "2027-01-31"],
    ["提醒时间", "8：30"],
    ["保留月数", 36],
    ["立行立改工作日", "2个工作日"],
    ["整改截止", "2026年11月30日"],
    ["提前提醒天数", "1、5天，10"],
    ["逾期报组长天数", 2],
    ["逾期报领导天数", "五天"],
]


def test_policy_and_mode_are_read() -> None:
    rows = sheets()
    rows["基本信息"] += POLICY_ROWS
    plan = plan_of(rows)
    assert plan.mode is Mode.SELF
    assert plan.policy == Policy(
        2, 10, 5, date(2027, 1, 31), time(8, 30), 36, 2, date(2026, 11, 30), (10, 5, 1), 2, 5
    )


@pytest.mark.parametrize("written", ["无", 0, "0"])
def test_an_office_may_want_no_reminder_before_the_day(written: Any) -> None:
    rows = sheets()
    rows["基本信息"].append(["提前提醒天数", written])
    assert plan_of(rows).policy.remind_days == ()


REST_DAYS = [
    ["日期*", "上班或休息*", "说明"],
    ["示例：2027-04-12", "休息", "广西三月三"],
    ["2026年10月24日", "上班", "防汛值守"],
    [date(2026, 10, 13), "休息", None],
]


def test_the_offices_own_days_are_read_by_date() -> None:
    rows = {**sheets(), "休息日": REST_DAYS}
    assert plan_of(rows).calendar == (
        OfficeDay(date(2026, 10, 13), False),
        OfficeDay(date(2026, 10, 24), True, "防汛值守"),
    )


@pytest.mark.parametrize(
    ("row", "code", "where"),
    [
        (["2026-10-24", "休息", None], "rest-day.twice", "休息日!A5"),
        (["2026-13-24", "休息", None], "cell.date", "休息日!A5"),
        (["2026-10-25", "放假", None], "cell.choice", "休息日!B5"),
        (["2026-10-25", None, None], "cell.required", "休息日!B5"),
    ],
)
def test_a_wrong_day_is_a_fault(row: list[Any], code: str, where: str) -> None:
    rows = {**sheets(), "休息日": [*REST_DAYS, row]}
    assert [(f.text.code, f.where) for f in read(rows).faults] == [(f"fault.{code}", where)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["方式", "互查"], "cell.choice-near"),
        (["末位数", "很多"], "cell.whole"),
        (["限期整改工作日", 0], "cell.whole"),
        (["申辩天数", 400], "cell.whole"),
        (["评议截止", "2025-01-01"], "date.appraisal-before-start"),
        (["整改截止", "2025-01-01"], "date.rectify-before-start"),
        (["立行立改工作日", 0], "cell.whole"),
        (["提前提醒天数", "7、很早"], "cell.whole"),
        (["提前提醒天数", "90"], "cell.whole"),
        (["逾期报领导天数", "不报"], "cell.whole"),
        (["提醒时间", "22:00"], "time.quiet"),
        (["提醒时间", "早上"], "cell.time"),
        (["保留月数", "半年"], "cell.whole"),
        (["名称", "又一个"], "basics.twice"),
        ([None, "内容"], "basics.unnamed"),
    ],
)
def test_a_wrong_setting_is_a_fault_that_names_it(row: list[Any], code: str) -> None:
    rows = sheets()
    rows["基本信息"].append(row)
    (fault,) = read(rows).faults
    assert fault.text.code == f"fault.{code}"
    assert fault.where in {"基本信息!A8", "基本信息!B8"}
    if code.startswith("cell."):
        assert fault.text.params["heading"] == row[0]


def test_unknown_settings_are_warned_of() -> None:
    rows = sheets()
    rows["基本信息"] += [["申辩天", 3], ["天气", "晴"]]
    assert warnings(read(rows)) == [
        ("基本信息!A8", "warning.basics.near"),
        ("基本信息!A9", "warning.basics.ignored"),
    ]


def test_rounds_outside_or_overlapping_are_warned_of_and_stand_by_date() -> None:
    rows = sheets()
    rows["轮次"] = [
        rows["轮次"][0],
        ["第二轮", None, "2026-10-23", "2027-01-05"],
        ["第一轮", None, "2026-10-01", "2026-10-23"],
    ]
    reading = read(rows)
    assert reading.plan is not None
    assert [r.name for r in reading.plan.rounds] == ["第一轮", "第二轮"]
    assert warnings(reading) == [
        ("轮次!C2", "warning.round.overlap"),
        ("轮次!D2", "warning.round.outside"),
        ("轮次!C3", "warning.round.outside"),
    ]

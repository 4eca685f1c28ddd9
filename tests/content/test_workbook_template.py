"""The empty workbook: opens, explains itself, and gives no campaign until it is filled in."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from content import checklists
from content.programmes import programme, programme_ids
from content.workbook.reader import read_campaign
from content.workbook.template import write_template
from content.workbook.words import GUIDE, SHEETS, TOPICS
from inspection.campaign import Department, RoundKind
from tests.content.workbook_sample import faults, warnings


@pytest.fixture(params=["zh", "en"])
def template(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path, request.param)
    return path


def sheet_of(path: Path, name: str) -> Worksheet:
    sheet = openpyxl.load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_an_empty_template_asks_only_for_what_is_required(template: Path) -> None:
    reading = read_campaign(template)
    assert faults(reading) == [
        ("基本信息!B2", "fault.cell.required"),
        ("基本信息!B4", "fault.cell.required"),
        ("基本信息!B5", "fault.cell.required"),
        ("基本信息!B6", "fault.cell.required"),
        ("督查对象", "fault.unit.none"),
    ]
    assert warnings(reading) == [("督查组", "warning.team.no-admin")]


def test_a_template_filled_in_is_a_campaign(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for at, value in (("B2", "督查"), ("B4", "2026-10-12"), ("B5", "2026-10-30")):
        book["基本信息"][at] = value
    book["基本信息"]["B6"] = "lingling-2018"
    for name in ("督查组", "督查对象", "名册", "轮次"):
        sheet = book[name]
        for row in range(2, 6):
            for cell in sheet[row]:
                if isinstance(cell.value, str):
                    cell.value = cell.value.removeprefix("示例：")
    book.save(template)
    reading = read_campaign(template)
    assert faults(reading) == []
    assert reading.plan is not None
    assert [person.name for person in reading.plan.people] == [
        "钱小满", "孙立秋", "李谷雨", "周芒种",
    ]  # fmt: skip
    assert reading.plan.households[0].number == "007"


def test_every_sheet_is_there_in_order_with_frozen_headings(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == [GUIDE, *SHEETS]
    for name in SHEETS:
        sheet = book[name]
        assert (name, sheet.freeze_panes) == (name, "A2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.paperSize in {9, "9"}


def test_roles_modes_kinds_and_checklists_are_chosen_from_lists(template: Path) -> None:
    lists = {
        (name, str(validation.sqref).split(":")[0]): validation.formula1
        for name in SHEETS
        for validation in sheet_of(template, name).data_validations.dataValidation
    }
    assert lists["督查组", "D2"] == '"管理员,组长,副组长,组员,联系人,联系领导"'
    assert lists["轮次", "B2"] == '"启动,督查,回头看,清零,巩固"'
    assert lists["督查对象", "E2"] == '"是,否"'
    assert lists["基本信息", "B8"] == '"督查,自查"'
    assert lists["基本信息", "B6"] == f'"{",".join((*checklists.shipped_ids(), "本表"))}"'
    assert all(len(formula) <= 257 for formula in lists.values())


def test_headings_carry_an_explanation_in_the_chosen_language(tmp_path: Path) -> None:
    said = {}
    for lang in ("zh", "en"):
        write_template(tmp_path / f"{lang}.xlsx", lang)
        comment = sheet_of(tmp_path / f"{lang}.xlsx", "名册")["C1"].comment
        said[lang] = comment.text if comment else ""
        assert sheet_of(tmp_path / f"{lang}.xlsx", "名册")["C1"].value == "户编号*"
    assert said == {"zh": "村内不重复，如 007", "en": "Once in a village, such as 007"}


# -- programmes ----------------------------------------------------------------------------------

LISTED = (
    ("义务教育", "教育局", ()),
    ("基本医疗", "卫健局", ("医保局",)),
    ("住房", "住建局", ()),
    ("饮水", "水利局", ()),
    ("易地搬迁", "扶贫局", ()),
    ("产业就业", "农牧局", ("人社局",)),
    ("兜底", "民政局", ()),
)
TWELVE = (
    *("三保障与饮水", "就业与兜底", "帮扶队伍", "易地搬迁后续", "不稳定户和边缘户监测"),
    *("各类反馈问题整改", "账实不符", "四不摘", "项目与资金进度", "信息系统", "账账相符"),
    "小额信贷到期逾期",
)


def filled(path: Path) -> None:
    """What the office adds to a programme's workbook: checklist, people, units."""
    book = openpyxl.load_workbook(path)
    book["基本信息"]["B6"] = "lingling-2018"
    for name, rows in {
        "督查组": [["督查办", "钱小满", "A01", "管理员"], ["一组", "孙立秋", "B01", "组长"]],
        "督查对象": [["青石镇", "大坪村"]],
        "名册": [["青石镇", "大坪村", "01", "张处暑"]],
    }.items():
        for number, row in enumerate(rows, 10):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column, value)
    book["督查组"].cell(11, 7, "青石镇")
    book.save(path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_programme_s_template_has_rounds_departments_deadline_and_topics(
    lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "programme.xlsx"
    write_template(path, lang, programme("listed-supervision", 2027))  # type: ignore[arg-type]
    filled(path)
    reading = read_campaign(path)
    assert faults(reading) == []
    assert warnings(reading) == [("督查对象", "warning.unit.no-contact")]
    plan = reading.plan
    assert plan is not None
    assert plan.departments == tuple(Department(*each) for each in LISTED)
    assert plan.policy.rectify_by == date(2027, 6, 30)
    assert [(each.kind, each.ends_on.strftime("%m-%d")) for each in plan.rounds] == [
        (RoundKind.START, "03-10"),
        (RoundKind.INSPECT, "04-30"),
        (RoundKind.RECHECK, "06-30"),
        (RoundKind.CLEAR, "09-30"),
        (RoundKind.CONSOLIDATE, "12-31"),
    ]
    assert (plan.title, plan.starts_on.year, plan.ends_on) == (
        "2027年挂牌督战",
        2027,
        date(2027, 12, 31),
    )
    rows = list(sheet_of(path, TOPICS).iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == list(TWELVE)


def test_there_are_no_programmes_but_those_that_came_along() -> None:
    assert programme_ids() == ("listed-supervision",)
    with pytest.raises(KeyError):
        programme("../checklists/lingling-2018", 2026)

"""The empty workbook: opens, explains itself, and gives no campaign until it is filled in."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from content import checklists
from content.workbook.reader import read_campaign
from content.workbook.template import write_template
from content.workbook.words import GUIDE, SHEETS
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

"""The score sheet of each scheme: its columns, merges, figures and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from content.locales import catalog
from exports.excel import row_heights, workbook
from exports.paging import orphaned
from exports.score_sheet import score_sheet
from exports.score_sheet_end import Stamp
from exports.table import Cell, Meaning, Table
from inspection.campaign import Unit
from inspection.sheet import SheetState
from inspection.text import text
from scoring.report import Report
from storage import marks
from storage.db import Tx
from tests import builders
from workflow.reporting import build

HEADS = ("张三四", "王五六", "欧阳七八", "赵六七")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


def of_village(tx: Tx, tmp_path: Path) -> Report:
    """Scheme A: households with problems, a row set aside, a case let off."""
    built = builders.campaign(tx, "lingling-2018", [builders.village("青石镇", "大坪村", *HEADS)])
    found = builders.sheet(built, "青石镇大坪村")
    builders.visit_all(
        tx, found, {"01": {"1.2.2a": 2, "2.3.2a": 1}, "02": {"1.2.2a": 1, "1.1a": False}}
    )
    builders.answer_all(tx, found, {"2.9a": False})
    by = found.sheet.started_by
    marks.set_standing(tx, found.sheet.id, "2.8", "na", "本村无特殊困难户", by, builders.NOW)
    marks.set_standing(tx, found.sheet.id, "3.1.2", "unchecked", "卡折由镇里保管", by, builders.NOW)
    marks.set_exemption(tx, found.sheet.id, "2.3.2a", 1, "台账已记录", by, builders.NOW)
    found = builders.to_state(tx, found, SheetState.SIGNED, "李四五")
    return build(tx, builders.house(tmp_path), found, builders.NOW)


def at(table: Table, row: int, heading: str) -> Cell:
    """The cell of a row under a heading."""
    head = next(c for c in table.cells if c.meaning is Meaning.HEADING and c.value == heading)
    found = [
        c
        for c in table.cells
        if c.row <= row < c.row + c.rows and head.column <= c.column < head.column + head.columns
    ]
    return max(found, key=lambda c: c.column)


def row_of(table: Table, item: str) -> int:
    return next(c.row for c in table.cells if c.value == item and c.meaning is Meaning.LABEL)


def test_a_village_sheet_says_points_ground_arithmetic_and_score(tx: Tx, tmp_path: Path) -> None:
    table = score_sheet(of_village(tx, tmp_path), catalog("zh"))
    row = row_of(table, "1.2.2")
    assert at(table, row, "分值").value == Fraction(6)
    assert at(table, row, "得分").value == Fraction("4.5")
    assert at(table, row, "扣分依据").value == "手册错误3处：01×2 02"
    arithmetic = at(table, row, "计算").value
    assert isinstance(arithmetic, str)
    assert "1.5" in arithmetic
    assert "4.5/6" in arithmetic


def test_groups_and_sections_are_merged_over_their_rows(tx: Tx, tmp_path: Path) -> None:
    table = score_sheet(of_village(tx, tmp_path), catalog("zh"))
    group = next(c for c in table.cells if str(c.value).startswith("帮扶责任人履职"))
    assert (group.rows, group.value) == (2, "帮扶责任人履职\n（12分）")
    assert group.row == row_of(table, "1.2.1")
    section = next(c for c in table.cells if str(c.value).startswith("责任落实"))
    assert section.rows == 7, "six rows and the subtotal"


def test_rows_set_aside_say_why_and_are_not_scored(tx: Tx, tmp_path: Path) -> None:
    table = score_sheet(of_village(tx, tmp_path), catalog("zh"))
    got = [
        (at(table, row_of(table, i), "得分").value, at(table, row_of(table, i), "扣分依据").value)
        for i in ("2.8", "3.1.2")
    ]
    assert got == [
        ("不适用", "不适用：本村无特殊困难户"),
        ("无法核查", "无法核查：卡折由镇里保管"),
    ]


def test_cases_let_off_are_named_with_their_reason(tx: Tx, tmp_path: Path) -> None:
    table = score_sheet(of_village(tx, tmp_path), catalog("zh"))
    row = row_of(table, "2.3.2")
    assert at(table, row, "得分").value == Fraction(3)
    assert "台账已记录" in str(at(table, row, "扣分依据").value)


def test_totals_give_score_attainable_points_and_percent(tx: Tx, tmp_path: Path) -> None:
    report = of_village(tx, tmp_path)
    table = score_sheet(report, catalog("zh"))
    numbers = [c.value for c in table.cells if c.meaning is Meaning.TOTAL and c.places + 1]
    assert numbers == [
        "合计",
        Fraction(100),
        Fraction(report.score or 0),
        "百分制得分",
        Fraction(97),
        Fraction(report.percent or 0),
    ]


def test_households_signing_and_export_stand_beneath(tx: Tx, tmp_path: Path) -> None:
    stamp = Stamp("李四五", "2026-10-12T18:00+08:00", text("export.why-signed"))
    table = score_sheet(of_village(tx, tmp_path), catalog("zh"), stamp)
    notes = [c.value for c in table.cells if c.meaning is Meaning.NOTE]
    assert notes == [
        "入户情况：名册 4 户，入户 4 户，电话抽查 0 户，未遇 0 户；佐证材料 0 份",
        "审签：李四五　2026年10月12日 18:00",
        "导出：李四五　2026年10月12日 18:00　用途：审签分发（个人信息已脱敏）",
    ]
    signatures = [str(c.value) for c in table.cells if c.meaning is Meaning.SIGNATURE]
    assert [line.split("（")[0] for line in signatures] == [
        "督查组组长",
        "督查组组员",
        "被督查单位负责人",
    ]


def test_a_township_sheet_has_standard_and_given_marks(tx: Tx, tmp_path: Path) -> None:
    built = builders.campaign(tx, "dongyuan-2020", [builders.PlannedVillage(Unit("青石镇"))])
    found = builders.sheet(built, "青石镇")
    builders.answer_all(tx, found, {"1.9a": Fraction(3, 2)})
    by = found.sheet.started_by
    marks.set_ground(tx, found.sheet.id, "1.9", "没有水质化验报告", by, builders.NOW)
    report = build(tx, builders.house(tmp_path), found, builders.NOW)
    table = score_sheet(report, catalog("zh"))
    headings = [c.value for c in table.cells if c.meaning is Meaning.HEADING]
    assert headings == ["类别", "序号", "项目", "标准分", "评分标准", "扣分依据", "考核分"]
    row = row_of(table, "1.9")
    assert at(table, row, "考核分").value == Fraction("1.5")
    assert at(table, row, "扣分依据").value == "没有水质化验报告"
    assert [c.value for c in table.cells if c.meaning is Meaning.TOTAL][1] == Fraction(102)


def test_pools_are_summed_by_section_and_a_bonus_is_capped(tx: Tx, tmp_path: Path) -> None:
    built = builders.campaign(tx, "village-rules", [builders.village("柳河乡", "石桥村")])
    found = builders.sheet(built, "柳河乡石桥村", by="赵六七")
    builders.answer_all(tx, found, {"2.1.1a": 7, "2.1.3a": 3, "4.1a": 1, "4.2a": 2})
    report = build(tx, builders.house(tmp_path), found, builders.NOW)
    table = score_sheet(report, catalog("zh"))
    subtotals = [c for c in table.cells if c.meaning is Meaning.SUBTOTAL]
    books = next(c for c in table.cells if c.value == "扶贫手册\n（30分）")
    last = books.row + books.rows - 1
    assert [c.value for c in subtotals if c.row == last and isinstance(c.value, Fraction)] == [
        30,
        10,
    ]
    reward = next(c for c in table.cells if c.value == "奖励")
    last = reward.row + reward.rows - 1
    assert [c.value for c in subtotals if c.row == last and isinstance(c.value, Fraction)] == [10]
    assert at(table, row_of(table, "4.1"), "得分").value == "—"


def test_a_sheet_in_work_is_a_draft_with_its_range(tx: Tx, tmp_path: Path) -> None:
    built = builders.campaign(tx, "village-rules", [builders.village("柳河乡", "石桥村")])
    found = builders.sheet(built, "柳河乡石桥村", by="赵六七")
    builders.answer(tx, found, {"1.1a": 0})
    report = build(tx, builders.house(tmp_path), found, builders.NOW)
    words = [str(c.value) for c in score_sheet(report, catalog("zh")).cells]
    assert any("草稿" in each for each in words)
    assert any(f"{report.low}～{report.high}" in each for each in words)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_file_no_cells_overlap_and_every_text_has_its_room(
    tx: Tx, tmp_path: Path, lang: str
) -> None:
    table = score_sheet(of_village(tx, tmp_path), catalog(lang))
    taken = [
        (row, column)
        for c in table.cells
        for row in range(c.row, c.row + c.rows)
        for column in range(c.column, c.column + c.columns)
    ]
    assert len(taken) == len(set(taken))
    assert len(taken) == table.row_count * len(table.widths), "every place is part of a cell"
    sheet = openpyxl.load_workbook(BytesIO(workbook([table], builders.NOW))).worksheets[0]
    heights = row_heights(table)
    got = [sheet.row_dimensions[row].height for row in range(1, len(heights) + 1)]
    assert got == [round(height, 1) for height in heights]
    assert sheet.print_title_rows == "$2:$3"


def longer(report: Report, characters: int) -> Report:
    """The report with that many characters of grounds in all, in the first items."""
    left, sections = characters, []
    for section in report.sections:
        items = []
        for item in section.items:
            taken = min(left, 133)
            left -= taken
            items.append(replace(item, ground="缺" * taken) if taken else item)
        sections.append(replace(section, items=tuple(items)))
    return replace(report, sections=tuple(sections))


def test_signatures_take_the_last_item_along_to_their_page(tx: Tx, tmp_path: Path) -> None:
    report = of_village(tx, tmp_path)
    broken = set()
    for characters in range(0, 460, 19):
        table = score_sheet(longer(report, characters), catalog("zh"))
        heights = [round(height, 1) for height in row_heights(table)]
        last_item = row_of(table, "3.7")
        sheet = openpyxl.load_workbook(BytesIO(workbook([table], builders.NOW))).worksheets[0]
        breaks = [each.id for each in sheet.row_breaks.brk]
        alone = orphaned(heights, table.repeated, last_item, sum(table.widths))
        # The id of a break is the row above it, counted from 1.
        assert breaks == ([last_item] if alone else []), characters
        broken.add(alone)
    assert broken == {True, False}


@pytest.mark.parametrize(
    ("rows", "keep", "want"),
    [
        pytest.param([20.0] * 10, 7, False, id="all on one page"),
        pytest.param([20.0] * 28 + [40.0] * 3, 27, True, id="the end on the next page"),
        pytest.param([20.0] * 32 + [40.0] * 3, 32, False, id="all of the end on the next page"),
        pytest.param([20.0] * 20 + [190.0] * 8, 20, False, id="more than a page in any case"),
    ],
)
def test_rows_that_belong_together_are_told_from_those_that_fit(
    rows: list[float], keep: int, want: bool
) -> None:
    assert orphaned(rows, (0, 0), keep, 166) is want

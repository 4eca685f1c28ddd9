"""What cells hold is read as it is: exact, cleaned, and with what is odd told."""

from collections.abc import Callable
from datetime import date, datetime
from datetime import time as clock
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook

from content.workbook.grid import Broken, Merge
from content.xlsx_guard import read_grid
from tests.content.workbook_parts import BOOK, MAIN, cell, grid_of, parts, zipped


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(content: bytes) -> Path:
        path = tmp_path / "campaign.xlsx"
        path.write_bytes(content)
        return path

    return save


def test_cells_keep_what_they_hold(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["007", 7, 0.1, 13812345678, True, "=1+1", "  好  ", None])
    sheet.append(
        [date(2026, 10, 12), datetime.combine(date(2026, 10, 12), clock(9, 30)), clock(9, 0), -2.5]
    )
    sheet["A5"] = "合并"
    sheet.merge_cells("A5:C6")
    sheet["B2"].number_format = "yyyy-mm-dd hh:mm"
    book.save(tmp_path / "cells.xlsx")
    grid = grid_of(read_grid(tmp_path / "cells.xlsx"))
    first, second, fifth = grid.sheets[0].rows
    assert dict(first.cells) == {
        1: "007",
        2: Fraction(7),
        3: Fraction(1, 10),
        4: Fraction(13812345678),
        5: True,
        6: Broken.UNCOMPUTED,
        7: "好",
    }
    assert dict(second.cells) == {
        1: date(2026, 10, 12),
        2: datetime.combine(date(2026, 10, 12), clock(9, 30)),
        3: clock(9, 0),
        4: Fraction(-5, 2),
    }
    assert (fifth.number, dict(fifth.cells)) == (5, {1: "合并"})
    assert grid.sheets[0].merges == (Merge(5, 1, 6, 3),)


def test_a_formula_gives_its_stored_value_and_an_error_is_told_apart(
    saved: Callable[[bytes], Path],
) -> None:
    row = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>'
        '<c r="C1" t="e"><v>#REF!</v></c><c r="D1" t="str"><f>A1</f><v>好</v></c>'
        '<c r="E1"><v>NaN</v></c><c r="F1" t="str"><f>A9</f><v></v></c></row>'
    )
    grid = grid_of(read_grid(saved(zipped(parts(row)))))
    assert dict(grid.sheets[0].rows[0].cells) == {
        1: Fraction(2),
        2: Broken.UNCOMPUTED,
        3: Broken.ERROR,
        4: "好",
        5: Broken.ERROR,
    }


def test_chinese_date_formats_and_the_1904_calendar_are_dates(
    saved: Callable[[bytes], Path],
) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
        "</styleSheet>"
    )
    row = '<row r="1"><c r="A1" s="1"><v>46307</v></c><c r="B1"><v>46307</v></c></row>'
    content = parts(row, **{"xl/styles.xml": styles})
    grid = grid_of(read_grid(saved(zipped(content))))
    assert dict(grid.sheets[0].rows[0].cells) == {1: date(2026, 10, 12), 2: Fraction(46307)}
    mac = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    grid = grid_of(read_grid(saved(zipped(content | {"xl/workbook.xml": mac}))))
    assert grid.sheets[0].rows[0].cells[1] == date(2030, 10, 13)


def test_a_cell_of_32767_characters_is_read_and_a_longer_one_is_not(
    saved: Callable[[bytes], Path],
) -> None:
    row = f"<row>{cell('A1', '长' * 32_767)}{cell('B1', '长' * 32_768)}</row>"
    cells = grid_of(read_grid(saved(zipped(parts(row))))).sheets[0].rows[0].cells
    assert cells[1] == "长" * 32_767
    assert cells[2] is Broken.TOO_LONG


def test_control_and_direction_characters_are_dropped_with_a_warning(
    saved: Callable[[bytes], Path],
) -> None:
    odd, lines = cell("A1", "张\u202e三_x0007_"), cell("B1", "一行_x000D_&#10;二行")
    row = f'<row r="1">{odd}{lines}</row>'
    grid = grid_of(read_grid(saved(zipped(parts(row)))))
    assert dict(grid.sheets[0].rows[0].cells) == {1: "张三", 2: "一行\n二行"}
    assert [(w.where, w.text.code) for w in grid.warnings] == [
        ("名册!A1", "warning.cell.characters-dropped")
    ]


def test_hidden_sheets_and_rows_are_read_with_a_warning(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a"])
    sheet.append(["b"])
    sheet.row_dimensions[2].hidden = True
    hidden = book.create_sheet("藏")
    hidden.append(["c"])
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "hidden.xlsx")
    grid = grid_of(read_grid(tmp_path / "hidden.xlsx"))
    assert [[dict(row.cells) for row in sheet.rows] for sheet in grid.sheets] == [
        [{1: "a"}, {1: "b"}],
        [{1: "c"}],
    ]
    assert [(w.where, w.text.code) for w in grid.warnings] == [
        ("Sheet!2", "warning.rows.hidden"),
        ("藏", "warning.sheet.hidden"),
    ]


def test_rich_text_is_joined_and_phonetic_guides_are_left_out(
    saved: Callable[[bytes], Path],
) -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>青石</t></r><r><t>镇</t></r>'
        '<rPh sb="0" eb="1"><t>qing</t></rPh></si></sst>'
    )
    content = parts('<row><c t="s"><v>0</v></c></row>', **{"xl/sharedStrings.xml": strings})
    assert grid_of(read_grid(saved(zipped(content)))).sheets[0].rows[0].cells[1] == "青石镇"

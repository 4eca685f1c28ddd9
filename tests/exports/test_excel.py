"""Excel files read back: text stays text, nothing is cut, the page is set."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel import NAME_MOST, TEXT_MOST, clean, row_heights, sheet_name, workbook
from exports.table import Cell, Meaning, Table, lines_of

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
HOSTILE = [
    '=HYPERLINK("http://example.invalid","点我")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "<b>粗</b>&amp;",
    "'单引号",
    "正文\x00\x0b\x1f结束",
    "反\u202e向\u2066字",
    "半个\ud83d代理",
    "\ufffe\uffff",
    "_x000D_ _x202E_",
]


def table(*values: str | Fraction | None, meaning: Meaning = Meaning.TEXT) -> Table:
    head = Cell(0, 0, "标题", Meaning.HEADING, columns=2)
    cells = [Cell(row, 0, value, meaning) for row, value in enumerate(values, start=1)]
    return Table("表", (20, 10), (head, *cells), (0, 0))


def opened(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_hostile_words_are_words_and_no_formula_is_in_the_file() -> None:
    content = workbook([table(*HOSTILE)], NOW)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<f " not in xml
    sheet = opened(content)
    for row, words in enumerate(HOSTILE, start=2):
        cell = sheet.cell(row, 1)
        want = ("s", clean(words)) if clean(words) else ("n", None)
        read = unescape(cell.value) if isinstance(cell.value, str) else cell.value
        assert (cell.data_type, read) == want, words


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("a\x00b\x1fc\x7f", "abc"),
        ("一\u202e二\u2069三\u200f", "一二三"),
        ("\ud800x\ufffe", "x"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\t二", "一 二"),
    ],
    ids=["control", "direction", "half a character", "line ends", "tab"],
)
def test_what_a_cell_cannot_hold_is_taken_out(words: str, want: str) -> None:
    assert clean(words) == want


def test_words_longer_than_a_cell_end_in_an_ellipsis() -> None:
    assert clean("字" * 40_000) == "字" * (TEXT_MOST - 1) + "…"


def test_numbers_are_numbers_with_their_format() -> None:
    cells = (
        Cell(0, 0, "标题", Meaning.HEADING),
        Cell(1, 0, Fraction("86.42"), Meaning.NUMBER, places=2),
        Cell(2, 0, Fraction("2.5"), Meaning.NUMBER, places=1),
        Cell(3, 0, Fraction(12), Meaning.NUMBER),
    )
    sheet = opened(workbook([Table("表", (10,), cells, (0, 0))], NOW))
    got = [
        (cell.data_type, Decimal(str(cell.value)), cell.number_format)
        for (cell,) in sheet.iter_rows(2, 4)
    ]
    assert got == [
        ("n", Decimal("86.42"), "0.00"),
        ("n", Decimal("2.5"), "0.0"),
        ("n", Decimal(12), "0"),
    ]


@pytest.mark.parametrize(
    ("wanted", "taken", "want"),
    [
        ("青石镇[大坪]村:*?/\\'", set(), "青石镇 大坪 村"),
        ("", set(), "Sheet"),
        ("表", {"表"}, "表 (2)"),
        ("Table", {"table", "table (2)"}, "Table (3)"),
        ("字" * 40, set(), "字" * NAME_MOST),
        ("字" * 40, {"字" * NAME_MOST}, "字" * (NAME_MOST - 4) + " (2)"),
    ],
    ids=["forbidden", "empty", "twice", "twice in other case", "too long", "too long and twice"],
)
def test_a_sheets_name_is_within_the_limits(wanted: str, taken: set[str], want: str) -> None:
    assert sheet_name(wanted, taken) == want


def test_the_page_is_a4_landscape_one_page_wide_with_its_headings_repeated() -> None:
    sheet = opened(workbook([table("一")], NOW))
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "— &P —"


def test_a_merge_is_framed_on_every_cell_under_it() -> None:
    cells = (
        Cell(0, 0, "标题", Meaning.HEADING),
        Cell(1, 0, "合", Meaning.SECTION, rows=3, columns=2),
    )
    content = workbook([Table("表", (10, 10), cells, (0, 0))], NOW)
    sheet = opened(content)
    assert [str(merge) for merge in sheet.merged_cells.ranges] == ["A2:B4"]
    with zipfile.ZipFile(BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    framed = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', xml))
    plain = openpyxl.load_workbook(BytesIO(content))
    for place in ("A2", "B2", "A3", "B3", "A4", "B4"):
        assert framed[place] != "0", place
        assert plain.worksheets[0][place].border.left.style in {"thin", None}


def test_rows_are_as_high_as_their_words_need_and_never_higher_than_excel_allows() -> None:
    words = "经逐户核对，档案登记人口与实际不符；" * 120
    made = table(words, "短")
    heights = row_heights(made)
    assert heights[1] >= lines_of(words, 18) * 10
    sheet = opened(workbook([made], NOW))
    rows = [sheet.row_dimensions[row].height or 0 for row in range(1, sheet.max_row + 1)]
    assert max(rows) <= 409
    assert sum(rows) >= sum(heights) - 1
    merged = [str(merge) for merge in sheet.merged_cells.ranges if str(merge).startswith("A2")]
    assert merged, "a text higher than a row lies over several"


def test_a_merged_cell_gets_the_height_its_rows_lack() -> None:
    tall = Cell(1, 0, "长" * 60, Meaning.SECTION, rows=2)
    low = [Cell(row, 1, "短", Meaning.TEXT) for row in (1, 2)]
    made = Table("表", (10, 10), (Cell(0, 0, "头", Meaning.HEADING), tall, *low), (0, 0))
    first, second = row_heights(made)[1:]
    assert first + second >= lines_of("长" * 60, 7) * 10


def test_several_tables_stand_in_one_file() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook([table("一"), table("二")], NOW)))
    assert book.sheetnames == ["表", "表 (2)"]

"""Lists to be printed, read back: text stays text, nothing is cut, page and panes are set."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel import clean
from exports.laying import LINES_MOST, parts_of
from exports.long_book import write_long_book
from exports.long_sheet import Column, LongSheet, Value
from exports.table import lines_of
from tests.exports.test_excel import HOSTILE

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
COLUMNS = (
    Column("序号", 5, "label"),
    Column("编号", 11, "label", leading=True),
    Column("问题", 20),
    Column("分", 6, "number"),
)


def laid(*rows: Sequence[Value], **more: Any) -> LongSheet:
    wanted: dict[str, Any] = {"name": "台账", "title": "标题", "lines": ("说明",), "paper": "A3"}
    return LongSheet(columns=COLUMNS, rows=rows, laid=True, **{**wanted, **more})


def written(*sheets: LongSheet) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        write_long_book(file, sheets, NOW)
        return file.read_bytes()


def opened(content: bytes, sheet: int = 0) -> Worksheet:
    found = openpyxl.load_workbook(BytesIO(content)).worksheets[sheet]
    assert isinstance(found, Worksheet)
    return found


def formulas(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        return [n for n in sheets if b"<f>" in parts.read(n) or b"<f " in parts.read(n)]


def problems(sheet: Worksheet) -> list[object]:
    return [sheet.cell(row, 3).value for row in range(4, sheet.max_row + 1)]


def test_the_head_stands_over_all_columns_and_the_headings_on_every_page() -> None:
    sheet = opened(written(laid((1, "a", "b", None), frozen=2)))
    assert [sheet["A1"].value, sheet["A2"].value] == ["标题", "说明"]
    assert [sheet.cell(3, n).value for n in range(1, 5)] == ["序号", "编号", "问题", "分"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:D1", "A2:D2"]
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:D4"
    assert sheet.print_area == "'台账'!$A$1:$D$4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    widths = [sheet.column_dimensions[c].width for c in "ABCD"]
    assert widths == pytest.approx([5, 11, 20, 6], abs=0.01)


def test_numbers_are_numbers_days_are_days_and_nothing_is_nothing() -> None:
    row: tuple[Value, ...] = (7, None, date(2026, 10, 12), Fraction(5, 2))
    sheet = opened(written(laid(row)))
    got = [sheet.cell(4, n).value for n in range(1, 5)]
    assert got == [7, None, datetime(2026, 10, 12), 2.5]  # noqa: DTZ001 a day has no zone
    assert [sheet.cell(4, n).number_format for n in (3, 4)] == ["yyyy-mm-dd", "0.0"]


def test_every_cell_of_a_row_is_framed_the_empty_ones_too() -> None:
    sheet = opened(written(laid((1, "a", None, None))))
    assert {sheet.cell(4, n).border.left.style for n in range(1, 5)} == {"thin"}


def test_hostile_words_are_words_and_no_formula_is_in_the_file() -> None:
    content = written(laid(*((n, "a", words, None) for n, words in enumerate(HOSTILE))))
    assert formulas(content) == []
    got = [unescape(str(words)) if words else None for words in problems(opened(content))]
    assert got == [clean(words) or None for words in HOSTILE]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
@example(["=1+1", "_x000D_", " a ", "\n", "#N/A", "TRUE", "1e5"])
def test_any_words_come_back_as_they_went_in(words: list[str]) -> None:
    content = written(laid(*((n, "a", each, None) for n, each in enumerate(words))))
    assert formulas(content) == []
    sheet = opened(content)
    got = ["".join(parts) for parts in joined(sheet)]
    assert got == [clean(each).replace("\n", "") for each in words]
    assert {sheet.cell(r, 3).data_type for r in range(4, sheet.max_row + 1)} <= {"s", "n"}
    assert all(isinstance(value, str | None) for value in problems(sheet))


def joined(sheet: Worksheet) -> list[list[str]]:
    """The words of each entry, from all the rows it takes."""
    found: list[list[str]] = []
    for row in range(4, sheet.max_row + 1):
        if isinstance(sheet.cell(row, 1).value, int):
            found.append([])
        # Excel reads the escape back by itself.
        words = unescape(str(sheet.cell(row, 3).value or ""))
        found[-1].append(words.replace("\n", ""))
    return found


def test_a_text_longer_than_a_row_goes_on_in_rows_that_say_whose_they_are() -> None:
    words = "对照要求逐户核对，" * 90
    rows = [(1, "2026-0001", words, Fraction(2)), (2, "2026-0002", "短", None)]
    sheet = opened(written(laid(*rows, further="续")))
    firsts = [sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)]
    assert firsts[0] == 1
    assert set(firsts[1:-1]) == {"续"}
    assert firsts[-1] == 2
    assert {sheet.cell(r, 2).value for r in range(4, sheet.max_row)} == {"2026-0001"}
    assert [sheet.cell(r, 4).value for r in range(4, sheet.max_row)] == [2] + [None] * (
        len(firsts) - 2
    )
    assert ["".join(parts) for parts in joined(sheet)] == [words, "短"]
    heights = [sheet.row_dimensions[row].height or 0 for row in range(4, sheet.max_row + 1)]
    assert max(heights) <= 409
    room = 20 - 2
    needed = [lines_of(str(sheet.cell(row, 3).value), room) * 10 for row in range(4, sheet.max_row)]
    assert all(height >= need for height, need in zip(heights, needed, strict=False))


@given(
    st.text(alphabet=st.sampled_from("字，。ab1 \n（"), max_size=600),
    st.integers(2, 30),
    st.integers(2, 6),
)
def test_parts_lose_nothing_and_none_is_too_long(words: str, width: int, most: int) -> None:
    parts = parts_of(words, width, most)
    assert [(part, lines_of(part, width)) for part, _ in parts] == list(parts)
    assert all(lines <= most for _, lines in parts)
    assert "".join(part for part, _ in parts).replace("\n", "") == words.replace("\n", "")


@pytest.mark.parametrize("words", ["", "短", "一\n二"], ids=["nothing", "a word", "two lines"])
def test_what_fits_stays_in_one_row(words: str) -> None:
    assert parts_of(words, 20) == ((words, lines_of(words, 20)),)
    assert LINES_MOST * 13.5 + 6 < 409


def test_sheets_of_one_name_are_told_apart() -> None:
    book = written(laid((1, "a", "b", None)), laid())
    assert openpyxl.load_workbook(BytesIO(book)).sheetnames == ["台账", "台账 (2)"]


def test_a_head_longer_than_a_row_loses_nothing() -> None:
    line = "、".join(f"2026-{number:04d}" for number in range(400))
    sheet = opened(written(laid(lines=(line,))))
    heading = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "序号")
    assert sheet.print_title_rows == f"${heading}:${heading}"
    assert "".join(str(sheet.cell(row, 1).value) for row in range(2, heading)) == line

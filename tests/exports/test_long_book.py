"""Long lists as Excel: typed cells, words that stay words, nothing cut, sheets that go on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from exports.excel import clean
from exports.long_book import write_long_book
from exports.long_page import PART
from exports.long_sheet import Column, LongSheet, Value

AT = datetime(2026, 10, 12, tzinfo=UTC)
TEXT = (Column("题目", 20), Column("答案", 10))


def written(tmp_path: Path, *sheets: LongSheet, most: int = 1_048_576) -> openpyxl.Workbook:
    file = tmp_path / "book.xlsx"
    write_long_book(file, sheets, AT, rows_most=most)
    with ZipFile(file) as packed:
        for name in packed.namelist():
            body = packed.read(name)
            assert b"<f>" not in body
            assert b"<hyperlink" not in body
    return openpyxl.load_workbook(file)


def test_each_kind_of_value_is_what_it_is(tmp_path: Path) -> None:
    columns = (Column("a", 8), *(Column(k, 8, k) for k in ("number", "day", "time", "label")))  # type: ignore[arg-type]
    moment = datetime(2026, 10, 12, 18, 5, 7, tzinfo=UTC)
    rows: list[tuple[Value, ...]] = [("=1+1", Fraction(5, 2), date(2026, 10, 9), moment, None)]
    sheet = written(tmp_path, LongSheet("表", columns, rows, 1))["表"]
    got = [cell.value for cell in sheet[2]]
    want = ["=1+1", 2.5, datetime(2026, 10, 9), datetime(2026, 10, 12, 18, 5, 7), None]  # noqa: DTZ001
    assert got == want
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E2"
    assert sheet.print_title_rows == "$1:$1"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=80))
@example("=cmd|'/c calc'!A1")
@example("https://example.org/")
@example("_x000D_")
@example("\x07\u202eab")
def test_any_words_come_back_as_they_went_in(tmp_path: Path, words: str) -> None:
    sheet = written(tmp_path, LongSheet("表", TEXT, [(words, "x")]))["表"]
    # Excel reads the escape back by itself.
    assert unescape(sheet["A2"].value or "") == clean(words)
    assert sheet["B2"].value == "x"


def test_a_text_longer_than_a_cell_goes_on_in_further_rows(tmp_path: Path) -> None:
    words = "督查" * (PART + 3)
    sheet = written(tmp_path, LongSheet("表", TEXT, [(words, "一"), ("短", "二")]))["表"]
    cells = [str(row[0] or "") for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert "".join(cells) == words + "短"
    assert max(map(len, cells)) == PART
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)][:2] == ["一", None]


def test_a_list_longer_than_a_sheet_goes_on_in_another(tmp_path: Path) -> None:
    rows = [(f"题{n}", "是") for n in range(7)]
    book = written(tmp_path, LongSheet("答案", TEXT, rows), most=4)
    assert book.sheetnames == ["答案", "答案 (2)", "答案 (3)"]
    got = [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert got == rows
    assert all(sheet["A1"].value == "题目" for sheet in book)


def test_names_of_sheets_keep_within_limits_and_every_row_is_told(tmp_path: Path) -> None:
    heard: list[int] = []
    file = tmp_path / "book.xlsx"
    sheets = [LongSheet("表:" + "长" * 40, TEXT, [("a", "b")] * 1200)] * 2
    assert write_long_book(file, sheets, AT, heard.append) == 2400
    assert sum(heard) == 2400
    names = openpyxl.load_workbook(file).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 for name in names)


def test_temporary_files_do_not_stay(tmp_path: Path) -> None:
    written(tmp_path, LongSheet("表", TEXT, [("a", "b")]))
    assert [each.name for each in tmp_path.iterdir()] == ["book.xlsx"]


def test_what_is_no_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        written(tmp_path, LongSheet("表", TEXT, [(object(), "b")]))  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []

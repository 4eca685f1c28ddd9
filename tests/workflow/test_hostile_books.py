"""Hostile and endless words in every kind of workbook: words they stay, and none is lost."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel import clean
from exports.table import lines_of
from tests import builders
from tests.builders import NOW
from tests.workflow.round_books import WORKBOOKS, Books, opened
from tests.workflow.whole_round import whole_round
from workflow.exporting import NAME_MOST, workbook_name

HOSTILE = '=HYPERLINK("http://example.invalid")[坏]/\\:*?\'\x07\x0b\u202e<b>&amp;_x000D_'
NAME = HOSTILE + "很长的名称" * 12
ENDLESS = HOSTILE + "".join(f"第{n:04d}句。" for n in range(500))
SPOILT = {
    "campaigns": ("title", "office"),
    "rounds": ("name",),
    "units": ("village",),
    "people": ("name",),
    "households": ("head",),
}
FREE = {
    "findings": ("matter", "open_matter", "measure"),
    "finding_steps": ("words",),
    "evidence": ("caption",),
    "grounds": ("words",),
}
TOLD = {
    "score sheets": ENDLESS,
    "ledger": ENDLESS,
    "campaign": ENDLESS,
    "archive index": ENDLESS,
    "ranking": NAME,
    "carryover list": NAME,
}
"""What each kind has to tell whole."""
PRINTED = tuple(name for name in WORKBOOKS if name != "campaign")
"""Kinds whose rows have heights of their own; a program fits the others to their words."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    folder = tmp_path_factory.mktemp("hostile")
    with builders.books(folder) as tx:
        built = whole_round(tx, folder)
        for words, tables in ((NAME, SPOILT), (ENDLESS, FREE)):
            for table, columns in tables.items():
                for column in columns:
                    spoil = f"UPDATE {table} SET {column} = :w || {column}"  # noqa: S608
                    assert tx.do(f"{spoil} WHERE {column} IS NOT NULL", w=words), (table, column)
        yield opened(tx, folder, built)


@pytest.fixture(scope="module")
def workbooks(made: Books) -> dict[str, list[bytes]]:
    return {name: list(make(made).values()) for name, make in WORKBOOKS.items()}


def pages(contents: list[bytes]) -> Iterator[Worksheet]:
    for content in contents:
        for page in openpyxl.load_workbook(BytesIO(content)).worksheets:
            assert isinstance(page, Worksheet)
            yield page


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_words_become_a_formula_a_link_or_a_control(
    workbooks: dict[str, list[bytes]], name: str
) -> None:
    for content in workbooks[name]:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            for part in parts.namelist():
                assert not re.search(rb"<f[ >]|<hyperlink", parts.read(part)), part
    for page in pages(workbooks[name]):
        for cell in (cell for row in page.iter_rows() for cell in row):
            assert cell.data_type in {"s", "n", "d", "inlineStr"}, cell.coordinate
            if isinstance(cell.value, str):
                assert clean(cell.value) == cell.value, cell.coordinate


@pytest.mark.parametrize("name", WORKBOOKS)
def test_sheets_have_names_that_excel_takes(workbooks: dict[str, list[bytes]], name: str) -> None:
    for content in workbooks[name]:
        names = openpyxl.load_workbook(BytesIO(content)).sheetnames
        assert len({each.casefold() for each in names}) == len(names)
        assert [each for each in names if not 0 < len(each) <= 31] == []
        assert [each for each in names if re.search(r"[\[\]:*?/\\]", each)] == []


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_words_are_lost(workbooks: dict[str, list[bytes]], name: str) -> None:
    columns = [
        "".join(unescape(str(value)) for value in column if value is not None)
        for page in pages(workbooks[name])
        for column in page.iter_cols(values_only=True)
    ]
    assert any(clean(TOLD[name]) in words for words in columns)


@pytest.mark.parametrize("name", PRINTED)
def test_every_row_is_as_high_as_its_words(workbooks: dict[str, list[bytes]], name: str) -> None:
    low = [
        f"{page.title}!{cell.coordinate}"
        for page in pages(workbooks[name])
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and _room(page, cell.coordinate) < _needed(page, cell)
    ]
    assert low == []


def _area(page: Worksheet, coordinate: str) -> tuple[range, range]:
    for merged in page.merged_cells.ranges:
        if coordinate in merged:
            rows = range(merged.min_row, merged.max_row + 1)
            return rows, range(merged.min_col, merged.max_col + 1)
    cell = page[coordinate]
    return range(cell.row, cell.row + 1), range(cell.column, cell.column + 1)


def _room(page: Worksheet, coordinate: str) -> float:
    """Points a cell has from top to bottom."""
    rows, _ = _area(page, coordinate)
    return sum(page.row_dimensions[row].height or 0.0 for row in rows)


def _needed(page: Worksheet, cell: object) -> float:
    """Points its words take at least, one and a fifth of the letter's size a line."""
    _, columns = _area(page, cell.coordinate)  # type: ignore[attr-defined]
    width = sum(page.column_dimensions[get_column_letter(n)].width for n in columns)
    size = cell.font.size  # type: ignore[attr-defined]
    return lines_of(unescape(cell.value), int((width - 1) * 10 / size)) * size * 1.2  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "parts",
    [("秋季专项督查", "第一轮"), (NAME * 3, "第一轮"), (NAME * 3, NAME * 3, "整改通知书")],
    ids=["short", "one too long", "several too long"],
)
def test_a_files_name_is_within_the_limits(parts: tuple[str, ...], tmp_path: Path) -> None:
    name = workbook_name(*parts, f"{NOW:%Y-%m-%d}", masked=False)
    assert len(name.encode()) <= NAME_MOST + 30
    assert not re.search(r"[\x00-\x1f/\\:*?\"<>|]", name)
    (tmp_path / name).write_bytes(b"")
    assert name.endswith("-未脱敏.xlsx")
    assert workbook_name(*parts, "另一个") != workbook_name(*parts, "这一个")

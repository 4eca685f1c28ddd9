"""How a campaign workbook looks: headings, widths, lists to choose from, the way it prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from typing import TypeAlias

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Filled: TypeAlias = str | int | Fraction | date | time | None

_THIN = Side(style="thin", color="B7B7B7")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="1F4E79")
_REQUIRED = PatternFill("solid", fgColor="9C2A1E")
_WHITE = Font(name="Microsoft YaHei", size=11, bold=True, color="FFFFFF")
PLAIN = Font(name="Microsoft YaHei", size=11)
FAINT = Font(name="Microsoft YaHei", size=11, color="808080")
BOLD = Font(name="Microsoft YaHei", size=14, bold=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="center", wrap_text=True)
_LISTED_ROWS = 3000
_WIDEST = 44


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to be written: its headings, rows, and what helps a person to fill it in."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Filled]] = ()
    above: Sequence[Sequence[Filled]] = ()
    lists: Mapping[str, Iterable[str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    as_text: frozenset[str] = frozenset()
    faint_rows: int = 0
    blank_rows: int = 0
    pages_wide: int = 1


def put(sheet: Worksheet, page: Page) -> None:
    """Fills a worksheet with a page."""
    for number, row in enumerate(page.above, 1):
        for column, value in enumerate(row, 1):
            write(sheet, number, column, value)
    head = len(page.above) + 1
    for column, heading in enumerate(page.headings, 1):
        at = sheet.cell(head, column, heading)
        at.font, at.alignment, at.border = _WHITE, _CENTRE, BORDER
        at.fill = _REQUIRED if heading.endswith("*") else _HEAD
        if note := page.notes.get(heading.rstrip("*")):
            at.comment = Comment(note, "ducha", width=260, height=90)
    sheet.row_dimensions[head].height = 24
    for number, row in enumerate(page.rows, head + 1):
        for column, value in enumerate(row, 1):
            write(sheet, number, column, value, faint=number - head <= page.faint_rows)
    first_blank = head + len(page.rows) + 1
    for number in range(first_blank, first_blank + page.blank_rows):
        for column in range(1, len(page.headings) + 1):
            sheet.cell(number, column).border = BORDER
    _columns(sheet, page, head)
    _lists(sheet, page, head)
    sheet.freeze_panes = f"A{head + 1}"
    printed(sheet, head, page.pages_wide)


def write(sheet: Worksheet, row: int, column: int, value: Filled, *, faint: bool = False) -> None:
    """One cell; text is text whatever it begins with, so nothing becomes a formula."""
    cell = sheet.cell(row, column)
    cell.border, cell.alignment, cell.font = BORDER, WRAPPED, FAINT if faint else PLAIN
    match value:
        case str():
            cell.value = value
            cell.data_type = "s"
            cell.quotePrefix = value.startswith("=")
            cell.number_format = "@"
        case Fraction():
            cell.value = value.numerator if value.denominator == 1 else float(value)
        case date():
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
        case time():
            cell.value = value
            cell.number_format = "h:mm"
        case _:
            cell.value = value


def _columns(sheet: Worksheet, page: Page, head: int) -> None:
    for column, heading in enumerate(page.headings, 1):
        letter = get_column_letter(column)
        texts = [heading, *(str(row[column - 1] or "") for row in page.rows[:200])]
        width = page.widths.get(heading.rstrip("*"), min(_WIDEST, max(map(shown_width, texts)) + 4))
        sheet.column_dimensions[letter].width = width
        if heading.rstrip("*") in page.as_text:
            # New cells of these columns are text, so that 007 stays 007.
            sheet.column_dimensions[letter].number_format = "@"
            for row in range(head + 1, head + 200):
                sheet.cell(row, column).number_format = "@"


def shown_width(text: str) -> int:
    """How wide the longest line of a text is, a Chinese character counting as two."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
            for line in text.split("\n")
        ),
        default=0,
    )


def _lists(sheet: Worksheet, page: Page, head: int) -> None:
    for column, heading in enumerate(page.headings, 1):
        words = page.lists.get(heading.rstrip("*"))
        if words:
            letter = get_column_letter(column)
            choose(sheet, f"{letter}{head + 1}:{letter}{head + _LISTED_ROWS}", words)


def choose(sheet: Worksheet, cells: str, words: Iterable[str]) -> None:
    """A drop-down list; other words are refused by the spreadsheet program itself."""
    validation = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
    validation.showErrorMessage = True
    validation.errorTitle = "ducha"
    validation.error = "请从下拉列表中选择。Please choose from the list."
    sheet.add_data_validation(validation)
    validation.add(cells)


def printed(sheet: Worksheet, head: int, pages_wide: int) -> None:
    """A4 across, the headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
    sheet.page_margins.left = sheet.page_margins.right = 0.4

"""Tables as Excel files: the only place that writes them. Text stays text, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.paging import MARGINS, orphaned
from exports.table import Cell, Meaning, Paper, Table, lines_of

PAPERS: Mapping[Paper, int] = {"A3": 8, "A4": 9}
TEXT_MOST: Final = 32_000
"""Excel's own limit is 32,767 characters a cell; more would be cut without a word."""
NAME_MOST: Final = 31
ROW_MOST: Final = 200.0
"""Points; a taller row is laid over several, to break over pages (the format ends at 409)."""
QUOTED: Final = frozenset("=+-@'")
"""A text that begins so is marked as one: a program must not take it for a formula."""
_PADDING: Final = 2
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""The format reads _x000D_ as the character of that number, unless its first _ is one itself."""
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Look:
    """How a meaning looks: font size in points, least row height, alignment, frame."""

    size: float = 10
    face: str = "宋体"
    bold: bool = False
    across: Literal["left", "center", "right"] = "left"
    upright: Literal["center", "top", "bottom"] = "center"
    framed: bool = True
    height: float = 20
    fill: str | None = None


LOOKS: Mapping[Meaning, Look] = {
    Meaning.TITLE: Look(size=18, bold=True, across="center", framed=False, height=34),
    Meaning.SUBTITLE: Look(framed=False, height=20),
    Meaning.HEADING: Look(face="黑体", across="center", height=26, fill="EDEDED"),
    Meaning.SECTION: Look(bold=True, across="center"),
    Meaning.TEXT: Look(),
    Meaning.LABEL: Look(across="center"),
    Meaning.NUMBER: Look(across="center"),
    Meaning.SUBTOTAL: Look(across="center", fill="F7F7F7"),
    Meaning.TOTAL: Look(size=11, bold=True, across="center", height=24),
    Meaning.NOTE: Look(size=9, framed=False, height=16),
    Meaning.SIGNATURE: Look(size=11, framed=False, height=40),
}
_LINE = Side(style="thin", color="000000")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def workbook(tables: Sequence[Table], made_at: datetime) -> bytes:
    """The bytes of an .xlsx with one sheet a table, ready to print on A4 landscape."""
    book = _new_book(made_at)
    taken: set[str] = set()
    for table in tables:
        name = sheet_name(table.name, taken)
        taken.add(name.casefold())
        _write(book.create_sheet(name), table)
    to = BytesIO()
    book.save(to)
    return to.getvalue()


def clean(words: str) -> str:
    """Words as a cell can hold them: no control or direction characters, no more than fits."""
    if len(words) <= TEXT_MOST and words.isprintable():
        return words
    plain = _UNSAFE.sub("", words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return plain if len(plain) <= TEXT_MOST else plain[: TEXT_MOST - 1] + "…"


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name a sheet may have, unlike those taken (casefolded)."""
    plain = _FORBIDDEN_IN_NAMES.sub(" ", clean(wanted)).replace("\n", " ").strip()
    plain = plain[:NAME_MOST] or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        ending = f" ({number})"
        name, number = plain[: NAME_MOST - len(ending)] + ending, number + 1
    return name


def row_heights(table: Table) -> list[float]:
    """The height in points every row needs so that no text is cut, merged cells included."""
    heights = [0.0] * table.row_count
    for cell in sorted(table.cells, key=lambda c: c.rows):
        needed = _needed(table, cell)
        last = cell.row + cell.rows - 1
        missing = needed - sum(heights[cell.row : last + 1])
        if missing > 0:
            heights[last] += missing
    return [height or LOOKS[Meaning.TEXT].height for height in heights]


def _new_book(made_at: datetime) -> Workbook:
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = book.properties.lastModifiedBy = "ducha"
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    return book


def _needed(table: Table, cell: Cell) -> float:
    if not isinstance(cell.value, str):
        return LOOKS[cell.meaning].height
    room = room_of(table.width(cell), cell.meaning)
    return height_of(lines_of(clean(cell.value), room), cell.meaning)


def room_of(width: int, meaning: Meaning) -> int:
    """How many half-width characters of a meaning stand on one line of a cell that wide."""
    look = LOOKS[meaning]
    # A bigger letter leaves fewer of them on a line; bold ones are a little wider still.
    return max(int((width - _PADDING) * 10 / (look.size * (1.05 if look.bold else 1))), 2)


def height_of(lines: int, meaning: Meaning) -> float:
    """The height in points that so many lines need."""
    look = LOOKS[meaning]
    return max(look.height, lines * look.size * 1.35 + 6)


def _write(sheet: Worksheet, table: Table) -> None:
    heights = row_heights(table)
    parts = [max(1, ceil(height / ROW_MOST)) for height in heights]
    starts = [sum(parts[:row]) + 1 for row in range(len(parts) + 1)]
    for row, height in enumerate(heights):
        for at in range(starts[row], starts[row + 1]):
            sheet.row_dimensions[at].height = round(height / parts[row], 1)
    for column, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in table.cells:
        _place(sheet, cell, starts[cell.row], starts[cell.row + cell.rows] - 1)
    first, last = table.repeated
    _set_page(sheet, starts[first], starts[last + 1] - 1, starts[-1] - 1, len(table.widths))
    if table.ending is not None:
        # Of a row that is laid over several, the last one goes along.
        keep = starts[table.ending + 1] - 2
        rows = [heights[row] / parts[row] for row in range(len(parts)) for _ in range(parts[row])]
        repeated = (starts[first] - 1, starts[last + 1] - 2)
        if orphaned(rows, repeated, keep, sum(table.widths)):
            sheet.row_breaks.append(Break(id=keep))


def _place(sheet: Worksheet, cell: Cell, top: int, bottom: int) -> None:
    look = LOOKS[cell.meaning]
    left, right = cell.column + 1, cell.column + cell.columns
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    if look.framed:
        # A merge is framed only where every cell under it is.
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sheet.cell(row, column).border = _FRAME
    at = sheet.cell(top, left)
    long_text = cell.meaning is Meaning.TEXT
    at.font = Font(name=look.face, size=look.size, bold=look.bold)
    at.alignment = Alignment(
        horizontal=look.across,
        vertical="top" if long_text and bottom > top else look.upright,
        wrap_text=True,
    )
    if look.fill:
        at.fill = PatternFill("solid", start_color=look.fill)
    match cell.value:
        case str() if words := clean(cell.value):
            at.value = _ESCAPE.sub("_x005F_", words)
            at.data_type = "s"
            at.quotePrefix = words[0] in QUOTED
        case Fraction():
            at.value = Decimal(cell.value.numerator) / Decimal(cell.value.denominator)
            at.number_format = "0" + ("." + "0" * cell.places if cell.places else "")


def _set_page(sheet: Worksheet, first: int, last: int, bottom: int, columns: int) -> None:
    sheet.print_title_rows = f"{first}:{last}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{bottom}"
    sheet.freeze_panes = f"A{last + 1}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = PAPERS["A4"]
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(**MARGINS, header=0.3, footer=0.35)
    sheet.print_options.horizontalCentered = True
    footer = HeaderFooterItem()
    footer.center.text = "— &P —"
    footer.center.size = 10
    sheet.HeaderFooter.oddFooter = footer

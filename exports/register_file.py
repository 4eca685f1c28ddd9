"""Registers as Excel files, written row by row: thirty thousand entries need little memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel import (
    FRAME,
    LOOKS,
    QUOTED,
    clean,
    height_of,
    new_book,
    room_of,
    set_paper,
    sheet_name,
)
from exports.register import Column, Register, Value, parts_of
from exports.table import Meaning, places_of

_DAY: Final = "yyyy-mm-dd"
_EMPTY: Final = (None, 1)


def register_book(
    registers: Sequence[Register], made_at: datetime, told: Callable[[int], None] | None = None
) -> bytes:
    """The bytes of an .xlsx with one sheet a register.

    `told` hears of every entry written (1 each), those of all sheets.
    """
    book = new_book(made_at, by_row=True)
    _name_styles(book)
    taken: set[str] = set()
    for register in registers:
        name = sheet_name(register.name, taken)
        taken.add(name.casefold())
        # The sheets of such a book take rows in order only; all else they have like any sheet.
        sheet = cast("Worksheet", book.create_sheet(name))
        _Writing(sheet, register).all(told)
    to = BytesIO()
    book.save(to)
    return to.getvalue()


def _name_styles(book: Workbook) -> None:
    """One style a meaning, known by its name: styling cell by cell takes minutes."""
    for meaning, look in LOOKS.items():
        style = NamedStyle(
            f"ducha {meaning}",
            font=Font(name=look.face, size=look.size, bold=look.bold),
            fill=PatternFill("solid", start_color=look.fill) if look.fill else PatternFill(),
            border=FRAME if look.framed else Border(),
            alignment=Alignment(horizontal=look.across, vertical=look.upright, wrap_text=True),
        )
        book.add_named_style(style)


class _Writing:
    """A register on its way into a sheet."""

    def __init__(self, sheet: Worksheet, register: Register) -> None:
        self.sheet = sheet
        self.register = register
        self.row = 0

    def all(self, told: Callable[[int], None] | None) -> None:
        """Head, entries, and what can be said of the sheet only when all are there."""
        register = self.register
        whole = sum(column.width for column in register.columns)
        head = [
            (part, meaning)
            for words, meaning in (
                (register.title, Meaning.TITLE),
                *((line, Meaning.SUBTITLE) for line in register.lines),
            )
            for part, _ in self._laid(Column("", whole, meaning), words)
        ]
        headings = len(head) + 1
        self._before(headings)
        for part, meaning in head:
            self._over_all(str(part), meaning, whole)
        heads = [replace(column, meaning=Meaning.HEADING) for column in register.columns]
        self._add(heads, [column.heading for column in heads])
        for number in range(register.entries):
            self._entry(register.entry(number))
            if told is not None:
                told(1)
        last = get_column_letter(len(register.columns))
        self.sheet.auto_filter.ref = f"A{headings}:{last}{self.row}"
        self.sheet.print_area = f"A1:{last}{self.row}"

    def _before(self, headings: int) -> None:
        sheet, register = self.sheet, self.register
        for number, column in enumerate(register.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.freeze_panes = f"{get_column_letter(register.frozen + 1)}{headings + 1}"
        sheet.print_title_rows = f"{headings}:{headings}"
        set_paper(sheet, register.paper)

    def _over_all(self, words: str, meaning: Meaning, width: int) -> None:
        last = get_column_letter(len(self.register.columns))
        self.sheet.merged_cells.add(f"A{self.row + 1}:{last}{self.row + 1}")
        self._add([Column("", width, meaning)], [words])

    def _entry(self, values: Sequence[Value]) -> None:
        """A row; where a text is longer than a row may be, as many as it takes."""
        columns = self.register.columns
        laid = [self._laid(*each) for each in zip(columns, values, strict=True)]
        self._row(columns, [parts[0] for parts in laid])
        for number in range(1, max(map(len, laid))):
            further: list[tuple[Value, int]] = [
                parts[number] if number < len(parts) else (parts[0] if column.leading else _EMPTY)
                for column, parts in zip(columns, laid, strict=True)
            ]
            self._row(columns, [(self.register.further, 1), *further[1:]])

    def _add(self, columns: Sequence[Column], words: Sequence[str]) -> None:
        self._row(columns, [self._laid(*each)[0] for each in zip(columns, words, strict=True)])

    def _laid(self, column: Column, value: Value) -> tuple[tuple[Value, int], ...]:
        """The parts of a value, each with how many lines it takes."""
        if not isinstance(value, str):
            return ((value, 1),)
        return parts_of(clean(value), room_of(column.width, column.meaning))

    def _row(self, columns: Sequence[Column], laid: Sequence[tuple[Value, int]]) -> None:
        self.row += 1
        cells = [
            self._cell(value, column.meaning)
            for column, (value, _) in zip(columns, laid, strict=True)
        ]
        height = max(
            height_of(lines, column.meaning)
            for column, (_, lines) in zip(columns, laid, strict=True)
        )
        self.sheet.row_dimensions[self.row].height = round(height, 1)
        self.sheet.append(cells)
        # What is written need not be kept.
        del self.sheet.row_dimensions[self.row]

    def _cell(self, value: Value, meaning: Meaning) -> Cell:
        cell = WriteOnlyCell(self.sheet)
        match value:
            case str() if value:
                cell.value = value
                cell.data_type = "s"
            case int():
                cell.value = value
            case Fraction():
                cell.value = Decimal(value.numerator) / Decimal(value.denominator)
            case date():
                cell.value = value
        cell.style = f"ducha {meaning}"
        match value:
            case Fraction():
                places = places_of(value)
                cell.number_format = "0" + ("." + "0" * places if places else "")
            case date():
                cell.number_format = _DAY
            case str() if value[:1] in QUOTED:
                cell.quotePrefix = True
        return cell

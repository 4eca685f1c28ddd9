"""Long lists as Excel files, row by row, in constant memory: a row is written and forgotten.

Text is only ever text, never a formula and never a link; numbers and days are numbers and days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.excel import LOOKS, clean, sheet_name
from exports.table import Meaning

Value: TypeAlias = str | int | float | Fraction | date | None
Kind: TypeAlias = Literal["text", "label", "number", "day", "time"]
ROWS_MOST: Final = 1_048_576
"""Rows of a sheet, its headings among them: Excel's own limit."""
PART: Final = 16_000
"""Characters of a cell; what is longer goes on in a further row (Excel counts 32,767 halves)."""
TOLD: Final = 500
"""Rows between two words of how far it is."""
_KNOWN: Final = 20_000
"""Texts remembered as clean: most cells repeat the name of a unit or of a question."""
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"text_wrap": True, "align": "left"},
    "label": {"text_wrap": True, "align": "center"},
    "number": {"align": "center"},
    "day": {"align": "center", "num_format": "yyyy-mm-dd"},
    "time": {"align": "center", "num_format": "yyyy-mm-dd hh:mm:ss"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in half-width characters, what its cells are."""

    heading: str
    width: int
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A sheet: columns and rows that come one by one; the first `frozen` columns stay in sight.

    A `time` is a local datetime or already the serial number of one (`serial`).
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    frozen: int = 0


def write_long_book(
    file: Path,
    sheets: Iterable[LongSheet],
    made_at: datetime,
    told: Callable[[int], None] | None = None,
    rows_most: int = ROWS_MOST,
) -> int:
    """Write the sheets one after the other into an .xlsx at `file`; how many rows that were.

    A list longer than a sheet goes on in another. `told` hears of every so many rows written.
    Temporary files stand beside the file: what is personal stays in its folder.
    """
    with TemporaryDirectory(prefix=".making-", dir=file.parent) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        book = Workbook(str(file), options)
        book.set_properties({"author": "ducha", "created": made_at.replace(tzinfo=None)})
        writing = _Writing(book, rows_most, told)
        try:
            for sheet in sheets:
                writing.sheet(sheet)
        except BaseException:
            _drop(book)
            raise
        book.close()
    writing.tell()
    return writing.written


def _drop(book: Workbook) -> None:
    """Leave a book that cannot be finished, its open files first."""
    for page in book.worksheets():
        page.row_data_fh.close()
    book.fileclosed = True


def serial(moment: datetime) -> float:
    """A local time as Excel counts it: days, and their parts, since the end of 1899."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - _EPOCH + seconds / 86400


class _Writing:
    """A book on its way into a file."""

    def __init__(self, book: Workbook, rows_most: int, told: Callable[[int], None] | None) -> None:
        face = {"font_name": LOOKS[Meaning.TEXT].face, "font_size": 10, "valign": "vcenter"}
        heading = {"font_name": LOOKS[Meaning.HEADING].face, "bg_color": "#EDEDED"}
        self.book = book
        self.rows_most = rows_most
        self.told = told
        self.written = 0
        self.untold = 0
        self.taken: set[str] = set()
        self.formats = {
            kind: book.add_format(face | {"border": 1} | own) for kind, own in _FORMATS.items()
        }
        self.heading = book.add_format(
            face | heading | {"border": 1, "align": "center", "text_wrap": True}
        )
        self.known: dict[str, str] = {}

    def sheet(self, wanted: LongSheet) -> None:
        """A list, on as many sheets as it needs."""
        page, row = self._page(wanted), 0
        forms = [self.formats[column.kind] for column in wanted.columns]
        for values in wanted.rows:
            rest: Sequence[Value] | None = values
            while rest is not None:
                row += 1
                if row >= self.rows_most:
                    self._end(page, wanted, row - 1)
                    page, row = self._page(wanted), 1
                rest = self._row(page, row, forms, rest)
            self.written += 1
            self.untold += 1
            if self.untold >= TOLD:
                self.tell()
        self._end(page, wanted, row)

    def tell(self) -> None:
        """Say how many rows were written since the last word."""
        if self.told is not None and self.untold:
            self.told(self.untold)
        self.untold = 0

    def _page(self, wanted: LongSheet) -> Worksheet:
        name = sheet_name(wanted.name, self.taken)
        self.taken.add(name.casefold())
        page = self.book.add_worksheet(name)
        for number, column in enumerate(wanted.columns):
            page.set_column(number, number, column.width)
        page.freeze_panes(1, wanted.frozen)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&C— &P —")
        for number, column in enumerate(wanted.columns):
            page.write_string(0, number, clean(column.heading), self.heading)
        return page

    def _end(self, page: Worksheet, wanted: LongSheet, row: int) -> None:
        page.autofilter(0, 0, row, len(wanted.columns) - 1)

    def _row(
        self, page: Worksheet, row: int, forms: Sequence[Format], values: Sequence[Value]
    ) -> Sequence[Value] | None:
        """Write a row; what did not fit into its cells, for a further row."""
        write_string, write_number, known = page.write_string, page.write_number, self.known
        rest: list[Value] | None = None
        for number, value in enumerate(values):
            if isinstance(value, str):
                words = known.get(value)
                if words is None:
                    words = self._learn(value)
                    if len(words) > PART:
                        rest = rest or [None] * len(values)
                        words, rest[number] = words[:PART], words[PART:]
                write_string(row, number, words, forms[number])
            elif isinstance(value, int | float):
                write_number(row, number, value, forms[number])
            elif value is None:
                page.write_blank(row, number, None, forms[number])
            else:
                write_number(row, number, _number(value), forms[number])
        return rest

    def _learn(self, value: str) -> str:
        words = clean(value) if len(value) <= PART else "".join(map(clean, _parts(value)))
        if len(words) <= PART:
            if len(self.known) >= _KNOWN:
                self.known.clear()
            self.known[value] = words
        return words


def _parts(words: str) -> Iterable[str]:
    return (words[at : at + PART] for at in range(0, len(words), PART))


def _number(value: object) -> float:
    match value:
        case Fraction():
            return float(value)
        case datetime():
            return serial(value)
        case date():
            return value.toordinal() - _EPOCH
        case _:
            raise TypeError(type(value).__name__)

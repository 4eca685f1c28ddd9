"""Long lists as Excel files, row by row, in constant memory: a row is written and forgotten.

Text is only ever text, never a formula and never a link; numbers and days are numbers and days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Final, Self

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.excel import sheet_name
from exports.long_looks import Formats
from exports.long_page import LongPage
from exports.long_sheet import LongSheet

ROWS_MOST: Final = 1_048_576
"""Rows of a sheet, its headings among them: Excel's own limit."""
TOLD: Final = 500
"""Rows between two words of how far it is."""


def write_long_book(
    file: Path,
    sheets: Iterable[LongSheet],
    made_at: datetime,
    told: Callable[[int], None] | None = None,
    rows_most: int = ROWS_MOST,
) -> int:
    """Write the sheets one after the other into an .xlsx at `file`; how many rows that were.

    A list longer than a sheet goes on in another. `told` hears of every so many rows written.
    """
    with LongBook(file, made_at, rows_most) as book:
        written = untold = 0
        for wanted in sheets:
            page = book.page(wanted)
            for values in wanted.rows:
                page.row(values)
                written += 1
                untold += 1
                if told is not None and untold >= TOLD:
                    told(untold)
                    untold = 0
            page.end()
    if told is not None and untold:
        told(untold)
    return written


class LongBook:
    """An .xlsx that is being written; it is there when this is left without an error.

    Temporary files stand beside the file: what is personal stays in its folder.
    """

    def __init__(self, file: Path, made_at: datetime, rows_most: int = ROWS_MOST) -> None:
        self._folder = TemporaryDirectory(prefix=".making-", dir=file.parent)
        options = {
            "constant_memory": True,
            "tmpdir": self._folder.name,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        self._book = Workbook(str(file), options)
        self._book.set_properties({"author": "ducha", "created": made_at.replace(tzinfo=None)})
        self._formats = Formats(self._book)
        self._rows_most = rows_most
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._folder:
            if kind is None:
                self._book.close()
                return
            # A book that cannot be finished is left, its open files first.
            for page in self._book.worksheets():
                page.row_data_fh.close()
            self._book.fileclosed = True

    def page(self, wanted: LongSheet) -> LongPage:
        """Begin a sheet; what was begun before has ended."""
        return LongPage(wanted, self._new, self._formats, self._rows_most)

    def _new(self, wanted: str) -> Worksheet:
        name = sheet_name(wanted, self._taken)
        self._taken.add(name.casefold())
        return self._book.add_worksheet(name)

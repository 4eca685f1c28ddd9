"""A long sheet on its way into a book: row after row, each forgotten once it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.excel import QUOTED, clean, height_of, room_of
from exports.laying import parts_of
from exports.long_looks import MEANINGS, Formats, set_page
from exports.long_sheet import Kind, LongSheet, Value, number_of
from exports.table import Meaning

PART: Final = 16_000
"""Characters of a cell; what is longer goes on in a further row (Excel counts 32,767 halves)."""
_PADDING: Final = 5 / 7
"""XlsxWriter adds this to every width; ours are as `room_of` counts, the padding included."""
_KNOWN: Final = 20_000
"""Texts remembered as clean: most cells repeat the name of a unit or of a question."""


@dataclass(frozen=True, slots=True)
class _Part:
    """So much of a text as one row holds, how high that is in points, how it looks."""

    words: str
    height: float
    form: Format


class LongPage:
    """A list, on as many worksheets as it needs; `new` gives the next one."""

    def __init__(
        self, wanted: LongSheet, new: Callable[[str], Worksheet], formats: Formats, rows_most: int
    ) -> None:
        self._wanted = wanted
        self._new = new
        self._formats = formats
        self._rows_most = rows_most
        self._kinds: tuple[Kind, ...] = tuple(column.kind for column in wanted.columns)
        self._forms = tuple(formats.kinds[kind] for kind in self._kinds)
        self._known: dict[str, str] = {}
        self._rooms = [room_of(each.width, MEANINGS[each.kind]) for each in wanted.columns]
        self._parts: list[dict[str, tuple[_Part, ...]]] = [{} for _ in wanted.columns]
        self._least = max(height_of(1, MEANINGS[kind]) for kind in self._kinds)
        self._begin()

    def row(self, values: Sequence[Value], least: float = 0) -> int:
        """Write a row, at least so many points high where rows are laid; on which row it begins."""
        if self._wanted.laid:
            return self._laid(values, least)
        first, rest = self._next(), self._plain(values)
        while rest is not None:
            self._next()
            rest = self._plain(rest)
        return first

    def picture(self, row: int, column: int, file: Path, description: str) -> None:
        """A picture into a cell."""
        place = {"object_position": 1, "x_offset": 5, "y_offset": 4, "description": description}
        self._page.insert_image(row, column, str(file), place)

    def end(self) -> None:
        """What can be said of a sheet only when all rows are there."""
        last = len(self._wanted.columns) - 1
        self._page.autofilter(self._headings, 0, self._row, last)
        self._page.print_area(0, 0, self._row, last)

    # -- the head ------------------------------------------------------------------------------

    def _begin(self) -> None:
        wanted = self._wanted
        self._page = page = self._new(wanted.name)
        self._row = -1
        set_page(page, wanted.paper)
        for number, column in enumerate(wanted.columns):
            page.set_column(number, number, column.width - _PADDING)
        if wanted.title:
            self._over_all(wanted.title, Meaning.TITLE)
        for line in wanted.lines:
            self._over_all(line, Meaning.SUBTITLE)
        self._row += 1
        self._headings = self._row
        heights = []
        for number, column in enumerate(wanted.columns):
            (words, lines), *_ = parts_of(
                clean(column.heading), room_of(column.width, Meaning.HEADING)
            )
            heights.append(height_of(lines, Meaning.HEADING))
            page.write_string(self._row, number, words, self._formats.of(Meaning.HEADING))
        page.set_row(self._row, round(max(heights), 1))
        page.freeze_panes(self._row + 1, wanted.frozen)
        page.repeat_rows(self._row)

    def _over_all(self, words: str, meaning: Meaning) -> None:
        columns = self._wanted.columns
        room = room_of(sum(column.width for column in columns), meaning)
        for part, lines in parts_of(clean(words), room):
            self._row += 1
            self._page.set_row(self._row, round(height_of(lines, meaning), 1))
            form = self._formats.of(meaning)
            if len(columns) > 1:
                self._page.merge_range(self._row, 0, self._row, len(columns) - 1, "", form)
            self._page.write_string(self._row, 0, part, form)

    def _next(self) -> int:
        """The row to be written, on another sheet where this one is full."""
        if self._row + 1 >= self._rows_most:
            self.end()
            self._begin()
        self._row += 1
        return self._row

    # -- rows as they come -----------------------------------------------------------------------

    def _plain(self, values: Sequence[Value]) -> Sequence[Value] | None:
        """Write a row; what did not fit into its cells, for a further row."""
        page, row, forms, known = self._page, self._row, self._forms, self._known
        write_string, write_number = page.write_string, page.write_number
        rest: list[Value] | None = None
        for number, value in enumerate(values):
            if isinstance(value, str):
                words = known.get(value)
                if words is not None:
                    write_string(row, number, words, forms[number])
                    continue
                words = self._learn(value)
                if len(words) > PART:
                    rest = rest or [None] * len(values)
                    words, rest[number] = words[:PART], words[PART:]
                write_string(row, number, words, self._formats.words(self._kinds[number], words))
            elif isinstance(value, int | float):
                write_number(row, number, value, forms[number])
            elif value is None:
                page.write_blank(row, number, None, forms[number])
            else:
                self._number(number, value)
        return rest

    def _learn(self, value: str) -> str:
        words = _clean(value)
        if len(words) <= PART and words[:1] not in QUOTED:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[value] = words
        return words

    def _number(self, number: int, value: float | Fraction | date) -> None:
        form = self._formats.number(self._kinds[number], value)
        self._page.write_number(self._row, number, number_of(value), form)

    # -- rows laid to be printed -----------------------------------------------------------------

    def _laid(self, values: Sequence[Value], least: float) -> int:
        """Write a row; where a text is longer than a row may be, as many as it takes."""
        several = self._lay(values, max(self._least, least))
        first = self._row
        for at in range(1, several):
            self._lay(self._further(values, at), self._least)
        return first

    def _lay(self, values: Sequence[Value | _Part], height: float) -> int:
        """Write a row, as high as its texts; how many rows the longest of them takes."""
        row, page, several = self._next(), self._page, 1
        write_string, write_blank, known = page.write_string, page.write_blank, self._parts
        for number, value in enumerate(values):
            if value is None or value == "":
                write_blank(row, number, None, self._forms[number])
                continue
            if isinstance(value, str):
                parts = known[number].get(value) or self._cut(number, value)
                several, part = max(several, len(parts)), parts[0]
            elif isinstance(value, _Part):
                part = value
            else:
                self._number(number, value)
                continue
            height = max(height, part.height)
            if part.words:
                write_string(row, number, part.words, part.form)
            else:
                write_blank(row, number, None, part.form)
        page.set_row(row, height)
        return several

    def _further(self, values: Sequence[Value], at: int) -> list[_Part | None]:
        """What stands in the row after so many of an entry that takes several."""
        found: list[_Part | None] = []
        for number, column in enumerate(self._wanted.columns):
            value = values[number]
            parts = self._cut(number, value) if isinstance(value, str) and value else ()
            if at < len(parts):
                found.append(parts[at])
            else:
                found.append(parts[0] if parts and column.leading else None)
        if self._wanted.further:
            found[0] = self._cut(0, self._wanted.further)[0]
        return found

    def _cut(self, number: int, value: str) -> tuple[_Part, ...]:
        """The parts of a column's text, each as much as a row holds."""
        known, kind = self._parts[number], self._kinds[number]
        found = known.get(value)
        if found is None:
            meaning = MEANINGS[kind]
            found = tuple(
                _Part(words, round(height_of(lines, meaning), 1), self._formats.words(kind, words))
                for words, lines in parts_of(_clean(value), self._rooms[number])
            )
            if len(known) >= _KNOWN:
                known.clear()
            known[value] = found
        return found


def _clean(words: str) -> str:
    """Words as cells can hold them, all of them: `clean` alone cuts what one cell cannot hold."""
    if len(words) <= PART:
        return clean(words)
    return "".join(clean(words[at : at + PART]) for at in range(0, len(words), PART))

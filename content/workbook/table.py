"""Finds the table in a sheet: its heading row, its columns, its rows with something in them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from content.workbook.cells import Cells
from content.workbook.grid import GridSheet, Row, place
from content.workbook.notation import loose
from content.workbook.notes import Notes
from content.workbook.words import EXAMPLE, UNREAD_HEADINGS, Column

_SEARCHED_ROWS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings, examples left out; `columns` by the names of the headings."""

    sheet: str
    columns: Mapping[str, int]
    heading_row: int
    rows: tuple[Cells, ...]
    above: tuple[Row, ...] = ()

    def where(self, heading: str) -> str:
        """The place of a heading."""
        return place(self.sheet, self.heading_row, self.columns[heading])


def heading_key(written: str) -> str:
    """A heading as it is compared: without stars, spaces, colons and what stands in brackets."""
    return loose(written).partition("(")[0].strip("*★☆:").replace("_", "").lower()


def read_table(sheet: GridSheet, columns: tuple[Column, ...], notes: Notes) -> Table | None:
    """The sheet's table; None, with faults noted, where required headings are missing."""
    names = {heading_key(n): c.name for c in columns for n in (c.name, *c.also)}
    at = _heading_row(sheet, names)
    if at is None:
        wanted = "、".join(c.name for c in columns if c.required)
        notes.fault(sheet.name, "table.no-headings", sheet=sheet.name, headings=wanted)
        return None
    found = _columns(sheet, at, names, notes)
    missing = [c for c in columns if c.required and c.name not in found]
    strange = _strange(at, names)
    for column in missing:
        near = difflib.get_close_matches(column.name, list(strange), 1, 0.5)
        where = place(sheet.name, at.number, strange[near[0]]) if near else sheet.name
        code = "table.heading-near" if near else "table.heading-missing"
        notes.fault(where, code, sheet=sheet.name, heading=column.name, near="".join(near))
    if missing:
        return None
    for written, number in strange.items():
        where = place(sheet.name, at.number, number)
        notes.warn(where, "heading.ignored", heading=written)
    rows = [
        Cells(sheet.name, row, found, notes)
        for row in sheet.rows
        if row.number > at.number and not _is_example(row)
    ]
    above = tuple(row for row in sheet.rows if row.number < at.number)
    kept = tuple(cells for cells in rows if cells.filled())
    return Table(sheet.name, found, at.number, kept, above)


def _heading_row(sheet: GridSheet, names: Mapping[str, str]) -> Row | None:
    def known(row: Row) -> int:
        return sum(isinstance(v, str) and heading_key(v) in names for v in row.cells.values())

    best = max(sheet.rows[:_SEARCHED_ROWS], key=known, default=None)
    return best if best is not None and known(best) >= min(2, len(names)) else None


def _columns(sheet: GridSheet, at: Row, names: Mapping[str, str], notes: Notes) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, value in sorted(at.cells.items()):
        name = names.get(heading_key(value)) if isinstance(value, str) else None
        if name in found:
            where = place(sheet.name, at.number, number)
            notes.fault(where, "table.heading-twice", heading=name)
        elif name:
            found[name] = number
    return found


def _strange(at: Row, names: Mapping[str, str]) -> dict[str, int]:
    return {
        value: number
        for number, value in sorted(at.cells.items())
        if isinstance(value, str)
        and heading_key(value) not in names
        and heading_key(value) not in UNREAD_HEADINGS
    }


def _is_example(row: Row) -> bool:
    first = row.cells[min(row.cells)]
    return isinstance(first, str) and loose(first).startswith(EXAMPLE)

"""What a workbook's cells hold, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from inspection.fault import Fault


class Broken(StrEnum):
    """A cell whose content cannot be used; the values are the codes of its fault."""

    UNCOMPUTED = "fault.cell.uncomputed"
    ERROR = "fault.cell.error"
    TOO_LONG = "fault.cell.too-long"


Value: TypeAlias = str | bool | Fraction | datetime | date | time | Broken
"""A cell: cleaned text (never empty), an exact number, a date, a time, or why there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it: its number (from 1) and its cells by column (from 1)."""

    number: int
    cells: Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, both corners included; only its top left cell has a value."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class GridSheet:
    """One sheet: its filled rows in order and its merged ranges."""

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole workbook, and what a person should know about how it was read."""

    sheets: tuple[GridSheet, ...]
    warnings: tuple[Fault, ...] = ()


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(sheet: str, row: int, column: int) -> str:
    """Where a cell is, as a person looks it up: `督查组!B7`."""
    return f"{sheet}!{column_letters(column)}{row}"

"""A table of meanings: what stands where and what it is, before any file format; how it wraps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Literal, TypeAlias

Paper: TypeAlias = Literal["A3", "A4"]


class Meaning(StrEnum):
    """What a cell is; a format decides how that looks."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    SECTION = "section"
    TEXT = "text"
    LABEL = "label"
    """A short text that stands centred in its cell: a number of an item, 不适用."""
    NUMBER = "number"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in its place; rows and columns count from 0, spans from 1.

    Numbers are exact and shown with `places` decimals.
    """

    row: int
    column: int
    value: str | Fraction | None
    meaning: Meaning
    rows: int = 1
    columns: int = 1
    places: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Cells with the widths of their columns, in half-width characters of the body text."""

    name: str
    widths: tuple[int, ...]
    cells: tuple[Cell, ...]
    repeated: tuple[int, int]
    """First and last row that every printed page begins with."""
    ending: int | None = None
    """The row from which on all stand on one page: signatures never stand alone."""

    @property
    def row_count(self) -> int:
        """How many rows the cells take."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    def width(self, cell: Cell) -> int:
        """The width a cell has, over all its columns."""
        return sum(self.widths[cell.column : cell.column + cell.columns])


def places_of(number: Fraction) -> int:
    """How many decimals a number needs, at most 2: none for 12, one for 2.5."""
    return next((n for n in (0, 1) if (number * 10**n).denominator == 1), 2)


def width_of(words: str) -> int:
    """How wide one line of words is: East-Asian characters take two half-widths."""
    return len(words) if words.isascii() else sum(map(_width, words))


def lines_of(words: str, width: int) -> int:
    """How many lines words take in a cell of that width, never fewer than a program shows.

    Chinese may break anywhere, a run of letters or digits only where it is longer than a line.
    """
    return sum(_wrapped(paragraph, width) for paragraph in words.split("\n"))


_BOUND = re.compile(r"[!-~\u00a1-\u024f]+|.", re.DOTALL)
_CLOSING = "，。；：、！？）》〉】」』”’…％%"


def pieces(paragraph: str) -> Iterator[str]:
    """What may not be broken over lines; closing punctuation never begins a line."""
    piece = ""
    for found in _BOUND.findall(paragraph):
        if piece and found not in _CLOSING:
            yield piece
            piece = ""
        piece += found
    if piece:
        yield piece


def _wrapped(paragraph: str, width: int) -> int:
    lines, used = 1, 0
    if 2 * len(paragraph) <= width or width_of(paragraph) <= width:
        return lines
    for piece in pieces(paragraph):
        wide = _width(piece) if len(piece) == 1 else width_of(piece)
        if used + wide <= width:
            used += wide
        elif wide <= width:
            lines, used = lines + 1, wide
        else:
            more, used = divmod(used + wide, width)
            lines += more
    return lines


@cache
def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1

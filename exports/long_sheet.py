"""A long list before it is a file: its columns, its rows one by one, what stands above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from exports.table import Paper

Value: TypeAlias = str | int | float | Fraction | date | None
Kind: TypeAlias = Literal["text", "label", "number", "percent", "day", "time"]
_EPOCH: Final = date(1899, 12, 30).toordinal()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in half-width characters, what its cells are.

    Where a row goes on in a further one, a `leading` column says again which one it is.
    """

    heading: str
    width: int
    kind: Kind = "text"
    leading: bool = False


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A sheet: columns and rows that come one by one; the first `frozen` columns stay in sight.

    A `time` is a local datetime or already the serial number of one (`serial`).
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]] = ()
    frozen: int = 0
    title: str = ""
    lines: tuple[str, ...] = ()
    """Over all columns, below the title."""
    paper: Paper = "A4"
    laid: bool = False
    """To be printed: a row is as high as its texts, and one too long for a row takes several."""
    further: str = ""
    """What the first column says where a row goes on in a further one."""


def serial(moment: datetime) -> float:
    """A local time as Excel counts it: days, and their parts, since the end of 1899."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - _EPOCH + seconds / 86400


def number_of(value: float | Fraction | date) -> float:
    """A value as the number that Excel keeps for it; TypeError for what is no cell."""
    if isinstance(value, datetime):
        return serial(value)
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    if isinstance(value, int | float | Fraction):
        return float(value)
    raise TypeError(type(value).__name__)

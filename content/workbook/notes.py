"""What went wrong and what is odd, gathered while reading: never only the first."""

from __future__ import annotations

import re

from content.workbook.words import SHEETS
from inspection.fault import Fault
from inspection.text import Param, text

_PLACE = re.compile(r"(?P<sheet>[^!]*)(?:!(?P<column>[A-Z]*)(?P<row>[0-9]*))?")


class Notes:
    """Faults and warnings of one reading."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._warnings: list[Fault] = []

    def fault(self, where: str, code: str, **params: Param) -> None:
        """Something that keeps the workbook from being taken over."""
        self._faults.append(Fault(where, text(f"fault.{code}", **params)))

    def warn(self, where: str, code: str, **params: Param) -> None:
        """Something a person should look at, though it can be taken over."""
        self._warnings.append(Fault(where, text(f"warning.{code}", **params)))

    def add(self, faults: tuple[Fault, ...], warnings: tuple[Fault, ...] = ()) -> None:
        """Takes over what another reader found."""
        self._faults += faults
        self._warnings += warnings

    def in_order(self) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
        """Faults and warnings, each once, in the order of the sheets and their cells."""
        return _sorted(self._faults), _sorted(self._warnings)


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    once = {(f.where, f.text.code, str(f.text.params)): f for f in faults}
    return tuple(sorted(once.values(), key=_order))


def _order(fault: Fault) -> tuple[int, int, int, str]:
    found = _PLACE.fullmatch(fault.where)
    if not found:
        return len(SHEETS) + 1, 0, 0, ""
    sheet, column, row = found["sheet"], found["column"] or "", found["row"] or ""
    number = SHEETS.index(sheet) if sheet in SHEETS else len(SHEETS)
    return number if sheet else -1, int(row or 0), len(column), column

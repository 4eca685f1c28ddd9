"""A form of a report while it is being filled, row by row, in the columns its kind of sheet has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from content.locales import Catalog
from exports.table import Cell, Meaning, places_of
from inspection.text import Text, text
from scoring.report import Basis, Report

_WIDTHS = {
    "section": 10,
    "number": 7,
    "group": 13,
    "title": 20,
    "points": 7,
    "criterion": 34,
    "ground": 38,
    "arithmetic": 28,
    "score": 9,
}
_LEFT_OUT: dict[Basis, frozenset[str]] = {
    "points": frozenset(),
    "marks": frozenset({"arithmetic"}),
    "findings": frozenset({"points", "score"}),
}


@dataclass(slots=True)
class Form:
    """Cells so far and the row that is next."""

    report: Report
    catalog: Catalog
    cells: list[Cell] = field(default_factory=list)
    row: int = 0
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        left_out = _LEFT_OUT[self.report.basis]
        grouped = self.by_part or any(i.group for s in self.report.sections for i in s.items)
        self.columns = tuple(
            name for name in _WIDTHS if name not in left_out and (grouped or name != "group")
        )

    @property
    def by_part(self) -> bool:
        """Whether sections stand in parts: then a part is the first column, a section the next."""
        return any(section.part for section in self.report.sections)

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths; without arithmetic the texts get its room."""
        room = 0 if "arithmetic" in self.columns else _WIDTHS["arithmetic"] // 2
        return tuple(
            _WIDTHS[name] + (room if name in {"criterion", "ground"} else 0)
            for name in self.columns
        )

    def say(self, code: str, **params: str | int | Fraction | Text) -> str:
        """Words of the catalog."""
        return self.catalog.plain(text(code, **params))

    def put(
        self,
        first: str,
        value: str | Fraction | None,
        meaning: Meaning,
        last: str | None = None,
        rows: int = 1,
        row: int | None = None,
        places: int = 0,
    ) -> None:
        """A cell from column `first` to `last` in the present row; columns left out are skipped."""
        if first not in self.columns:
            return
        start = self.columns.index(first)
        end = self.columns.index(last) if last else start
        at = self.row if row is None else row
        self.cells.append(Cell(at, start, value, meaning, rows, end - start + 1, places))

    def line(self, value: str, meaning: Meaning) -> None:
        """A row that is one cell."""
        self.put(self.columns[0], value, meaning, last=self.columns[-1])
        self.row += 1

    def number(
        self, column: str, value: str | None, meaning: Meaning, *, exact: bool = False
    ) -> None:
        """A number of the report, with the decimals it needs or always two."""
        number = None if value is None else Fraction(value)
        places = 2 if number is None or not exact else places_of(number)
        self.put(column, number, meaning, places=places)

    def titled(self, title: str, points: str | None) -> str:
        """A section or group with its points."""
        if points is None or points == "0":
            return title
        return self.say("sheet.titled", title=title, points=points)

    def date(self, iso: str) -> str:
        """A day in words."""
        day = datetime.fromisoformat(iso)
        return self.say("sheet.date", year=str(day.year), month=str(day.month), day=str(day.day))

    def time(self, iso: str) -> str:
        """A day with its time."""
        return f"{self.date(iso)} {datetime.fromisoformat(iso):%H:%M}"

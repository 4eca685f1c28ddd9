"""What a document says, figure by figure, beside what `ducha summary --json` gives for each.

A document is read as sheets of rows, a workbook as it is, a paper by its blocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import Any, TypeAlias

import openpyxl

from exports.paper import Block, Grid, Paper, Paragraph
from scoring.rounding import fixed

Told: TypeAlias = dict[str, Any]
"""What the summary gives."""
_PERCENT = "%天"


@dataclass(frozen=True)
class Place:
    """Where a figure stands: its cell, and where its last digit is if it is one among words."""

    sheet: str
    row: int
    column: int
    at: int | None = None


@dataclass(frozen=True)
class Claim:
    """A figure of a document: what it is about, what the summary says, where it comes from."""

    about: str
    got: str | None
    want: str | None
    places: tuple[Place, ...]

    @property
    def holds(self) -> bool:
        return self.got == self.want


@dataclass
class Document:
    """Sheets of rows; `claims` reads the figures."""

    sheets: dict[str, list[list[Any]]]
    read: Callable[[Document, Told], Iterator[Claim]]
    told: Told = field(repr=False, default_factory=dict)

    def claims(self) -> list[Claim]:
        return list(self.read(self, self.told))

    def changed(self, place: Place) -> Document:
        """The same with one figure another."""
        sheets = {name: [list(row) for row in rows] for name, rows in self.sheets.items()}
        row = sheets[place.sheet][place.row]
        row[place.column] = _other(row[place.column], place.at)
        return Document(sheets, self.read, self.told)


def _other(value: Any, at: int | None) -> Any:
    if value is None:
        return 1
    if isinstance(value, int | float):
        return value + 1
    if at is None:
        digits = [n for n, char in enumerate(value) if char.isdigit()]
        if not re.fullmatch(r"[\d./%]+", value):
            return "另一个"
        at = digits[-1]
    return value[:at] + str((int(value[at]) + 1) % 10) + value[at + 1 :]


def of_books(books: Mapping[str, bytes]) -> dict[str, list[list[Any]]]:
    """The sheets of a book; of several, each has one, by the book's name."""
    found: dict[str, list[list[Any]]] = {}
    for name, content in books.items():
        for page in openpyxl.load_workbook(BytesIO(content)).worksheets:
            found[name or page.title] = [list(row) for row in page.values]
    return found


def of_papers(papers: Mapping[str, Paper]) -> dict[str, list[list[Any]]]:
    """`name` has the paragraphs, `name 1`, `name 2` … the tables, in order."""
    found: dict[str, list[list[Any]]] = {}
    for name, paper in papers.items():
        blocks: list[Block] = [*paper.blocks, *(b for a in paper.annexes for b in a.blocks)]
        found[name] = [[b.lead + b.words] for b in blocks if isinstance(b, Paragraph)]
        grids = [b for b in blocks if isinstance(b, Grid)]
        for number, grid in enumerate(grids, start=1):
            found[f"{name} {number}"] = [list(row) for row in (grid.headings, *grid.rows)]
    return found


def figure(value: Any) -> str | None:
    """A figure of a cell as the summary would write it, with two decimals where it has any."""
    if value in {None, "", "—"}:
        return None
    plain = str(value).rstrip(_PERCENT)
    return _even(plain) if re.fullmatch(r"-?[\d.]+", plain) else plain


def _even(number: str) -> str:
    exact = Fraction(number)
    return str(exact) if exact.denominator == 1 else fixed(exact)


@dataclass(frozen=True)
class Line:
    """A row of a table by its headings."""

    sheet: str
    row: int
    columns: dict[str, int]
    values: list[Any]

    def __getitem__(self, heading: str) -> Any:
        return self.values[self.columns[heading]]

    def place(self, heading: str) -> Place:
        return Place(self.sheet, self.row, self.columns[heading])

    def claim(self, about: str, heading: str, want: object) -> Claim:
        """That a cell says what is wanted."""
        return Claim(
            f"{about} {heading}", figure(self[heading]), figure(want), (self.place(heading),)
        )


def lines(document: Document, sheet: str, first: str) -> list[Line]:
    """The rows below the row that begins with that heading, until one has no such cell."""
    rows = document.sheets[sheet]
    top = next(n for n, row in enumerate(rows) if row[0] == first)
    columns = {str(words).replace("\n", ""): n for n, words in enumerate(rows[top]) if words}
    return [Line(sheet, top + n, columns, row) for n, row in enumerate(rows[top + 1 :], start=1)]


def numbered(document: Document, sheet: str, first: str) -> list[Line]:
    """Those that begin with a number."""
    return [line for line in lines(document, sheet, first) if str(line[first]).isdigit()]


def in_words(
    document: Document, sheet: str, wanted: Iterable[tuple[str, object]]
) -> Iterator[Claim]:
    """What sentences say: each pattern with a group for the figure; at least once."""
    for pattern, want in wanted:
        hits = 0
        for number, row in enumerate(document.sheets[sheet]):
            for column, words in enumerate(row):
                for hit in re.finditer(pattern, words if isinstance(words, str) else ""):
                    hits += 1
                    place = Place(sheet, number, column, hit.end(1) - 1)
                    yield Claim(pattern, figure(hit[1]), figure(want), (place,))
        if not hits:
            yield Claim(pattern, None, "said", ())


def counted(
    about: str, rows: Sequence[Line], heading: str, want: dict[str, object]
) -> Iterator[Claim]:
    """That so many rows have each of the words (of the first line) in a cell."""
    found = Counter(str(line[heading]).split("\n")[0] for line in rows)
    places = tuple(line.place(heading) for line in rows)
    for words in {*found, *want}:
        got, wanted = str(found[words]), str(want.get(words, 0))
        yield Claim(f"{about} {words}", got, wanted, places)

"""How the cells and pages of a long book look: as those of any other sheet, in XlsxWriter's words.

A format is made once a book: making one a cell takes minutes.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.excel import LOOKS, PAPERS, QUOTED
from exports.long_sheet import Kind, Value
from exports.paging import MARGINS
from exports.table import Meaning, Paper, places_of

MEANINGS: Final[dict[Kind, Meaning]] = {
    "text": Meaning.TEXT,
    "label": Meaning.LABEL,
    "number": Meaning.NUMBER,
    "percent": Meaning.NUMBER,
    "day": Meaning.NUMBER,
    "time": Meaning.NUMBER,
}
_NUMBERS: Final[dict[Kind, str]] = {
    "percent": "0.00",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
}
_PLACES: Final = ("0", "0.0", "0.00")


class Formats:
    """The formats of one book."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Meaning, str, bool], Format] = {}
        self.kinds = {kind: self.of(MEANINGS[kind], _NUMBERS.get(kind, "")) for kind in MEANINGS}
        self.quoted = {kind: self.of(MEANINGS[kind], quoted=True) for kind in MEANINGS}

    def of(self, meaning: Meaning, numbers: str = "", *, quoted: bool = False) -> Format:
        """The format of a meaning; `quoted`: a text that must not be taken for a formula."""
        key = (meaning, numbers, quoted)
        if key not in self._made:
            more: dict[str, Any] = {"num_format": numbers} if numbers else {}
            if quoted:
                more["quote_prefix"] = True
            self._made[key] = self._book.add_format(_properties(meaning) | more)
        return self._made[key]

    def words(self, kind: Kind, words: str) -> Format:
        """The format of a text in a column of that kind."""
        return (self.quoted if words[:1] in QUOTED else self.kinds)[kind]

    def number(self, kind: Kind, value: Value) -> Format:
        """The format of a number, day or time in a column of that kind."""
        if isinstance(value, Fraction) and kind != "percent":
            return self.of(MEANINGS[kind], _PLACES[places_of(value)])
        if isinstance(value, date):
            return self.kinds["time" if isinstance(value, datetime) else "day"]
        return self.kinds[kind]


def _properties(meaning: Meaning) -> dict[str, Any]:
    look = LOOKS[meaning]
    found: dict[str, Any] = {
        "font_name": look.face,
        "font_size": look.size,
        "bold": look.bold,
        "align": look.across,
        "valign": "vcenter" if look.upright == "center" else look.upright,
        "text_wrap": True,
        "border": int(look.framed),
    }
    if look.fill:
        found["bg_color"] = f"#{look.fill}"
    return found


def set_page(page: Worksheet, paper: Paper) -> None:
    """Landscape on that paper, one page wide, numbered at the foot."""
    page.set_landscape()
    page.set_paper(PAPERS[paper])
    page.fit_to_pages(1, 0)
    page.set_margins(**MARGINS)
    page.center_horizontally()
    page.set_footer("&C&10— &P —", {"margin": 0.35})

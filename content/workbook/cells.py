"""One row of a table, asked by heading; what cannot be read is noted at its cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import TypeVar

from content.masking import NumberKind, mask_numbers
from content.workbook.grid import Broken, Row, Value, place
from content.workbook.notation import clock, day, half_width, loose, number, squeezed
from content.workbook.notes import Notes

T = TypeVar("T")

COUNT_UNITS = ("天", "日", "个", "名", "人", "户", "位", "口", "家", "处", "个月", "月",
               "工作日", "个工作日")  # fmt: skip
_SPLIT = re.compile(r"[、,，;；\n]")
_TAG_COUNT = re.compile(r"(.*?\D)[(×xX*]?(\d+)(?:人|名|个)?\)?")
_PHONE = re.compile(r"\+?\d{1,4}[\d -]{4,14}\d(?:转\d{1,6})?")
_MOMENTS = {"y": True, "yes": True, "true": True, "√": True, "✓": True, "✔": True, "对": True,
            "1": True, "n": False, "no": False, "false": False, "×": False, "✗": False,
            "0": False}  # fmt: skip
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells by heading. Empty cells, and those with a fault, are None."""

    sheet: str
    row: Row
    columns: Mapping[str, int]
    notes: Notes
    called: str | None = None
    """What a fault calls this row's cell, where the heading does not say it (基本信息)."""

    def where(self, heading: str) -> str:
        """The place of a cell of this row."""
        return place(self.sheet, self.row.number, self.columns.get(heading, 1))

    def fault(self, heading: str, code: str, **params: str | int) -> None:
        """Notes a fault at a cell of this row."""
        self.notes.fault(self.where(heading), code, heading=self.called or heading, **params)

    def warn(self, heading: str, code: str, **params: str | int) -> None:
        """Notes a warning at a cell of this row."""
        self.notes.warn(self.where(heading), code, heading=self.called or heading, **params)

    def filled(self) -> bool:
        """Whether any column of the table has something in this row."""
        return any(column in self.row.cells for column in self.columns.values())

    def has(self, heading: str) -> bool:
        """Whether the cell has something in it, readable or not."""
        return self.columns.get(heading) in self.row.cells

    def value(self, heading: str, *, required: bool = False) -> Value | None:
        """The cell as it is, without what makes it unusable."""
        found = self.row.cells.get(self.columns.get(heading, 0))
        if isinstance(found, Broken):
            self.fault(heading, found.removeprefix("fault."))
            return None
        if found is None and required and heading in self.columns:
            self.fault(heading, "cell.required")
        return found

    def text(self, heading: str, *, required: bool = False) -> str | None:
        """Text as written; numbers as they are shown (007 stays 007 where it is text)."""
        found = self.value(heading, required=required)
        match found:
            case None:
                return None
            case bool():
                return "是" if found else "否"
            case Fraction():
                return shown(found)
            case date() | time():
                return found.isoformat()
        if sum(c.isdigit() for c in found) >= 15:
            kinds = mask_numbers(found)[1] & {NumberKind.ID_CARD, NumberKind.BANK_CARD}
            if kinds:
                self.fault(heading, "cell.private-number")
                return None
        return str(found)

    def name(self, heading: str, *, required: bool = False) -> str | None:
        """A name people and places are known by: folded, without lining-up spaces."""
        found = self.text(heading, required=required)
        return squeezed(found) if found else None

    def words(self, heading: str) -> tuple[str, ...]:
        """Names separated by 、,，;； or line breaks, each once."""
        found = self.text(heading) or ""
        return tuple(dict.fromkeys(w for part in _SPLIT.split(found) if (w := squeezed(part))))

    def tags(self, heading: str) -> tuple[str, ...]:
        """Tags, their number of people at the end: 学生2, 学生（2人） and 学生×2 are one."""
        found: dict[str, str] = {}
        for word in self.words(heading):
            counted = _TAG_COUNT.fullmatch(loose(word))
            tag, count = (counted[1], str(int(counted[2]))) if counted else (half_width(word), "")
            if tag.isdecimal():
                self.fault(heading, "cell.tag-number", tag=tag)
            elif tag in found and found[tag] != count:
                self.fault(heading, "cell.tag-twice", tag=tag)
            elif count != "0":
                found[tag] = count
        return tuple(tag + count for tag, count in found.items())

    def exact(self, heading: str, *, required: bool = False) -> Fraction | None:
        """An exact number: 0.5, 0.5分, 90 % (as 0.9)."""
        found = self.value(heading, required=required)
        read = number(found, ("分",)) if isinstance(found, str) else found
        if isinstance(read, Fraction):
            return read
        if found is not None:
            self.fault(heading, "cell.number", value=_said(found))
        return None

    def whole(self, heading: str, least: int, most: int) -> int | None:
        """A whole number between two bounds: 3, ３, 三, 3天."""
        found = self.value(heading)
        read = number(found, COUNT_UNITS) if isinstance(found, str) else found
        if found is None:
            return None
        if isinstance(read, Fraction) and read.denominator == 1 and least <= read <= most:
            return int(read)
        self.fault(heading, "cell.whole", value=_said(found), least=least, most=most)
        return None

    def wholes(self, heading: str, least: int, most: int) -> tuple[int, ...] | None:
        """Whole numbers between two bounds, separated as names are: 7、3、1; 无 is none."""
        found: list[int] = []
        words = self.words(heading)
        for word in () if words == ("无",) else words:
            read = number(word, COUNT_UNITS)
            if read is None or read.denominator != 1 or not least <= read <= most:
                self.fault(heading, "cell.whole", value=word, least=least, most=most)
                return None
            found.append(int(read))
        return tuple(found) if words else None

    def day(self, heading: str, *, required: bool = False) -> date | None:
        """A date in any usual writing, from 2000 to 2100."""
        found = self.value(heading, required=required)
        match found:
            case None:
                return None
            case datetime():
                read: date | None = found.date()
            case date():
                read = found
            case str():
                read = day(found)
            case Fraction():
                read = day(shown(found))
            case _:
                read = None
        if read is None or read.year not in _YEARS:
            self.fault(heading, "cell.date", value=_said(found))
            return None
        return read

    def clock(self, heading: str) -> time | None:
        """A time of day: 9:00, 9点半, or a time cell."""
        found = self.value(heading)
        match found:
            case None:
                return None
            case datetime():
                read: time | None = found.time()
            case time():
                read = found
            case str() | Fraction():
                read = clock(_said(found))
            case _:
                read = None
        if read is None:
            self.fault(heading, "cell.time", value=_said(found))
        return read

    def yes(self, heading: str) -> bool | None:
        """是 or 否, also √ and ×, TRUE and FALSE, 1 and 0."""
        found = self.value(heading)
        if found is None or isinstance(found, bool):
            return found
        said = loose(_said(found)).lower()
        read = {"是": True, "否": False, **_MOMENTS}.get(said)
        if read is None:
            self.fault(heading, "cell.yes-no", value=_said(found))
        return read

    def choice(
        self,
        heading: str,
        options: Mapping[str, T],
        *,
        required: bool = False,
        guesses: Mapping[str, str] | None = None,
    ) -> T | None:
        """One of the words of a list; a fault names the list and the nearest word."""
        found = self.text(heading, required=required)
        if found is None:
            return None
        said = loose(found)
        if said in options:
            return options[said]
        near = (guesses or {}).get(said) or next(
            iter(difflib.get_close_matches(said, [o for o in options if o], 1, 0.4)), ""
        )
        code = "cell.choice-near" if near else "cell.choice"
        allowed = "、".join(options)
        self.fault(heading, code, value=found, allowed=allowed, near=near)
        return None

    def phone(self, heading: str) -> str | None:
        """A telephone number as written, also where it is stored as a number."""
        found = self.value(heading)
        if found is None:
            return None
        said = half_width(_said(found)).translate(_DASHES).strip()
        digits = sum(c.isdigit() for c in said)
        if _PHONE.fullmatch(said) and 7 <= digits <= 17:
            return said
        self.fault(heading, "cell.phone")
        return None


_DASHES = str.maketrans(dict.fromkeys("－‐‑‒–—―", "-") | {"\u3000": " ", "\xa0": " ", "＋": "+"})


def shown(value: Fraction) -> str:
    """A number as it stands in a cell: 7, 0.5."""
    return str(int(value)) if value.denominator == 1 else str(float(value))


def _said(value: Value | None) -> str:
    match value:
        case Fraction():
            return shown(value)
        case date() | time():
            return value.isoformat()
    return str(value)

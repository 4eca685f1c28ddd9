"""Reads the cells of an .xlsx in a process of its own, with limits on memory and time.

Whatever a hostile file does to memory or time happens here and ends with this process. It
takes its limits as JSON and answers one JSON object a line: what it says is checked data,
never code.
"""

from __future__ import annotations

import json
import posixpath
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from content.workbook.ooxml import Flat, RefusedError, Sheet, Strings


class Book:
    """The archive: its sheets, shared strings and date formats, and what may still be spent."""

    def __init__(self, archive: zipfile.ZipFile, limits: Mapping[str, int]) -> None:
        self.archive, self.limits = archive, limits
        self.cells = self.characters = 0
        sheets = self._flat("xl/workbook.xml")
        mac = any(
            tag.endswith("/workbookPr") and at.get("date1904") in {"1", "true"}
            for tag, at in sheets
        )
        self.epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
        parts = {
            at["Id"]: _part(at.get("Target", ""))
            for _, at in self._flat("xl/_rels/workbook.xml.rels")
            if "Id" in at and at.get("Type", "").endswith("/worksheet")
        }
        self.sheets = [
            (at.get("name", ""), parts[at["id"]], at.get("state", "visible"))
            for tag, at in sheets
            if tag == "sheets/sheet" and at.get("id") in parts
        ]
        self.strings = self._shared_strings()
        self.dates = self._date_styles()

    def _flat(self, part: str) -> list[tuple[str, dict[str, str]]]:
        flat = Flat()
        if part in self.archive.namelist():
            flat.read(self.archive.open(part))
        return flat.found

    def _shared_strings(self) -> list[str]:
        strings = Strings()
        if "xl/sharedStrings.xml" in self.archive.namelist():
            strings.read(self.archive.open("xl/sharedStrings.xml"))
        return strings.strings

    def _date_styles(self) -> set[int]:
        found = self._flat("xl/styles.xml")
        own = {
            at["numFmtId"]: at.get("formatCode", "")
            for tag, at in found
            if tag == "numFmts/numFmt" and "numFmtId" in at
        }
        styles = [at.get("numFmtId", "0") for tag, at in found if tag == "cellXfs/xf"]
        return {i for i, number in enumerate(styles) if _is_date(number, own)}

    def shared(self, index: str) -> str:
        """The shared string of that index; RefusedError where there is none."""
        number = int(index) if index.strip().isdecimal() else -1
        if not 0 <= number < len(self.strings):
            raise RefusedError("fault.workbook.malformed")
        return self.strings[number]

    def number(self, raw: str, style: str) -> Any:
        """An exact number as text, or a date where the cell's format shows one."""
        try:
            value = float(raw[:60])
        except ValueError:
            return {"x": "fault.cell.error"}
        if style.isdecimal() and int(style) in self.dates:
            return self._moment(value)
        if not abs(value) < 1e300:
            return {"x": "fault.cell.error"}
        whole = value.is_integer() and abs(value) < 1e15
        return {"n": str(int(value)) if whole else repr(value)}

    def _moment(self, value: float) -> dict[str, str]:
        with suppress(ValueError, OverflowError):
            moment = from_excel(value, self.epoch)
            if isinstance(moment, datetime):
                return {"d": moment.isoformat()}
            if isinstance(moment, time):
                return {"t": moment.replace(microsecond=0).isoformat()}
        return {"x": "fault.cell.error"}

    def spend(self, characters: int) -> None:
        """Counts a cell; RefusedError when the workbook holds more than can be taken."""
        self.cells += 1
        self.characters += characters
        if self.cells > self.limits["cells"] or self.characters > self.limits["characters"]:
            raise RefusedError("fault.workbook.too-much")


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _is_date(number: str, own: Mapping[str, str]) -> bool:
    # 27-36 and 50-58 are the date formats of Chinese Excel, which no file spells out.
    if not number.isdecimal():
        return False
    code = int(number)
    known = own.get(number) or BUILTIN_FORMATS.get(code, "General")
    chinese = number not in own and (27 <= code <= 36 or 50 <= code <= 58)
    return chinese or is_date_format(known)


def answers(path: str, limits: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """All rows of all sheets, each sheet's end with what else there is to know of it."""
    with zipfile.ZipFile(path) as archive:
        book = Book(archive, limits)
        if not book.sheets:
            raise RefusedError("fault.workbook.malformed")
        for name, part, state in book.sheets:
            rows: list[dict[str, Any]] = []
            sheet = Sheet(book, name, rows.append)
            sheet.read(archive.open(part))
            yield from rows
            yield {
                "kind": "sheet", "name": name, "merges": sheet.merges,
                "hidden_rows": sheet.hidden[:1], "hidden_count": len(sheet.hidden),
                "hidden": state in {"hidden", "veryHidden"}, "beyond": sheet.beyond,
            }  # fmt: skip


def main(path: str, limits: Mapping[str, int]) -> None:
    """Prints the answers; a fault is an answer too, so the exit code only tells of a crash."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    try:
        for answer in answers(path, limits):
            _say(answer)
    except RefusedError as refused:
        _say(refused.answer)
    except MemoryError:
        _say(RefusedError("fault.workbook.too-much").answer)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError):
        _say(RefusedError("fault.workbook.malformed").answer)


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")

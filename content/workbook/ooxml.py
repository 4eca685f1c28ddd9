"""The XML of an .xlsx, part by part, with expat alone: a tenth of the time of an element tree.

DTDs are refused at their first character, so no entity is ever defined.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol
from xml.parsers import expat

_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)


class Book(Protocol):
    """What a sheet needs of its workbook: strings, number formats, and a budget."""

    limits: Mapping[str, int]

    def shared(self, index: str) -> str:
        """The shared string of that index."""

    def number(self, raw: str, style: str) -> Any:
        """An exact number or a date, as the cell's style shows it."""

    def spend(self, characters: int) -> None:
        """Counts a cell; raises RefusedError when it is one too many."""


class RefusedError(Exception):
    """The file cannot be read: the code of the fault, where, and what goes into its gaps."""

    def __init__(self, code: str, where: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.answer = {"kind": "refused", "code": code, "where": where, "params": params}


class Parser(ABC):
    """Expat with local names; subclasses take elements, text comes whole at an element's end."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._expat = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, at: self._start(tag.rpartition("}")[2], at)
        parser.EndElementHandler = lambda tag: self._end(tag.rpartition("}")[2])
        parser.CharacterDataHandler = self.text.append
        parser.StartDoctypeDeclHandler = self._no_dtd

    def _no_dtd(self, *_: object) -> None:
        raise RefusedError("fault.workbook.dtd")

    def read(self, part: IO[bytes]) -> None:
        """Parses one part; raises ExpatError where it is no XML."""
        with part:
            self._expat.ParseFile(part)

    def taken(self) -> str:
        """The text since the last element began or was taken."""
        text = "".join(self.text)
        self.text.clear()
        return text

    @abstractmethod
    def _start(self, tag: str, at: Mapping[str, str]) -> None:
        """An element begins."""

    @abstractmethod
    def _end(self, tag: str) -> None:
        """An element ends."""


class Flat(Parser):
    """Every element with its attributes, for the small parts of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []

    def _start(self, tag: str, at: Mapping[str, str]) -> None:
        attributes = {name.rpartition("}")[2]: value for name, value in at.items()}
        self.found.append(("/".join([*self.inside[-1:], tag]), attributes))
        self.inside.append(tag)
        self.text.clear()

    def _end(self, _tag: str) -> None:
        self.inside.pop()


class Strings(Parser):
    """The shared strings: rich text joined, the phonetic guides left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._phonetic = False

    def _start(self, tag: str, _at: Mapping[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "t":
            self.text.clear()

    def _end(self, tag: str) -> None:
        if tag == "t" and not self._phonetic:
            self._parts.append(self.taken())
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.strings.append("".join(self._parts))


class Sheet(Parser):
    """One sheet: hands on each filled row; keeps merges and the numbers of hidden rows."""

    def __init__(self, book: Book, name: str, give: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self.book, self.name, self.give = book, name, give
        self.merges: list[list[int]] = []
        self.hidden: list[int] = []
        self.beyond: str | None = None
        self._row = self._column = 0
        self._cells: dict[int, Any] = {}
        self._dropped: list[int] = []
        self._at: Mapping[str, str] = {}
        self._value: str | None = None
        self._formula = False
        self._inline: list[str] = []
        self._phonetic = False

    def _start(self, tag: str, at: Mapping[str, str]) -> None:
        self.text.clear()
        if tag == "row":
            self._row = int(at["r"]) if at.get("r", "").isdecimal() else self._row + 1
            self._column = 0
            if at.get("hidden") in {"1", "true"}:
                self.hidden.append(self._row)
        elif tag == "c":
            self._at, self._value, self._formula, self._inline = at, None, False, []
            self._column += 1
            if ref := _REF.fullmatch(at.get("r", "")):
                self._column = column_number(ref[1])
                self._row = int(ref[2])
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "f":
            self._formula = True
        elif tag == "mergeCell" and len(self.merges) < self.book.limits["merges"]:
            first, _, last = at.get("ref", "").partition(":")
            if (a := _REF.fullmatch(first)) and (b := _REF.fullmatch(last or first)):
                corners = [int(a[2]), column_number(a[1]), int(b[2]), column_number(b[1])]
                self.merges.append(corners)

    def _end(self, tag: str) -> None:
        if tag == "v":
            self._value = self.taken()
        elif tag == "t" and not self._phonetic:
            self._inline.append(self.taken())
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            if self._cells:
                self.give({"kind": "row", "row": self._row, "cells": self._cells})
            if self._dropped:
                columns, self._dropped = self._dropped, []
                self.give({"kind": "dropped", "row": self._row, "columns": columns})
            self._cells = {}

    def _end_cell(self) -> None:
        kind = self._at.get("t", "n")
        raw = "".join(self._inline) if kind == "inlineStr" else self._value
        if raw is None or (raw == "" and kind != "str"):
            value: Any = {"x": "fault.cell.uncomputed"} if self._formula else None
        elif kind in {"s", "str", "inlineStr"}:
            value = self._cleaned(self.book.shared(raw) if kind == "s" else raw)
        elif kind == "b":
            value = raw.strip() == "1"
        elif kind == "e":
            value = {"x": "fault.cell.error"}
        elif kind == "d":
            value = {"d": raw.strip()}
        else:
            value = self.book.number(raw, self._at.get("s", "0")) if raw.strip() else None
        if value is None:
            return
        limits = self.book.limits
        if self._row > limits["rows"]:
            where = f"{self.name}!{self._at.get('r', '')}"
            raise RefusedError("fault.table.too-many-rows", where, rows=limits["rows"])
        if self._column > limits["columns"]:
            self.beyond = self.beyond or self._at.get("r", "")
            return
        self.book.spend(len(value) if isinstance(value, str) else 8)
        self._cells[self._column] = value

    def _cleaned(self, text: str) -> Any:
        unescaped = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
        lines = _LINE_ENDS.sub("\n", unescaped.encode("utf-16", "replace").decode("utf-16"))
        kept = _DROPPED.sub("", lines)
        if kept != lines:
            self._dropped.append(self._column)
        if len(kept) > self.book.limits["cell"]:
            return {"x": "fault.cell.too-long"}
        return kept.strip() or None


def column_number(letters: str) -> int:
    """The number of a column from its letters: AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number

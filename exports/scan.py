"""What no public document may hold: numbers of people, and names of the roster in full.

Looks at the finished file, all of its text: body, tables, heads and feet, notes and properties.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from content.masking import mask_numbers

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: the part of the file, where in it, and what kind; never the thing itself.

    `place` is `12` (a paragraph) or `C7` (a cell); `kind` is `name` or a kind of number.
    """

    part: str
    place: str
    kind: str


class LeakError(Exception):
    """A public document holds what it must not; the first hits."""

    def __init__(self, name: str, hits: tuple[Hit, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.hits = hits

    def __reduce__(self) -> tuple[type[LeakError], tuple[str, tuple[Hit, ...]]]:
        """It comes out of the process that makes documents."""
        return LeakError, (self.name, self.hits)


def scan(content: bytes, names: Collection[str], public: Collection[str] = ()) -> tuple[Hit, ...]:
    """All hits in a .docx or .xlsx.

    `names` are the roster's, in full; `public` words (of units, offices, checklists) may hold one
    by chance: 和平村 is not 和平. A single character is no full name.
    """
    wanted = _any_of({"".join(name.split()) for name in names})
    spoken = _any_of({"".join(word.split()) for word in public})
    found = []
    for part, place, words in texts(content):
        _, kinds = mask_numbers(words)
        found += [Hit(part, place, kind.value) for kind in sorted(kinds)]
        if wanted is not None and _named(wanted, spoken, "".join(words.split(" "))):
            found.append(Hit(part, place, "name"))
    return tuple(found)


def texts(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Part, place and words of everything a document says."""
    with ZipFile(BytesIO(content)) as file:
        parts = sorted(name for name in file.namelist() if name.endswith(".xml"))
        if any(name.startswith("xl/") for name in parts):
            yield from _cells(file, parts)
        for name in parts:
            if name.startswith("word/"):
                yield from _paragraphs(file, name)
            elif name.startswith(("docProps/", "xl/comments")):
                yield from _plain(file, name)


def _named(wanted: re.Pattern[str], spoken: re.Pattern[str] | None, words: str) -> bool:
    """Whether a name stands there that is not wholly within a public word."""
    free = [hit.span() for hit in spoken.finditer(words)] if spoken else []
    return any(
        not any(a <= hit.start() and hit.end() <= b for a, b in free)
        for hit in wanted.finditer(words)
    )


def _any_of(names: Collection[str]) -> re.Pattern[str] | None:
    long_first = sorted((n for n in names if len(n) > 1), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, long_first))) if long_first else None


def _paragraphs(file: ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    root = _root(file, part)
    for number, paragraph in enumerate(root.iter(f"{_WORD}p"), start=1):
        words = "".join(
            run.text or "" if run.tag == f"{_WORD}t" else " "
            for run in paragraph.iter()
            if run.tag in {f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"}
        )
        if words:
            yield part, str(number), words


def _plain(file: ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    for number, node in enumerate(_root(file, part).iter(), start=1):
        if node.text and node.text.strip():
            yield part, str(number), node.text


def _cells(file: ZipFile, parts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in parts:
        root = _root(file, "xl/sharedStrings.xml")
        shared = [_said(item) for item in root.iter(f"{_SHEET}si")]
    for sheet, part in _sheets(file):
        root = _root(file, part)
        for cell in root.iter(f"{_SHEET}c"):
            value = cell.find(f"{_SHEET}v")
            words = value.text or "" if value is not None else _said(cell)
            if cell.get("t") == "s" and words:
                words = shared[int(words)]
            if words:
                yield sheet, cell.get("r", ""), words
        for tag in ("oddHeader", "oddFooter", "evenHeader", "evenFooter"):
            for node in root.iter(f"{_SHEET}{tag}"):
                yield sheet, tag, node.text or ""


def _sheets(file: ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets' names, each with the part it stands in."""
    related = _root(file, "xl/_rels/workbook.xml.rels")
    targets = {each.get("Id"): each.get("Target", "") for each in related}
    for sheet in _root(file, "xl/workbook.xml").iter(f"{_SHEET}sheet"):
        target = targets[sheet.get(f"{_RELATED}id")]
        yield (
            sheet.get("name", ""),
            target.lstrip("/") if target.startswith("/") else f"xl/{target}",
        )


def _said(node: Element) -> str:
    return "".join(each.text or "" for each in node.iter(f"{_SHEET}t"))


def _root(file: ZipFile, part: str) -> Element:
    # Only files that were made here a moment ago are looked at.
    return fromstring(file.read(part))  # noqa: S314

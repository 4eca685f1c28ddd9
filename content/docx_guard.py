"""The gate for Word documents from outside: what may not be in one that is used as a template.

`refusal` looks at the zip's directory only. `faults` reads every part, so it belongs into a
process of its own with limits on memory and time. ASVS 5.2.1, 5.2.3, 1.5.1.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.parsers import expat

from content import zip_guard
from content.zip_guard import MAX_BYTES, TYPES, UNREADABLE, first_bytes

DOCUMENT: Final = "word/document.xml"
PARTS: Final = (
    *(".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"),
    ".odttf",
)
"""How the names of harmless parts end: text, pictures, the document's own typefaces."""
_FOREIGN: Final = ("embeddings/", "activex/", "customui/", "afchunk", "/ole", "/control")
_RELATIONS: Final = ("oleObject", "package", "aFChunk", "control", "attachedTemplate", "frame",
                     "subDocument", "vbaProject", "externalLink")  # fmt: skip
_FIELDS: Final = re.compile(
    r"\b(?:INCLUDE\w*|DDE\w*|LINK|IMPORT|RD|DATABASE|EMBED|MACROBUTTON|GOTOBUTTON|MERGEFIELD)\b"
    r"|://|\\\\",
    re.IGNORECASE,
)
"""Field codes that bring something in from elsewhere, or start something."""
_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Danger:
    """Something a template may not hold: a code and the part it stands in."""

    code: str
    part: str = ""


def refusal(content: bytes) -> str | None:
    """Why the file is not to be opened at all, as a code; takes milliseconds at any size."""
    if not content:
        return "empty"
    if len(content) > MAX_BYTES:
        return "too-large"
    if not content.startswith(b"PK\x03\x04"):
        return _not_a_zip(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _look(archive)
    except UNREADABLE:
        return "damaged"


def _not_a_zip(content: bytes) -> str:
    if not content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "not-word"
    return "password" if "EncryptedPackage".encode("utf-16-le") in content else "old-word"


def _look(archive: zipfile.ZipFile) -> str | None:
    if zip_guard.is_locked(archive):
        return "password"
    if zip_guard.is_bomb(archive):
        return "bomb"
    names = archive.namelist()
    if TYPES not in names or DOCUMENT not in names:
        return "not-word"
    if zip_guard.has_macro(archive):
        return "macro"
    if b"wordprocessingml.template" in first_bytes(archive, TYPES, 64 * 1024):
        return "word-template"
    return "dtd" if zip_guard.has_dtd(archive) else None


def faults(content: bytes) -> list[Danger]:
    """All that may not be in it; it was not refused. Reads every part."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return list(dict.fromkeys(_dangers(archive)))
    except (*UNREADABLE, expat.ExpatError):
        return [Danger("damaged")]


def _dangers(archive: zipfile.ZipFile) -> Iterator[Danger]:
    for name in archive.namelist():
        plain = name.lower()
        if name.endswith("/"):
            continue
        if not plain.endswith(PARTS) or any(mark in plain for mark in _FOREIGN):
            yield Danger("embedded", name)
        elif plain.endswith((".xml", ".rels")):
            yield from _Reading(name).read(archive)


@dataclass(slots=True)
class _Reading:
    """One XML part on its way through expat, which keeps nothing of it."""

    part: str
    found: list[Danger] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    inside: bool = False

    def read(self, archive: zipfile.ZipFile) -> list[Danger]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.words
        parser.StartDoctypeDeclHandler = self.doctype
        with archive.open(self.part) as opened:
            while block := opened.read(_BLOCK):
                parser.Parse(block)
                if any(each.code == "dtd" for each in self.found):
                    # Whatever it defines is not read any further.
                    return self.found
            parser.Parse(b"", True)
        if _FIELDS.search("".join(self.code)):
            self.add("field")
        return self.found

    def add(self, code: str) -> None:
        self.found.append(Danger(code, self.part))

    def doctype(self, *_: object) -> None:
        self.add("dtd")

    def start(self, tag: str, at: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        match name:
            case "Relationship":
                self.relation(at)
            case "instrText":
                self.inside = True
            case "fldChar":
                self.code.append("\n")
            case "fldSimple":
                self.code += ["\n", *at.values(), "\n"]
            case "object" | "OLEObject" | "altChunk" | "control" | "subDoc":
                self.add("embedded")
        if any("{{" in value or "{%" in value for value in at.values()):
            self.add("tag-in-attribute")

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "instrText":
            self.inside = False

    def words(self, said: str) -> None:
        if self.inside:
            self.code.append(said)

    def relation(self, at: dict[str, str]) -> None:
        if at.get("TargetMode", "").lower() == "external":
            self.add("external")
        elif at.get("Type", "").rpartition("/")[2] in _RELATIONS:
            self.add("embedded")

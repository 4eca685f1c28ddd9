"""What every zipped office file from outside is asked before any of it is unpacked.

ASVS 5.2.1, 5.2.3, 1.5.1: all of it is read from the zip's directory, but the first bytes of XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import Final

MAX_BYTES: Final = 5_000_000
MAX_PARTS: Final = 200
MAX_UNPACKED: Final = 20_000_000
MAX_RATIO: Final = 200
PROLOG: Final = 4096
TYPES: Final = "[Content_Types].xml"
UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)
"""How reading a zip fails: broken, cut, packed in an unknown way, locked."""
_SMALL: Final = 1_000_000
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML: Final = (".xml", ".rels", ".vml")


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Whether any part needs a password."""
    return any(part.flag_bits & 0x1 for part in archive.infolist())


def is_bomb(archive: zipfile.ZipFile) -> bool:
    """Whether it has too many parts, twice the same, or would unpack to too much."""
    parts = archive.infolist()
    return (
        len(parts) > MAX_PARTS
        or len({part.filename for part in parts}) < len(parts)
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(p.file_size > max(_SMALL, MAX_RATIO * p.compress_size) for p in parts)
    )


def has_macro(archive: zipfile.ZipFile) -> bool:
    """Whether it brings programs of an office suite along."""
    names = [name.lower() for name in archive.namelist()]
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        return True
    return b"macroEnabled" in first_bytes(archive, TYPES, 64 * 1024)


def has_dtd(archive: zipfile.ZipFile) -> bool:
    """Whether any XML begins with definitions of its own."""
    return any(
        _DTD.search(first_bytes(archive, name, PROLOG).replace(b"\x00", b""))
        for name in archive.namelist()
        if name.endswith(_XML)
    )


def first_bytes(archive: zipfile.ZipFile, part: str, count: int) -> bytes:
    """So many bytes of a part; none where there is no such part."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as opened:
        return opened.read(count)

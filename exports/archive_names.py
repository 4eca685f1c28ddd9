"""Names inside an archive: harmless on every system, short, unlike each other by their number."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from exports.archive_entry import Entry

ORIGINALS, COPIES = "原件", "水印件"
INDEX, MANIFEST = "索引.xlsx", "manifest.sha256"
TOWNSHIP_ITSELF, NO_ITEM, HOUSEHOLDS, NOWHERE = "乡镇本级", "未归项", "入户", "未归督查对象"
FOLDER_MOST, PART_MOST = 30, 24
"""Characters; with all folders a path stays below the 260 that Windows can open."""
_UNSAFE = re.compile(r"[^\w（）.-]+|(?<!\w)\.|\.(?!\w)")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ENDINGS = frozenset(
    (
        *("jpg", "jpeg", "png", "webp", "heic", "gif", "mp4", "mov", "3gp"),
        *("ogg", "oga", "mp3", "m4a", "amr", "wav", "pdf", "ofd", "txt", "csv", "zip"),
        *("doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps"),
    )
)
_BY_MIME = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "audio/ogg": "ogg",
    "application/pdf": "pdf",
}
_BY_KIND = {"photo": "jpg", "video": "mp4", "voice": "ogg"}


def harmless(words: str, most: int, instead: str) -> str:
    """Words as part of a path: letters, digits, dots between them; nothing that a system reads.

    `instead` stands for what has nothing left.
    """
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", words)).strip("_-")
    plain = plain[:most].rstrip("._-")
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain or instead


def folder_of(entry: Entry) -> PurePosixPath:
    """Township, village, item: where the file lies below 原件 or 水印件."""
    item = " ".join(filter(None, (entry.item, entry.item_title)))
    return PurePosixPath(
        harmless(entry.township, FOLDER_MOST, NOWHERE),
        harmless(entry.village, FOLDER_MOST, TOWNSHIP_ITSELF),
        harmless(item, FOLDER_MOST, HOUSEHOLDS if entry.household else NO_ITEM),
    )


def stem_of(entry: Entry) -> str:
    """The file's name without its ending: 000123_07户_20261012-180321."""
    parts = (
        entry.number,
        f"{harmless(entry.household, PART_MOST, '_')}户" if entry.household else "",
        harmless(entry.finding, PART_MOST, "") if entry.finding else "",
        {"before": "整改前", "after": "整改后"}.get(entry.shows or "", ""),
        "申辩" if entry.objection else "",
        entry.at.strftime("%Y%m%d-%H%M%S"),
    )
    return "_".join(filter(None, parts))


def ending_of(entry: Entry) -> str:
    """A known ending by the file's true type, its name or its kind; `bin` for any other."""
    if entry.mime in _BY_MIME:
        return _BY_MIME[entry.mime]
    named = entry.name.rpartition(".")[2].lower() if "." in entry.name else ""
    return named if named in _ENDINGS else _BY_KIND.get(entry.kind, "bin")


def original_of(entry: Entry) -> str:
    """Where the original lies in the archive."""
    return str(ORIGINALS / folder_of(entry) / f"{stem_of(entry)}.{ending_of(entry)}")


def copy_of(entry: Entry) -> str:
    """Where its stamped copy lies."""
    return str(COPIES / folder_of(entry) / f"{stem_of(entry)}.jpg")

"""Evidence for the tests of archives: entries, and their bytes on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from exports.archive_entry import Archive, Entry, Position
from exports.score_sheet_end import Stamp
from inspection.text import text

AT = datetime(2026, 10, 12, 18, 3, 21, tzinfo=timezone(timedelta(hours=8)))
USUAL: dict[str, Any] = {
    "id": 123,
    "township": "青石镇",
    "village": "大坪村",
    "round": "第一轮",
    "item": "2.9",
    "item_title": "微信工作群",
    "question": "未建群",
    "household": None,
    "head": "",
    "finding": None,
    "shows": None,
    "objection": False,
    "kind": "photo",
    "mime": "image/jpeg",
    "at": AT,
    "position": Position("26.1234567", "111.6123", "12.4", 200),
    "by": "王五六",
    "team": "第一组",
    "caption": "",
    "name": "",
    "sha256": "ab12cd34ef567890" * 4,
    "lost": False,
    "removed": False,
    "size": 1000,
    "forwarded": False,
    "confidential": False,
    "late": False,
    "twin_of": None,
}


def entry(**changes: Any) -> Entry:
    return Entry(**{**USUAL, **changes})


def archive(entries: Sequence[Entry], *, masked: bool = True) -> Archive:
    why = text("export.why-command")
    stamp = Stamp("督查办", "2026-10-12T19:00+08:00", why, masked=masked)
    return Archive(1, "秋季专项督查", "县督查办", None, stamp, tuple(entries))


def keep(folder: Path, content: bytes) -> str:
    """Bytes on the disk as the courier leaves them; their hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = at(folder)(sha256)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return sha256


def at(folder: Path) -> Any:
    return lambda sha256: folder / "evidence" / sha256[:2] / sha256

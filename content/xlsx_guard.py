"""The gate for spreadsheets from outside: refuses hostile files unopened, reads the rest safely.

ASVS 5.2.1, 5.2.3, 1.5.1: sizes are looked at before anything is unpacked, no DTD is read, and
cells are parsed in a process with limits on memory and time. Files are never written to disk
under a name they bring.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

from content import zip_guard
from content.workbook.grid import Broken, Grid, GridSheet, Merge, Row, Value, place
from content.zip_guard import PROLOG, TYPES, UNREADABLE, first_bytes
from inspection.fault import Fault
from inspection.text import text

MAX_BYTES = zip_guard.MAX_BYTES
SECONDS = 20
_LIMITS = {
    "rows": 60_000, "columns": 100, "cells": 600_000, "characters": 20_000_000,
    "cell": 32_767, "merges": 20_000, "memory": 1 << 30, "seconds": SECONDS,
}  # fmt: skip
_ROOT = str(Path(__file__).parents[1])
_CHILD = (
    "import json, sys; sys.path.insert(0, sys.argv[1]); "
    "from content.workbook.child import main; main(sys.argv[2], json.loads(sys.argv[3]))"
)


def refusal(path: Path) -> Fault | None:
    """Why this file is not to be opened at all, or None; takes milliseconds at any size."""
    code = _refusal(path)
    return None if code is None else Fault("", text(code, megabytes=MAX_BYTES // 1_000_000))


def _refusal(path: Path) -> str | None:
    try:
        size = path.stat().st_size
        if 0 < size <= MAX_BYTES:
            head = path.read_bytes()
            return _zip(path) if head.startswith(b"PK\x03\x04") else _not_a_zip(head)
    except OSError:
        return "fault.workbook.missing"
    return "fault.workbook.too-large" if size else "fault.workbook.empty"


def _zip(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            return next(_reasons(archive), None)
    except UNREADABLE:
        return "fault.workbook.damaged"


def _not_a_zip(head: bytes) -> str:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        locked = "EncryptedPackage".encode("utf-16-le") in head
        return "fault.workbook.password" if locked else "fault.workbook.old-excel"
    start = head[:PROLOG].lstrip().lower()
    if start.startswith((b"<", b"\xef\xbb\xbf<")):
        return "fault.workbook.web-page"
    if start.startswith(b"%pdf") or start[:4] in {b"\x89png", b"\xff\xd8\xff\xe0", b"rar!"}:
        return "fault.workbook.not-a-workbook"
    return "fault.workbook.csv" if _is_text(head[:PROLOG]) else "fault.workbook.not-a-workbook"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        # The cut may fall into a character; its tail is left off.
        for cut in range(4):
            try:
                words = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return any(mark in words for mark in (",", "\t", "\n", ";", "，"))
    return False


def _reasons(archive: zipfile.ZipFile) -> Iterator[str]:
    names = set(archive.namelist())
    if zip_guard.is_locked(archive):
        yield "fault.workbook.password"
    if zip_guard.is_bomb(archive):
        yield "fault.workbook.bomb"
    if TYPES not in names or "xl/workbook.xml" not in names:
        yield _other_office_file(archive, names)
    if zip_guard.has_macro(archive):
        yield "fault.workbook.macro"
    if zip_guard.has_dtd(archive):
        yield "fault.workbook.dtd"


def _other_office_file(archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return "fault.workbook.word"
    if "xl/workbook.bin" in names:
        return "fault.workbook.binary-excel"
    if b"opendocument" in first_bytes(archive, "mimetype", 100):
        return "fault.workbook.opendocument"
    return "fault.workbook.not-a-workbook"


def read_grid(path: Path) -> Grid | Fault:
    """All cells of a workbook, or the one reason it cannot be read.

    Blocks for up to 20 seconds: from a server, call it in a thread.
    """
    if (refused := refusal(path)) is not None:
        return refused
    arguments = [_ROOT, str(path.absolute()), json.dumps(_LIMITS)]
    command = [sys.executable, "-I", "-c", _CHILD, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, a path, no shell
            command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return Fault("", text("fault.workbook.too-slow", seconds=SECONDS))
    if done.returncode != 0:
        code = "fault.workbook.too-slow" if done.returncode < 0 else "fault.workbook.malformed"
        return Fault("", text(code, seconds=SECONDS))
    return _grid(done.stdout)


def _grid(output: bytes) -> Grid | Fault:
    sheets: list[GridSheet] = []
    warnings: list[Fault] = []
    rows: list[Row] = []
    dropped: list[tuple[int, int]] = []
    known: dict[str, str] = {}
    for line in output.splitlines():
        answer = json.loads(line)
        match answer["kind"]:
            case "refused":
                return Fault(
                    answer.get("where", ""), text(answer["code"], **answer.get("params", {}))
                )
            case "row":
                cells = {int(c): _value(v, known) for c, v in answer["cells"].items()}
                rows.append(Row(answer["row"], cells))
            case "dropped":
                dropped += [(answer["row"], column) for column in answer["columns"]]
            case _:
                merges = tuple(Merge(*corners) for corners in answer["merges"])
                sheets.append(GridSheet(answer["name"], tuple(rows), merges))
                warnings += _sheet_warnings(answer, bool(rows), dropped)
                rows, dropped = [], []
    return Grid(tuple(sheets), tuple(warnings))


def _value(raw: Any, known: dict[str, str]) -> Value:
    match raw:
        case bool():
            return raw
        case str():
            return known.setdefault(raw, raw)
        case {"n": number}:
            return Fraction(number)
        case {"t": moment}:
            return time.fromisoformat(moment)
        case {"d": moment}:
            return _date(moment)
    return Broken(raw["x"])


def _date(moment: str) -> date | datetime | Broken:
    try:
        when = datetime.fromisoformat(moment).replace(tzinfo=None)
    except ValueError:
        return Broken.ERROR
    return when.date() if when.time() == time() else when


def _sheet_warnings(
    answer: dict[str, Any], filled: bool, dropped: list[tuple[int, int]]
) -> list[Fault]:
    name = answer["name"]
    found = []
    if answer["hidden"] and filled:
        found.append(Fault(name, text("warning.sheet.hidden", sheet=name)))
    if answer["hidden_rows"] and filled:
        where = f"{name}!{answer['hidden_rows'][0]}"
        found.append(Fault(where, text("warning.rows.hidden", n=answer["hidden_count"])))
    if answer["beyond"]:
        where = f"{name}!{answer['beyond']}"
        found.append(Fault(where, text("warning.columns.beyond", columns=_LIMITS["columns"])))
    found += [Fault(place(name, *at), text("warning.cell.characters-dropped")) for at in dropped]
    return found

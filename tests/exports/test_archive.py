"""The archive, unpacked with nothing but the standard library: bytes, names, index, manifest."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from content.locales import catalog
from exports.archive import Written, write_archive
from exports.archive_entry import Archive, Entry
from exports.archive_names import copy_of, ending_of, folder_of, harmless, original_of
from tests.exports.filed import archive, at, entry, keep
from tests.pictures import scene

ZH = catalog("zh")
HEADS = 5
"""Rows above the first file: the title, three lines, the headings."""


def made(folder: Path, entries: list[Entry]) -> tuple[Path, Written]:
    file = folder / "out" / "档案.zip"
    return file, write_archive(archive(entries), at(folder), file, ZH)


def index_of(file: Path, sheet: int = 0) -> Worksheet:
    with zipfile.ZipFile(file) as packed:
        found = openpyxl.load_workbook(BytesIO(packed.read("索引.xlsx"))).worksheets[sheet]
    assert isinstance(found, Worksheet)
    return found


def told(sheet: Worksheet) -> str:
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)


def some(folder: Path) -> list[Entry]:
    """A photo of an item, one of a household, a voice, and a paper."""
    return [
        entry(id=1, sha256=keep(folder, scene(1))),
        entry(id=2, item=None, item_title="", household="07", sha256=keep(folder, scene(2))),
        entry(id=3, kind="voice", mime="audio/ogg", sha256=keep(folder, b"OggS" + b"\1" * 9000)),
        entry(id=4, kind="document", mime=None, name="账目.xlsx", sha256=keep(folder, b"PK\3\4x")),
    ]


def test_originals_come_out_byte_for_byte_and_pictures_have_a_copy(tmp_path: Path) -> None:
    entries = some(tmp_path)
    file, written = made(tmp_path, entries)
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "there")
    there = tmp_path / "there"
    for each in entries:
        content = (there / original_of(each)).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each.sha256
    copies = sorted(p.relative_to(there).as_posix() for p in (there / "水印件").rglob("*.jpg"))
    assert copies == [
        "水印件/青石镇/大坪村/2.9_微信工作群/000001_20261012-180321.jpg",
        "水印件/青石镇/大坪村/入户/000002_07户_20261012-180321.jpg",
    ]
    with Image.open(there / copies[0]) as copy:
        assert copy.height > 240
    assert (written.originals, written.copies, written.left_out) == (4, 2, 0)


def test_the_manifest_has_every_file_as_sha256sum_reads_it(tmp_path: Path) -> None:
    file, written = made(tmp_path, some(tmp_path))
    with zipfile.ZipFile(file) as packed:
        manifest = packed.read("manifest.sha256")
        lines = dict(reversed(line.split("  ", 1)) for line in manifest.decode().splitlines())
        assert sorted([*lines, "manifest.sha256"]) == sorted(packed.namelist())
        for name, sha256 in lines.items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
    assert hashlib.sha256(manifest).hexdigest() == written.manifest


def test_the_index_shows_every_file_with_a_picture_in_its_row(tmp_path: Path) -> None:
    file, _ = made(tmp_path, some(tmp_path))
    sheet = index_of(file)
    assert [sheet.cell(HEADS + n, 1).value for n in (1, 2, 3, 4)] == [
        *("000001", "000002", "000003", "000004"),
    ]
    pictures = sheet._images  # type: ignore[attr-defined]
    assert [p.anchor._from.row for p in pictures] == [HEADS, HEADS + 1]
    with zipfile.ZipFile(file) as packed:
        book = zipfile.ZipFile(BytesIO(packed.read("索引.xlsx")))
    # Moves and shrinks with its cells: a filter hides it with its row.
    drawing = book.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("<xdr:twoCellAnchor>") == 2
    assert sheet.row_dimensions[HEADS + 1].height >= 90
    assert sheet.auto_filter.ref == f"A{HEADS}:P{HEADS + 4}"
    assert sheet.freeze_panes == f"C{HEADS + 1}"
    assert "没有未入档的文件" in told(index_of(file, 1))


def test_what_is_not_as_it_should_be_is_listed_and_stops_nothing(tmp_path: Path) -> None:
    changed, gone = keep(tmp_path, b"as it was"), keep(tmp_path, b"gone")
    at(tmp_path)(changed).write_bytes(b"as it is")
    at(tmp_path)(gone).unlink()
    entries = [
        entry(id=1, sha256=changed),
        entry(id=2, sha256=gone),
        entry(id=3, sha256=None),
        entry(id=4, sha256=None, lost=True),
        entry(id=5, sha256=keep(tmp_path, scene(1)[:900])),
        entry(id=6, sha256=keep(tmp_path, scene(1))),
    ]
    file, written = made(tmp_path, entries)
    assert (written.originals, written.copies, written.left_out) == (2, 1, 4)
    listed = index_of(file, 1)
    assert [(row[0].value, row[2].value) for row in listed.iter_rows(min_row=2)] == [
        ("000001", "磁盘上的文件与登记的 SHA-256 不符，未入档"),
        ("000002", "原件在磁盘上缺失，未入档"),
        ("000003", "原件尚在下载，未入档"),
        ("000004", "原件已无法下载，未入档"),
        ("000005", "图片损坏，无法打开，无水印件"),
    ]


def test_words_from_outside_are_text_in_the_index_and_none_is_cut(tmp_path: Path) -> None:
    long = "群众反映的情况很长。" * 120
    hostile = [
        *('=HYPERLINK("http://x.invalid")', "http://x.invalid", "{=1+1}", "-1+1", "a\x07b"),
        long,
    ]
    sha256 = keep(tmp_path, b"x")
    file, _ = made(
        tmp_path, [entry(id=n, caption=c, sha256=sha256) for n, c in enumerate(hostile, start=1)]
    )
    sheet = index_of(file)
    rows = list(sheet.iter_rows(min_row=HEADS + 1))
    captions = [row[12] for row in rows]
    assert {cell.data_type for cell in captions} <= {"s", "inlineStr"}
    assert [cell.value for cell in captions[:5]] == [*hostile[:4], "ab"]
    assert [captions[n].quotePrefix for n in (0, 3)] == [True, True]
    assert sheet._hyperlinks == []  # type: ignore[attr-defined]
    assert "".join(cell.value for cell in captions[5:]) == long
    assert {row[0].value for row in rows[5:]} == {"000006"}
    assert max(d.height for d in sheet.row_dimensions.values() if d.height) <= 409


HOSTILE = [
    *("../../etc/passwd", "C:\\Windows\\system32", "con", "NUL.txt", "a/b", "..", ".", "", " "),
    *("-rf", "=1+1", "a\nb", "a\x00b", "\u202egpj.exe", "村" * 300, "x. ", "🏠", "'\"`$(id)"),
]


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_names_are_harmless_on_every_system(words: str) -> None:
    wild = entry(
        township=words, village=words, item=words, item_title=words, household=words, finding=words
    )
    for path in (original_of(wild), copy_of(wild)):
        parts = path.split("/")
        assert len(parts) == 5
        assert len(path) < 200
        for part in parts:
            assert re.fullmatch(r"[\w（）][\w（）.-]*", part), part
            assert ".." not in part
            assert not part.endswith((".", " "))
            assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", part)


def test_no_two_files_have_one_name(tmp_path: Path) -> None:
    same = [
        entry(id=n, household=h, sha256=keep(tmp_path, b"x")) for n, h in ((1, "a/b"), (2, "a_b"))
    ]
    assert len({original_of(each) for each in same}) == 2


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({"mime": "image/png"}, "png"),
        ({"mime": None, "kind": "document", "name": "账目.XLSX"}, "xlsx"),
        ({"mime": None, "kind": "document", "name": "照片.jpg.exe"}, "bin"),
        ({"mime": None, "kind": "document", "name": "无名"}, "bin"),
        ({"mime": None, "kind": "video", "name": ""}, "mp4"),
    ],
    ids=["true type", "by its name", "a program", "no ending", "by its kind"],
)
def test_an_ending_says_what_a_file_is_and_starts_no_program(
    changes: dict[str, str | None], want: str
) -> None:
    assert ending_of(entry(**changes)) == want


@pytest.mark.parametrize(
    ("changes", "want"),
    [
        ({}, "青石镇/大坪村/2.9_微信工作群"),
        ({"village": "", "item": None, "item_title": ""}, "青石镇/乡镇本级/未归项"),
        ({"item": None, "item_title": "", "household": "07"}, "青石镇/大坪村/入户"),
    ],
    ids=["item", "a township's own", "household"],
)
def test_folders_are_township_village_item(changes: dict[str, str | None], want: str) -> None:
    assert str(folder_of(entry(**changes))) == want


def test_a_name_keeps_the_dots_inside_it() -> None:
    assert harmless("2.9 微信群.", 30, "?") == "2.9_微信群"


def test_an_archive_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "out" / "档案.zip"
    entries = [entry(id=1, sha256=keep(tmp_path, scene(1)))]
    with pytest.raises(OSError, match="No space"):
        write_archive(archive(entries), at(tmp_path), file, ZH, stop)
    assert list((tmp_path / "out").iterdir()) == []


def test_every_file_is_one_step_of_the_bar(tmp_path: Path) -> None:
    steps: list[int] = []
    write_archive(archive(some(tmp_path)), at(tmp_path), tmp_path / "a.zip", ZH, steps.append)
    assert steps == [1, 1, 1, 1]


async def test_nobody_waits_while_an_archive_is_written(tmp_path: Path) -> None:
    entries = [entry(id=n, sha256=keep(tmp_path, scene(n))) for n in range(1, 31)]
    whole: Archive = archive(entries)
    work = asyncio.ensure_future(
        asyncio.to_thread(write_archive, whole, at(tmp_path), tmp_path / "a.zip", ZH)
    )
    lags = []
    while not work.done():
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - before - 0.005)
    await work
    lags.sort()
    # A machine that does other things as well may be late once; the loop itself is never held.
    assert lags[int(len(lags) * 0.95)] < 0.05

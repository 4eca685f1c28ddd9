"""Hostile and odd spreadsheets: refused unopened, or read within limits; each with its sentence."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from content import xlsx_guard
from content.xlsx_guard import MAX_BYTES, read_grid, refusal
from inspection.fault import Fault
from tests.content.workbook_parts import MAIN, SHARED, TYPES, cell, code_of, grid_of, parts, zipped


def locked(content: bytes) -> bytes:
    """The same archive with the encryption flag of its entries set."""
    raw = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


LAUGHS = "<!DOCTYPE lolz [" + '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]>"  # fmt: skip
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "one byte too large": (lambda: b"x" * (MAX_BYTES + 1), "too-large"),
    "zip bomb": (lambda: zipped(parts(bomb=b"\0" * 50_000_000)), "bomb"),
    "bomb within the sum": (lambda: zipped(parts(bomb=b"\0" * 19_000_000)), "bomb"),
    "too many parts": (lambda: zipped(parts(**{f"p{i}": "x" for i in range(200)})), "bomb"),
    "encrypted zip": (lambda: locked(zipped(parts())), "password"),
    "encrypted office file": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "xls renamed": (lambda: OLE, "old-excel"),
    "csv in UTF-8": ("乡镇,村\n青石镇,大坪村\n".encode, "csv"),
    "csv in GBK": (lambda: "乡镇,村\n青石镇,大坪村\n".encode("gbk"), "csv"),
    "csv in UTF-16": (lambda: "乡镇\t村\n青石镇\t大坪村\n".encode("utf-16"), "csv"),
    "web page renamed": (lambda: b"<html><table></table></html>", "web-page"),
    "xml spreadsheet": (
        lambda: '\ufeff<?xml version="1.0"?><Workbook/>'.encode("utf-8"),
        "web-page",
    ),
    "pdf renamed": (lambda: b"%PDF-1.7\n1 0 obj", "not-a-workbook"),
    "picture renamed": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not-a-workbook"),
    "noise": (lambda: bytes(range(256)) * 20, "not-a-workbook"),
    "zip cut short": (lambda: zipped(parts())[:-40], "damaged"),
    "zip of nothing we know": (lambda: zipped({"a.txt": "x"}), "not-a-workbook"),
    "word document": (lambda: zipped({"word/document.xml": "<x/>"}), "word"),
    "binary workbook": (lambda: zipped({"xl/workbook.bin": "x"}), "binary-excel"),
    "open document": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "opendocument",
    ),
    "no content types": (
        lambda: zipped({k: v for k, v in parts().items() if k != "[Content_Types].xml"}),
        "not-a-workbook",
    ),
    "macro": (lambda: zipped(parts(**{"xl/vbaProject.bin": b"x"})), "macro"),
    "macro sheet": (lambda: zipped(parts(**{"xl/macrosheets/sheet1.xml": "<x/>"})), "macro"),
    "macro type": (
        lambda: zipped(
            parts() | {"[Content_Types].xml": TYPES.format(more='<x t="macroEnabled.main"/>')}
        ),
        "macro",
    ),
    "billion laughs": (lambda: zipped(parts(prolog=LAUGHS)), "dtd"),
    "external entity": (lambda: zipped(parts(prolog=XXE)), "dtd"),
    "entity in UTF-16": (
        lambda: zipped(
            parts() | {"xl/workbook.xml": f'<?xml version="1.0"?>{XXE}<w/>'.encode("utf-16")}
        ),
        "dtd",
    ),
}


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(content: bytes) -> Path:
        path = tmp_path / "campaign.xlsx"
        path.write_bytes(content)
        return path

    return save


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_unopened_and_at_once(
    name: str, saved: Callable[[bytes], Path]
) -> None:
    make, code = HOSTILE[name]
    path = saved(make())
    times = []
    for _ in range(3):
        before = time.perf_counter()
        fault = refusal(path)
        times.append(time.perf_counter() - before)
    assert fault is not None
    assert fault.text.code == f"fault.workbook.{code}"
    assert min(times) < 0.05
    assert read_grid(path) == fault


def test_a_file_that_is_not_there_is_named_so(tmp_path: Path) -> None:
    assert code_of(read_grid(tmp_path / "no.xlsx")) == "fault.workbook.missing"
    assert code_of(read_grid(tmp_path)) == "fault.workbook.missing"


def test_defusedxml_guards_whatever_else_opens_a_workbook() -> None:
    assert openpyxl.DEFUSEDXML is True


def test_a_dtd_behind_a_long_prolog_is_refused_by_the_parser(
    saved: Callable[[bytes], Path],
) -> None:
    path = saved(zipped(parts(prolog=f"<!--{'x' * 5000}-->{LAUGHS}")))
    assert refusal(path) is None
    assert code_of(read_grid(path)) == "fault.workbook.dtd"


def test_a_cell_at_the_far_end_is_named_in_a_moment(saved: Callable[[bytes], Path]) -> None:
    far = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    before = time.perf_counter()
    fault = read_grid(saved(zipped(parts(far))))
    assert time.perf_counter() - before < 5
    assert isinstance(fault, Fault)
    assert (fault.where, fault.text.code) == ("名册!XFD1048576", "fault.table.too-many-rows")


def test_a_cell_far_to_the_right_is_passed_over_with_a_warning(
    saved: Callable[[bytes], Path],
) -> None:
    grid = grid_of(read_grid(saved(zipped(parts(f"<row r='1'>{cell('XFD1', 'x')}</row>")))))
    assert grid.sheets[0].rows == ()
    assert [(w.where, w.text.code) for w in grid.warnings] == [
        ("名册!XFD1", "warning.columns.beyond")
    ]


@pytest.mark.parametrize("count", [100_000, 1_000_000], ids=["100k", "1M"])
def test_too_many_rows_are_refused_kindly(count: int, saved: Callable[[bytes], Path]) -> None:
    rows = "".join(f'<row r="{i}"><c><v>{i}</v></c></row>' for i in range(1, count + 1))
    path = saved(zipped(parts(rows)))
    want = {100_000: "fault.table.too-many-rows", 1_000_000: "fault.workbook.too-large"}
    assert code_of(read_grid(path)) == want[count]


def test_one_long_string_in_every_cell_cannot_fill_the_memory(
    saved: Callable[[bytes], Path],
) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"好" * 30_000}</t></si></sst>'
    # 300 million characters.
    rows = "".join(f'<row r="{i}">{SHARED * 20}</row>' for i in range(1, 501))
    path = saved(zipped(parts(rows, **{"xl/sharedStrings.xml": strings})))
    assert code_of(read_grid(path)) == "fault.workbook.too-much"


def test_a_reading_that_takes_too_long_is_ended(
    saved: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_guard, "SECONDS", 0.02)
    path = saved(zipped(parts(f"<row>{cell('A1', '好')}</row>")))
    assert code_of(read_grid(path)) == "fault.workbook.too-slow"


def test_a_reading_that_takes_too_much_memory_is_ended(
    saved: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(xlsx_guard._LIMITS, "memory", 64_000_000)
    entries = "".join(f"<si><t>{i}</t></si>" for i in range(600_000))
    strings = f'<sst xmlns="{MAIN}">{entries}</sst>'
    path = saved(zipped(parts(**{"xl/sharedStrings.xml": strings})))
    assert code_of(read_grid(path)) == "fault.workbook.too-much"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(parts() | {"xl/worksheets/sheet1.xml": "<worksheet>"}, id="xml cut short"),
        pytest.param(parts() | {"xl/_rels/workbook.xml.rels": "<x/>"}, id="no relations"),
        pytest.param(parts() | {"xl/workbook.xml": "no xml"}, id="no xml"),
        pytest.param(parts('<row><c t="s"><v>7</v></c></row>'), id="string that is not there"),
        pytest.param(
            {k: v for k, v in parts().items() if "sheet1" not in k}, id="sheet that is not there"
        ),
        pytest.param(parts("<row><c><v>&#x0;</v></c></row>"), id="illegal character"),
    ],
)
def test_a_broken_workbook_is_called_so(
    content: dict[str, str | bytes], saved: Callable[[bytes], Path]
) -> None:
    assert code_of(read_grid(saved(zipped(content)))) == "fault.workbook.malformed"


def test_every_cut_of_a_workbook_is_refused_or_read(saved: Callable[[bytes], Path]) -> None:
    whole = zipped(parts(f"<row>{cell('A1', '好')}</row>"))
    for cut in range(0, len(whole), 97):
        assert isinstance(refusal(saved(whole[:cut])), Fault)


def test_forty_thousand_households_would_be_read_in_time(saved: Callable[[bytes], Path]) -> None:
    """A fourth of them in a fourth of the time: of the processor's, which no neighbour takes."""
    rows = "".join(f'<row r="{i}">{SHARED * 8}<c><v>{i}</v></c></row>' for i in range(1, 10_001))
    strings = f'<sst xmlns="{MAIN}"><si><t>青石镇</t></si></sst>'
    path = saved(zipped(parts(rows, **{"xl/sharedStrings.xml": strings})))
    before = worked()
    grid = grid_of(read_grid(path))
    assert worked() - before < xlsx_guard.SECONDS / 4
    assert len(grid.sheets[0].rows) == 10_000


def worked() -> float:
    """Seconds of the processor's time, ours and that of the processes we had."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system

"""Workbooks made part by part, as hostile or odd as a test needs them."""

from __future__ import annotations

import io
import zipfile

from content.workbook.grid import Grid
from inspection.fault import Fault

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{more}</Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>'
    '<sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHARED = '<c t="s"><v>0</v></c>'
BOOK_RELS = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)


def parts(sheet_data: str = "", prolog: str = "", **more: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES.format(more=""),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{MAIN}">'
            f"<sheetData>{sheet_data}</sheetData></worksheet>"
        ),
        **more,
    }


def zipped(content: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in content.items():
            archive.writestr(name, words)
    return out.getvalue()


def code_of(answer: Grid | Fault) -> str:
    assert isinstance(answer, Fault)
    return answer.text.code


def grid_of(answer: Grid | Fault) -> Grid:
    assert isinstance(answer, Grid)
    return answer


def cell(at: str, value: str, more: str = "") -> str:
    return f'<c r="{at}" t="inlineStr"{more}><is><t>{value}</t></is></c>'

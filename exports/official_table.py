"""Tables of official documents: every row whole on its page, headings on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from exports.official_form import SIZE_FOOT, SIZE_TABLE, Face, Faces, plain
from exports.paper import Grid

_LINE_OF_TABLE: Final = 340
"""Twentieths of a point from line to line, at least."""
_BOUND: Final = 8
_INNER: Final = 6
"""Rules of 版记 in eighths of a point: 0.35 mm and 0.25 mm."""
_ONE_OF_FOOT: Final = round(SIZE_FOOT * 20)
_KEPT: Final = 12
"""Rows of a table within the text that stays on one page; else one row stays with the headings."""
_SHORT: Final = 8
"""Characters of an entry that stands in the middle of its column."""


def add_grid(document: Document, grid: Grid, faces: Faces, width: int) -> None:
    """The grid at the end of the document, `width` twips wide.

    Written as XML in one piece: lists of a thousand problems are common.
    """
    widths = [width * share // sum(grid.widths) for share in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    kept = len(grid.rows) if grid.caption and len(grid.rows) <= _KEPT else 1
    rows = [_row(grid.headings, widths, faces, "hei", lambda _: "center", head=True, kept=True)]

    def side(column: int) -> str:
        return "right" if column in grid.right else _side(grid, column)

    rows += [
        _row(row, widths, faces, "body", side, kept=number < kept)
        for number, row in enumerate(grid.rows, start=1)
    ]
    table = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_borders()}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    _append(document, table)


def add_end_matter(
    document: Document, faces: Faces, rows: tuple[str, ...], width: int, *, ruled: bool = True
) -> None:
    """版记: its rows, between rules where `ruled`, at the last page's foot; `left TAB right`.

    A floating table at the bottom margin; a program that cannot float it leaves it in its place.
    """
    found = []
    for number, words in enumerate(rows):
        top = _BOUND if number == 0 else _INNER
        last = number == len(rows) - 1
        below = _rule("bottom", _BOUND) if last else ""
        rules = f"<w:tcBorders>{_rule('top', top)}{below}</w:tcBorders>" if ruled else ""
        cell = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rules}</w:tcPr>'
        tab = (
            f'<w:tabs><w:tab w:val="right" w:pos="{width - _ONE_OF_FOOT}"/></w:tabs>'
            if "\t" in words
            else ""
        )
        layout = (
            f'<w:pPr>{"" if last else "<w:keepNext/>"}{tab}<w:snapToGrid w:val="0"/>'
            '<w:spacing w:before="0" w:after="0" w:line="440" w:lineRule="exact"/>'
            f'<w:ind w:leftChars="100" w:left="{_ONE_OF_FOOT}"'
            f' w:rightChars="100" w:right="{_ONE_OF_FOOT}"/></w:pPr>'
        )
        parts = "<w:r><w:tab/></w:r>".join(
            _run(part, faces, "body", SIZE_FOOT) for part in words.split("\t")
        )
        found.append(
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>{cell}<w:p>{layout}{parts}</w:p></w:tc></w:tr>"
        )
    table = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center"'
        ' w:tblpYSpec="bottom"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{"".join(found)}</w:tbl>'
    )
    _append(document, table)


def _append(document: Document, xml: str) -> None:
    # Before the properties of the last section, which must stand last.
    document.element.body.sectPr.addprevious(parse_xml(xml))


def _side(grid: Grid, column: int) -> str:
    """Short entries stand in the middle, sentences on the left."""
    longest = max((len(row[column]) for row in grid.rows), default=0)
    return "center" if longest <= _SHORT else "left"


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(_rule(side, 4) for side in sides)


def _rule(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


def _row(
    entries: tuple[str, ...],
    widths: list[int],
    faces: Faces,
    face: Face,
    side: Callable[[int], str],
    *,
    head: bool = False,
    kept: bool = False,
) -> str:
    cells = []
    keep = "<w:keepNext/>" if kept else ""
    for column, (entry, width) in enumerate(zip(entries, widths, strict=True)):
        layout = (
            f'<w:pPr>{keep}<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20"'
            f' w:line="{_LINE_OF_TABLE}" w:lineRule="atLeast"/>'
            f'<w:jc w:val="{side(column)}"/></w:pPr>'
        )
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p>{layout}{_run(entry, faces, face, SIZE_TABLE)}</w:p></w:tc>"
        )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _run(words: str, faces: Faces, face: Face, size: float) -> str:
    latin, chinese = quoteattr(faces.latin), quoteattr(faces.of(face))
    half = round(size * 2)
    text = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in plain(words).split("\n")
    )
    return (
        f"<w:r><w:rPr><w:rFonts w:ascii={latin} w:hAnsi={latin} w:cs={latin}"
        f' w:eastAsia={chinese} w:hint="eastAsia"/><w:b w:val="0"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>{text}</w:r>'
    )

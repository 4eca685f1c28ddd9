"""The form of GB/T 9704-2012 in Word's terms: page, faces, styles and what a run or indent needs.

Measures are those of the standard; 28.95 pt and -0.25 pt make 22 lines of 28 characters out of
them in Word and LibreOffice alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from exports.official_shapes import turn

Face: TypeAlias = Literal["title", "body", "kai", "hei", "song"]

GRID: Final = 579
"""Twentieths of a point from line to line: 225 mm in 22 lines."""
LINE: Final = GRID / 20
TIGHTER: Final = -5
"""Twentieths of a point between characters: 28 of 16 pt do not fit into 156 mm otherwise."""
CHARACTER: Final = 315
"""Twentieths of a point that a character of the body takes."""
SIZE_BODY: Final = 16.0
SIZE_TITLE: Final = 22.0
SIZE_TABLE: Final = 12.0
SIZE_FOOT: Final = 14.0
RED: Final = RGBColor(0xFF, 0, 0)
LEVELS: Final[tuple[Face, ...]] = ("hei", "kai", "body", "body")
"""一、 · （一） · 1. · （1）"""
_PAGE: Final = (210, 297)
_MARGINS: Final = {"top": 37, "bottom": 35, "left": 28, "right": 26}
_MARGINS_TURNED: Final = {"top": 28, "bottom": 26, "left": 35, "right": 37}
"""A page turned: its head lies at the binding edge."""
_TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_UNDER_TEXT: Final = 7
"""Millimetres from the text to the dash of the page number."""
_NUMBER_TURNED: Final = {"left": 22.5, "top": 28.0, "width": 6.5, "height": 156.0}
"""The same strip below the text, on a page that is turned."""
_NUMBERS_FROM: Final = 11
"""The shapes of page numbers are counted from here."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The names of the typefaces, as the office's computers have them; none is ever shipped."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    kai: str = "楷体_GB2312"
    hei: str = "黑体"
    song: str = "宋体"
    latin: str = "Times New Roman"

    def of(self, face: Face) -> str:
        """The name of a face by what it is for."""
        names = {"title": self.title, "body": self.body, "kai": self.kai}
        return (names | {"hei": self.hei, "song": self.song})[face]


def set_page(section: Section, *, landscape: bool = False) -> None:
    """A4 with the margins of the standard and its grid of lines; turned for wide tables."""
    width, height = reversed(_PAGE) if landscape else _PAGE
    margins = _MARGINS_TURNED if landscape else _MARGINS
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.header_distance = Mm(15)
    section.footer_distance = Mm(margins["bottom"] - _UNDER_TEXT - 5)
    section.gutter = Mm(0)
    properties = section._sectPr  # noqa: SLF001 python-docx has no grid of its own
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(GRID))
    properties.append(grid)


def set_styles(document: Document, faces: Faces) -> None:
    """Normal, Title and Heading 1 to 4 as the standard has them, with every eastAsia face."""
    normal = _style(document, "Normal")
    set_font(normal, faces, "body", SIZE_BODY)
    _properties(normal).find(qn("w:sz")).addprevious(_valued("w:spacing", TIGHTER))
    lines(normal, LINE)
    normal.paragraph_format.widow_control = False
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # No room between figures and characters: 28 to the line, figures or not.
        _layout(normal).get_or_add_spacing().addprevious(_valued(tag, 0))
    title = _style(document, "Title")
    _bare(title)
    set_font(title, faces, "title", SIZE_TITLE)
    lines(title, SIZE_TITLE * 1.5)
    for level, face in enumerate(LEVELS, start=1):
        heading = _style(document, f"Heading {level}")
        _bare(heading)
        set_font(heading, faces, face, SIZE_BODY)
        lines(heading, LINE)
        heading.paragraph_format.keep_with_next = True
        indent(heading, first=2)


def _style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 all of them are in Word's template
    return style


def _bare(style: ParagraphStyle) -> None:
    """Without the colours, rules and spaces of Word's own template."""
    properties = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing", "w:spacing"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    old_run = style.element.find(qn("w:rPr"))
    if old_run is not None:
        style.element.remove(old_run)
    style.paragraph_format.keep_together = False


def _properties(of: ParagraphStyle | Run) -> Any:
    element: Any = of.element
    return element.get_or_add_rPr()


def set_font(of: ParagraphStyle | Run, faces: Faces, face: Face, size: float) -> None:
    """Face and size, said for Chinese too: a name alone is for Latin letters only.

    The hint makes Word take “ ” … — from the Chinese face.
    """
    properties = _properties(of)
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    latin = faces.song if face == "song" else faces.latin
    for slot in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{slot}"), latin)
    fonts.set(qn("w:eastAsia"), faces.of(face))
    fonts.set(qn("w:hint"), "eastAsia")
    of.font.size = Pt(size)
    of.font.bold = False
    if isinstance(of, ParagraphStyle):
        of.font.italic = False
        of.font.color.rgb = RGBColor(0, 0, 0)


def _valued(tag: str, value: object) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), str(value))
    return element


def lines(of: ParagraphStyle | Paragraph, points: float) -> None:
    """Exactly so many points from line to line, nothing before and after."""
    layout = of.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    spacing = _layout(of).get_or_add_spacing()
    spacing.set(qn("w:line"), str(round(points * 20)))
    spacing.set(qn("w:lineRule"), "exact")


def _layout(of: ParagraphStyle | Paragraph) -> Any:
    element: Any = of.element if isinstance(of, ParagraphStyle) else of._p  # noqa: SLF001
    return element.get_or_add_pPr()


def off_grid(paragraph: Paragraph) -> None:
    """Not on the grid of lines: a line higher than the grid would take two of it."""
    properties = _layout(paragraph)
    element = _valued("w:snapToGrid", 0)
    before = properties.find(qn("w:spacing"))
    if before is None:
        properties.get_or_add_spacing().addprevious(element)
    else:
        before.addprevious(element)


def indent(
    of: ParagraphStyle | Paragraph,
    *,
    first: float = 0,
    left: float = 0,
    hanging: float = 0,
    right: float = 0,
    character: int = CHARACTER,
) -> None:
    """Indents in characters, with twips for programs that do not count characters."""
    found = _layout(of).get_or_add_ind()
    wanted = {"firstLine": first, "left": left, "hanging": hanging, "right": right}
    for name, characters in wanted.items():
        if characters:
            found.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
            found.set(qn(f"w:{name}"), str(round(characters * character)))


def plain(words: str) -> str:
    """Words as a document can hold them: no control or direction characters; none is cut."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in words if c == "\n" or not _harmful(c))


def _harmful(c: str) -> bool:
    if unicodedata.category(c) in {"Cc", "Cs"} or unicodedata.bidirectional(c) in _TURNING:
        return True
    return ord(c) & 0xFFFE == 0xFFFE


def write(
    paragraph: Paragraph,
    words: str,
    faces: Faces,
    face: Face = "body",
    size: float = SIZE_BODY,
) -> None:
    """Words into a paragraph, whatever they hold; line breaks stay."""
    for number, line in enumerate(plain(words).split("\n")):
        run = paragraph.add_run()
        set_font(run, faces, face, size)
        if number:
            run.add_break()
        run.add_text(line)


def number_pages(section: Section, faces: Faces, *, turned: bool = False) -> None:
    """— N — under the text: right on odd pages, left on even ones, one character in.

    On a page that is turned it stands where it stands on all others when they are bound.
    """
    footers = ((section.footer, "right"), (section.even_page_footer, "left"))
    for number, (footer, side) in enumerate(footers, start=_NUMBERS_FROM):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = None
        lines(paragraph, SIZE_FOOT + 4)
        _align(paragraph, side)
        indent(paragraph, **{side: 1}, character=round(SIZE_FOOT * 20))
        for part in _page_field():
            run = paragraph.add_run()
            set_font(run, faces, "song", SIZE_FOOT)
            if isinstance(part, str):
                run.add_text(part)
            else:
                run._r.append(part)  # noqa: SLF001 python-docx has no fields
        if turned:
            turn(paragraph, number, **_NUMBER_TURNED)


def _align(paragraph: Paragraph, side: str) -> None:
    _layout(paragraph).get_or_add_jc().set(qn("w:val"), side)


def _page_field() -> Iterator[Any]:
    yield "— "
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        yield mark
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = " PAGE "
            yield code
        elif kind == "separate":
            yield "1"
    yield " —"


def red_rule(line: Paragraph) -> None:
    """The red rule under a line, 4 mm below it and as wide as the text."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    # 11 points are the 4 mm of the standard.
    for name, value in {"val": "single", "sz": "12", "space": "11", "color": "FF0000"}.items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    _layout(line).get_or_add_jc().addprevious(borders)

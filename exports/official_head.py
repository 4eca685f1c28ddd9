"""The heads of official papers: 文件格式, the same to superiors, 信函格式 with its double rules.

Measures are those of GB/T 9704-2012, §7.2 and §10.1, in millimetres.
"""

from __future__ import annotations

from typing import Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from exports import official_form as form
from exports.official_form import SIZE_BODY, Faces
from exports.official_shapes import add_bar
from exports.paper import Paper

NUMBER_TO_FILL: Final = "〔　　　　〕　　号"
SIGNED_BY_TO_FILL: Final = "签发人：　　　　"
_TEXT_WIDTH: Final = 156
_PAGE_WIDTH: Final = 210
_PAGE_HEIGHT: Final = 297
_POINT: Final = 25.4 / 72
_EMU: Final = 36000
_MARK_DOWN: Final = 35
"""From the text's upper edge to 发文机关标志."""
_LETTER_MARK_DOWN: Final = 30
"""From the page's upper edge to 发文机关标志 of a letter ..."""
_RULE_BELOW: Final = 4
"""... from there to its rule ..."""
_RULE_UP: Final = 20
"""... and from the page's lower edge to the other."""
_RULE_WIDTH: Final = 170
_THICK, _GAP, _THIN = 1.0, 0.3, 0.3
_MARK_MOST: Final = 48.0
_LETTER_MARK_MOST: Final = 40.0


def add_head(document: Document, paper: Paper, faces: Faces) -> None:
    """The office's name in red, the number, the rules: all above the title."""
    match paper.form:
        case "letter":
            _letter(document, paper, faces)
        case "document" | "upward":
            _mark(document.add_paragraph(), paper, faces, _MARK_MOST, Mm(_MARK_DOWN))
            _blank(document)
            _number(document.add_paragraph(), paper, faces)
            _blank(document)


def _mark(line: Paragraph, paper: Paper, faces: Faces, most: float, before: int) -> float:
    """发文机关标志 as big as fits, its size; its upper edge so far down."""
    office = paper.office.replace("\n", "")
    fits = _TEXT_WIDTH / _POINT / max(1, len(office)) - 1
    size = max(SIZE_BODY, min(most, fits))
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form.lines(line, size * 1.25)
    line.paragraph_format.space_before = before
    form.off_grid(line)
    form.write(line, office, faces, "title", size)
    for run in line.runs:
        run.font.color.rgb = form.RED
    return size


def _number(line: Paragraph, paper: Paper, faces: Faces) -> None:
    """发文字号 over the red rule: in the middle, or on the left with 签发人 on the right."""
    if paper.form == "upward":
        right = _TEXT_WIDTH / _POINT - (1 + len(SIGNED_BY_TO_FILL)) * form.CHARACTER / 20
        line.paragraph_format.tab_stops.add_tab_stop(Pt(round(right)))
        # A space and no indent: the rule beneath begins at the edge.
        form.write(line, "　" + (paper.number or NUMBER_TO_FILL), faces)
        line.add_run().add_tab()
        form.write(line, SIGNED_BY_TO_FILL, faces)
    else:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.write(line, paper.number or NUMBER_TO_FILL, faces)
    form.red_rule(line)


def _letter(document: Document, paper: Paper, faces: Faces) -> None:
    """Mark and rules into the first page's header, where no page number stands; 文号 on the right.

    The header pushes the text down to the rule.
    """
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_footer.is_linked_to_previous = False
    header = section.first_page_header
    header.is_linked_to_previous = False
    line = header.paragraphs[0]
    line.style = None
    down = _LETTER_MARK_DOWN - (section.header_distance or 0) / _EMU
    size = _mark(line, paper, faces, _LETTER_MARK_MOST, 0)
    lead = size * 0.125
    line.paragraph_format.space_before = Mm(down) - Pt(lead)
    line.paragraph_format.space_after = Mm(_RULE_BELOW + _THICK + _GAP + _THIN) - Pt(lead)
    top = _LETTER_MARK_DOWN + size * _POINT + _RULE_BELOW
    foot = _PAGE_HEIGHT - _RULE_UP - (_THICK + _GAP + _THIN)
    strokes = (
        (top, _THICK),
        (top + _THICK + _GAP, _THIN),
        (foot, _THIN),
        (foot + _THIN + _GAP, _THICK),
    )
    for number, (at, high) in enumerate(strokes, start=1):
        left = (_PAGE_WIDTH - _RULE_WIDTH) / 2
        add_bar(line, number, left=left, top=at, width=_RULE_WIDTH, height=high)
    number_line = document.add_paragraph()
    number_line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    # 7/8 of a character from the rule; a part of it is the line's own.
    form.lines(number_line, SIZE_BODY * 1.25)
    number_line.paragraph_format.space_before = Pt(SIZE_BODY * (0.875 - 0.125))
    form.off_grid(number_line)
    form.write(number_line, paper.number or NUMBER_TO_FILL, faces)
    _blank(document)


def _blank(document: Document) -> None:
    """Two empty lines."""
    for _ in range(2):
        document.add_paragraph()

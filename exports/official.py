"""A paper as a Word document to GB/T 9704-2012: the one place that knows its form."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final, assert_never

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from exports import official_form as form
from exports.official_form import LEVELS, SIZE_TABLE, SIZE_TITLE, Face, Faces
from exports.official_head import add_head
from exports.official_properties import DRAFT, set_properties
from exports.official_table import add_end_matter, add_grid
from exports.official_title import title_lines
from exports.paper import Annex, Block, Grid, Heading, NewPage, Paper, Paragraph, Picture

_TWIPS_A_MM: Final = 1440 / 25.4
_TEXT: Final = {False: (156, 225), True: (225, 156)}
"""The text's width and height in millimetres, upright and turned."""
_TITLE_ROOM: Final = 19
_MOVED_MOST: Final = 84
"""Characters of a last paragraph that goes to the next page with the signature: three lines."""
_DIGITS: Final = "零一二三四五六七八九"


def docx_bytes(paper: Paper, faces: Faces | None = None) -> bytes:
    """The paper as a .docx file; `faces` name the typefaces of the office's computers.

    Texts may hold anything: control characters are left out, nothing is taken for a markup.
    """
    faces = faces or Faces()
    document = docx.Document()
    form.set_styles(document, faces)
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    form.set_page(section)
    form.number_pages(section, faces)
    _Writer(document, faces).paper(paper)
    set_properties(document, paper)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def numeral(number: int) -> str:
    """一, 十, 十二, 二十 …, as chapters are numbered; up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def heading_mark(level: int, number: int) -> str:
    """How a heading is numbered: 一、 then （一） then 1. then （1）."""
    marks = (f"{numeral(number)}、", f"（{numeral(number)}）", f"{number}. ", f"（{number}）")
    return marks[level - 1]


class _Writer:
    """Blocks into the document, in order; counts headings as it goes."""

    def __init__(self, document: Document, faces: Faces) -> None:
        self.document = document
        self.faces = faces
        self.counts = [0] * len(LEVELS)
        self.turned = False

    def paper(self, paper: Paper) -> None:
        """The whole document from the office's name to its last page."""
        add_head(self.document, paper, self.faces)
        self.title(paper.title, draft=paper.draft)
        self.blank()
        if paper.to:
            self.line(f"{paper.to}：")
        self.blocks(paper.blocks)
        start = len(self.document.paragraphs)
        last = self.document.paragraphs[-1]
        # A longer one would be moved whole, and leave the page before it empty.
        kept = [last] if len(last.text) <= _MOVED_MOST else []
        self.named_annexes(paper.annexes)
        self.signature(paper)
        for line in (*kept, *self.document.paragraphs[start:-1]):
            # The signature does not stand alone on a page.
            line.paragraph_format.keep_with_next = True
        if paper.note:
            self.line(f"（{paper.note}）", first=2)
        for number, annex in enumerate(paper.annexes, start=1):
            self.annex(annex, number if len(paper.annexes) > 1 else None)
        if paper.copies:
            self.end_matter(paper)

    def title(self, title: str, *, draft: bool = False) -> None:
        """标题 in lines by meaning, marked beneath where it is a draft."""
        found = self.document.add_paragraph(style="Title")
        found.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.off_grid(found)
        broken = title_lines(form.plain(title).replace("\n", " "), _TITLE_ROOM)
        form.write(found, "\n".join(broken), self.faces, "title", SIZE_TITLE)
        if draft:
            mark = self.new_line()
            mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
            form.write(mark, DRAFT, self.faces, "kai")

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Blocks one after another."""
        for number, block in enumerate(blocks, start=1):
            match block:
                case Heading(level, words):
                    self.heading(level, words)
                case Paragraph():
                    self.paragraph(block)
                case Grid():
                    self.grid(block, last=number == len(blocks))
                case Picture(png, caption):
                    self.picture(png, caption)
                case NewPage():
                    self.new_line().paragraph_format.page_break_before = True
                case _:
                    assert_never(block)

    def heading(self, level: int, words: str) -> None:
        """A numbered heading that Word's navigation knows."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(LEVELS) - level)
        number = self.counts[level - 1]
        found = self.document.add_paragraph(style=f"Heading {level}")
        form.write(found, heading_mark(level, number) + words, self.faces, LEVELS[level - 1])

    def paragraph(self, paragraph: Paragraph) -> None:
        """Body text; each of its own lines is a paragraph."""
        lines = paragraph.words.split("\n")
        for number, words in enumerate(lines):
            line = self.new_line()
            line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            form.indent(line, first=2)
            if number == 0 and paragraph.lead:
                form.write(line, paragraph.lead, self.faces, self.lead_face())
            form.write(line, words, self.faces)

    def lead_face(self) -> Face:
        """The face of the level below the present one."""
        level = max((n for n, count in enumerate(self.counts, start=1) if count), default=0)
        return LEVELS[min(level, len(LEVELS) - 1)]

    def grid(self, grid: Grid, *, last: bool = False) -> None:
        """A table with its caption, and room after it: not where it would begin a page."""
        if grid.caption:
            self.caption(grid.caption).paragraph_format.keep_with_next = True
        add_grid(self.document, grid, self.faces, _text_width(turned=self.turned))
        if last:
            self.tiny()
        else:
            form.lines(self.new_line(), SIZE_TABLE)

    def picture(self, png: bytes, caption: str) -> None:
        """A picture as wide as the text, or as high as half a page, with its caption beneath."""
        line = self.new_line()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout = line.paragraph_format
        layout.line_spacing, layout.keep_with_next = 1.0, True
        shape = line.add_run().add_picture(BytesIO(png))
        width, height = _TEXT[self.turned]
        scale = min(Mm(width) / shape.width, Mm(height * 0.6) / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        self.caption(caption)

    def caption(self, words: str) -> Line:
        """A line over a table or under a picture."""
        line = self.new_line()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.write(line, words, self.faces, "kai", SIZE_TABLE)
        return line

    def named_annexes(self, annexes: Sequence[Annex]) -> None:
        """附件说明: names one under another, further lines beneath their first character."""
        if annexes:
            self.blank()
        several = len(annexes) > 1
        for number, annex in enumerate(annexes, start=1):
            mark = f"{number}." if several else ""
            words = f"附件：{mark}" if number == 1 else mark
            narrow = sum(c.isascii() for c in words) / 2
            width = len(words) - sum(c.isascii() for c in words) + narrow
            left = 5 + (len(mark) / 2)
            line = self.new_line()
            form.indent(line, left=left, hanging=width)
            form.write(line, words + annex.title, self.faces)

    def signature(self, paper: Paper) -> None:
        """署名 in the middle over the date, the date four characters from the right: for a seal."""
        self.blank(2)
        day = _width(paper.day)
        office = self.new_line()
        office.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.indent(office, right=max(0.0, 4 + (day - _width(paper.office)) / 2))
        office.paragraph_format.keep_with_next = True
        form.write(office, paper.office, self.faces)
        date = self.new_line()
        date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.indent(date, right=4)
        form.write(date, paper.day, self.faces)

    def annex(self, annex: Annex, number: int | None) -> None:
        """附件 on a new page: its mark on the first line, its title on the third."""
        mark = self.new_page(turned=annex.landscape)
        form.write(mark, "附件" if number is None else f"附件{number}", self.faces, "hei")
        self.blank()
        self.title(annex.title)
        self.blank()
        self.counts = [0] * len(LEVELS)
        self.blocks(annex.blocks)

    def new_page(self, *, turned: bool) -> Line:
        """The first line of a new page, upright or turned."""
        if turned != self.turned:
            self.turned = turned
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            _make_tiny(self.document.paragraphs[-1])
            section.different_first_page_header_footer = False
            form.set_page(section, landscape=turned)
            form.number_pages(section, self.faces, turned=turned)
            return self.new_line()
        line = self.new_line()
        line.paragraph_format.page_break_before = True
        return line

    def end_matter(self, paper: Paper) -> None:
        """版记 on the last page: 抄送, 印发机关 and the day; of a letter 抄送 alone, no rules."""
        letter = paper.form == "letter"
        printed = () if letter else (f"{paper.office}\t{paper.day}印发",)
        rows = (f"抄送：{paper.copies}。", *printed)
        width = _text_width(turned=self.turned)
        form.lines(self.new_line(), SIZE_TABLE)
        add_end_matter(self.document, self.faces, rows, width, ruled=not letter)
        # A floating table without a line after it vanishes in LibreOffice.
        self.tiny()

    def tiny(self) -> None:
        """A line that takes no room."""
        _make_tiny(self.new_line())

    def line(self, words: str, *, first: float = 0) -> Line:
        """A line of the body."""
        line = self.new_line()
        form.indent(line, first=first)
        form.write(line, words, self.faces)
        return line

    def blank(self, number: int = 1) -> None:
        """空行."""
        for _ in range(number):
            self.new_line()

    def new_line(self) -> Line:
        return self.document.add_paragraph()


def _make_tiny(line: Line) -> None:
    form.lines(line, 1)
    form.off_grid(line)
    line.paragraph_format.line_spacing = Pt(1)


def _text_width(*, turned: bool) -> int:
    """In twips."""
    return int(_TEXT[turned][0] * _TWIPS_A_MM)


def _width(words: str) -> float:
    """In characters of the body."""
    narrow = sum(c.isascii() for c in words)
    return len(words) - narrow / 2

"""Pages of official papers: their numbers, annexes, tables and pictures."""

from __future__ import annotations

from docx.oxml.ns import qn

from exports.paper import Annex, Grid, NewPage, Paragraph, Picture
from tests.exports.test_official import fonts, opened, paper, png, words


def test_pages_are_numbered_on_the_outer_side() -> None:
    document = opened(paper())
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    sides = {}
    for name, footer in (("odd", section.footer), ("even", section.even_page_footer)):
        line = footer.paragraphs[0]
        assert line.text == "— 1 —"
        assert "PAGE" in line._p.xml
        indent = line._p.pPr.find(qn("w:ind"))
        sides[name] = line._p.pPr.find(qn("w:jc")).get(qn("w:val"))
        assert indent.get(qn(f"w:{sides[name]}Chars")) == "100"
        assert fonts(line._p)["ascii"] == "宋体"
    assert sides == {"odd": "right", "even": "left"}


def test_the_number_of_a_turned_page_stands_where_all_others_do() -> None:
    annexes = (Annex("清单", (Grid(("名",), (("甲",),), (1,)),), landscape=True), Annex("回执", ()))
    document = opened(paper(annexes=annexes))
    upright, turned, again = document.sections
    for section in (upright, again):
        assert section.footer.paragraphs[0].text == "— 1 —"
    for footer, side in ((turned.footer, "right"), (turned.even_page_footer, "left")):
        element = footer._element
        (box,) = element.iter(qn("wp:anchor"))
        left, top = (int(each.text) / 36000 for each in box.iter(qn("wp:posOffset")))
        # Bound, the sheet's left edge is the page's foot: the text ends 35 mm from it.
        width = int(box.find(qn("wp:extent")).get("cx")) / 36000
        assert 35 - 7 <= left + width <= 35 - 5
        assert round(top) == 28
        assert 'vert="vert"' in footer._element.xml
        (line,) = element.iter(qn("w:txbxContent"))
        assert "PAGE" in "".join(each.text for each in line.iter(qn("w:instrText")))
        assert line.find(f".//{qn('w:jc')}").get(qn("w:val")) == side


def test_no_line_behind_a_table_begins_a_page_of_its_own() -> None:
    grid = Grid(("名",), (("甲",),), (1,))
    annexes = (Annex("清单", (grid,), landscape=True), Annex("回执", (grid,)))
    body = opened(paper(annexes=annexes)).element.body
    after = [table.getnext() for table in body.findall(qn("w:tbl"))]
    breaks = [p for p in body.findall(qn("w:p")) if p.find(f".//{qn('w:sectPr')}") is not None]
    for line in (*after, *breaks):
        assert line.pPr.find(qn("w:spacing")).get(qn("w:line")) == "20"


def test_tables_repeat_their_headings_and_keep_rows_whole() -> None:
    grid = Grid(("序号", "单位"), tuple((str(n), "青石镇") for n in range(50)), (1, 4))
    table = opened(paper(grid)).tables[0]
    rows = table._tbl.tr_lst
    assert len(rows) == 51
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows[:2]] == [True, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert [cell.text for cell in table.rows[50].cells] == ["49", "青石镇"]


def test_annexes_begin_pages_and_turn_where_tables_are_wide() -> None:
    document = opened(
        paper(
            annexes=(
                Annex("排名表", (Paragraph("甲"),)),
                Annex("清单", (Paragraph("乙"),), landscape=True),
                Annex("回执", (Paragraph("丙"),)),
            )
        )
    )
    got = [round(s.page_width.mm) for s in document.sections if s.page_width]
    assert got == [210, 297, 210]
    said = words(document)
    assert said[said.index("附件：1.排名表") :][:3] == ["附件：1.排名表", "2.清单", "3.回执"]
    marks = [p for p in document.paragraphs if p.text in {"附件1", "附件2", "附件3"}]
    assert [p.text for p in marks] == ["附件1", "附件2", "附件3"]
    assert marks[0].paragraph_format.page_break_before
    assert all(fonts(p._p)["eastAsia"] == "黑体" for p in marks)


def test_a_single_annex_has_no_number() -> None:
    said = words(opened(paper(annexes=(Annex("清单", ()),))))
    assert "附件：清单" in said
    assert "附件" in said


def test_a_picture_is_as_wide_as_the_text_and_never_cut_by_exact_lines() -> None:
    document = opened(paper(Picture(png(), "图一"), Picture(png(300, 900), "图二")))
    shapes = [(round(s.width.mm), round(s.height.mm)) for s in document.inline_shapes]
    assert shapes == [(156, 110), (45, 135)]
    lines = [p for p in document.paragraphs if p._p.findall(f".//{qn('w:drawing')}")]
    spacings = [p._p.pPr.find(qn("w:spacing")).get(qn("w:lineRule")) for p in lines]
    assert spacings == ["auto", "auto"]


def test_a_new_page_begins_where_one_is_asked_for() -> None:
    document = opened(paper(Paragraph("甲"), NewPage(), Paragraph("乙")))
    breaks = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert len(breaks) == 1


def test_a_short_table_within_the_text_is_not_torn_apart() -> None:
    def kept(rows: int, caption: str) -> list[bool]:
        grid = Grid(("名",), tuple((str(n),) for n in range(rows)), (1,), caption)
        table = opened(paper(grid, Paragraph("正文。"))).tables[0]
        lines = [row.cells[0].paragraphs[0] for row in table.rows]
        return [line.paragraph_format.keep_with_next is True for line in lines]

    assert kept(3, "表") == [True, True, True, False]
    assert kept(13, "表") == [True, *[False] * 13]
    assert kept(3, "") == [True, *[False] * 3]

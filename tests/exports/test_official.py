"""The form of GB/T 9704: its numbers in the XML, whatever the texts hold."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image

from exports.official import docx_bytes, numeral
from exports.official_form import Faces
from exports.official_title import title_lines
from exports.paper import Annex, Block, Grid, Heading, NewPage, Paper, Paragraph, Picture

HOSTILE = "<b>大坪村</b>&amp; {{7*7}} {% raw %} =1+1 \x00\x07\x1b\u202e\ufffe\ud800 ]]>"
CLEANED = "<b>大坪村</b>&amp; {{7*7}} {% raw %} =1+1  ]]>"


def png(width: int = 1280, height: int = 900) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(kept, "PNG")
    return kept.getvalue()


def paper(*blocks: Block, **changes: Any) -> Paper:
    fields: dict[str, Any] = {
        "kind": "circular",
        "title": "关于专项督查情况的通报",
        "office": "青山县督查办公室",
        "number": "青督〔2026〕15号",
        "to": "各乡镇人民政府",
        "blocks": blocks,
        "day": "2026年10月12日",
    }
    return Paper(**(fields | changes))


def opened(made: Paper, faces: Faces | None = None) -> Document:
    return docx.Document(BytesIO(docx_bytes(made, faces)))


def words(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs if p.text]


def fonts(element: Any) -> dict[str, str]:
    found = element.find(f".//{qn('w:rFonts')}")
    return {name.rpartition("}")[2]: value for name, value in found.attrib.items()}


def test_the_page_has_the_margins_and_the_grid_of_lines_of_the_standard() -> None:
    section = opened(paper()).sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    sides = [section.page_width, section.page_height, *margins, section.footer_distance]
    got = [round(side.mm) for side in sides if side is not None]
    assert got == [210, 297, 37, 35, 28, 26, 23]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_the_body_is_16_point_on_exact_lines_a_little_tighter() -> None:
    style = opened(paper()).styles["Normal"].element
    assert style.find(f".//{qn('w:sz')}").get(qn("w:val")) == "32"
    spacing = style.find(qn("w:pPr")).find(qn("w:spacing"))
    assert spacing.get(qn("w:line")) == "579"
    assert spacing.get(qn("w:lineRule")) == "exact"
    assert style.find(qn("w:rPr")).find(qn("w:spacing")).get(qn("w:val")) == "-5"


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        pytest.param("Normal", "仿宋_GB2312", "32", id="body"),
        pytest.param("Title", "方正小标宋简体", "44", id="title"),
        pytest.param("Heading 1", "黑体", "32", id="first level"),
        pytest.param("Heading 2", "楷体_GB2312", "32", id="second level"),
        pytest.param("Heading 3", "仿宋_GB2312", "32", id="third level"),
        pytest.param("Heading 4", "仿宋_GB2312", "32", id="fourth level"),
    ],
)
def test_every_style_names_its_chinese_face(style: str, face: str, size: str) -> None:
    element = opened(paper()).styles[style].element
    found = fonts(element)
    assert found["eastAsia"] == face
    assert found["hint"] == "eastAsia"
    assert not any(name.endswith("Theme") for name in found)
    assert element.find(f".//{qn('w:sz')}").get(qn("w:val")) == size
    assert element.find(f".//{qn('w:b')}").get(qn("w:val")) == "0"


def test_every_run_names_its_chinese_face_too() -> None:
    made = paper(Heading(1, "基本情况"), Paragraph("“七分”……——", lead="一是走访。"))
    document = opened(made)
    runs = [run for p in document.paragraphs for run in p.runs]
    assert all(fonts(run._r)["eastAsia"] for run in runs)
    faces = {run.text: fonts(run._r)["eastAsia"] for run in runs}
    assert faces["一、基本情况"] == "黑体"
    assert faces["一是走访。"] == "楷体_GB2312"
    assert faces["“七分”……——"] == "仿宋_GB2312"


def test_the_faces_are_a_setting() -> None:
    faces = Faces("小标宋", "仿宋", "楷体", "黑体二", "宋体二", "Arial")
    made = paper(Heading(1, "一"), Grid(("名",), (("甲",),), (1,)), copies="县领导")
    with ZipFile(BytesIO(docx_bytes(made, faces))) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "/foot" in name]
        body = archive.read("word/document.xml").decode()
    assert "GB2312" not in body
    assert "方正" not in body
    assert all('w:eastAsia="宋体二"' in part for part in parts)


def test_headings_are_numbered_and_in_the_navigation() -> None:
    document = opened(
        paper(
            Heading(1, "甲"),
            Heading(2, "乙"),
            Heading(3, "丙"),
            Heading(4, "丁"),
            Heading(2, "戊"),
            Heading(3, "己"),
            Heading(1, "庚"),
            Heading(2, "辛"),
        )
    )
    got = [
        (p.style.name, p.text)
        for p in document.paragraphs
        if p.style is not None and str(p.style.name).startswith("Heading")
    ]
    assert got == [
        ("Heading 1", "一、甲"),
        ("Heading 2", "（一）乙"),
        ("Heading 3", "1. 丙"),
        ("Heading 4", "（1）丁"),
        ("Heading 2", "（二）戊"),
        ("Heading 3", "1. 己"),
        ("Heading 1", "二、庚"),
        ("Heading 2", "（一）辛"),
    ]


@pytest.mark.parametrize(
    ("number", "want"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")]
)
def test_chapters_are_counted_in_chinese(number: int, want: str) -> None:
    assert numeral(number) == want


def test_paragraphs_are_indented_by_characters() -> None:
    document = opened(paper(Paragraph("正文。")))
    line = next(p for p in document.paragraphs if p.text == "正文。")
    indent = line._p.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert indent.get(qn("w:firstLine")) == "630"


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


def test_the_date_stands_four_characters_in_with_the_office_over_its_middle() -> None:
    document = opened(paper())
    office, date = [p for p in document.paragraphs if p.text][-2:]
    assert (office.text, date.text) == ("青山县督查办公室", "2026年10月12日")
    insets = [int(p._p.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) for p in (office, date)]
    # Eight characters over seven: half a character less to the right.
    assert insets == [350, 400]


def test_the_head_is_red_and_ruled() -> None:
    document = opened(paper())
    office, number = [p for p in document.paragraphs if p.text][:2]
    assert str(office.runs[0].font.color.rgb) == "FF0000"
    assert round(office.paragraph_format.space_before.mm) == 35  # type: ignore[union-attr]
    assert number.text == "青督〔2026〕15号"
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")


def test_a_draft_says_so_under_its_title() -> None:
    said = words(opened(paper(draft=True)))
    assert said[said.index("关于专项督查情况的通报") + 1] == "（征求意见稿）"
    assert "（征求意见稿）" not in words(opened(paper()))


def test_the_end_matter_stands_behind_the_last_annex() -> None:
    document = opened(paper(copies="县委、县政府", annexes=(Annex("清单", ()),)))
    rows = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert rows == ["抄送：县委、县政府。", "青山县督查办公室\t2026年10月12日印发"]
    sizes = [
        rule.get(qn("w:sz")) for rule in document.tables[-1]._tbl.iter(qn("w:top"), qn("w:bottom"))
    ]
    assert sizes == ["8", "6", "8"]


def test_properties_say_who_made_it_when_and_why() -> None:
    said = (
        ("who", "郑一二"),
        ("when", "2026-10-12T18:30:00+08:00"),
        ("why", "报送"),
        ("范围", "全部"),
    )
    core = opened(paper(draft=True, properties=said)).core_properties
    assert (core.title, core.author) == ("关于专项督查情况的通报", "郑一二")
    assert core.created is not None
    assert core.created.isoformat().startswith("2026-10-12T10:30:00")
    assert (core.comments, core.content_status) == ("报送；范围：全部", "征求意见稿")
    bare = opened(paper()).core_properties
    assert (bare.author, bare.comments) == ("青山县督查办公室", "")


def test_hostile_texts_stay_texts_wherever_they_stand() -> None:
    made = paper(
        Heading(1, HOSTILE),
        Paragraph(HOSTILE, lead=HOSTILE),
        Grid((HOSTILE,), ((HOSTILE,),), (1,), HOSTILE),
        Picture(png(), HOSTILE),
        title=HOSTILE,
        office=HOSTILE,
        number=HOSTILE,
        to=HOSTILE,
        day=HOSTILE,
        note=HOSTILE,
        copies=HOSTILE,
        annexes=(Annex(HOSTILE, (Paragraph(HOSTILE),)),),
        properties=(("who", HOSTILE), ("why", HOSTILE)),
    )
    document = opened(made)
    said = words(document)
    assert f"一、{CLEANED}" in said
    assert CLEANED * 2 in said
    assert f"{CLEANED}：" in said
    assert f"（{CLEANED}）" in said
    assert [c.text for row in document.tables[0].rows for c in row.cells] == [CLEANED, CLEANED]
    assert document.core_properties.author == CLEANED


def test_line_breaks_stay_and_nothing_long_is_cut() -> None:
    long = "长" * 40_000
    document = opened(paper(Paragraph(f"甲\n乙{long}"), Grid(("名",), ((f"丙\n{long}",),), (1,))))
    assert f"乙{long}" in words(document)
    assert document.tables[0].rows[1].cells[0].text == f"丙\n{long}"


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


@pytest.mark.parametrize(
    ("title", "want"),
    [
        pytest.param("关于督查情况的通报", ["关于督查情况的通报"], id="one line"),
        pytest.param(
            "关于青山县非贫困村脱贫攻坚专项督查（第一轮）情况的通报",
            ["关于青山县非贫困村脱贫攻坚", "专项督查（第一轮）情况的通报"],
            id="by meaning",
        ),
        pytest.param("", [""], id="none"),
    ],
)
def test_titles_break_by_meaning(title: str, want: list[str]) -> None:
    assert title_lines(title, 19) == want


@pytest.mark.parametrize("title", ["长" * 500, "x" * 200, "的" * 60, "（" * 30, "a的" * 40])
def test_any_title_is_broken_without_losing_a_character(title: str) -> None:
    found = title_lines(title, 19)
    assert "".join(found) == title
    assert all(found)


def test_elements_stand_in_the_order_of_the_schema() -> None:
    made = paper(Heading(1, "甲"), Paragraph("乙"), annexes=(Annex("丙", ()), Annex("丁", ())))
    document = opened(made)
    order = [
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "tabs"),
        *("autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "rPr", "outlineLvl"),
        "sectPr",
    ]
    layouts = [*document.element.iter(qn("w:pPr")), *document.styles.element.iter(qn("w:pPr"))]
    for layout in layouts:
        tags = [child.tag.rpartition("}")[2] for child in layout]
        known = [order.index(tag) for tag in tags if tag in order]
        assert known == sorted(known), tags

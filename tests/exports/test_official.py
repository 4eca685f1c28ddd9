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
from exports.paper import Annex, Block, Grid, Heading, Paper, Paragraph, Picture

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

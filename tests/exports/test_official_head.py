"""Heads and feet of official papers by GB/T 9704: names, numbers, red rules, signature, 版记."""

from __future__ import annotations

from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Emu

from exports.official_title import title_lines
from exports.paper import Annex, Paragraph
from tests.exports.test_official import opened, paper, words

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def letter(**changes: Any) -> Document:
    return opened(paper(Paragraph("正文。"), form="letter", **changes))


def bars(document: Document) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of the red bars on a letter's first page, in millimetres."""
    header = document.sections[0].first_page_header._element
    found = []
    for anchor in header.iter(f"{WP}anchor"):
        assert anchor.find(f".//{A}srgbClr").get("val") == "FF0000"
        places = [int(each.text) for each in anchor.iter(f"{WP}posOffset")]
        size = anchor.find(f"{WP}extent")
        found.append((*places, int(size.get("cx")), int(size.get("cy"))))
    return [tuple(round(Emu(each).mm, 1) for each in bar) for bar in found]  # type: ignore[misc]


def test_a_letters_double_rules_are_170_millimetres_thick_outside() -> None:
    upper, lower, other, last = bars(letter())
    assert {bar[0] for bar in (upper, lower, other, last)} == {20}
    assert {bar[2] for bar in (upper, lower, other, last)} == {170}
    # The name of 40 points begins 30 mm down, and the rule 4 mm under it.
    assert upper[1] == round(30 + 40 * 25.4 / 72 + 4, 1)
    assert upper[3] > lower[3]
    assert last[3] > other[3]
    assert upper[1] + upper[3] < lower[1]
    assert other[1] + other[3] < last[1]
    assert round(last[1] + last[3], 1) == 297 - 20


def test_a_letters_name_stands_red_30_millimetres_down_on_its_first_page_alone() -> None:
    document = letter(annexes=(Annex("清单", (), landscape=True),))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    (name,) = section.first_page_header.paragraphs
    assert name.text == "青山县督查办公室"
    assert str(name.runs[0].font.color.rgb) == "FF0000"
    assert name.runs[0].font.size is not None
    before, size = name.paragraph_format.space_before, name.runs[0].font.size.pt
    assert before is not None
    assert section.header_distance is not None
    lead = size * 0.125 * 25.4 / 72
    assert round(section.header_distance.mm + before.mm + lead, 1) == 30
    # An annex is no first page of a letter.
    assert not document.sections[1].different_first_page_header_footer


def test_a_letters_number_stands_right_and_two_lines_above_its_title() -> None:
    lines = letter().paragraphs
    assert [line.text for line in lines[:4]] == ["青督〔2026〕15号", "", "", lines[3].text]
    assert lines[3].style is not None
    assert lines[3].style.name == "Title"
    assert lines[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "right"
    assert lines[0]._p.pPr.find(qn("w:pBdr")) is None


def test_a_letters_first_page_has_no_number_and_the_others_do() -> None:
    section = letter().sections[0]
    assert [line.text for line in section.first_page_footer.paragraphs] == [""]
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert section.even_page_footer.paragraphs[0].text == "— 1 —"


def test_a_letters_end_matter_has_copies_alone_and_no_rules() -> None:
    table = letter(copies="县委、县政府").tables[-1]
    assert [cell.text for row in table.rows for cell in row.cells] == ["抄送：县委、县政府。"]
    assert not list(table._tbl.iter(qn("w:tcBorders")))


def test_a_paper_to_superiors_has_its_number_left_and_its_signer_right() -> None:
    document = opened(paper(Paragraph("正文。"), form="upward"))
    line = next(p for p in document.paragraphs if "签发人" in p.text)
    assert line.text == "　青督〔2026〕15号\t签发人：　　　　"
    (stop,) = line.paragraph_format.tab_stops
    # 156 mm less one character at the edge and the eight of the words.
    assert stop.position is not None
    assert abs(stop.position.pt - (156 / 25.4 * 72 - 9 * 15.75)) < 1
    assert line._p.pPr.find(qn("w:pBdr")) is not None
    assert not any("签发人" in said for said in words(opened(paper())))


def test_a_long_name_of_an_office_stays_on_one_line() -> None:
    office = "青山县巩固拓展脱贫攻坚成果同乡村振兴有效衔接领导小组"
    for form in ("document", "letter"):
        document = opened(paper(office=office, form=form))
        section = document.sections[0]
        head = section.first_page_header if form == "letter" else document
        size = next(p for p in head.paragraphs if p.text == office).runs[0].font.size
        assert size is not None
        assert 16 <= size.pt <= 156 / 25.4 * 72 / len(office)


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

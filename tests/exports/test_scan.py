"""The look through a finished public document: what is found, where, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from exports.long_book import write_long_book
from exports.long_sheet import Column, LongSheet
from exports.scan import Hit, scan

NAMES = ("张三四", "欧阳七八", "和平", "李")


def document(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        paragraph = made.add_paragraph()
        for letter in line:
            # One run a character: what is found is not found run by run.
            paragraph.add_run(letter)
    to = BytesIO()
    made.save(to)
    return to.getvalue()


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("户主张三四未入住", ["name"]),
        ("户主张 三四未入住", ["name"]),
        ("电话１３８ １２３４ ５６７８", ["mobile"]),
        ("身份证11010519491231002X", ["id-card"]),
        ("和平村的道路", []),
        ("和平的道路", ["name"]),
        ("李某和张*，2026年10月12日，得分97.25，〔2026〕12号", []),
    ],
    ids=["a name", "with a gap", "a telephone", "an identity card", "a village", "alone", "plain"],
)
def test_what_stands_in_a_document_is_found(line: str, kinds: list[str]) -> None:
    hits = scan(document("第一段", line), NAMES, ("和平村",))
    assert [hit.kind for hit in hits] == kinds
    assert {(hit.part, hit.place) for hit in hits} <= {("word/document.xml", "2")}


def test_a_public_word_within_a_name_does_not_hide_it() -> None:
    assert [hit.kind for hit in scan(document("张三四家"), NAMES, ("三四", "张三"))] == ["name"]


def test_heads_feet_tables_and_properties_are_looked_at() -> None:
    made = docx.Document()
    made.sections[0].footer.paragraphs[0].add_run("欧阳七八")
    made.add_table(1, 1).cell(0, 0).text = "张三四"
    made.core_properties.comments = "问欧阳七八"
    to = BytesIO()
    made.save(to)
    parts = {hit.part for hit in scan(to.getvalue(), NAMES)}
    assert {"word/document.xml", "docProps/core.xml"} < parts
    assert any(part.startswith("word/footer") for part in parts)


def test_a_cell_is_named_by_its_sheet_and_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "排名"
    book.worksheets[0]["C7"] = "张三四"
    to = BytesIO()
    book.save(to)
    assert scan(to.getvalue(), NAMES) == (Hit("排名", "C7", "name"),)
    file = tmp_path / "long.xlsx"
    sheet = LongSheet("名单", (Column("户主", 8),), [("张*",), ("欧阳七八",)])
    write_long_book(file, [sheet], datetime(2026, 10, 12, tzinfo=UTC))
    assert scan(file.read_bytes(), NAMES) == (Hit("名单", "A3", "name"),)

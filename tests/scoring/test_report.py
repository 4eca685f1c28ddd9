"""A report as the unit may read it, with names masked, and as it stands in the books."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

from inspection.sheet import SheetState
from inspection.text import text
from scoring.report import (
    Households,
    ItemLine,
    LetOff,
    Report,
    SectionLine,
    for_contact,
    with_words,
)
from storage import reports

SECRET = ItemLine(
    "1.1",
    "工作队是否到位",
    "走遍贫困户",
    "5",
    "4.58",
    "0.42",
    text("arithmetic.item", how=text("arithmetic.met"), score="4.58", points="5"),
    "队没来过 5/48 户：03 07 张三四",
    "队没来过 5/48 户",
    confidential=True,
    let_off=(LetOff("拆分户", 1, "张三四家已上报"),),
    evidence=2,
)
SHARED = replace(
    SECRET, id="1.2", ground="没建微信群", open_ground="没建微信群", confidential=False
)
ASIDE = replace(
    SHARED,
    id="1.3",
    score=None,
    deducted=None,
    arithmetic=None,
    standing="na",
    reason="张三四说没有",
)
REPORT = Report(
    campaign="秋季专项督查",
    office=None,
    document_number="青督〔2026〕3号",
    round="第一轮",
    township="青石镇",
    village="大坪村",
    checklist="made",
    checklist_title="计分表",
    checklist_sha256="0" * 64,
    basis="points",
    state=SheetState.SIGNED,
    made_at="2026-10-12T18:00+08:00",
    complete=True,
    score="86.42",
    applicable="100",
    percent="86.42",
    bonus="0.00",
    low="86.42",
    high="86.42",
    problems=9,
    sections=(
        SectionLine(
            "1",
            "责任落实",
            "10",
            "9.16",
            (SECRET, SHARED, ASIDE),
            part="一",
            pool=text("arithmetic.pool", left=Fraction(7, 3), points="20", all=("剩", text("x.y"))),
        ),
    ),
    households=Households(48, 45, 1, 2),
    evidence=31,
    team="第一组",
    leaders=("李四五",),
    members=("王五六", "吴九十"),
    confirmed_by=("王五六",),
    signed_by="李四五",
    signed_at="2026-10-12T17:30+08:00",
)


def test_the_unit_reads_confidential_matters_as_counts_only() -> None:
    rows = for_contact(REPORT).sections[0].items
    assert [row.ground for row in rows] == ["队没来过 5/48 户", "没建微信群", "没建微信群"]


def test_everything_people_wrote_goes_through_the_mask() -> None:
    masked = with_words(REPORT, lambda words: words.replace("张三四", "张*"))
    assert "张三四" not in reports.dump(masked)
    assert masked.sections[0].items[0].ground == "队没来过 5/48 户：03 07 张*"
    assert masked.sections[0].items[0].let_off[0].reason == "张*家已上报"
    assert masked.sections[0].items[2].reason == "张*说没有"


def test_a_report_comes_out_of_the_books_exactly_as_it_was_signed() -> None:
    assert reports.load(json.loads(reports.dump(REPORT))) == REPORT


def test_a_report_without_households_comes_back_too() -> None:
    bare = replace(REPORT, households=None, signed_by=None, signed_at=None, sections=())
    assert reports.load(json.loads(reports.dump(bare))) == bare


def test_a_row_is_found_by_its_number() -> None:
    assert REPORT.item("1.2") == SHARED
    assert REPORT.item("9") is None

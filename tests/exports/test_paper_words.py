"""Days, numbers, names and quotation marks as official papers write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exports.paper_words import addressee, number, plan_number, quoted, quoting, span, you
from tests.exports.round import made_round


@pytest.mark.parametrize(
    ("written", "want", "new"),
    [
        ("青督〔2026〕3号", "青督〔2026〕3号", "青督〔2026〕　　号"),
        ("青督[2026]第003号", "青督〔2026〕3号", "青督〔2026〕　　号"),
        ("青督（2026） 12 号", "青督〔2026〕12号", "青督〔2026〕　　号"),
        ("第3次会议纪要", "第3次会议纪要", "　　〔2026〕　　号"),
    ],
)
def test_document_numbers_are_written_as_the_standard_has_them(
    written: str, want: str, new: str
) -> None:
    report = replace(made_round("A"), document_number=written)
    assert (plan_number(report), number(report)) == (want, new)


@pytest.mark.parametrize(
    ("first", "final", "want"),
    [
        (date(2026, 9, 5), date(2026, 9, 9), "2026年9月5日至9日"),
        (date(2026, 9, 25), date(2026, 10, 1), "2026年9月25日至10月1日"),
        (date(2026, 12, 25), date(2027, 1, 1), "2026年12月25日至2027年1月1日"),
        (date(2026, 9, 5), date(2026, 9, 5), "2026年9月5日"),
    ],
)
def test_spans_say_what_both_days_share_once(first: date, final: date, want: str) -> None:
    assert span(first, final) == want


@pytest.mark.parametrize(
    ("words", "want"),
    [
        pytest.param("“两卡两折”办理", "“两卡两折”办理", id="outer alone"),
        pytest.param("对照““两卡两折”办理”要求", "对照“‘两卡两折’办理”要求", id="inner"),
        pytest.param("“甲‘乙’丙”和“丁”", "“甲‘乙’丙”和“丁”", id="right already"),
        pytest.param("甲”乙", "甲”乙", id="unpaired"),
        pytest.param("“甲", "“甲", id="left open"),
    ],
)
def test_quotation_marks_nest_as_the_standard_has_them(words: str, want: str) -> None:
    assert quoting(words) == want


def test_a_title_in_quotation_marks_keeps_its_own_inside() -> None:
    assert quoted("“两卡两折” 办理 2 次") == "“‘两卡两折’办理2次”"


@pytest.mark.parametrize(
    ("unit", "to", "yours"),
    [
        (("青石镇", ""), "青石镇人民政府", "你镇"),
        (("双桥街道", ""), "双桥街道办事处", "你街道"),
        (("青石镇", "大坪村"), "青石镇大坪村", "你村"),
        (("青石镇", "新桥社区"), "青石镇新桥社区", "你社区"),
        (("农场", ""), "农场", "你单位"),
    ],
)
def test_units_are_addressed_as_offices_do(unit: tuple[str, str], to: str, yours: str) -> None:
    assert (addressee(*unit), you(*unit)) == (to, yours)

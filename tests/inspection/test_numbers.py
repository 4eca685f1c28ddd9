"""Numbers as people type them: every row of the field's table, and a round trip."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspection.answers import Ratio
from inspection.numbers import Nothing, Number, Unclear, plain, read_han, read_number, read_ratio

READ = {
    "plain digits": ("3", Number(Fraction(3))),
    "full-width digit": ("３", Number(Fraction(3))),
    "Chinese digit": ("三", Number(Fraction(3))),
    "两": ("两", Number(Fraction(2))),
    "twelve": ("十二", Number(Fraction(12))),
    "digit and unit": ("3户", Number(Fraction(3), "户")),
    "Chinese digit and unit": ("三户", Number(Fraction(3), "户")),
    "space before the unit": ("3 处", Number(Fraction(3), "处")),
    "the longer unit wins": ("2人次", Number(Fraction(2), "人次")),
    "a measure word and problems": ("2个问题", Number(Fraction(2), "个")),
    "English unit": ("3 points", Number(Fraction(3), "分")),
    "English unit in the singular": ("1 household", Number(Fraction(1), "户")),
    "verb off": ("扣两分", Number(Fraction(2), "分", "扣")),
    "verb off, done": ("扣了0.5", Number(Fraction(1, 2), None, "扣")),
    "verb won": ("得3分", Number(Fraction(3), "分", "得")),
    "shorthand for tens": ("一百五", Number(Fraction(150))),
    "shorthand for hundreds": ("两千三", Number(Fraction(2300))),
    "shorthand for thousands": ("一万二", Number(Fraction(12000))),
    "digit by digit": ("二〇二六", Number(Fraction(2026))),
    "percent in words": ("百分之九十", Number(Fraction(90), percent=True)),
    "all of a hundred": ("百分之百", Number(Fraction(100), percent=True)),
    "percent sign": ("90%", Number(Fraction(90), percent=True)),
    "full-width percent": ("９０．５％", Number(Fraction(181, 2), percent=True)),
    "points and a half": ("两分半", Number(Fraction(5, 2), "分")),
    "half a point": ("半分", Number(Fraction(1, 2), "分")),
    "half alone": ("半", Number(Fraction(1, 2))),
    "Chinese decimal": ("三点五", Number(Fraction(7, 2))),
    "exact decimal": ("0.1", Number(Fraction(1, 10))),
    "thousands": ("1,056", Number(Fraction(1056))),
    "leading zeros": ("007", Number(Fraction(7))),
    "hyphen minus": ("-3", Number(Fraction(-3))),
    "full-width minus": ("－３", Number(Fraction(-3))),
    "true minus": ("−0.5", Number(Fraction(-1, 2))),
    "minus in words": ("负二", Number(Fraction(-2))),
    "trailing full stop": ("3户。", Number(Fraction(3), "户")),
    "trailing marks": ("扣3.5分！！", Number(Fraction(7, 2), "分", "扣")),
    "zero width and bidi": ("\u200b3\u202e户\ufeff", Number(Fraction(3), "户")),
    "a hundred without 一": ("一百十五", Number(Fraction(115))),
}
REFUSED = {
    "nothing at all": ("  \u200b ", "reading.empty"),
    "only punctuation": ("。", "reading.empty"),
    "a comma for a point": ("3,5", "reading.separator"),
    "a full stop for a point": ("3。5", "reading.separator"),
    "crooked thousands": ("1,0567", "reading.separator"),
    "thousands behind a zero": ("0,056", "reading.separator"),
    "three or four": ("三四户", "reading.range"),
    "two or three": ("两三个", "reading.range"),
    "twenty or thirty": ("二三十户", "reading.range"),
    "seventeen or eighteen": ("十七八户", "reading.range"),
    "three to five": ("3-5", "reading.range"),
    "three to five in words": ("三到五户", "reading.range"),
    "three and four": ("3、4户", "reading.range"),
    "more than ten": ("10多户", "reading.about"),
    "about ten": ("约10户", "reading.about"),
    "some": ("十几户", "reading.about"),
    "around": ("10户左右", "reading.about"),
    "superscript": ("3²", "reading.glyph"),
    "a half as one sign": ("½", "reading.glyph"),
    "circled": ("③", "reading.glyph"),
    "Arabic-Indic digit": ("٣", "reading.glyph"),
    "not a number": ("NaN", "reading.not_number"),
    "infinite": ("inf", "reading.not_number"),
    "exponent": ("1e5", "reading.not_number"),
    "underscore": ("1_000", "reading.separator"),
    "two numbers": ("3 5", "reading.not_number"),
    "a ratio": ("43/48", "reading.not_number"),
    "shorthand with a measure word": ("一百五户", "reading.shorthand"),
    "a weight alone": ("百", "reading.not_number"),
    "a half after no unit": ("3半", "reading.not_number"),
    "a half after a fraction": ("3.5分半", "reading.not_number"),
    "a verb alone": ("扣", "reading.not_number"),
    "a sentence": ("村里的路不好走", "reading.not_number"),
    "a novel": ("三" * 4000, "reading.not_number"),
}


@pytest.mark.parametrize(("text", "want"), READ.values(), ids=READ.keys())
def test_a_number_is_read_with_its_unit_and_verb(text: str, want: Number) -> None:
    got = read_number(text)
    assert got == want


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_doubtful_is_refused_with_its_reason(text: str, why: str) -> None:
    got = read_number(text)
    assert got == Unclear(why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["无", "没有。", "未发现", "没有问题", "都没有", "None", "No  problem!", "\u200b无"]
)
def test_nothing_found_is_not_the_number_zero(text: str) -> None:
    assert read_number(text) == Nothing()
    assert read_number("0") == read_number("零") == Number(Fraction(0))


@pytest.mark.parametrize(
    "unit", ["户", "处", "项", "人次", "人", "次", "例", "题", "分", "个", "条"]
)
def test_every_unit_of_the_sheets_is_understood(unit: str) -> None:
    assert read_number(f"3{unit}") == Number(Fraction(3), unit)
    assert read_number(f"三{unit}") == Number(Fraction(3), unit)
    assert read_number(f"扣 3 {unit}") == Number(Fraction(3), unit, "扣")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("43/48", Ratio(43, 48)),
        ("43 48", Ratio(43, 48)),
        ("４３／４８", Ratio(43, 48)),
        ("43户 / 48户", Ratio(43, 48)),
        ("43/48 户。", Ratio(43, 48)),
        ("三/四", Ratio(3, 4)),
        ("0/0", Ratio(0, 0)),
        ("48/48", Ratio(48, 48)),
        ("48/43", Unclear("reading.ratio_order")),
        ("90%", Unclear("reading.ratio_wanted")),
        ("43", Unclear("reading.ratio_wanted")),
        ("3.5/4", Unclear("reading.ratio_wanted")),
        ("43户/48人", Unclear("reading.not_number")),
        ("-1/3", Unclear("reading.not_number")),
        ("三四/5", Unclear("reading.range")),
        ("1/3/4", Unclear("reading.not_number")),
        ("", Unclear("reading.empty")),
    ],
)
def test_a_ratio_is_n_of_m_and_never_a_percent(text: str, want: Ratio | Unclear) -> None:
    got = read_ratio(text)
    assert got == want


HAN = {
    "零": 0, "〇": 0, "十": 10, "一十": 10, "二十": 20, "九十九": 99, "一百": 100, "一百零五": 105,
    "一百〇五": 105, "一百一十": 110, "两百二": 220, "一千零五十": 1050, "一千零一十五": 1015,
    "两千零三": 2003, "九千九百九十九": 9999, "一万": 10_000, "两万": 20_000, "一万零二": 10_002,
    "一万零二十": 10_020, "一万零三百": 10_300, "一万二千三": 12_300, "十万": 100_000,
    "十二万三千": 123_000, "一百零五万": 1_050_000, "九千九百九十九万九千九百九十九": 99_999_999,
    "一零一": 101, "一二三四": 1234,
}  # fmt: skip


@pytest.mark.parametrize(("text", "want"), HAN.items())
def test_whole_numbers_in_chinese_follow_the_table(text: str, want: int) -> None:
    assert read_han(text) == want


@pytest.mark.parametrize(
    "text",
    [
        *("", "二二", "两十", "十两", "一百两", "一百零零五", "一百零五十", "零五百", "一千五十"),
        *("一万五百", "十十", "百五", "一百二百", "一百五万", "万五", "零万", "一百零", "一万零"),
        *("三千万万", "一亿", "一二三", "五十百", "十百", "二十十", "一二十", "两两"),
    ],
)
def test_badly_formed_numerals_are_no_numbers(text: str) -> None:
    assert read_han(text) is None


def written(number: int) -> str:
    """Chinese numerals written from single decimal places, in the standard way."""
    if number == 0:
        return "零"
    places = [int(digit) for digit in reversed(str(number))]
    out = ""
    for place in range(len(places) - 1, -1, -1):
        digit = places[place]
        if digit:
            out += "零一二三四五六七八九"[digit] + ("", "十", "百", "千")[place % 4]
        elif not out.endswith("零"):
            out += "零"
        if place == 4:
            out = out.rstrip("零") + "万"
    out = out.rstrip("零")
    return out.removeprefix("一") if out.startswith("一十") else out


@given(st.integers(0, 99_999_999))
@example(10_010_000)
@example(20_005_000)
@example(100_010)
@example(10_000_001)
def test_every_number_written_in_chinese_reads_back(number: int) -> None:
    assert read_han(written(number)) == number
    if number > 3:
        assert read_number(f"{written(number)}户") == Number(Fraction(number), "户")


@given(st.integers(0, 999_999_999), st.integers(0, 6), st.booleans())
def test_every_decimal_reads_back_exactly(digits: int, places: int, negative: bool) -> None:
    value = Fraction(digits, 10**places)
    whole, rest = divmod(digits, 10**places)
    text = f"{whole}.{rest:0{places}d}" if places else str(whole)
    wide = text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789."})
    want = Number(-value if negative else value)
    assert read_number("-" * negative + text) == read_number("－" * negative + wide) == want


@given(st.text(max_size=80))
def test_any_text_is_answered_and_noise_at_the_end_changes_nothing(text: str) -> None:
    assert read_number(text) == read_number(text + "。")
    assert isinstance(read_ratio(text), Ratio | Unclear)
    assert plain(plain(text)) == plain(text)

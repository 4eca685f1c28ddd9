"""Typed answers to village questions, one table a kind of rule."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.answers import Ratio
from inspection.checklist import (
    Band,
    Bands,
    Below,
    Bonus,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    Rule,
    Scope,
    Share,
    Zero,
)
from inspection.reading import Problem, read_answer
from inspection.text import text as text_of

HALF = Fraction(1, 2)


def asked(rule: Rule, text: str, prompt: str = "建立了台账", **fields: Any) -> object:
    """The answer, or the code of the problem, to one question of an item of 4 points."""
    scope = fields.pop("scope", Scope.VILLAGE)
    question = Question("1.1a", prompt, scope, rule, **fields)
    got = read_answer(question, Item("1.1", "台账", Fraction(4), (question,)), text)
    return got.code if isinstance(got, Problem) else got


@pytest.mark.parametrize("rule", [Fail(Fraction(1)), Zero()], ids=["fail", "zero"])
@pytest.mark.parametrize(
    ("text", "want"),
    [
        *((word, True) for word in ("是", "做到", "做到了。", "完成", "有", "没问题", "yes", "Y")),
        *((word, True) for word in ("没有问题", "达标", "到位", "met", "ＯＫ", "no problem")),
        *(
            (word, False)
            for word in ("否", "不是", "没做到", "没有做到", "未完成", "没有", "有问题")
        ),
        *((word, False) for word in ("no", "not met", "不到位", "没建台账", "No ledger")),
        *((word, "reading.met_or_not") for word in ("无", "未", "3", "可能", "有点问题", "是否")),
        ("", "reading.empty"),
        ("不适用", "reading.always_applies"),
    ],
)
def test_a_requirement_is_met_or_not(rule: Rule, text: str, want: object) -> None:
    names = {"label": "没建台账", "label_en": "No ledger", "prompt_en": "The ledger exists"}
    assert asked(rule, text, **names) == want


@pytest.mark.parametrize("text", ["是", "否", "有", "没有", "yes", "no", "对"])
@pytest.mark.parametrize("prompt", ["手册记录不雷同", "无越级上访", "资料未缺失"])
def test_yes_and_no_cannot_answer_a_prompt_that_denies(prompt: str, text: str) -> None:
    assert asked(Zero(), text, prompt) == "reading.met_or_not"


@pytest.mark.parametrize(
    ("prompt", "label", "text", "want"),
    [
        ("手册记录不雷同", "记录雷同", "记录雷同", False),
        ("手册记录不雷同", "记录雷同", "做到", True),
        ("整改到位", "没整改到位", "没有", "reading.met_or_not"),
        ("整改到位", "没整改到位", "否", False),
        ("有会议记录", None, "没有", False),
        ("有辍学的开展了劝学帮扶", "没劝学", "没有", "reading.met_or_not"),
        ("档案管理", "档案管理", "档案管理", "reading.met_or_not"),
    ],
)
def test_words_bind_to_the_prompt_and_a_label_says_the_problem(
    prompt: str, label: str | None, text: str, want: object
) -> None:
    assert asked(Fail(Fraction(1)), text, prompt, label=label) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1", 1), ("２题", 2), ("两题", 2), ("无", 0), ("没有", 0), ("都答上", 0), ("0", 0),
        ("2个", 2),
        ("3", "reading.most_cases"), ("2户", "reading.unit"), ("扣1.5", "reading.marks_for_count"),
        ("1.5", "reading.not_whole"), ("1题半", "reading.not_whole"), ("-1", "reading.not_whole"),
        ("50%", "reading.percent_for_count"), ("1分", "reading.marks_for_count"),
        ("一两题", "reading.range"), ("约1题", "reading.about"), ("有", "reading.not_number"),
    ],
)  # fmt: skip
def test_cases_are_counted_in_their_unit(text: str, want: object) -> None:
    assert asked(Each(Fraction(3, 2), "题", most_cases=2), text) == want


def test_a_household_is_one_household() -> None:
    rule = Each(Fraction(1), "户")
    assert asked(rule, "3户") == 3
    assert asked(rule, "1户", scope=Scope.HOUSEHOLD) == 1
    assert asked(rule, "3户", scope=Scope.HOUSEHOLD) == "reading.most_cases"


@pytest.mark.parametrize("rule", [Finding(), Bonus(Fraction(5))], ids=["finding", "bonus"])
def test_findings_and_bonuses_count_in_any_unit(rule: Rule) -> None:
    assert [asked(rule, text) for text in ("2", "2次", "两条", "无")] == [2, 2, 2, 0]
    assert asked(rule, "2分") == "reading.marks_for_count"
    assert asked(rule, "1.5") == "reading.not_whole"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("3", Fraction(3)), ("得3分", Fraction(3)), ("3.5", Fraction(7, 2)),
        ("三分半", Fraction(7, 2)),
        ("扣0.5", Fraction(7, 2)), ("扣半分", Fraction(7, 2)), ("-1", Fraction(3)),
        ("－１", Fraction(3)),
        ("满分", Fraction(4)), ("不扣", Fraction(4)), ("0", Fraction(0)), ("不得分", Fraction(0)),
        ("扣完", Fraction(0)), ("full marks", Fraction(4)),
        ("5", "reading.marks_range"), ("扣5", "reading.marks_range"), ("3.2", "reading.step"),
        ("扣0.3", "reading.step"), ("80%", "reading.percent_for_marks"), ("3户", "reading.unit"),
        ("无", "reading.not_number"), ("扣-1", "reading.not_number"), ("3-4", "reading.range"),
        ("3,5", "reading.separator"),
    ],
)  # fmt: skip
def test_a_bare_number_is_the_marks_and_a_deduction_is_taken_off(text: str, want: object) -> None:
    got = asked(Marks(HALF), text)
    assert got == want
    assert not isinstance(got, int)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1.5", Fraction(3, 2)), ("扣1.5", Fraction(3, 2)), ("扣一分半", Fraction(3, 2)),
        ("-1.5", Fraction(3, 2)), ("0", Fraction(0)), ("不扣", Fraction(0)), ("无", Fraction(0)),
        ("得1.5", "reading.marks_for_deduction"), ("0.5", "reading.judged_range"),
        ("4", "reading.judged_range"), ("1.2", "reading.step"),
        ("10%", "reading.percent_for_marks"),
        ("2处", "reading.unit"), ("扣两三分", "reading.range"),
    ],
)  # fmt: skip
def test_a_judged_deduction_lies_within_its_bounds(text: str, want: object) -> None:
    assert asked(Judged(Fraction(1), Fraction(3), HALF), text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("满意", "满意"), ("基本满意。", "基本满意"), ("基", "基本满意"), ("不", "不满意"),
        ("满", "满意"),
        ("Partly", "partly met"), ("part", "reading.which_option"), ("4", "reading.no_option"),
        ("很满意", "reading.no_option"), ("", "reading.empty"),
    ],
)  # fmt: skip
def test_an_option_is_named_in_full_or_by_its_beginning(text: str, want: str) -> None:
    keys = ("满意", "基本满意", "不满意", "partly met", "partial")
    assert asked(Choice(tuple((key, Fraction(1)) for key in keys)), text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [("Content", "满意"), ("fairly content.", "基本满意"), ("not", "不满意"), ("基本", "基本满意")],
)
def test_an_option_is_named_in_english_too(text: str, want: str) -> None:
    keys = tuple((key, Fraction(1)) for key in ("满意", "基本满意", "不满意"))
    assert asked(Choice(keys, ("Content", "Fairly content", "Not content")), text) == want


def test_english_options_are_offered_in_both_languages() -> None:
    rule = Choice((("甲一", HALF), ("甲二", HALF)), ("One", "Two"))
    question = Question("1.1a", "满意度", Scope.VILLAGE, rule)
    got = read_answer(question, Item("1.1", "", Fraction(4), (question,)), "three")
    want = text_of("word.either", zh="甲一 / 甲二", en="One / Two")
    assert got == Problem("reading.no_option", {"options": want}, ("甲一", "甲二"))


def test_an_unclear_option_offers_those_it_may_mean() -> None:
    question = Question("1.1a", "满意度", Scope.VILLAGE, Choice((("甲一", HALF), ("甲二", HALF))))
    got = read_answer(question, Item("1.1", "", Fraction(4), (question,)), "甲")
    want = Problem("reading.which_option", {"options": "甲一 / 甲二"}, ("甲一", "甲二"))
    assert got == want


@pytest.mark.parametrize(
    "rule",
    [Share(), Below(Fraction(1)), Excess(Fraction(3, 10), Fraction(1, 100), Fraction(1, 10))],
    ids=["share", "below", "excess"],
)
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("43/48", Ratio(43, 48)),
        ("43 48", Ratio(43, 48)),
        ("90%", "reading.ratio_wanted"),
        ("43", "reading.ratio_wanted"),
        ("48/43", "reading.ratio_order"),
        ("全部", "reading.not_number"),
    ],
)
def test_a_share_is_n_of_m(rule: Rule, text: str, want: object) -> None:
    assert asked(rule, text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("90%", Fraction(90)), ("90", Fraction(90)), ("百分之九十", Fraction(90)),
        ("88.5", Fraction(177, 2)), ("0.9", "reading.share_for_percent"), ("0.9%", Fraction(9, 10)),
        ("0", Fraction(0)), ("90分", "reading.bare_number"), ("扣2", "reading.bare_number"),
        ("-5", "reading.negative"), ("无", "reading.not_number"),
    ],
)  # fmt: skip
def test_a_percent_is_read_as_ninety_not_as_nine_tenths(text: str, want: object) -> None:
    assert asked(Bands((Band(Fraction(80), HALF), Band(Fraction(95), HALF))), text) == want


def test_a_small_value_is_good_where_the_bands_are_small() -> None:
    assert asked(Bands((Band(Fraction(2), HALF),)), "1") == 1


@pytest.mark.parametrize("text", ["不适用", "N/A", "不涉及。"])
def test_what_does_not_apply_is_null_only_where_it_may(text: str) -> None:
    assert asked(Fail(HALF), text, may_not_apply=True) is None
    assert asked(Fail(HALF), text, scope=Scope.HOUSEHOLD) is None
    assert asked(Fail(HALF), text) == "reading.always_applies"


@given(st.integers(0, 8), st.sampled_from(["{}", "得{}分", "{} 分", "得{}"]))
def test_marks_said_and_points_taken_off_add_up(halves: int, form: str) -> None:
    marks = Fraction(halves, 2)
    off = 4 - marks
    assert asked(Marks(HALF), form.format(float(marks))) == marks
    assert asked(Marks(HALF), f"扣{float(off)}") == marks


@given(st.text(max_size=30))
def test_any_text_is_an_answer_of_the_right_kind_or_a_problem(text: str) -> None:
    got = asked(Marks(HALF), text)
    assert isinstance(got, str) or (isinstance(got, Fraction) and 0 <= got <= 4)
    count = asked(Each(Fraction(1), "处"), text)
    assert isinstance(count, str) or (isinstance(count, int) and count >= 0)

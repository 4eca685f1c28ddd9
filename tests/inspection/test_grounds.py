"""Grounds compose themselves from what was tapped."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.answers import Ratio, Value
from inspection.checklist import (
    Band,
    Bands,
    Bonus,
    Choice,
    Each,
    Fail,
    Finding,
    Judged,
    Marks,
    Question,
    Rule,
    Scope,
    Share,
    Zero,
)
from inspection.grounds import compose, compose_village, join

ONE = Fraction(1)


def question(rule: Rule, label: str | None, prompt: str = "", en: str | None = None) -> Question:
    return Question("1.1a", prompt, Scope.HOUSEHOLD, rule, label=label, label_en=en)


HANDBOOK = question(Each(Fraction(1, 2), "处"), "手册错误", en="Handbook errors")
VISITED = question(Share(ONE), "未走访", "工作队走访过本户", en="Not visited")
AID = question(Share(ONE), "助学没有", "子女落实了教育助学")


def test_cases_are_listed_by_household_with_their_number() -> None:
    got = compose(HANDBOOK, [("07", 2), ("12", 3), ("19", 1), ("30", 0), ("33", 1)])
    assert got == "手册错误7处：07×2 12×3 19 33"


def test_a_share_says_how_many_of_how_many() -> None:
    got = compose(VISITED, [("03", 1), ("07", 1), ("21", 1)], of=48)
    assert got == "未走访 3/48 户：03 07 21"


def test_a_share_of_people_counts_people() -> None:
    assert compose(AID, [("03", 2), ("07", 1)], of=31, people=True) == "助学没有 3/31 人：03×2 07"


def test_a_failed_household_requirement_counts_households() -> None:
    failed = question(Fail(ONE), "变化没报", "下半年就学变化已申报")
    assert compose(failed, [("03", 1), ("07", 1)]) == "变化没报2户：03 07"


def test_a_prompt_without_a_label_says_what_was_not_reached() -> None:
    bare = question(Share(ONE), None, "工作队走访过本户")
    assert compose(bare, [("03", 1)], of=48) == "未达到：工作队走访过本户 1/48 户：03"


def test_no_cases_make_no_ground() -> None:
    assert compose(HANDBOOK, []) == ""
    assert compose(HANDBOOK, [("07", 0)]) == ""


def test_long_lists_stop_at_thirty_and_say_how_many_there_are() -> None:
    thirty = [(f"{n:02d}", 1) for n in range(1, 31)]
    assert compose(VISITED, thirty, of=48).endswith("29 30")
    got = compose(VISITED, [*thirty, ("31", 1), ("40", 1)], of=48)
    assert got.startswith("未走访 32/48 户：01 02")
    assert got.endswith(" 29 30 等 32 户")


def test_the_english_card_has_the_english_label() -> None:
    assert compose(HANDBOOK, [("07", 2), ("19", 1)], lang="en") == "Handbook errors: 3 (07×2 19)"
    assert compose(VISITED, [("03", 1)], of=48, lang="en") == "Not visited: 1 of 48 (03)"
    assert compose(AID, [("03", 1)], of=3, lang="en") == "助学没有: 1 of 3 (03)"


CHOICE = Choice((("满意", Fraction(4)), ("基本满意", Fraction(0))))
BANDS = Bands((Band(Fraction(80), ONE), Band(Fraction(90), ONE)))
VILLAGE: dict[str, tuple[Rule, str | None, str, Value, str]] = {
    "not met": (Fail(ONE), "未建立贫困户微信工作群", "建立了群", False, "未建立贫困户微信工作群"),
    "not met, no label": (Fail(ONE), None, "建立了微信群", False, "未达到：建立了微信群"),
    "forfeited": (Zero(), "记录雷同", "手册记录不雷同", False, "记录雷同"),
    "met": (Fail(ONE), "未建立微信群", "建立了微信群", True, ""),
    "does not apply": (Fail(ONE), "未劝学", "开展了劝学", None, ""),
    "cases": (Each(ONE, "项"), "一户一档缺项", "", 2, "一户一档缺项2项"),
    "no cases": (Each(ONE, "项"), "一户一档缺项", "", 0, ""),
    "findings": (Finding(), "档案不全", "", 3, "档案不全3处"),
    "share": (Share(), "未走访", "", Ratio(43, 48), "未走访 5/48"),
    "full share": (Share(), "未走访", "", Ratio(48, 48), ""),
    "lesser option": (CHOICE, "满意度", "", "基本满意", "满意度：基本满意"),
    "best option": (CHOICE, "满意度", "", "满意", ""),
    "in a band": (BANDS, "知晓率", "", Fraction(177, 2), "知晓率：88.5"),
    "above the bands": (BANDS, "知晓率", "", Fraction(90), ""),
    "marks are asked for": (Marks(), "台账", "", Fraction(3), ""),
    "judgements are asked for": (Judged(ONE, ONE), "台账", "", ONE, ""),
    "a bonus needs none": (Bonus(ONE), "报道", "", 2, ""),
}


@pytest.mark.parametrize(
    ("rule", "label", "prompt", "answer", "want"), VILLAGE.values(), ids=VILLAGE.keys()
)
def test_a_village_answer_has_its_ground(
    rule: Rule, label: str | None, prompt: str, answer: Value, want: str
) -> None:
    assert compose_village(question(rule, label, prompt), answer) == want


def test_a_village_ground_in_english() -> None:
    asked = Question("1a", "建立了群", Scope.VILLAGE, Fail(ONE), prompt_en="The group exists")
    assert compose_village(asked, False, lang="en") == "Not met: The group exists"
    assert compose_village(HANDBOOK, 2, lang="en") == "Handbook errors: 2"


def test_the_grounds_of_an_item_are_joined_and_empty_ones_left_out() -> None:
    assert join(["手册错误1处：07", "", "记录雷同"]) == "手册错误1处：07；记录雷同"
    assert join(["", ""]) == ""


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_the_list_of_households_adds_up_to_the_total(counts: list[int]) -> None:
    got = compose(HANDBOOK, [(f"{n:02d}", cases) for n, cases in enumerate(counts)])
    total, _, listed = got.removeprefix("手册错误").partition("处：")
    cases = [int(part.partition("×")[2] or 1) for part in listed.split(" ")]
    assert cases == counts
    assert int(total) == sum(counts)


def test_a_lost_option_is_told_in_the_readers_language() -> None:
    rule = replace(CHOICE, options_en=("Content", "Fairly content"))
    asked = Question("1a", "满意度", Scope.VILLAGE, rule, label="不满意", label_en="Discontent")
    assert compose_village(asked, "基本满意") == "不满意：基本满意"
    assert compose_village(asked, "基本满意", "en") == "Discontent: Fairly content"


def test_grounds_are_joined_as_the_language_does() -> None:
    assert join(["手册错误7处", "", "队没来过"]) == "手册错误7处；队没来过"
    assert (
        join(["Bad handbook: 7", "", "No team came: 2"], "en") == "Bad handbook: 7; No team came: 2"
    )

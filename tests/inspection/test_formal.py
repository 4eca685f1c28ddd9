"""Grounds in the question's own words: counted, denied, without a button's short label."""

from __future__ import annotations

import pytest

from content.checklists import shipped
from inspection.formal import Matter, formal, tight


@pytest.mark.parametrize(
    ("question", "ground", "want"),
    [
        pytest.param("1.3a", "领导没来", Matter("主要领导没有走访过"), id="one household"),
        pytest.param(
            "1.3a",
            "领导没来3户：03 07×2",
            Matter("主要领导没有走访过", homes=3, where=("03", "07×2")),
            id="counted in households",
        ),
        pytest.param(
            "3.2.1a",
            "不知政策 1/16 户：09 等 40 户",
            Matter("不知晓应享政策", homes=1, of=16, where=("09", "等40户")),
            id="share of households",
        ),
        pytest.param(
            "3.4a",
            "子女没助学 3/12 人：05",
            Matter("就学子女未落实教育助学", "3人（共12人）", where=("05",)),
            id="share of people",
        ),
        pytest.param("1.2.2a", "手册错误2处", Matter("手册错误", "2处"), id="counted"),
        pytest.param(
            "1.2.1a",
            "责任人没来2人次",
            Matter("近一个月责任人未到家或手册非本人填写", "2人次"),
            id="remark left out",
        ),
        pytest.param("2.1a", "一户一档缺2项", Matter("一户一档缺", "2项"), id="unit said once"),
        pytest.param(
            "1.5a", "答不上来1题", Matter("村支书答不上", "1题"), id="number of questions"
        ),
        pytest.param("1.4b", "没搞评比", Matter("未开展督查评比活动"), id="done denied"),
        pytest.param("2.10b", "没方案责任", Matter("未制定整改方案、落实责任"), id="two done"),
        pytest.param("2.7b", "变化没报", Matter("下半年就学变化未申报"), id="already denied"),
        pytest.param("2.1b", "档案不规范", Matter("档案管理不规范"), id="sound denied"),
        pytest.param("1.4c", "没方案记录", Matter("没有方案及相关记录"), id="there is denied"),
        pytest.param("2.6c", "辍学没劝", Matter("有辍学的未开展劝学帮扶"), id="there is kept"),
        pytest.param(
            "1.1b",
            "队未证实",
            Matter("未达到“村干部证实工作队到位”要求"),
            id="quoted where a denial could turn it round",
        ),
        pytest.param(
            "1.4b", "评比只开了会，没有结果", Matter("评比只开了会，没有结果"), id="own words stay"
        ),
        pytest.param(
            "1.4b",
            "没搞评比：乡里说忙",
            Matter("没搞评比：乡里说忙"),
            id="own words behind a label",
        ),
        pytest.param("1.4b", "漏水 3 处：07", Matter("漏水3处", where=("07",)), id="own list"),
    ],
)
def test_a_ground_is_said_in_the_words_of_its_question(
    question: str, ground: str, want: Matter
) -> None:
    found = shipped("lingling-2018").question(question)
    assert found is not None
    assert formal([found], ground) == (want,)


def test_problems_of_a_category_are_called_so() -> None:
    item = shipped("town-rectification").item("1.1")
    assert item is not None
    want = Matter("收入不达标、错算、照抄或户主不认可问题", "2个")
    assert formal(item.questions, "收入有问题2处") == (want,)


def test_an_answer_of_choice_is_quoted() -> None:
    item = shipped("village-rules").item("2.5.5")
    assert item is not None
    want = Matter("贫困户对帮扶是否满意为“不满意”")
    assert formal(item.questions, "群众不满意：不满意") == (want,)


def test_the_parts_of_a_ground_stay_apart() -> None:
    item = shipped("lingling-2018").item("1.4")
    assert item is not None
    got = formal(item.questions, "没搞突击月；没方案记录；还有别的。")
    assert [each.words for each in got] == ["未开展突击月活动", "没有方案及相关记录", "还有别的"]


@pytest.mark.parametrize("checklist", ["lingling-2018", "town-rectification", "village-rules"])
def test_no_shipped_label_of_a_button_stands_in_a_paper(checklist: str) -> None:
    for question in shipped(checklist).questions():
        label = question.label or ""
        (found,) = formal([question], f"{label}2户")
        assert found.words != label or label in question.prompt, question.id


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("调研 48 天以上，C、D 级", "调研48天以上，C、D级"),
        ("“十个一” 齐全", "“十个一”齐全"),
        ("GB 9704", "GB 9704"),
    ],
)
def test_there_is_no_space_between_chinese_and_figures(words: str, want: str) -> None:
    assert tight(words) == want

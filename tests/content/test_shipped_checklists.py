"""The shipped checklists against a second transcription of the published schemes.

A line is an item: id, points, its questions; a question is its letter, v or h (village,
household), the rule and its figures. `pool` marks an item that deducts from its section.
"""

from __future__ import annotations

import re

import pytest

from content.checklists import check, shipped, shipped_ids
from inspection.answers import decimal
from inspection.checklist import Below as BelowRule
from inspection.checklist import Bonus as BonusRule
from inspection.checklist import (
    Checklist,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Marks,
    Rule,
    Scope,
    Share,
)
from inspection.wording import UNITS

LINGLING = """
[1] 30
1.1 5: a h share 4 from 0.9; b v fail 1
1.2.1 6: a h each 1 人次
1.2.2 6: a h each 0.5 处; b v zero
1.3 5: a h each 1 户
1.4 5: a v fail 2; b v fail 2; c v fail 1
1.5 3: a v each 1.5 题 of 2
[2] 40
2.1 2: a v each 0.5 项; b v fail 1
2.2 3: a h each 0.2 项
2.3.1 2: a v fail 1; b v fail 1
2.3.2 3: a h each 1 户
2.4 5: a h each 1 户; b h each 1 户; c h each 1 户
2.5 5: a h each 1 户; b h each 1 户; c h each 1 户; d h each 1 户
2.6 5: a h each 1 户; b h each 1 户; c v fail 1
2.7 2: a h each 1 户; b h fail 1
2.8 2: a h each 0.5 户
2.9 2: a v fail 2
2.10 4: a v fail 1; b v fail 1; c v fail 1; d v fail 1
2.11 5: a h each 0.5 户
[3] 30
3.1.1 4: a h each 0.3 户 max 3; b h each 0.2 户 max 2
3.1.2 1: a h each 0.1 户
3.2.1 3: a h share 3 from 1
3.2.2 2: a v fail 2
3.3 4: a h each 0.5 户
3.4 4: a h share 4 from 1
3.5 4: a h share 4 from 1
3.6 4: a h below 1 1; b h each 1 户
3.7 4: a h excess 0.3 0.01 0.1
"""
DONGYUAN = """
[1] 52
1.1 12; 1.2 2; 1.3 3; 1.4 3; 1.5 3; 1.6 2; 1.7 2; 1.8 3; 1.9 2; 1.10 2; 1.11 4; 1.12 3; 1.13 3
1.14 2; 1.15 3; 1.16 3
[2] 50
2.1 2.5; 2.2 12.5; 2.3 5; 2.4 2.5; 2.5 2.5; 2.6 2.5; 2.7 2.5; 2.8 2.5; 2.9 2.5; 2.10 5; 2.11 5
2.12 1; 2.13 2.5; 2.14 1.5
"""
VILLAGE = """
[1] 20
1.1 6 pool: a v each 2 项
1.2 4 pool: a v each 2 项
1.3 10 pool: a v each 2 项
[2.1] 30
2.1.1 6 pool: a v each 2 处
2.1.2 6 pool: a v each 2 处
2.1.3 6 pool: a v each 2 处
2.1.4 6 pool: a v each 2 处
2.1.5 6 pool: a v each 2 处
[2.2] 10
2.2.1 5 pool: a v each 2 处
2.2.2 5 pool: a v each 2 处
[2.3] 10
2.3.1 5 pool: a v each 1 例
2.3.2 5: a v zero
[2.4] 10
2.4.1 10: a v zero
[2.5] 20
2.5.1 4 pool: a v each 2 例
2.5.2 4 pool: a v each 2 例
2.5.3 4 pool: a v each 2 例
2.5.4 4: a v zero
2.5.5 4: a v choice 满意 4 基本满意 0 不满意 0
[2.6] 40
2.6.1 40: a v fail 20; b v each 10 户
[3.1] 20
3.1.1 6: a v zero
3.1.2 6 pool: a v each 2 项
3.1.3 8 pool: a v each 2 项
[3.2] 25
3.2.1 25: a v each 1 次
[3.3] 5
3.3.1 5: a v fail 5
[3.4] 5
3.4.1 5: a v each 5 次
[3.5] 5
3.5.1 5: a v each 5 例
[4] - max 10
4.1 -: a v bonus 5
4.2 -: a v bonus 4
"""
TOWN = """
[1] -
1.1 -: a h finding
1.2 -: a v finding
1.3 -: a h finding
1.4 -: a v finding
1.5 -: a h finding
1.6 -: a v finding
[2] -
2.1 -: a v finding
2.2 -: a h finding
[3] -
3.1 -: a h finding
[4] -
4.1 -: a h finding
"""


def _rule(rule: Rule, item: Item) -> str:
    match rule:
        case Fail(deduct):
            return f"fail {decimal(deduct)}"
        case Each():
            most = f" max {decimal(rule.at_most)}" if rule.at_most is not None else ""
            asked = f" of {rule.most_cases}" if rule.most_cases is not None else ""
            return f"each {decimal(rule.deduct)} {rule.unit}{most}{asked}"
        case Share():
            points = item.points if rule.points is None else rule.points
            return f"share {decimal(points or 0)} from {decimal(rule.full_at)}"
        case BelowRule(deduct, at):
            return f"below {decimal(at)} {decimal(deduct)}"
        case Excess(over, step, deduct):
            return f"excess {decimal(over)} {decimal(step)} {decimal(deduct)}"
        case Choice(options):
            return "choice " + " ".join(f"{key} {decimal(score)}" for key, score in options)
        case BonusRule(add):
            return f"bonus {decimal(add)}"
        case Marks(step):
            return f"marks {decimal(step)}"
        case Finding():
            return "finding"
        case _:
            return type(rule).__name__.lower()


def _lines(checklist: Checklist) -> list[str]:
    lines = []
    for section in checklist.sections:
        points = "-" if section.points is None else decimal(section.points)
        most = "" if section.at_most is None else f" max {decimal(section.at_most)}"
        lines.append(f"[{section.id}] {points}{most}")
        for item in section.items:
            points = "-" if item.points is None else decimal(item.points)
            asked = "; ".join(
                f"{q.id.removeprefix(item.id)} {'v' if q.scope is Scope.VILLAGE else 'h'} "
                + _rule(q.rule, item)
                for q in item.questions
            )
            lines.append(f"{item.id} {points}{' pool' if item.pool else ''}: {asked}")
    return lines


@pytest.mark.parametrize(
    ("checklist_id", "table"),
    [("lingling-2018", LINGLING), ("village-rules", VILLAGE), ("town-rectification", TOWN)],
)
def test_every_figure_is_as_published(checklist_id: str, table: str) -> None:
    assert _lines(shipped(checklist_id)) == table.strip().splitlines()


def test_every_mark_of_the_township_sheet_is_as_published() -> None:
    rows = [row.strip() for line in DONGYUAN.strip().splitlines() for row in line.split(";")]
    want = [row if row.startswith("[") else f"{row}: a v marks 0.5" for row in rows]
    assert _lines(shipped("dongyuan-2020")) == want


@pytest.mark.parametrize(
    ("checklist_id", "points", "questions"),
    [
        ("lingling-2018", 100, 46),
        ("dongyuan-2020", 102, 30),
        ("village-rules", 200, 29),
        ("town-rectification", 0, 10),
    ],
)
def test_the_sheets_add_up(checklist_id: str, points: int, questions: int) -> None:
    checklist = shipped(checklist_id)
    assert sum(item.points or 0 for item in checklist.items()) == points
    assert len(list(checklist.questions())) == questions


def test_only_the_township_sheet_has_anything_odd() -> None:
    odd = {name: [w.where for w in check(shipped(name)).warnings] for name in shipped_ids()}
    assert odd == {
        "dongyuan-2020": ["printed_total"],
        "lingling-2018": [],
        "town-rectification": [],
        "village-rules": [],
    }


def test_tags_topics_and_repeated_facts_are_as_agreed() -> None:
    checklist = shipped("lingling-2018")
    only = {q.id: "、".join(q.only) for q in checklist.questions() if q.only}
    assert only == {
        **dict.fromkeys(["2.4a", "2.4b", "2.4c"], "危房"),
        "2.5b": "慢病",
        **dict.fromkeys(["2.5c", "3.6b"], "住院"),
        "2.5d": "大病",
        **dict.fromkeys(["2.6a", "2.6b", "3.4a"], "学生"),
        **dict.fromkeys(["2.7a", "2.7b", "3.5a"], "中高职"),
        "2.8a": "特殊困难",
        "2.11a": "劳动力",
    }
    topics = {item.id: item.topic for item in checklist.items() if item.topic}
    assert topics == {
        **dict.fromkeys(["2.4", "3.3"], "住房安全"),
        **dict.fromkeys(["2.5", "3.6"], "基本医疗"),
        **dict.fromkeys(["2.6", "2.7", "3.4", "3.5"], "义务教育"),
        **dict.fromkeys(["2.11", "3.7"], "产业就业"),
    }
    same = {q.id: q.same_as for q in checklist.questions() if q.same_as}
    assert same == {"3.6a": "2.5a", "3.6b": "2.5c"}
    groups = {i.id: i.group and i.group.points for i in checklist.items() if i.group}
    assert groups == {
        "1.2.1": 12, "1.2.2": 12, "2.3.1": 5, "2.3.2": 5,
        "3.1.1": 5, "3.1.2": 5, "3.2.1": 5, "3.2.2": 5,
    }  # fmt: skip


def test_exemptions_and_what_may_not_apply_are_as_agreed() -> None:
    exempt = {item.id for name in shipped_ids() for item in shipped(name).items() if item.exempt}
    assert exempt == {"2.3.2", "2.6"}
    may_not = {
        (name, q.id) for name in shipped_ids() for q in shipped(name).questions() if q.may_not_apply
    }
    assert may_not == {("lingling-2018", "2.6c"), ("village-rules", "2.6.1a")}
    poor = shipped("dongyuan-2020").item("1.2")
    assert poor is not None
    assert poor.applies is not None


def test_the_parts_of_the_village_rules_are_worth_20_120_and_60() -> None:
    worth: dict[str | None, int] = {}
    for section in shipped("village-rules").sections:
        worth[section.part] = worth.get(section.part, 0) + int(section.points or 0)
    assert worth == {"一": 20, "二": 120, "三": 60, "四": 0}


def test_the_deadlines_of_the_town_are_as_published() -> None:
    due = {q.id: q.deadline for q in shipped("town-rectification").questions()}
    assert {q for q, deadline in due.items() if deadline == "11-30"} == {"1.5a", "1.6a"}
    assert set(due.values()) == {"11-30", "end"}


@pytest.mark.parametrize("checklist_id", shipped_ids())
def test_every_question_has_its_label_and_its_english(checklist_id: str) -> None:
    for question in shipped(checklist_id).questions():
        assert question.label, question.id
        assert question.prompt_en, question.id
        assert question.label_en, question.id
        assert question.prompt_en.isascii(), question.id


@pytest.mark.parametrize("checklist_id", shipped_ids())
def test_all_that_people_read_of_a_checklist_has_its_english(checklist_id: str) -> None:
    checklist = shipped(checklist_id)
    assert checklist.title_en
    assert all(section.title_en for section in checklist.sections)
    for item in checklist.items():
        assert item.title_en, item.id
        chinese = (item.criterion, item.applies, item.exempt)
        english = (item.criterion_en, item.applies_en, item.exempt_en)
        assert [bool(words) for words in english] == [bool(words) for words in chinese], item.id
    for question in checklist.questions():
        if isinstance(question.rule, Choice):
            assert len(question.rule.options_en) == len(question.rule.options), question.id
        if isinstance(question.rule, Each):
            assert question.rule.unit in UNITS, question.id


SPELLED = {"九成": "90", "百人": "100", "不得分": "0"}
"""Figures that the Chinese writes in characters and the English in digits."""


@pytest.mark.parametrize("checklist_id", shipped_ids())
def test_the_english_has_no_figure_that_the_chinese_has_not(checklist_id: str) -> None:
    def figures(words: str) -> set[str]:
        return set(re.findall(r"\d+(?:\.\d+)?", words.replace(",", "")))

    for item in shipped(checklist_id).items():
        chinese = f"{item.criterion} {item.applies} {item.exempt}"
        english = f"{item.criterion_en} {item.applies_en} {item.exempt_en}"
        spelled = {figure for word, figure in SPELLED.items() if word in chinese}
        assert figures(english) - spelled <= figures(chinese), item.id


def test_an_id_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(KeyError):
        shipped("../lingling-2018")

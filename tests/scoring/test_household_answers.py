"""A household's complete answers from what was tapped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.checklists import load_text, shipped
from inspection.answers import Ratio, SheetAnswers, Value, misfit
from inspection.checklist import Question, Scope
from inspection.household_answers import (
    Contact,
    called_for,
    fill,
    may_assume,
    people_called,
    perfect,
    problems,
    same_fact,
)
from scoring.contract import tallies
from scoring.score import score
from tests.scoring.sheets import EVERY_RULE

LINGLING = shipped("lingling-2018")
HOUSEHOLD = [q.id for q in LINGLING.questions() if q.scope is Scope.HOUSEHOLD]
TAGGED = {q.id for q in LINGLING.questions() if q.only}
CHAIN = load_text("""
id: same
title: 同一事实
sections:
  - id: "1"
    title: 一
    items:
      - id: "1.1"
        title: 源
        points: 9
        questions:
          - {id: 1.1a, prompt: 助学（人）, scope: household, rule: {kind: share}}
          - {id: 1.1b, prompt: 没助学（人）, scope: household,
             rule: {kind: each, deduct: 1, unit: 人}, same_as: 1.1a}
          - {id: 1.1c, prompt: 没助学（户）, scope: household,
             rule: {kind: each, deduct: 1, unit: 户}, same_as: 1.1a}
          - {id: 1.1d, prompt: 有助学, scope: household, rule: {kind: fail, deduct: 1},
             same_as: 1.1a}
          - {id: 1.1e, prompt: 助学率, scope: household, rule: {kind: below, deduct: 1},
             same_as: 1.1a}
          - {id: 1.1f, prompt: 打分, scope: household,
             rule: {kind: bands, bands: [{under: 60, deduct: 1}]}}
""")


def _question(question_id: str) -> Question:
    question = LINGLING.question(question_id)
    assert question is not None
    return question


@pytest.mark.parametrize(
    ("question_id", "tags", "has_tags", "want"),
    [
        ("3.4a", ["学生"], True, True),
        ("3.4a", ["学生2"], True, True),
        ("3.4a", ["学生 2"], True, True),
        ("3.4a", ["慢病", "学生１"], True, True),
        ("3.4a", ["大学生"], True, False),
        ("3.4a", [], True, False),
        ("3.4a", [], False, True),
        ("1.1a", [], True, True),
        ("2.5b", ["学生2"], True, False),
    ],
)
def test_tags_call_for_questions(
    question_id: str, tags: list[str], has_tags: bool, want: bool
) -> None:
    assert called_for(_question(question_id), tags, has_tags=has_tags) is want


@pytest.mark.parametrize(
    ("tags", "want"),
    [(["学生2"], 2), (["学生"], None), (["学生１", "慢病3"], 1), ([], None), (["学生0"], 0)],
)
def test_tags_tell_how_many(tags: list[str], want: int | None) -> None:
    assert people_called(_question("3.4a"), tags) == want


def test_a_household_without_problems_takes_one_tap() -> None:
    got = fill(LINGLING, ["学生2"], {})
    assert list(got) != []
    assert set(got) == set(HOUSEHOLD)
    assert {q for q, value in got.items() if value is None} == TAGGED - {"2.6a", "2.6b", "3.4a"}
    assert got["3.4a"] == Ratio(2, 2)
    assert (got["1.1a"], got["1.2.2a"], got["2.6a"], got["3.7a"]) == (True, 0, 0, True)


def test_without_a_tag_column_every_question_is_answered() -> None:
    assert None not in fill(LINGLING, [], {}, has_tags=False).values()


def test_what_was_opened_under_more_stands_though_no_tag_called_for_it() -> None:
    got = fill(LINGLING, [], {"2.4a": 1, "1.1a": False, "2.2a": None})
    assert (got["2.4a"], got["1.1a"], got["2.2a"]) == (1, False, None)
    assert got["2.4b"] is None


def test_the_same_fact_is_asked_once() -> None:
    got = fill(LINGLING, ["住院"], {"2.5a": 1, "2.5c": 1})
    assert (got["3.6a"], got["3.6b"]) == (False, 1)
    got = fill(LINGLING, [], {})
    assert (got["2.5a"], got["3.6a"], got["2.5c"], got["3.6b"]) == (0, True, None, None)
    got = fill(LINGLING, [], {"2.5a": None})
    assert got["3.6a"] is None


def test_on_the_telephone_only_what_may_be_asked_there_is_answered() -> None:
    got = fill(LINGLING, [], {"3.2.1a": False, "1.2.2a": 3}, Contact.PHONE)
    answered = {q for q, value in got.items() if value is not None}
    assert answered == {"1.1a", "1.3a", "2.5a", "3.2.1a", "3.6a", "3.7a"}
    assert got["3.2.1a"] is False


def test_a_household_nobody_met_answers_null_to_everything() -> None:
    got = fill(LINGLING, ["学生"], {"1.1a": False}, Contact.ABSENT)
    assert got == dict.fromkeys(HOUSEHOLD)


@pytest.mark.parametrize(
    ("met", "want"),
    [
        (Ratio(1, 3), [2, 1, False, Ratio(1, 3)]),
        (Ratio(3, 3), [0, 0, True, Ratio(3, 3)]),
        (True, [0, 0, True, True]),
        (False, [1, 1, False, False]),
        (None, [None, None, None, None]),
    ],
    ids=str,
)
def test_an_answer_is_turned_to_the_sense_of_the_other_rule(met: Value, want: list[Value]) -> None:
    got = fill(CHAIN, [], {"1.1a": met})
    assert [got[f"1.1{letter}"] for letter in "bcde"] == want


def test_a_count_is_a_requirement_not_met() -> None:
    below, fail = _question("3.6a"), _question("2.7b")
    assert [same_fact(below, n) for n in (0, 1, 3)] == [True, False, False]
    assert [same_fact(fail, n) for n in (0, 2)] == [True, False]


def test_what_nobody_may_assume_stays_missing() -> None:
    assert "1.1f" not in fill(CHAIN, [], {})
    assert fill(CHAIN, [], {"1.1f": 70})["1.1f"] == 70


@pytest.mark.parametrize("question", list(EVERY_RULE.questions()), ids=lambda q: q.id)
def test_a_perfect_answer_fits_and_costs_nothing(question: Question) -> None:
    item = EVERY_RULE.item_of(question.id)
    value = perfect(question, item.points)
    assert misfit(question, item.points, value) is None
    village = {question.id: value} if question.scope is Scope.VILLAGE else {}
    homes = {} if village else {"H1": {question.id: value}}
    counted = tallies(EVERY_RULE, SheetAnswers(village, homes))
    got = score(EVERY_RULE, counted)
    assert got.score == 41


def test_perfect_of_a_village_share_is_all_of_them() -> None:
    question = replace(_question("3.4a"), scope=Scope.VILLAGE)
    assert perfect(question, None, 7) == Ratio(7, 7)
    assert not may_assume(question)
    assert may_assume(_question("3.4a"))


@pytest.mark.parametrize(
    ("value", "want"), [(None, 0), (True, 0), (False, 1), (3, 3), (Ratio(1, 4), 3)]
)
def test_problems_are_counted(value: Value, want: int) -> None:
    assert problems(value) == want


def test_an_option_counts_no_problems() -> None:
    with pytest.raises(ValueError, match="满意"):
        problems("满意")

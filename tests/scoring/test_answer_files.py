"""Answer files: every fault at its place, nothing guessed."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from content.answer_files import AnswersError, read_answers
from content.checklists import load_text, shipped
from inspection.answers import Ratio
from inspection.checklist import Bands, Checklist, Scope
from tests.scoring.sheets import EVERY_RULE

LINGLING = shipped("lingling-2018")
DONGYUAN = shipped("dongyuan-2020")
COUNTED = load_text("""
id: counted
title: 计数
sections:
  - id: "1"
    title: 一
    items:
      - id: "1.1"
        title: 问答
        points: 5
        questions:
          - {id: 1.1a, prompt: 答不上, scope: household,
             rule: {kind: each, deduct: 1, unit: 题, most_cases: 3}}
""")


def _faults(checklist: Checklist, words: str) -> list[tuple[str, str]]:
    with pytest.raises(AnswersError) as wrong:
        read_answers(checklist, words)
    return [(fault.where, fault.text.code) for fault in wrong.value.faults]


@pytest.mark.parametrize(
    ("checklist", "given", "want"),
    [
        pytest.param(LINGLING, {"answers": {"9.9a": 1}}, ('answers["9.9a"]', "no-question"),
                     id="an unknown question"),
        pytest.param(LINGLING, {"exempt": {"9.9a": 1}}, ('exempt["9.9a"]', "no-question"),
                     id="an exemption from an unknown question"),
        pytest.param(LINGLING, {"not_applicable": ["9.9"]}, ("not_applicable[0]", "no-item"),
                     id="an unknown item"),
        pytest.param(LINGLING, {"not_applicable": ["1.5a"]}, ("not_applicable[0]", "no-item"),
                     id="a question for an item"),
        pytest.param(LINGLING, {"not_applicable": "1.5"}, ("not_applicable", "expected-list"),
                     id="no list"),
        pytest.param(LINGLING, {"answer": {}}, ("answer", "unknown"), id="an unknown field"),
        pytest.param(LINGLING, {"answers": []}, ("answers", "expected-fields"), id="a list"),
        pytest.param(LINGLING, {"households": {"H1": 3}}, ("households.H1", "expected-fields"),
                     id="a household that is a number"),
        pytest.param(LINGLING, [], ("", "expected-fields"), id="a file that is a list"),
        pytest.param(LINGLING, {"answers": {"1.1a": True}},
                     ('answers["1.1a"]', "household-question"), id="asked of households"),
        pytest.param(LINGLING, {"households": {"H1": {"1.1b": True}}},
                     ('households.H1["1.1b"]', "village-question"), id="asked of the village"),
        pytest.param(LINGLING, {"answers": {"1.1b": 1}}, ('answers["1.1b"]', "yes-no"),
                     id="a number for yes"),
        pytest.param(LINGLING, {"answers": {"1.1b": None}}, ('answers["1.1b"]', "not-null"),
                     id="a village null"),
        pytest.param(LINGLING, {"answers": {"1.1b": "true"}}, ('answers["1.1b"]', "yes-no"),
                     id="a text for yes"),
        pytest.param(LINGLING, {"answers": {"1.5a": 3}}, ('answers["1.5a"]', "count"),
                     id="three of two questions"),
        pytest.param(LINGLING, {"answers": {"1.5a": -1}}, ('answers["1.5a"]', "count"),
                     id="a negative count"),
        pytest.param(LINGLING, {"answers": {"1.5a": True}}, ('answers["1.5a"]', "count"),
                     id="yes for a count"),
        pytest.param(LINGLING, {"answers": {"2.1a": 1.5}}, ('answers["2.1a"]', "count"),
                     id="one and a half cases"),
        pytest.param(LINGLING, {"answers": {"2.1a": 10**7}}, ('answers["2.1a"]', "count"),
                     id="too large a count"),
        pytest.param(LINGLING, {"answers": {"2.1a": {"met": 1, "of": 2}}},
                     ('answers["2.1a"]', "count"), id="a ratio for a count"),
        pytest.param(LINGLING, {"households": {"H1": {"1.3a": 2}}},
                     ('households.H1["1.3a"]', "count"), id="two households in one"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": {"met": 3, "of": 2}}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="more met than there are"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": {"met": -1, "of": 2}}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a negative met"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": {"met": 1}}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a ratio without of"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": {"met": 1, "of": 2, "x": 3}}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a ratio with more"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": {"met": True, "of": 2}}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a ratio of yes"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": [1, 2]}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a ratio as a list"),
        pytest.param(LINGLING, {"households": {"H1": {"3.4a": 1}}},
                     ('households.H1["3.4a"]', "met-or-ratio"), id="a number for met"),
        pytest.param(LINGLING, {"exempt": {"1.1a": 1}}, ('exempt["1.1a"]', "exempt-without-each"),
                     id="exempt from a share"),
        pytest.param(LINGLING, {"exempt": {"2.3.2a": -1}}, ('exempt["2.3.2a"]', "count"),
                     id="a negative exemption"),
        pytest.param(LINGLING, {"exempt": {"2.3.2a": True}}, ('exempt["2.3.2a"]', "count"),
                     id="yes for an exemption"),
        pytest.param(DONGYUAN, {"answers": {"1.1a": 12.5}}, ('answers["1.1a"]', "marks"),
                     id="more marks than points"),
        pytest.param(DONGYUAN, {"answers": {"1.1a": 5.3}}, ('answers["1.1a"]', "marks"),
                     id="marks off the step"),
        pytest.param(DONGYUAN, {"answers": {"1.1a": -0.5}}, ('answers["1.1a"]', "marks"),
                     id="negative marks"),
        pytest.param(DONGYUAN, {"answers": {"1.1a": True}}, ('answers["1.1a"]', "marks"),
                     id="yes for marks"),
        pytest.param(EVERY_RULE, {"answers": {"1.4c": 0.5}}, ('answers["1.4c"]', "judged"),
                     id="judged under from"),
        pytest.param(EVERY_RULE, {"answers": {"1.4c": 3.5}}, ('answers["1.4c"]', "judged"),
                     id="judged over to"),
        pytest.param(EVERY_RULE, {"answers": {"1.4c": 1.25}}, ('answers["1.4c"]', "judged"),
                     id="judged off the step"),
        pytest.param(EVERY_RULE, {"answers": {"1.4b": "中"}}, ('answers["1.4b"]', "option"),
                     id="no such option"),
        pytest.param(EVERY_RULE, {"answers": {"1.4b": 10}}, ('answers["1.4b"]', "option"),
                     id="points for an option"),
        pytest.param(EVERY_RULE, {"households": {"H1": {"1.3a": -1}}},
                     ('households.H1["1.3a"]', "number"), id="a negative measure"),
        pytest.param(EVERY_RULE, {"households": {"H1": {"1.3a": "90%"}}},
                     ('households.H1["1.3a"]', "number"), id="a text for a measure"),
        pytest.param(EVERY_RULE, {"answers": {"3.1a": -1}}, ('answers["3.1a"]', "count"),
                     id="a negative bonus"),
        pytest.param(COUNTED, {"households": {"H1": {"1.1a": 2}, "H2": {"1.1a": 2}}},
                     ("households", "cases-in-all"), id="too many cases over all households"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_named_with_its_place(
    checklist: Checklist, given: object, want: tuple[str, str]
) -> None:
    got = _faults(checklist, json.dumps(given))
    assert [(where, code.rpartition(".")[2]) for where, code in got] == [want]


@pytest.mark.parametrize(
    ("words", "where", "code"),
    [
        ('{"answers": {"1.1b": true}', "line 1, column 27", "fault.file.not-json"),
        ("", "line 1, column 1", "fault.file.not-json"),
        ("not json", "line 1, column 1", "fault.file.not-json"),
        ('{"answers": {"2.1a": NaN}}', 'answers["2.1a"]', "answer.expected.count"),
        ('{"answers": {"2.1a": 1e999}}', 'answers["2.1a"]', "answer.expected.count"),
        ('{"answers": {"2.1a": ' + "9" * 5000 + "}}", 'answers["2.1a"]', "answer.expected.count"),
        ('{"not_applicable": [1.1]}', "not_applicable[0]", "fault.field.expected-text"),
        ("[" * 100_000, "", "fault.file.too-deep"),
        ('{"answers": ' + "[" * 60 + "]" * 60 + "}", "", "fault.file.too-deep"),
        ('{"answers": {"2.1a": 1, "2.1a": 2}}', 'answers["2.1a"]', "fault.file.key-twice"),
        ('{"answers": {}, "answers": {}}', "answers", "fault.file.key-twice"),
        ('{"households": {"H1": {}, "H1": {}}}', "households.H1", "fault.file.key-twice"),
    ],
    ids=range(12),
)
def test_a_broken_file_is_refused_at_its_place(words: str, where: str, code: str) -> None:
    assert (where, code) in _faults(LINGLING, words)


def test_a_mark_no_step_fits_is_named_at_its_place_however_many_digits_it_has() -> None:
    got = _faults(DONGYUAN, '{"answers": {"1.1a": 0.30000000000000004, "1.2a": -Infinity}}')
    assert got == [
        ('answers["1.1a"]', "answer.expected.marks"),
        ('answers["1.2a"]', "answer.expected.marks"),
    ]


def test_a_measured_value_may_have_all_the_digits_a_program_writes() -> None:
    question = next(q for q in EVERY_RULE.questions() if isinstance(q.rule, Bands))
    place = "answers" if question.scope is Scope.VILLAGE else "households"
    said = {question.id: 100 / 3}
    given = {place: said if place == "answers" else {"H1": said}}
    answers = read_answers(EVERY_RULE, json.dumps(given))
    got = answers.village or answers.households["H1"]
    assert got[question.id] == Fraction("33.333333333333336")


def test_a_long_wrong_name_is_told_short() -> None:
    ((where, _),) = _faults(LINGLING, json.dumps({"answers": {"x" * 5000: 1}}))
    assert len(where) < 100


def test_every_fault_is_told_at_once() -> None:
    given = {"answers": {"1.1b": 1, "9a": 1}, "households": {"H1": {"1.3a": 5}}, "extra": 0}
    assert [where for where, _ in _faults(LINGLING, json.dumps(given))] == [
        "extra",
        'answers["1.1b"]',
        'answers["9a"]',
        'households.H1["1.3a"]',
    ]


def test_a_place_with_odd_characters_can_still_be_shown() -> None:
    (fault,) = _faults(LINGLING, r'{"households": {"\ud800\u001b": 1}}')
    assert fault[0].encode() == rb'households["\\ud800\u001b"]'


def test_answers_to_what_is_not_applicable_are_not_looked_at() -> None:
    given = {"answers": {"1.5a": 77}, "not_applicable": ["1.5"]}
    assert read_answers(LINGLING, json.dumps(given)).village == {}


def test_a_household_may_answer_any_share_as_a_ratio_and_anything_as_null() -> None:
    ratio = {"met": 1, "of": 2}
    given = {"households": {"H1": {"1.1a": ratio, "3.6a": ratio, "3.7a": ratio, "1.3a": None}}}
    got = read_answers(LINGLING, json.dumps(given)).households["H1"]
    assert got == {"1.1a": Ratio(1, 2), "3.6a": Ratio(1, 2), "3.7a": Ratio(1, 2), "1.3a": None}


def test_numbers_are_read_exactly() -> None:
    got = read_answers(EVERY_RULE, '{"answers": {"1.4a": 0.50, "2.1a": 2.0, "1.4c": 1.0}}')
    assert got.village == {"1.4a": Fraction(1, 2), "2.1a": 2, "1.4c": 1}
    assert isinstance(got.village["2.1a"], int)

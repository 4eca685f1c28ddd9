"""Tallies, their written form, and rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from inspection.answers import Ratio, Value, decimal, exact, read, written
from scoring.rounding import fixed, half_up, percent, short
from scoring.score import score
from scoring.tally import MISSING, NULL, Tally, roll_up, tally
from tests.scoring.sheets import EVERY_RULE

QUESTIONS = {question.id: question for question in EVERY_RULE.questions()}


@pytest.mark.parametrize(
    ("question_id", "values", "want"),
    [
        ("1.1a", [2, 0, None, 3], Tally(answered=3, null=1, cases=5)),
        ("1.1c", [True, False, None], Tally(answered=2, null=1, not_met=1)),
        ("1.2a", [True, False, Ratio(1, 3), None], Tally(answered=3, null=1, met=2, of=5)),
        ("1.3a", [Fraction("85.5"), 90], Tally(answered=2, total=Fraction("175.5"))),
        ("1.4b", ["良"], Tally(answered=1, chosen=(("良", 1),))),
        ("3.2a", [1, 1], Tally(answered=2, cases=2)),
    ],
)
def test_answers_roll_up(question_id: str, values: list[Value], want: Tally) -> None:
    assert roll_up(QUESTIONS[question_id], values) == want


def test_a_changed_option_leaves_no_trace_of_the_old_one() -> None:
    question = QUESTIONS["1.4b"]
    change = tally(question, "差") - tally(question, "优")
    assert tally(question, "优") + change == tally(question, "差")
    assert (tally(question, "优") - tally(question, "优")).chosen == ()


def test_a_place_visited_is_missing_until_it_answers() -> None:
    assert Tally().incomplete
    assert MISSING.incomplete
    assert not NULL.incomplete
    assert not (MISSING + (NULL - MISSING)).incomplete


@pytest.mark.parametrize(
    "counted",
    [
        Tally(),
        MISSING,
        Tally(answered=3, null=1, cases=5),
        Tally(answered=1, total=Fraction(5, 2)),
        Tally(answered=1, chosen=(("良", 1),)),
        Tally(answered=-1, met=-1, of=-3),
    ],
    ids=str,
)
def test_a_tally_reads_back(counted: Tally) -> None:
    assert Tally.from_json(counted.to_json()) == counted


@pytest.mark.parametrize("plain", [{"answred": 1}, {"answered": "1"}, {"total": 1}])
def test_what_is_no_tally_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no tally"):
        Tally.from_json(plain)


def test_a_question_without_a_tally_is_missing() -> None:
    got = score(EVERY_RULE, {})
    assert not got.complete
    assert got.low == 0
    assert got.high == 41


@pytest.mark.parametrize("question_id", ["1.1b", "1.2a", "9.9z"])
def test_only_counted_cases_can_be_let_off(question_id: str) -> None:
    with pytest.raises(ValueError, match=question_id):
        score(EVERY_RULE, {}, (), {question_id: 1})


@pytest.mark.parametrize(
    ("number", "want_fixed", "want_short"),
    [
        ("0", "0.00", "0"),
        ("4.5", "4.50", "4.5"),
        ("0.005", "0.01", "0.01"),
        ("0.004999", "0.00", "0"),
        ("2.675", "2.68", "2.68"),
        ("36", "36.00", "36"),
        ("100", "100.00", "100"),
        ("11/24", "0.46", "0.46"),
    ],
)
def test_numbers_are_rounded_half_up(number: str, want_fixed: str, want_short: str) -> None:
    assert fixed(Fraction(number)) == want_fixed
    assert short(Fraction(number)) == want_short
    assert half_up(Fraction(number)) == Fraction(want_fixed)


def test_a_share_is_written_as_percent() -> None:
    assert percent(Fraction(43, 48)) == "89.58"
    assert percent(Fraction(9, 10)) == "90"


@pytest.mark.parametrize(
    "value", [True, False, None, 0, 7, Fraction(5, 2), Fraction(1, 8), "基本满意", Ratio(1, 2)]
)
def test_an_answer_reads_back_from_its_written_form(value: Value) -> None:
    got = read(written(value))
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("line", ["", "[1]", '{"met": 1}', "NaN", "1e99", '{"met": true, "of": 1}'])
def test_what_is_no_written_answer_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own and ours
        read(line)


@pytest.mark.parametrize("digits", ["12", "0.1", "2.50", "0.125", "100", "-0.25"])
def test_decimals_are_exact(digits: str) -> None:
    number = exact(digits)
    assert number == Fraction(digits)
    assert exact(decimal(number)) == number


@pytest.mark.parametrize("digits", ["1e400", "9" * 40, "NaN", "Infinity", "x", "", "1e-99"])
def test_monstrous_numbers_are_refused(digits: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the reader's
        exact(digits)


def test_a_number_without_end_has_no_decimals() -> None:
    with pytest.raises(ValueError, match="1/3"):
        decimal(Fraction(1, 3))

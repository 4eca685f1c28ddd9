"""What buttons carry: written within 64 bytes, read back equal, refused where it is not ours."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.answers import Ratio, Value
from inspection.buttons import LIMIT, Press, data, read_id, read_press
from inspection.checklist import Question, Rule
from inspection.marked import placed_token, read_token, token, token_in_place
from tests.talks.stages import all_kinds

PART = st.text(st.characters(exclude_characters="|", exclude_categories=("Cc", "Cs")), max_size=12)


@given(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.lists(PART, max_size=7))
def test_what_is_written_is_read_back_equal(code: str, args: list[str]) -> None:
    try:
        made = data(code, *args)
    except ValueError:
        # Only what would not fit is refused.
        assert len("|".join((code, *args)).encode()) > LIMIT
        return
    assert read_press(made) == Press(code, tuple(args))


@given(st.text())
def test_any_text_is_a_press_or_none(raw: str) -> None:
    found = read_press(raw)
    assert found is None or "|".join((found.code, *found.args)) == raw


@pytest.mark.parametrize("part", ["a|b", "a\nb", "a\x00"], ids=["separator", "line", "nul"])
def test_a_separator_inside_an_argument_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="separator"):
        data("v", part)


def test_data_over_64_bytes_are_refused() -> None:
    assert data("v", "字" * 20) == "v|" + "字" * 20
    with pytest.raises(ValueError, match="64 bytes"):
        data("v", "字" * 21)


@pytest.mark.parametrize(
    "raw",
    ["", "V|1", "|", "v1|2", "toolong|1", "v" + "|1" * 8, "v|" + "1" * 41, "v|\n"],
    ids=["nothing", "capital", "bar", "digit", "long code", "8 parts", "long part", "line"],
)
def test_what_no_button_of_ours_says_is_not_read(raw: str) -> None:
    assert read_press(raw) is None


@pytest.mark.parametrize(
    ("raw", "want"),
    [("0", 0), ("12", 12), ("9" * 15, 10**15 - 1), ("9" * 16, None)]
    + [(raw, None) for raw in ("", "-1", "+1", "１２", "²", "1.5", " 1", "x")],
)
def test_an_id_is_a_plain_number_that_a_row_can_have(raw: str, want: int | None) -> None:
    assert read_id(raw) == want


def question(question_id: str) -> Question:
    found = all_kinds().question(question_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question_id", "value", "want"),
    [
        ("1.1a", True, "t"),
        ("1.1a", False, "f"),
        ("1.1b", 3, "3"),
        ("1.3a", Fraction(7, 2), "3.5"),
        ("1.3a", 4, "4"),
        ("1.4a", "差", "o1"),
        ("1.5a", Fraction(5, 2), "2.5"),
        ("1.6a", Fraction(171, 2), "85.5"),
        ("1.7a", Ratio(43, 48), "43/48"),
        ("1.9a", None, "n"),
        ("2.2a", True, "t"),
        ("2.2a", Ratio(0, 3), "0/3"),
        ("3.1a", 2, "2"),
        ("3.2a", 0, "0"),
    ],
)
def test_an_answer_and_its_token(question_id: str, value: Value, want: str) -> None:
    asked = question(question_id)
    points = all_kinds().item_of(question_id).points
    made = token(asked, value)
    assert made == want
    assert read_token(asked, points, made) == value
    # A place is taken apart at its dots: a token in it holds none.
    assert "." not in placed_token(made)
    assert token_in_place(placed_token(made)) == made


@pytest.mark.parametrize(
    ("question_id", "raw"),
    [
        ("1.1a", "3"),
        ("1.1a", "n"),
        ("1.1b", "-1"),
        ("1.1b", "t"),
        ("1.1b", "1.5"),
        ("1.1b", "３"),
        ("1.2a", "3"),
        ("1.3a", "4.5"),
        ("1.3a", "3.3"),
        ("1.4a", "o2"),
        ("1.4a", "o-1"),
        ("1.4a", "差"),
        ("1.5a", "0.5"),
        ("1.5a", "3.5"),
        ("1.7a", "5/3"),
        ("1.7a", "5"),
        ("1.7a", "/"),
        ("2.1a", "9" * 16),
        ("1.1b", ""),
    ],
)
def test_a_token_that_does_not_fit_the_question_is_refused(question_id: str, raw: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(raw)}$"):
        read_token(question(question_id), all_kinds().item_of(question_id).points, raw)


def test_every_kind_of_rule_has_a_token_here() -> None:
    kinds = {type(q.rule) for q in all_kinds().questions()}
    assert kinds == set(Rule.__args__)

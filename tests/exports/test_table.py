"""How wide words are and how many lines they take."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exports.table import lines_of, places_of, width_of


@pytest.mark.parametrize(
    ("words", "want"),
    [("大坪村", 6), ("07×2 12", 8), ("A4", 2), ("", 0), ("（3分）", 7), ("e\u0301", 1)],
    ids=["chinese", "a list", "latin", "nothing", "full-width brackets", "an accent"],
)
def test_width(words: str, want: int) -> None:
    assert width_of(words) == want


@pytest.mark.parametrize(
    ("words", "width", "want"),
    [
        ("大坪村", 6, 1),
        ("大坪村", 5, 2),
        ("大坪村，", 6, 2),
        ("abc def", 4, 2),
        ("abcdefghij", 4, 3),
        ("一\n二", 20, 2),
        ("", 10, 1),
        ("手册错误7处：07×2 12×3 19 33", 16, 3),
    ],
    ids=[
        "just fits",
        "one too many",
        "punctuation stays with its word",
        "words are kept whole",
        "a word longer than a line",
        "its own line breaks",
        "nothing is one line",
        "a ground",
    ],
)
def test_lines(words: str, width: int, want: int) -> None:
    assert lines_of(words, width) == want


@pytest.mark.parametrize(
    ("number", "want"),
    [("12", 0), ("2.5", 1), ("0.25", 2), ("1/3", 2)],
    ids=["whole", "half", "quarter", "endless"],
)
def test_a_number_shows_the_decimals_it_needs(number: str, want: int) -> None:
    assert places_of(Fraction(number)) == want

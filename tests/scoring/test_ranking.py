"""Ranks with ties, the last N, means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.ranking import last, mean, rank


def _ranked(*percents: str) -> list[tuple[str, int]]:
    units = [(chr(ord("a") + n), Fraction(percent)) for n, percent in enumerate(percents)]
    return [(entry.unit, entry.place) for entry in rank(units)]


@pytest.mark.parametrize(
    ("percents", "want"),
    [
        pytest.param((), [], id="nobody"),
        pytest.param(("90", "80", "95"), [("c", 1), ("a", 2), ("b", 3)], id="no ties"),
        pytest.param(
            ("90", "95", "90", "80"), [("b", 1), ("a", 2), ("c", 2), ("d", 4)], id="a tie skips"
        ),
        pytest.param(("7", "7", "7"), [("a", 1), ("b", 1), ("c", 1)], id="all tied keep order"),
        pytest.param(("90.01", "90.00"), [("a", 1), ("b", 2)], id="a hundredth decides"),
    ],
)
def test_ranks(percents: tuple[str, ...], want: list[tuple[str, int]]) -> None:
    assert _ranked(*percents) == want


@pytest.mark.parametrize(
    ("percents", "n", "want"),
    [
        pytest.param(("90", "80", "70", "60"), 3, "bcd", id="three of four"),
        pytest.param(("90", "80", "80", "70"), 2, "bcd", id="tied with the second lowest"),
        pytest.param(("90", "80", "70", "70"), 1, "cd", id="two share the last place"),
        pytest.param(("90", "80"), 3, "ab", id="fewer units than asked for"),
        pytest.param(("90", "80"), 0, "", id="nobody asked for"),
        pytest.param((), 3, "", id="nobody there"),
        pytest.param(("5", "5", "5"), 1, "abc", id="all tied"),
    ],
)
def test_the_last_n(percents: tuple[str, ...], n: int, want: str) -> None:
    units = [(chr(ord("a") + number), Fraction(p)) for number, p in enumerate(percents)]
    assert "".join(sorted(entry.unit for entry in last(rank(units), n))) == want


@pytest.mark.parametrize(
    ("percents", "want"),
    [
        pytest.param((), None, id="no village"),
        pytest.param(("88.36",), "88.36", id="one village"),
        pytest.param(("88.36", "88.37"), "88.37", id="half-up"),
        pytest.param(("90", "80", "80"), "83.33", id="thirds"),
    ],
)
def test_a_township_is_the_mean_of_its_villages(
    percents: tuple[str, ...], want: str | None
) -> None:
    assert mean([Fraction(p) for p in percents]) == (None if want is None else Fraction(want))

"""Every figure of every paper is the report's, in its place; one changed is found."""

from __future__ import annotations

import pytest

from tests.exports.figures import changed, figures, pieces
from tests.exports.places import Places
from tests.exports.round import Scheme, made_round
from tests.exports.test_papers import every_paper


@pytest.mark.parametrize(
    ("scheme", "provisional"),
    [
        pytest.param("A", False, id="villages with points"),
        pytest.param("A", True, id="villages, provisional"),
        pytest.param("B", False, id="townships with marks"),
        pytest.param("D", False, id="a town without points"),
    ],
)
def test_every_figure_is_the_reports_and_one_more_is_found(
    scheme: Scheme, provisional: bool
) -> None:
    report = made_round(scheme, provisional=provisional)
    for name, paper in every_paper(report).items():
        places, found = Places(paper, report), pieces(paper)
        assert [piece.words for piece in found if not places.explain(piece)] == [], name
        assert sum(len(figures(piece)) for piece in found) >= 3, name
        wrong = [other for piece in found for other in changed(piece)]
        assert [other.words for other in wrong if places.explain(other)] == [], name


def test_long_lists_of_units_are_explained_too() -> None:
    report = made_round("A", towns=[f"{name}乡" for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯"])
    for name, paper in every_paper(report).items():
        places = Places(paper, report)
        assert [p.words for p in pieces(paper) if not places.explain(p)] == [], name

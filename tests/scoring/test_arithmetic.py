"""The arithmetic of a deduction, told in codes and written numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from content.checklists import shipped
from inspection.answers import Ratio, Value
from inspection.checklist import Checklist
from inspection.text import Text
from scoring.arithmetic import of_item, of_pool, of_tap
from scoring.score import ItemScore, item_score, score
from scoring.tally import MISSING, Tally, roll_up
from tests.scoring.sheets import EVERY_RULE

LINGLING = shipped("lingling-2018")


def _item(
    checklist: Checklist, item_id: str, given: dict[str, list[Value]], exempt: int = 0
) -> ItemScore:
    item = checklist.item(item_id)
    assert item is not None
    tallies = {q.id: roll_up(q, given[q.id]) for q in item.questions if q.id in given}
    return item_score(item, tallies, {item.questions[0].id: exempt})


def _flat(words: Text) -> Iterator[str]:
    """A text as its codes and parameters in order, texts within it where they stand."""
    yield words.code.removeprefix("arithmetic.")
    for name, param in words.params.items():
        if isinstance(param, Text):
            yield from _flat(param)
        elif isinstance(param, tuple):
            for part in param:
                assert isinstance(part, Text)
                yield from _flat(part)
        else:
            yield f"{name}={param}"


def _said(words: Text) -> str:
    return " ".join(_flat(words))


@pytest.mark.parametrize(
    ("item_id", "given", "want"),
    [
        pytest.param(
            "1.5", {"1.5a": [1]},
            "item each cases cases=1 unit.题 n=1 deduct=1.5 deducted=1.5 score=1.5 points=3",
            id="counted cases",
        ),
        pytest.param(
            "1.5", {"1.5a": [0]}, "item no-problem deducted=0 score=3 points=3", id="no cases"
        ),
        pytest.param(
            "1.2.2", {"1.2.2a": [2, 1, 4], "1.2.2b": [True]},
            "item each cases cases=7 unit.处 n=7 deduct=0.5 deducted=3.5 score=2.5 points=6",
            id="what cost nothing is left out",
        ),
        pytest.param(
            "1.2.2", {"1.2.2a": [1], "1.2.2b": [False]},
            "item all each cases cases=1 unit.处 n=1 deduct=0.5 deducted=0.5"
            " and forfeited deducted=5.5 score=0 points=6",
            id="a forfeit takes the rest",
        ),
        pytest.param(
            "1.1", {"1.1a": [True] * 43 + [False] * 5, "1.1b": [True]},
            "item share met=43 of=48 percent=89.58 points=4 deducted=0.42 score=4.58 points=5",
            id="a share",
        ),
        pytest.param(
            "1.1", {"1.1a": [True] * 9 + [False], "1.1b": [False]},
            "item failed deducted=1 score=4 points=5",
            id="a share full from its bound on",
        ),
        pytest.param(
            "3.1.1", {"3.1.1a": [1] * 14, "3.1.1b": [1] * 3},
            "item all each-capped cases cases=14 unit.户 n=14 deduct=0.3 whole=4.2 deducted=3"
            " and each cases cases=3 unit.户 n=3 deduct=0.2 deducted=0.6 score=0.4 points=4",
            id="a ceiling",
        ),
        pytest.param(
            "2.5", {f"2.5{letter}": [1, 1] for letter in "abcd"},
            "item-capped all"
            " each cases cases=2 unit.户 n=2 deduct=1 deducted=2"
            " and each cases cases=2 unit.户 n=2 deduct=1 deducted=2"
            " and each cases cases=2 unit.户 n=2 deduct=1 deducted=2"
            " and each cases cases=2 unit.户 n=2 deduct=1 deducted=2 score=0 points=5",
            id="more than the item is worth",
        ),
        pytest.param(
            "2.7", {"2.7a": [0], "2.7b": [False, True, False]},
            "item failed-at cases=2 deducted=1 score=1 points=2",
            id="a flat deduction tells how many households",
        ),
        pytest.param(
            "3.6", {"3.6a": [True, False], "3.6b": [0]},
            "item below met=1 of=2 percent=50 bound=100 deducted=1 score=3 points=4",
            id="below",
        ),
        pytest.param(
            "3.7", {"3.7a": [True] * 32 + [False] * 18},
            "item excess met=32 of=50 percent=36 without=18 bound=30 steps=6 step=1 deduct=0.1"
            " deducted=0.6 score=3.4 points=4",
            id="excess",
        ),
        pytest.param(
            "3.7", {"3.7a": [True] * 7 + [False] * 3},
            "item excess-none met=7 of=10 percent=30 without=3 bound=30 score=4 points=4",
            id="no excess",
        ),
        pytest.param(
            "3.5", {"3.5a": [Ratio(0, 0), None]}, "item nobody deducted=0 score=4 points=4",
            id="of nobody",
        ),
        pytest.param(
            "3.5", {"3.5a": [None]}, "item not-applicable score=4 points=4", id="null everywhere"
        ),
        pytest.param("3.5", {}, "item-so-far missing score=4 points=4", id="nothing answered"),
    ],
)  # fmt: skip
def test_an_item_explains_itself(item_id: str, given: dict[str, list[Value]], want: str) -> None:
    assert _said(of_item(_item(LINGLING, item_id, given))) == want


def test_cases_let_off_are_told() -> None:
    got = _item(LINGLING, "2.3.2", {"2.3.2a": [1, 1, 1]}, exempt=2)
    want = (
        "item each cases-exempt cases=3 unit.户 n=3 exempt=2 deduct=1 deducted=1 score=2 points=3"
    )
    assert _said(of_item(got)) == want


@pytest.mark.parametrize(
    ("question_id", "values", "want"),
    [
        ("1.4a", [Fraction("7.5")], "item marks marks=7.5 points=10 deducted=2.5"),
        ("1.4b", ["良"], "item choice option=良 mark=7.5"),
        ("1.4c", [Fraction("2.5")], "item judged deducted=2.5"),
        ("1.4c", [0], "item no-problem deducted=0"),
        ("1.3a", [Fraction(80), Fraction(90)], "item band value=85 deducted=1"),
        ("1.3a", [Fraction(95)], "item band-passed value=95 deducted=0"),
        ("1.1b", [True], "item met deducted=0"),
        ("3.1a", [2], "bonus times=2 add=2 added=4"),
        ("3.2a", [2, 1], "findings cases=3"),
        ("3.2a", [0], "no-problem cases=0"),
    ],
)
def test_a_tap_explains_its_question(question_id: str, values: list[Value], want: str) -> None:
    item = EVERY_RULE.item_of(question_id)
    got = _said(of_tap(_item(EVERY_RULE, item.id, {question_id: values}), question_id))
    assert got.split(" score=")[0] == want


def test_an_unknown_question_has_no_arithmetic() -> None:
    with pytest.raises(KeyError):
        of_tap(_item(LINGLING, "1.5", {}), "9.9a")


def test_a_pool_tells_what_is_left() -> None:
    rules = shipped("village-rules")
    question = rules.question("1.1a")
    assert question is not None
    got = score(rules, {"1.1a": roll_up(question, [5])})
    assert _said(of_pool(got.sections[0])) == "pool left=10 points=20"
    item = got.sections[0].items[0]
    want = "item-pool each cases cases=5 unit.项 n=5 deduct=2 deducted=10 score=0 points=6"
    assert _said(of_item(item)) == want


def test_a_household_still_missing_shows_in_the_line() -> None:
    item = LINGLING.item("1.3")
    assert item is not None
    tallies = {"1.3a": Tally(answered=1, cases=1) + MISSING}
    want = "item-so-far each cases cases=1 unit.户 n=1 deduct=1 deducted=1 score=4 points=5"
    assert _said(of_item(item_score(item, tallies, {}))) == want

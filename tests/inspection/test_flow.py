"""Cards from views: pages, items and households, seen without books."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from content.checklists import shipped
from inspection import walk
from inspection.answers import Ratio, Value
from inspection.card import Card
from inspection.flow.household import HouseholdView, household_card, mode_token, next_value
from inspection.flow.item import item_card
from inspection.flow.village import ItemFigures, VillageView, page_card
from inspection.household_answers import Contact
from inspection.marked import seen_mark
from inspection.sheet import Household, ItemStanding, Recorded, Visit
from inspection.text import Text, text
from tests.talks.stages import all_kinds

A = shipped("lingling-2018")
NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
HOUSE = Household(5, 1, "07", "张三", "3组", 4, None, ("学生2",), None, False)


def view(**given: object) -> VillageView:
    blank = VillageView(1, "大坪村", all_kinds(), "zh", {}, {}, {}, {}, {}, {})
    return replace(blank, **given)  # type: ignore[arg-type]


def recorded(value: Value) -> Recorded:
    return Recorded(value, 1, NOW)


def data(card: Card) -> list[list[str]]:
    return [[b.data for b in row] for row in card.rows]


def codes(card: Card) -> list[str]:
    return [line.code for line in card.lines if isinstance(line, Text)]


def item(item_id: str, **given: object) -> Card:
    seen = view(**given)
    found = seen.checklist.item(item_id)
    assert found is not None
    return item_card(seen, found)


# -- the village's own questions -------------------------------------------------------------------


def test_a_page_asks_what_was_not_done_and_says_the_rest_is_fine() -> None:
    step = walk.step_at(A, "page.1.1")
    assert step is not None
    card = page_card(view(checklist=A), step)
    assert data(card)[:3] == [
        ["v|1|1.1b|->f", "v|1|1.2.2b|->f"],
        ["v|1|1.4a|->f", "v|1|1.4b|->f"],
        ["v|1|1.4c|->f"],
    ]
    assert ["ok|1|page.1.1"] in data(card)


def test_a_done_page_needs_no_rest() -> None:
    step = walk.step_at(A, "page.1.1")
    assert step is not None
    answers = {q.id: recorded(True) for q in step.questions}
    card = page_card(view(checklist=A, answers=answers), step)
    assert not any(each.startswith("ok|") for row in data(card) for each in row)
    assert "v|1|1.4a|t>f" in [each for row in data(card) for each in row]


def test_a_locked_page_can_only_be_looked_at() -> None:
    step = walk.step_at(A, "page.1.1")
    assert step is not None
    card = page_card(view(checklist=A, locked=True, can_undo=True), step)
    assert data(card) == [["go|1|toc", "go|1|item.1.5", "go|1|review"]]


@pytest.mark.parametrize(
    ("item_id", "want"),
    [
        ("1.2", [["v|1|1.2a|->0"], ["v|1|1.2a|->1", "v|1|1.2a|->2"]]),
        ("1.4", [["v|1|1.4a|->o0"], ["v|1|1.4a|->o1"]]),
        ("1.6", [["go|1|ask.value.1.6a"]]),
        ("1.7", [["go|1|ask.value.1.7a"]]),
        ("1.9", [["v|1|1.9a|->t", "v|1|1.9a|->f", "v|1|1.9a|->n"]]),
        (
            "1.5",
            [
                ["v|1|1.5a|->0"],
                [f"v|1|1.5a|->{n}" for n in ("1", "1.5", "2", "2.5")],
                ["v|1|1.5a|->3"],
            ],
        ),
        (
            "3.1",
            [
                ["v|1|3.1a|->0"],
                [*(f"v|1|3.1a|->{n}" for n in (1, 2, 3)), "go|1|ask.value.3.1a"],
            ],
        ),
    ],
    ids=["few cases", "options", "a number", "n of m", "may not apply", "judged", "bonus"],
)
def test_an_item_offers_every_answer_its_rule_allows(item_id: str, want: list[list[str]]) -> None:
    assert data(item(item_id))[: len(want)] == want


def test_marks_go_down_from_what_is_recorded() -> None:
    card = item("1.3", answers={"1.3a": recorded(Fraction(5, 2))})
    told = [each for row in data(card) for each in row]
    assert "v|1|1.3a|2.5>2" in told
    assert "v|1|1.3a|2.5>1.5" in told


def test_marks_never_go_below_nothing() -> None:
    card = item("1.3", answers={"1.3a": recorded(0)})
    assert all("-" not in each.partition(">")[2] for row in data(card) for each in row)


def test_an_item_set_aside_offers_only_to_be_looked_at_again() -> None:
    standing = ItemStanding("1.3", "na", "没有", 1, NOW, "refused")
    card = item("1.3", standings={"1.3": standing})
    assert data(card)[0] == [f"st|1|1.3|{seen_mark(standing.words)}>clear"]
    assert not any(each.startswith("v|") for row in data(card) for each in row)
    assert "standing.na" in codes(card)


@pytest.mark.parametrize(("item_id", "want"), [("1.3", True), ("1.2", False)])
def test_not_applicable_is_offered_where_the_scheme_knows_it(item_id: str, want: bool) -> None:
    told = [each for row in data(item(item_id)) for each in row]
    assert (f"go|1|ask.na.{item_id}" in told) is want
    assert f"go|1|ask.nc.{item_id}" in told


def test_lost_points_without_a_ground_are_pointed_at() -> None:
    lost = ItemFigures(text("arithmetic.item"), lost=True, ground="")
    card = item("1.5", figures={"1.5": lost}, answers={"1.5a": recorded(1)})
    assert "item.ground-missing" in codes(card)
    assert ["go|1|ask.ground.1.5"] in data(card)


# -- households ------------------------------------------------------------------------------------


def at_home(visit: Visit | None = None, **given: object) -> HouseholdView:
    blank = HouseholdView(1, A, "zh", True, HOUSE, "张*", visit, 3, 48)
    return replace(blank, **given)  # type: ignore[arg-type]


def a_visit(mode: Contact, *, done: bool = False, **answers: Value) -> Visit:
    given = {q.replace("_", "."): recorded(v) for q, v in answers.items()}
    return Visit(1, 5, done, mode, None, given, 1, NOW)


def labels(card: Card) -> list[str]:
    return [b.label for row in card.rows for b in row if isinstance(b.label, str)]


def test_a_page_holds_what_the_tags_call_for_and_more_holds_the_rest() -> None:
    page, more = household_card(at_home()), household_card(at_home(), more=True)
    asked = {q.id for q in A.questions() if q.scope == "household" and q.same_as is None}
    both = labels(page) + labels(more)
    assert len(both) == len(asked)
    assert "助学没有" in labels(page)
    assert "危改没动工" in labels(more)


def test_without_a_tag_column_everything_is_on_the_page() -> None:
    page = household_card(at_home(has_tags=False))
    asked = {q.id for q in A.questions() if q.scope == "household" and q.same_as is None}
    assert len(labels(page)) == len(asked)


def test_a_household_goes_by_three_a_row_and_is_private() -> None:
    card = household_card(at_home())
    toggles = [row for row in data(card) if row[0].startswith("h|")]
    assert max(map(len, toggles)) == 3
    assert card.private


def test_on_the_telephone_only_what_can_be_asked_there_is_asked() -> None:
    card = household_card(at_home(a_visit(Contact.PHONE)))
    by_phone = {q.label for q in A.questions() if q.by_phone}
    assert set(labels(card)) <= by_phone


def test_nobody_met_leaves_nothing_to_tap_but_the_way_back() -> None:
    card = household_card(at_home(a_visit(Contact.ABSENT, done=True)))
    told = [each for row in data(card) for each in row]
    assert not any(each.startswith(("h|", "hs|")) for each in told)
    assert "hm|1|5|absent+>visit" in told
    assert "go|1|ask.absent.5" in told


@pytest.mark.parametrize(
    ("visit", "want"),
    [
        (None, "-"),
        (a_visit(Contact.VISIT), "visit"),
        (a_visit(Contact.VISIT, done=True), "visit+"),
        (a_visit(Contact.ABSENT, done=True), "absent+"),
    ],
    ids=["nobody began", "begun", "saved", "nobody met"],
)
def test_how_a_household_was_met_stands_in_its_buttons(visit: Visit | None, want: str) -> None:
    assert mode_token(visit) == want


@pytest.mark.parametrize(
    ("question_id", "values"),
    [
        ("1.2.2a", [None, 1, 2, 3]),
        ("3.1.1a", [None, 1, 0, 1]),
        ("2.7b", [None, False, True, False]),
        ("3.5a", [None, Ratio(1, 2), Ratio(0, 2), Ratio(2, 2), Ratio(1, 2)]),
    ],
    ids=["a count rises", "a household is one", "a toggle turns", "people one by one"],
)
def test_what_one_more_tap_makes_of_an_answer(question_id: str, values: list[Value]) -> None:
    question = A.question(question_id)
    assert question is not None
    got = [values[0]]
    for _ in values[1:]:
        got.append(next_value(question, got[-1], 2))
    assert got == values

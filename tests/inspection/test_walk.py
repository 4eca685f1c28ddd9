"""The walk: pages of toggles and single cards, what is next, which household comes after which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest

from content.checklists import shipped, shipped_ids
from inspection import walk
from inspection.checklist import Scope
from inspection.household_answers import Contact
from inspection.sheet import Household, Place
from tests.talks.stages import all_kinds

A = shipped("lingling-2018")


def test_the_walk_of_scheme_a() -> None:
    assert [(s.place, len(s.questions)) for s in walk.steps(A)] == [
        ("page.1.1", 5),
        ("item.1.5", 1),
        ("page.2.1", 9),
        ("item.2.6", 1),
        ("page.3.1", 1),
    ]


@pytest.mark.parametrize("checklist_id", shipped_ids())
def test_every_village_question_is_asked_once_and_no_household_question(checklist_id: str) -> None:
    checklist = shipped(checklist_id)
    asked = [q.id for step in walk.steps(checklist) for q in step.questions]
    village = [q.id for q in checklist.questions() if q.scope is Scope.VILLAGE]
    assert sorted(asked) == sorted(village)
    assert len(set(asked)) == len(asked)
    assert all(len(s.questions) <= walk.TOGGLES_A_PAGE for s in walk.steps(checklist))


@pytest.mark.parametrize(("toggles", "want"), [(1, [1]), (12, [12]), (13, [7, 6]), (25, [9, 9, 7])])
def test_a_long_section_is_split_into_pages_of_nearly_equal_length(
    toggles: int, want: list[int]
) -> None:
    section = all_kinds().sections[0]
    item = section.items[0]
    many = tuple(replace(item.questions[0], id=f"1.1x{n}") for n in range(toggles))
    only = replace(section, items=(replace(item, questions=many),))
    long = replace(all_kinds(), sections=(only,))
    assert [len(step.questions) for step in walk.steps(long)] == want
    assert [step.place for step in walk.steps(long)] == [
        f"page.1.{n}" for n in range(1, len(want) + 1)
    ]


def test_whoever_takes_the_sheet_up_goes_on_at_the_first_stop_not_done() -> None:
    def first(answered: set[str], standing: set[str]) -> str | None:
        found = walk.first_open(A, answered, standing)
        return found and found.place

    page = {"1.1b", "1.2.2b", "1.4a", "1.4b", "1.4c"}
    assert first(set(), set()) == "page.1.1"
    assert first(page - {"1.4c"}, set()) == "page.1.1"
    assert first(page - {"1.4a", "1.4b", "1.4c"}, {"1.4"}) == "item.1.5"
    assert first(page | {"1.5a"}, set()) == "page.2.1"
    everything = {q.id for q in A.questions()}
    assert first(everything, set()) is None


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("page.1.1", None, "item.1.5"),
        ("item.2.6", "page.2.1", "page.3.1"),
        ("page.3.1", "item.2.6", None),
        ("item.1.4", "item.1.3", "item.1.5"),
        ("item.1.1", None, "item.1.2.1"),
        ("item.3.7", "item.3.6", None),
        ("list", None, None),
    ],
    ids=["first", "inside", "last", "no stop of its own", "first item", "last item", "no item"],
)
def test_what_stands_beside_a_place(place: str, before: str | None, after: str | None) -> None:
    assert (walk.beside(A, place, -1), walk.beside(A, place, +1)) == (before, after)


State = Literal["draft", "done"] | None


def household(number: int, group: str | None = None, gone: str | None = None) -> Household:
    return Household(number, 1, f"{number:02d}", "张三", group, 4, None, (), gone, False)


def places(*rows: tuple[str | None, State]) -> list[Place]:
    return [
        Place(household(at, group), state, Contact.VISIT if state else None, 0)
        for at, (group, state) in enumerate(rows, start=1)
    ]


def after(here: Sequence[Place], number: int | None) -> int | None:
    at = next((p.household for p in here if p.household.id == number), None)
    found = walk.next_household(here, at)
    return found and found.id


@pytest.mark.parametrize(
    ("rows", "here", "want"),
    [
        ([("1组", None), ("1组", None)], None, 1),
        ([("1组", "done"), ("1组", None)], 1, 2),
        ([("1组", "done"), ("2组", None), ("1组", None)], 1, 3),
        ([("1组", None), ("1组", "done"), ("2组", None)], 2, 1),
        ([(None, None), (None, "done"), (None, None)], 2, 3),
        ([("1组", None), ("2组", "done")], 2, 1),
        ([("1组", "draft"), ("1组", "done")], 2, 1),
        ([("1组", "done"), ("1组", "done")], 2, None),
        ([("1组", None)], 1, None),
    ],
    ids=[
        *("from nowhere", "on in the group", "the group before the number", "back in the group"),
        *("without groups on in the list", "round to the start", "a draft is not done"),
        *("all done", "only the one here"),
    ],
)
def test_the_next_household_follows_the_group_then_the_list(
    rows: list[tuple[str | None, State]], here: int | None, want: int | None
) -> None:
    assert after(places(*rows), here) == want


def test_households_that_are_gone_wait_for_nobody() -> None:
    here = [Place(household(1, gone="整户搬迁"), None, None, 0), *places((None, None))]
    assert [p.household.gone for p in walk.waiting(here)] == [None]


def test_groups_come_in_the_order_of_the_list() -> None:
    here = places(("2组", None), ("1组", None), (None, None), ("2组", None))
    assert walk.groups(here) == ["2组", "1组", ""]

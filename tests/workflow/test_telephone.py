"""A telephoned household stays so until somebody says otherwise; arithmetic is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspection.household_answers import Contact
from tests.talks.talk import Talk
from tests.workflow.pairs import CLERK, COLLEAGUE, begun, do, place, visit, words


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return begun(tmp_path, "village")


@pytest.fixture
def kinds(tmp_path: Path) -> Talk:
    return begun(tmp_path, "kinds")


# -- the telephone ----------------------------------------------------------------------------


def telephoned(talk: Talk) -> None:
    """Household 1 asked on the telephone and saved, by the colleague."""
    do(talk, f"{COLLEAGUE} type 1 电话", f"{COLLEAGUE} press hs 1")
    assert (visit(talk).mode, visit(talk).done) == (Contact.PHONE, True)


@pytest.mark.parametrize(
    "said",
    ["type 1 手册2", 'photo p1 "1 手册2"', "raw h|1|1|1.2.2a|->2"],
    ids=lambda s: s.split()[0],
)
def test_a_problem_of_a_telephoned_household_does_not_make_it_a_visit(
    talk: Talk, said: str
) -> None:
    telephoned(talk)
    do(talk, f"{CLERK} {said}")
    assert (visit(talk).mode, visit(talk).recorded) == (Contact.PHONE, {})
    assert place(talk) == "clash.p.1.1.2.2a=2"
    assert [each in words(talk) for each in ("吴七七", "电话抽查", "手册错误")] == [True] * 3
    do(talk, f"{CLERK} press op 1 visit")
    found = visit(talk)
    assert (found.mode, found.recorded["1.2.2a"].value) == (Contact.VISIT, 2)
    assert place(talk) == "hh.1"
    do(talk, f"{CLERK} press un")
    assert (visit(talk).mode, visit(talk).recorded) == (Contact.PHONE, {})


def test_the_telephone_stays_where_that_is_chosen(talk: Talk) -> None:
    telephoned(talk)
    do(talk, f"{CLERK} type 1 手册2", f"{CLERK} press go hh.1")
    assert (visit(talk).mode, visit(talk).recorded) == (Contact.PHONE, {})


def test_what_the_telephone_asks_is_recorded_on_the_telephone(kinds: Talk) -> None:
    do(kinds, f"{CLERK} type 1 电话", f"{CLERK} type 1 标签2.3a")
    found = visit(kinds)
    assert (found.mode, found.done, found.recorded["2.3a"].value) == (Contact.PHONE, True, False)


def test_of_a_line_only_what_the_telephone_does_not_ask_is_asked_about(kinds: Talk) -> None:
    do(kinds, f"{CLERK} type 1 电话", f"{CLERK} type 1 标签2.3a 标签2.1a2")
    found = visit(kinds)
    assert (found.mode, set(found.recorded)) == (Contact.PHONE, {"2.3a"})
    do(kinds, f"{CLERK} press op 1 visit")
    found = visit(kinds)
    assert (found.mode, set(found.recorded)) == (Contact.VISIT, {"2.3a", "2.1a"})


def test_a_colleague_who_reached_nobody_meanwhile_is_shown_first(talk: Talk) -> None:
    telephoned(talk)
    do(talk, f"{CLERK} type 1 手册2", f"{COLLEAGUE} type 1", f"{COLLEAGUE} press hm 1 absent")
    do(talk, f"{CLERK} old op 1 visit")
    assert (visit(talk).mode, place(talk)) == (Contact.ABSENT, "hh.1")


# -- the arithmetic, once ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "said", "arithmetic"),
    [("item.1.5", "2", "2 题 × 1.5"), ("page.2.1", "缺项 5", "5 项 × 0.5")],
    ids=["an item's card", "a page"],
)
def test_a_typed_answer_shows_its_arithmetic_once(
    talk: Talk, at: str, said: str, arithmetic: str
) -> None:
    do(talk, f"{CLERK} raw go|1|{at}", f"{CLERK} type {said}")
    assert (place(talk), words(talk).count(arithmetic)) == (at, 1)


def test_a_typed_answer_without_loss_is_told_where_one_has_gone_on_to(talk: Talk) -> None:
    do(talk, f"{CLERK} raw go|1|item.1.5", f"{CLERK} type 0")
    assert (place(talk), words(talk).count("没有问题，不扣分")) == ("page.2.1", 1)

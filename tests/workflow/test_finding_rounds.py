"""The same problem in a later round is the same finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from inspection.answers import Value
from tests.workflow import finding_town as room
from tests.workflow.finding_town import S, Town
from workflow import findings_list

tx, town = room.tx, room.town


def later_round(town: Town, number: int, given: Mapping[str, Value]) -> None:
    town.now = datetime(2026, 10 + number, 2, 3, 0, tzinfo=UTC)
    town.begin(number)
    town.answer(given)
    town.submit()
    town.sign()


@pytest.fixture
def second(town: Town) -> Town:
    """A round later: one finding of the first round closed, one still with the unit."""
    town.answer({"2.9a": False, "1.5a": 1})
    town.submit()
    town.sign()
    town.close("item/2.9")
    return town


def test_the_same_problem_in_a_later_round_is_the_same_finding(second: Town) -> None:
    later_round(second, 1, {"2.9a": False, "1.5a": 2})
    got = second.findings()
    assert {key: (f.number, f.state) for key, f in got.items()} == {
        "item/1.5": (1, S.ASSIGNED),
        "item/2.9": (2, S.REOPENED),
    }
    assert (got["item/2.9"].relapses, got["item/2.9"].closed_at) == (1, None)
    assert got["item/2.9"].due_set_on == date(2026, 11, 2)
    assert got["item/1.5"].due_set_on == date(2026, 10, 12)
    assert got["item/1.5"].draft.cases == 2
    assert second.story("item/2.9")[-1] == ("reopen", "检查时再次发现：没建微信群")
    assert second.story("item/1.5")[-1] == ("stands", "检查时再次发现：答不上来2题")
    assert second.told("周八九")[-1].endswith("：反弹 1 个、仍未整改 1 个。")


def test_before_a_later_sheet_is_signed_earlier_findings_are_left_alone(second: Town) -> None:
    before = second.findings()
    second.begin(1)
    second.answer({"2.9a": False})
    assert second.reconcile() == {}
    second.submit()
    assert second.findings() == before


def test_what_a_later_round_does_not_meet_again_is_looked_at_by_hand(second: Town) -> None:
    before = second.findings()
    later_round(second, 1, {})
    assert second.findings() == before


def test_signed_again_a_later_sheet_reopens_nothing_twice(second: Town) -> None:
    later_round(second, 1, {"2.9a": False})
    second.close("item/2.9")
    second.reopen()
    second.submit()
    second.sign()
    assert second.findings()["item/2.9"].state is S.CLOSED
    later_round(second, 2, {"2.9a": False})
    got = second.findings()["item/2.9"]
    assert (got.state, got.relapses) == (S.REOPENED, 2)


def test_a_relapse_that_was_a_wrong_answer_is_closed_as_before(second: Town) -> None:
    closed = second.findings()["item/2.9"]
    later_round(second, 1, {"2.9a": False})
    second.reopen()
    second.answer({"2.9a": True})
    second.submit()
    second.sign()
    got = second.findings()["item/2.9"]
    assert (got.state, got.relapses) == (S.CLOSED, 0)
    assert (got.closed_at, got.closed_by, got.due_on) == (
        closed.closed_at,
        closed.closed_by,
        closed.due_on,
    )
    second.reopen()
    second.answer({"2.9a": False})
    second.submit()
    second.sign()
    assert second.findings()["item/2.9"].state is S.REOPENED


def test_an_earlier_sheet_signed_again_does_not_undo_what_a_later_round_found(
    second: Town,
) -> None:
    first = second.desk
    later_round(second, 1, {"2.9a": False, "1.5a": 2})
    before = second.findings()
    second.desk = first
    second.reopen()
    second.answer({"2.9a": True, "1.5a": 1})
    second.submit()
    second.sign()
    assert second.findings() == before


def test_what_the_first_sheet_never_handed_over_the_later_one_does(town: Town) -> None:
    town.answer({"2.9a": False})
    town.submit()
    first = town.desk
    later_round(town, 1, {"2.9a": False})
    got = town.findings()["item/2.9"]
    assert (got.state, got.sheet_id) == (S.ASSIGNED, town.desk.sheet.id)
    town.desk = first
    town.sign()
    assert town.findings()["item/2.9"] == got


def test_a_withdrawn_finding_comes_back_under_its_number(town: Town) -> None:
    town.answer({"2.9a": False})
    town.reconcile()
    town.answer({"2.9a": True})
    town.submit()
    town.sign()
    later_round(town, 1, {"2.9a": False})
    got = town.findings()["item/2.9"]
    assert (got.number, got.state, got.sheet_id) == (1, S.ASSIGNED, town.desk.sheet.id)


def test_who_asks_for_findings_sees_those_of_the_sheet_in_hand(town: Town) -> None:
    town.visit("02", {"3.1.1b": 1})
    scene = town.scene("王五六")
    scene.go("toc", town.desk.sheet.id)
    scene.desk = None
    findings_list.command(scene, "")
    assert list(town.states().values()) == ["new"]

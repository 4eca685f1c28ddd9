"""Who may do what: roles, teams, home units, contacts."""

from __future__ import annotations

import pytest

from inspection.campaign import Mode, Role
from inspection.people import Holding, Right, Speaker, Unit, is_home, may

HERE, THERE = frozenset({"青石镇"}), frozenset({"柳河乡"})
VILLAGE = Unit(1, 7, "青石镇", "大坪村", "周八九")
FIELD = {*(Right.INSPECT, Right.CONFIRM), *(Right.READ_SHEET, Right.READ_FINDINGS)}
FIELD |= {Right.SEE_EVIDENCE}
READING = {Right.READ_RESULTS, Right.EXPORT, Right.READ_FINDINGS}
ALWAYS = {Right.ANYONE, Right.MEMBER}
SETTING_UP = {Right.ADMINISTER, Right.SET_UP}


def speaker(
    *roles: Role,
    townships: frozenset[str] = HERE,
    workplace: str | None = None,
    mode: Mode = Mode.INSPECTION,
    name: str = "王五六",
    campaign: int = 7,
) -> Speaker:
    holdings = tuple(Holding(role, "第一组", townships) for role in roles)
    return Speaker(1, campaign, 1001, name, workplace, mode, holdings)


def rights(who: Speaker, unit: Unit | None) -> set[Right]:
    return {right for right in Right if may(who, right, unit)}


@pytest.mark.parametrize(
    ("who", "want"),
    [
        (speaker(Role.ADMIN), ALWAYS | FIELD | READING | SETTING_UP | {Right.REVIEW}),
        (speaker(Role.LEADER), ALWAYS | FIELD | READING | {Right.REVIEW}),
        (speaker(Role.DEPUTY), ALWAYS | FIELD | READING | {Right.REVIEW}),
        (speaker(Role.INSPECTOR), ALWAYS | FIELD),
        (speaker(Role.OBSERVER), ALWAYS | READING | {Right.SEE_EVIDENCE}),
        (speaker(Role.CONTACT, name="周八九"), ALWAYS | {Right.ANSWER_FOR, Right.READ_FINDINGS}),
        (speaker(Role.CONTACT), ALWAYS),
        (speaker(Role.INSPECTOR, Role.OBSERVER), ALWAYS | FIELD | READING),
        (speaker(), {Right.ANYONE}),
        (speaker(Role.LEADER, townships=THERE), ALWAYS),
        (speaker(Role.OBSERVER, townships=THERE), ALWAYS | READING | {Right.SEE_EVIDENCE}),
        (speaker(Role.OBSERVER, workplace="青石镇人民政府"), ALWAYS | READING),
        (
            speaker(Role.OBSERVER, Role.CONTACT, name="周八九"),
            ALWAYS | READING | {Right.ANSWER_FOR},
        ),
    ],
    ids=[
        *("admin", "leader", "deputy", "inspector", "observer", "the unit's contact"),
        *("another's contact", "two roles", "no role", "another team's leader", "any observer"),
        *("an observer at home", "an observer who answers for the unit"),
    ],
)
def test_what_a_role_may_on_a_unit_of_the_team(who: Speaker, want: set[Right]) -> None:
    assert rights(who, VILLAGE) == want


@pytest.mark.parametrize("role", Role)
def test_nobody_may_anything_on_a_unit_of_another_campaign(role: Role) -> None:
    assert rights(speaker(role, campaign=8), VILLAGE) == set()


def test_a_unit_no_longer_named_is_nobodys() -> None:
    gone = Unit(1, 7, "青石镇", "大坪村", dropped=True)
    assert rights(speaker(Role.ADMIN, Role.LEADER), gone) == set()


@pytest.mark.parametrize(
    ("workplace", "want"),
    [
        ("青石镇人民政府", True),
        ("青石镇", True),
        ("青石镇大坪村", True),
        ("青石镇石桥村", True),
        ("柳河乡人民政府", False),
        ("县财政局", False),
        (None, False),
    ],
)
def test_a_village_of_ones_own_township_is_home(workplace: str | None, want: bool) -> None:
    assert is_home(speaker(Role.LEADER, workplace=workplace), VILLAGE) is want
    assert not is_home(speaker(Role.LEADER, workplace=workplace, mode=Mode.SELF), VILLAGE)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER, Role.DEPUTY, Role.INSPECTOR])
def test_at_home_nobody_inspects_reviews_or_confirms(role: Role) -> None:
    at_home = speaker(role, workplace="青石镇人民政府")
    barred = {Right.INSPECT, Right.REVIEW, Right.CONFIRM}
    assert rights(at_home, VILLAGE) & barred == set()
    lifted = speaker(role, workplace="青石镇人民政府", mode=Mode.SELF)
    assert rights(lifted, VILLAGE) == rights(speaker(role), VILLAGE)


def test_without_a_unit_it_is_asked_whether_the_role_is_held_at_all() -> None:
    assert Right.INSPECT in rights(speaker(Role.INSPECTOR, workplace="青石镇"), None)
    assert Right.ANSWER_FOR in rights(speaker(Role.CONTACT), None)
    assert Right.ANSWER_FOR not in rights(speaker(Role.ADMIN), None)


def test_a_contact_of_a_post_answers_for_units_that_name_nobody() -> None:
    nameless = Unit(2, 7, "青石镇", "石桥村")
    assert Right.ANSWER_FOR in rights(speaker(Role.CONTACT), nameless)
    assert Right.ANSWER_FOR not in rights(speaker(Role.CONTACT, townships=THERE), nameless)

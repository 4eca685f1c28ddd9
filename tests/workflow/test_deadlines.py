"""Deadlines in the books: by rule or kind, provisional ones counted anew when days are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.campaign import OfficeDay, Policy
from inspection.checklist import RectificationKind
from inspection.finding import Act, Finding
from storage import calendar, campaigns, findings
from storage import notices as notice_rows
from storage.db import Tx
from tests.builders import books
from tests.workflow.chased import Chase
from workflow.deadlines import due_for, settle_provisional

NOTICE = tuple(
    OfficeDay(date(2027, 1, day), works, "元旦")
    for day, works in ((1, False), (2, False), (3, False), (4, False), (9, True))
)
"""A made-up notice of holidays for 2027: 1-4 January off, Saturday the 9th worked."""


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with books(tmp_path) as opened:
        yield opened


def given(chase: Chase, rule: str, set_on: str, unit: str = "青石镇大坪村") -> Finding:
    """Handed over on that day by that rule, as 交办 does it."""
    found = chase.given("2026-10-12", unit, set_on)
    campaign = campaigns.campaign(chase.tx, chase.built.id)
    due = due_for(chase.tx, campaign, rule, "限期整改", date.fromisoformat(set_on))
    made = replace(found, due_on=due.due_on, provisional=due.provisional, due_rule=due.rule)
    findings.save(chase.tx, made)
    return made


@pytest.mark.parametrize(
    ("rule", "kind", "policy", "due"),
    [
        ("10wd", "限期整改", Policy(), "2026-10-26"),
        (None, "限期整改", Policy(), "2026-11-02"),
        ("", "限期整改", Policy(rectify_by=date(2026, 11, 15)), "2026-11-15"),
        (None, "立行立改", Policy(immediate_workdays=2), "2026-10-14"),
        (None, "长期坚持", Policy(), "2026-10-30"),
    ],
)
def test_the_rule_of_the_question_comes_before_that_of_the_kind(
    tx: Tx, rule: str | None, kind: RectificationKind, policy: Policy, due: str
) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00", policy)
    campaign = campaigns.campaign(tx, chase.built.id)
    assert str(due_for(tx, campaign, rule, kind, date(2026, 10, 12)).due_on) == due


def test_the_offices_days_count(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-10-12T09:00")
    calendar.save_days(tx, chase.built.id, [OfficeDay(date(2026, 10, 13), works=False)])
    campaign = campaigns.campaign(tx, chase.built.id)
    assert str(due_for(tx, campaign, "1wd", "限期整改", date(2026, 10, 12)).due_on) == "2026-10-14"


def test_provisional_deadlines_move_when_the_days_are_known(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-12-28T09:00")
    one, two = (given(chase, "5wd", "2026-12-28") for _ in range(2))
    assert (str(one.due_on), one.provisional) == ("2027-01-05", True)
    assert settle_provisional(tx, chase.now) == 0
    calendar.save_days(tx, chase.built.id, NOTICE)
    assert settle_provisional(tx, chase.now) == 2
    for each in (one, two):
        now = chase.of(each.id)
        assert (str(now.due_on), now.provisional) == ("2027-01-06", False)
        assert now.due_set_on == each.due_set_on
        (step,) = [s for s in findings.steps(tx, each.id) if s.act is Act.MOVE]
        assert step.words == "2027-01-05 → 2027-01-06"
    assert settle_provisional(tx, chase.now) == 0
    assert told(chase) == ["放假安排公布后，青石镇大坪村有 2 项整改期限相应调整。"]


def told(chase: Chase) -> list[str]:
    rows = notice_rows.due(chase.tx, chase.now, chase.now, 99)
    return [catalog("zh").plain(notice_rows.words(row)) for row in rows]


def test_a_deadline_that_stays_is_no_longer_provisional_and_nobody_is_disturbed(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-12-28T09:00")
    found = given(chase, "15wd", "2026-12-28")
    calendar.save_days(tx, chase.built.id, NOTICE)
    # A day off more and a Saturday worked: the 15th working day is the same.
    assert settle_provisional(tx, chase.now) == 1
    now = chase.of(found.id)
    assert (now.due_on, now.provisional) == (found.due_on, False)
    assert told(chase) == []


@pytest.mark.parametrize("end", ["closed", "withdrawn", "given another day"])
def test_only_open_deadlines_that_were_counted_move(tx: Tx, end: str) -> None:
    chase = Chase.begin(tx, "2026-12-28T09:00")
    found = given(chase, "5wd", "2026-12-28")
    match end:
        case "closed":
            chase.close(found)
        case "withdrawn":
            chase.act(found, Act.WITHDRAW)
        case _:
            chase.act(found, Act.GRANT_TIME, due_on=date(2027, 2, 1), provisional=False)
    calendar.save_days(tx, chase.built.id, NOTICE)
    before = chase.of(found.id)
    assert settle_provisional(tx, chase.now) == 0
    assert chase.of(found.id) == before


def test_each_unit_is_told_once_and_only_its_contact(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-12-28T09:00")
    given(chase, "5wd", "2026-12-28")
    given(chase, "5wd", "2026-12-28", "柳河乡东沟村")
    calendar.save_days(tx, chase.built.id, NOTICE)
    settle_provisional(tx, chase.now)
    accounts = {n.chat_id for n in notice_rows.due(tx, chase.now, chase.now, 99)}
    assert accounts == {chase.built.accounts[name] for name in ("周八九", "吴九十")}


def test_a_moved_deadline_is_reminded_of_by_its_new_day(tx: Tx) -> None:
    chase = Chase.begin(tx, "2026-12-28T09:00")
    given(chase, "5wd", "2026-12-28")
    calendar.save_days(tx, chase.built.id, NOTICE)
    settle_provisional(tx, chase.now)
    tx.do("DELETE FROM notices")
    assert chase.clock("2027-01-04T10:00").run() == {}
    assert chase.clock("2027-01-05T10:00").run()["周八九"].splitlines()[1] == "1天内1"

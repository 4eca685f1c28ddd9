"""Which stage a finding is in, who is told, and when a digest may go out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import WorkCalendar
from inspection.campaign import Policy
from scoring.reminding import (
    Rung,
    dispatch_day,
    horizon,
    least_over,
    opens_at,
    proposes_talk,
    stage,
)

DAYS = WorkCalendar()
POLICY = Policy()
CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
LONG_AGO = date(2026, 1, 1)


def named(due: str, today: str, set_on: date = LONG_AGO, policy: Policy = POLICY) -> str | None:
    found = stage(DAYS, policy, date.fromisoformat(due), set_on, date.fromisoformat(today))
    return found.name if found else None


@pytest.mark.parametrize(
    ("due", "today", "got"),
    [
        pytest.param("2026-10-29", "2026-10-21", None, id="eight days before"),
        pytest.param("2026-10-29", "2026-10-22", "before-7", id="seven days before"),
        pytest.param("2026-10-29", "2026-10-23", "before-7", id="missed yesterday, still said"),
        pytest.param("2026-10-29", "2026-10-26", "before-3", id="three days before"),
        pytest.param("2026-10-29", "2026-10-28", "before-1", id="the day before"),
        pytest.param("2026-10-29", "2026-10-29", "day", id="the day"),
        pytest.param("2026-10-29", "2026-10-30", "over-1", id="one day over"),
        pytest.param("2026-10-29", "2026-10-31", "over-2", id="over on a Saturday"),
        pytest.param("2026-11-02", "2026-10-30", "before-1", id="Sunday's stage on Friday"),
        pytest.param("2026-11-02", "2026-10-26", "before-7", id="the seventh day is a Monday"),
        pytest.param("2026-10-08", "2026-09-29", None, id="the last working day is tomorrow"),
        pytest.param("2026-10-08", "2026-09-30", "before-1", id="a week of holidays before it"),
        pytest.param("2026-10-31", "2026-10-30", "day", id="the day itself is a Saturday"),
        pytest.param("2026-10-31", "2026-11-01", "over-1", id="over, whatever day it was"),
    ],
)
def test_the_stage_of_a_day(due: str, today: str, got: str | None) -> None:
    assert named(due, today) == got


@pytest.mark.parametrize(
    ("set_on", "today", "got"),
    [
        pytest.param("2026-10-26", "2026-10-26", "before-3", id="due on the day it was given"),
        pytest.param("2026-10-27", "2026-10-27", None, id="given after the stage"),
        pytest.param("2026-10-27", "2026-10-28", "before-1", id="the next stage counts"),
        pytest.param("2026-11-03", "2026-11-03", "over-5", id="over is over"),
    ],
)
def test_stages_before_the_deadline_was_set_are_not_due(
    set_on: str, today: str, got: str | None
) -> None:
    assert named("2026-10-29", today, date.fromisoformat(set_on)) == got


def test_an_office_has_its_own_days_before_a_deadline() -> None:
    own = Policy(remind_days=(5,))
    assert named("2026-10-29", "2026-10-22", policy=own) is None
    assert named("2026-10-29", "2026-10-26", policy=own) == "before-5"
    assert named("2026-10-29", "2026-10-28", policy=Policy(remind_days=())) is None
    assert named("2026-10-29", "2026-10-29", policy=Policy(remind_days=())) == "day"


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(-20, 40),
    st.sets(st.integers(1, 30), max_size=4),
)
def test_whatever_has_a_stage_today_lies_before_the_horizon(
    due: date, ahead: int, days: set[int]
) -> None:
    policy = Policy(remind_days=tuple(sorted(days, reverse=True)))
    today = due - timedelta(days=ahead)
    found = stage(DAYS, policy, due, LONG_AGO, today)
    if found is not None:
        assert due <= horizon(policy, today)
        assert found.over == -ahead
    assert (found is not None) or ahead >= 0


@given(st.dates(date(2024, 1, 8), date(2027, 12, 1)))
def test_no_stage_goes_back(due: date) -> None:
    """From day to day a finding's stage is the same or a later one."""
    order = ["before-7", "before-3", "before-1", "day", *(f"over-{n}" for n in range(1, 9))]
    found = [
        order.index(one.name)
        for n in range(-25, 8)
        if (one := stage(DAYS, POLICY, due, LONG_AGO - timedelta(900), due + timedelta(n)))
    ]
    assert found == sorted(found)
    assert found[-1] == order.index("over-7")


def test_the_ladder() -> None:
    reached = {
        over: [rung.value for rung in Rung if over >= least_over(POLICY, rung)]
        for over in (-7, 0, 1, 2, 3, 9)
    }
    assert reached == {
        -7: ["contact"],
        0: ["contact"],
        1: ["contact", "head"],
        2: ["contact", "head"],
        3: ["contact", "head", "observer"],
        9: ["contact", "head", "observer"],
    }


@pytest.mark.parametrize(
    ("over", "false", "got"), [(2, False, False), (3, False, True), (0, True, True)]
)
def test_when_a_talk_is_proposed(over: int, false: bool, got: bool) -> None:
    assert proposes_talk(POLICY, over, false=false) is got


def local(moment: str, zone: ZoneInfo = CHINA) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "overdue", "opens"),
    [
        pytest.param("2026-10-12T08:59", False, "2026-10-12T09:00", id="before the hour"),
        pytest.param("2026-10-12T09:00", False, "2026-10-12T09:00", id="at the hour"),
        pytest.param("2026-10-12T20:59", False, "2026-10-12T20:59", id="the last minute"),
        pytest.param("2026-10-12T21:00", False, "2026-10-13T09:00", id="too late today"),
        pytest.param("2026-10-12T03:00", True, "2026-10-12T09:00", id="at night though overdue"),
        pytest.param("2026-10-17T10:00", False, "2026-10-19T09:00", id="Saturday waits"),
        pytest.param("2026-10-17T10:00", True, "2026-10-17T10:00", id="Saturday, overdue"),
        pytest.param("2026-10-16T21:30", True, "2026-10-17T09:00", id="Friday night, overdue"),
        pytest.param("2026-10-16T21:30", False, "2026-10-19T09:00", id="Friday night"),
        pytest.param("2026-10-10T10:00", False, "2026-10-10T10:00", id="a Saturday worked"),
        pytest.param("2026-10-01T10:00", False, "2026-10-08T09:00", id="the week of holidays"),
    ],
)
def test_when_a_digest_may_go_out(now: str, overdue: bool, opens: str) -> None:
    assert opens_at(DAYS, POLICY, CHINA, local(now), overdue=overdue) == local(opens)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"], ids=["to summer", "from summer"])
def test_the_hour_is_the_local_one_when_clocks_change(day: str) -> None:
    now = local(f"{day}T00:30", BERLIN)
    opens = opens_at(DAYS, POLICY, BERLIN, now, overdue=True)
    assert opens.astimezone(BERLIN).strftime("%F %H:%M") == f"{day} 09:00"
    assert opens.astimezone(UTC) - now == timedelta(hours=7.5 if day < "2026-04" else 9.5)


def test_an_early_hour_of_the_office_is_never_before_eight() -> None:
    early = Policy(remind_at=time(6, 0))
    assert opens_at(DAYS, early, CHINA, local("2026-10-12T06:30"), overdue=True) == local(
        "2026-10-12T08:00"
    )


@pytest.mark.parametrize(
    ("every", "today", "got"),
    [
        pytest.param(0, "2026-10-20", None, id="no rhythm"),
        pytest.param(7, "2026-10-09", None, id="before the campaign"),
        pytest.param(7, "2026-10-16", None, id="before the first one"),
        pytest.param(7, "2026-10-17", "2026-10-17", id="the first one"),
        pytest.param(7, "2026-10-23", "2026-10-17", id="missed for days, still due"),
        pytest.param(7, "2026-10-24", "2026-10-24", id="the next takes its place"),
        pytest.param(7, "2026-11-06", "2026-10-31", id="the last, while it is the latest"),
        pytest.param(7, "2026-11-07", None, id="after the last"),
        pytest.param(1, "2026-10-30", "2026-10-30", id="every day"),
        pytest.param(90, "2026-11-30", None, id="longer than the campaign"),
    ],
)
def test_the_figures_are_due_every_so_many_days(every: int, today: str, got: str | None) -> None:
    found = dispatch_day(date(2026, 10, 10), date(2026, 11, 1), every, date.fromisoformat(today))
    assert found == (date.fromisoformat(got) if got else None)

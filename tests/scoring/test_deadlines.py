"""Deadlines by the Chinese calendar: cases reckoned by hand, and what holds for every rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.calendar import WorkCalendar
from inspection.campaign import Policy
from scoring.deadlines import deadline, last_workday, rule_of_kind

OFFICIAL = WorkCalendar()
POLICY = Policy()
END = date(2026, 12, 31)
DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
DAY = timedelta(days=1)


def due(rule: str, start: date, calendar: WorkCalendar = OFFICIAL, end: date = END) -> str:
    found = deadline(calendar, rule, start, end, POLICY)
    return f"{found.due_on}{' provisional' if found.provisional else ''}"


@pytest.mark.parametrize(
    ("start", "rule", "got"),
    [
        pytest.param("2020-01-22", "5wd", "2020-02-06", id="the holiday made longer in 2020"),
        pytest.param("2026-02-12", "3wd", "2026-02-24", id="Saturday 02-14 is worked"),
        pytest.param("2026-09-18", "3wd", "2026-09-22", id="Sunday 09-20 is worked"),
        pytest.param("2026-09-24", "10wd", "2026-10-15", id="Saturday 10-10 is worked"),
        pytest.param("2026-09-21", "15d", "2026-10-08", id="the 15th day is 10-06, a holiday"),
        pytest.param("2026-10-12", "15d", "2026-10-27", id="calendar days that end on a workday"),
        pytest.param("2026-10-10", "15wd", "2026-10-30", id="three plain weeks"),
        pytest.param("2026-12-21", "15wd", "2027-01-12 provisional", id="into an unknown year"),
        pytest.param("2026-12-28", "3wd", "2026-12-31", id="up to the last known day"),
        pytest.param("2027-03-01", "3wd", "2027-03-04 provisional", id="within an unknown year"),
        pytest.param("2026-12-20", "15d", "2027-01-04 provisional", id="an unknown last day"),
    ],
)
def test_the_calendar_of_working_days(start: str, rule: str, got: str) -> None:
    assert due(rule, date.fromisoformat(start)) == got


@pytest.mark.parametrize(
    ("start", "rule", "end", "got"),
    [
        pytest.param("2026-10-12", "11-30", "2026-10-30", "2026-11-30", id="this year's day"),
        pytest.param("2026-10-12", "10-03", "2027-12-31", "2027-10-03", id="next year's day"),
        pytest.param("2026-12-02", "11-30", "2026-12-31", "2026-12-31", id="over: the end"),
        pytest.param("2026-10-01", "10-03", "2026-12-31", "2026-10-03", id="fixed on a holiday"),
        pytest.param("2026-10-12", "end", "2026-12-26", "2026-12-26", id="the end, a Saturday"),
        pytest.param("2026-10-12", "2026-11-15", "2026-12-31", "2026-11-15", id="a whole date"),
        pytest.param("2026-10-12", "2026-10-12", "2026-12-31", "2026-10-12", id="today still"),
        pytest.param("2026-11-02", "end", "2026-10-30", "2026-11-23", id="the end is over: 15wd"),
        pytest.param("2026-11-02", "2026-10-30", "2026-12-31", "2026-11-23", id="over: 15wd"),
        pytest.param("2027-02-01", "02-29", "2027-12-31", "2027-02-28", id="no leap year"),
    ],
)
def test_fixed_days_stay_where_they_are_written(start: str, rule: str, end: str, got: str) -> None:
    assert due(rule, date.fromisoformat(start), end=date.fromisoformat(end)) == got


@pytest.mark.parametrize("rule", ["", "0wd", "wd", "1500d", "15", "tomorrow", "-3d"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="no rule"):
        due(rule, date(2026, 10, 12))


def test_the_offices_own_days_stand_over_the_official_ones() -> None:
    own = WorkCalendar({date(2026, 10, 13): False, date(2026, 10, 17): True})
    assert due("5wd", date(2026, 10, 12)) == "2026-10-19"
    assert due("1wd", date(2026, 10, 12), own) == "2026-10-14"
    assert due("5wd", date(2026, 10, 12), own) == "2026-10-19"


def test_a_day_the_office_knows_is_known_and_a_year_with_its_make_up_days_is_whole() -> None:
    start = date(2026, 12, 31)
    one_day = WorkCalendar({date(2027, 1, 4): True, date(2027, 1, 1): False})
    assert due("1wd", start, one_day) == "2027-01-04 provisional"
    notice = WorkCalendar({date(2027, 1, 1): False, date(2027, 1, 9): True})
    assert due("6wd", start, notice) == "2027-01-09"


@pytest.mark.parametrize(
    ("kind", "policy", "rule"),
    [
        ("立行立改", Policy(), "3wd"),
        ("立行立改", Policy(immediate_workdays=1), "1wd"),
        ("限期整改", Policy(), "15wd"),
        ("限期整改", Policy(rectify_by=date(2026, 11, 15)), "2026-11-15"),
        ("长期坚持", Policy(rectify_by=date(2026, 11, 15)), "end"),
    ],
)
def test_each_kind_has_the_campaigns_rule(kind: str, policy: Policy, rule: str) -> None:
    assert rule_of_kind(policy, kind) == rule  # type: ignore[arg-type]


@given(DAYS, st.integers(1, 60))
def test_a_deadline_in_working_days_is_worked_and_has_that_many_behind_it(
    start: date, count: int
) -> None:
    found = deadline(OFFICIAL, f"{count}wd", start, END, POLICY).due_on
    span = [start + n * DAY for n in range(1, (found - start).days + 1)]
    assert sum(OFFICIAL.works(day) for day in span) == count
    assert OFFICIAL.works(found)


@given(DAYS, st.integers(1, 200))
def test_a_deadline_in_days_is_never_early_and_falls_on_a_working_day(
    start: date, count: int
) -> None:
    found = deadline(OFFICIAL, f"{count}d", start, END, POLICY).due_on
    between = [start + n * DAY for n in range(count, (found - start).days)]
    assert found >= start + count * DAY
    assert not any(map(OFFICIAL.works, between))
    assert OFFICIAL.works(found)


@given(DAYS)
def test_the_last_working_day_is_the_day_itself_where_that_is_worked(day: date) -> None:
    found = last_workday(OFFICIAL, day)
    assert found <= day
    assert (found == day) == OFFICIAL.works(day)


@given(st.dates(date(1999, 1, 1), date(2199, 12, 31)))
def test_no_day_is_beyond_the_calendar(day: date) -> None:
    assert OFFICIAL.works(day) in {True, False}
    assert OFFICIAL.knows(day) == (2004 <= day.year <= 2026)

"""Deadlines as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from inspection.due_reading import read_due

TODAY = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("10月15日", "2026-10-15"),
        ("10月15号前", "2026-10-15"),
        ("10-15", "2026-10-15"),
        ("10.15", "2026-10-15"),
        ("１０月１５日", "2026-10-15"),
        ("2026-10-15", "2026-10-15"),
        ("2026年10月15日", "2026-10-15"),
        ("2027-11-30", "2027-11-30"),
        ("1月15日", "2027-01-15"),
        ("10月12日", "2026-10-12"),
        ("15个工作日", "15wd"),
        ("15 工作日内", "15wd"),
        ("十五个工作日", "15wd"),
        ("3 working days", "3wd"),
        ("20天", "20d"),
        ("20个自然日", "20d"),
        ("7 days", "7d"),
    ],
)
def test_a_deadline_is_read_as_it_was_meant(words: str, rule: str) -> None:
    assert read_due(words, TODAY) == rule


@pytest.mark.parametrize(
    "words",
    [
        "10月11日",
        "2026-10-11",
        "9月1日",
        "2月30日",
        "13月1日",
        "0天",
        "下周",
        "15",
        "",
        "5个",
        "-3天",
        "1.5天",
        "2026-10-15 9:00",
        "9999天",
    ],
    ids=lambda words: words or "nothing",
)
def test_what_is_no_deadline_to_come_is_not_guessed(words: str) -> None:
    assert read_due(words, TODAY) is None


def test_the_29th_of_february_is_one_only_in_a_leap_year() -> None:
    assert read_due("2月29日", date(2027, 12, 1)) == "2028-02-29"
    assert read_due("2月29日", date(2026, 12, 1)) is None

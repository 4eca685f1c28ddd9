"""Findings counted: by state, overdue, and the handling rates of units, departments and rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from inspection.finding import Draft, FindingState
from scoring.finding_rates import NO_FINDINGS, FindingCounts, Rate
from storage import findings
from storage.db import Tx
from storage.finding_counts import counts, counts_by
from tests import builders
from tests.builders import NOW, Built

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 10, 20)
DUE = date(2026, 10, 19)
S = FindingState
DRAFT = Draft(
    *("item/1", "1", (), None, 1, None, "没建微信群", "没建微信群", None, "工作落实", None),
    *(None, (), "建群", "村“两委”", None, "限期整改", ""),
)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    villages = [
        builders.village(*names)
        for names in (("青石镇", "大坪村"), ("青石镇", "石桥村"), ("柳河乡", "东沟村"))
    ]
    made = builders.campaign(tx, "lingling-2018", villages)
    for unit in made.units:
        builders.sheet(made, unit)
    return made


def put(
    built: Built, unit: str, state: FindingState, lead: str | None = None, **marks: Any
) -> None:
    """A finding that stands so, due yesterday unless said otherwise."""
    unit_id = built.units[unit].id
    row = built.tx.one("SELECT id FROM sheets WHERE unit_id = :u", u=unit_id)
    taken = built.tx.one("SELECT count(*) AS n FROM findings")
    assert row is not None
    assert taken is not None
    draft = replace(DRAFT, key=f"item/{taken['n']}", lead=lead)
    made = findings.make(built.tx, built.id, 2026, built.round_id, row["id"], unit_id, draft, NOW)
    found = findings.finding(built.tx, made)
    assert found is not None
    findings.save(built.tx, replace(found, state=state, **({"due_on": DUE} | marks)))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def of(built: Built, **narrow: Any) -> FindingCounts:
    return counts(built.tx, built.id, TODAY, SHANGHAI, **narrow)


def test_nothing_counted_is_nothing(built: Built) -> None:
    assert of(built) == NO_FINDINGS
    assert of(built).closing == Rate(0, 0)
    assert of(built).closing.percent is None


@pytest.mark.parametrize(
    ("state", "due", "overdue", "counted"),
    [
        (S.NEW, DUE, 0, 0),
        (S.WITHDRAWN, DUE, 0, 0),
        (S.ASSIGNED, DUE, 1, 1),
        (S.ACCEPTED, TODAY, 0, 0),
        (S.RETURNED, DUE, 1, 1),
        (S.REOPENED, DUE, 1, 1),
        (S.SUBMITTED, DUE, 0, 1),
        (S.CLOSED, date(2026, 12, 1), 0, 1),
    ],
    ids=[
        *("not handed over", "withdrawn", "over", "its last day", "returned and over"),
        *("reopened and over", "waiting for the verifier", "closed before it was due"),
    ],
)
def test_what_is_due_and_what_is_overdue(
    built: Built, state: FindingState, due: date, overdue: int, counted: int
) -> None:
    put(built, "青石镇大坪村", state, due_on=due)
    got = of(built)
    assert (got.overdue, got.due, got.states) == (overdue, counted, {state: 1})


@pytest.mark.parametrize(
    ("closed_at", "on_time"),
    [(local(19, 23, 59), 1), (local(20, 0), 0), (local(19, 8), 1), (local(20, 7), 0)],
    ids=["the last minute", "midnight", "the morning", "the day after, still the day in UTC"],
)
def test_a_deadline_lasts_until_the_end_of_its_day_in_the_campaigns_zone(
    built: Built, closed_at: datetime, on_time: int
) -> None:
    put(built, "青石镇大坪村", S.CLOSED, closed_at=closed_at, submitted_at=local(18, 9))
    assert of(built).closing_on_time == Rate(on_time, 1)


def test_the_rates_of_handling(built: Built) -> None:
    unit = "青石镇大坪村"
    put(built, unit, S.CLOSED, closed_at=local(18, 9), submitted_at=local(17, 9), returns=2)
    put(built, unit, S.CLOSED, closed_at=local(21, 9), submitted_at=local(17, 9), extended=1)
    put(built, unit, S.SUBMITTED, submitted_at=local(17, 9))
    put(built, unit, S.ACCEPTED, due_on=date(2026, 11, 1), extended=1)
    put(built, unit, S.NEW, due_on=None)
    got = of(built)
    assert (got.given, got.open, got.closed) == (4, 2, 2)
    assert (got.closing, got.closing_on_time) == (Rate(2, 3), Rate(1, 3))
    assert (got.rework, got.extension) == (Rate(1, 3), Rate(1, 3))
    assert [got.closing.percent, got.rework.percent] == ["66.67", "33.33"]


@pytest.mark.parametrize(
    ("n", "of_all", "want"), [(1, 8, "12.50"), (1, 16, "6.25"), (1, 32, "3.13"), (2, 2, "100.00")]
)
def test_percents_are_rounded_half_up(n: int, of_all: int, want: str) -> None:
    assert Rate(n, of_all).percent == want


def test_by_unit_township_department_and_round(built: Built) -> None:
    put(built, "青石镇大坪村", S.ASSIGNED, "卫健局")
    put(built, "青石镇石桥村", S.CLOSED, "卫健局", closed_at=local(18, 9))
    put(built, "柳河乡东沟村", S.RETURNED)

    def by(what: Any, **narrow: Any) -> dict[str | int, tuple[int, int]]:
        found = counts_by(built.tx, what, built.id, TODAY, SHANGHAI, **narrow)
        return {key: (each.overdue, each.closed) for key, each in found.items()}

    units = built.units
    assert by("unit") == {
        units["青石镇大坪村"].id: (1, 0),
        units["青石镇石桥村"].id: (0, 1),
        units["柳河乡东沟村"].id: (1, 0),
    }
    assert by("township") == {"青石镇": (1, 1), "柳河乡": (1, 0)}
    assert by("department") == {"卫健局": (1, 1), "": (1, 0)}
    assert by("round") == {built.round_id: (2, 1)}
    assert by("department", townships=["柳河乡"]) == {"": (1, 0)}
    assert by("unit", round_id=built.round_id + 1) == {}
    assert of(built, townships=["青石镇"]).given == 2

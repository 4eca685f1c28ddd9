"""Many sheets in a few figures, against sums done by hand."""

from __future__ import annotations

from fractions import Fraction
from zlib import crc32

import pytest

from inspection.people import Unit
from inspection.sheet import SheetState
from scoring.figures import Figures
from scoring.summary import (
    SheetLine,
    Summary,
    rank_towns,
    rank_villages,
    summarize,
    summary_of,
    sums_of,
    town_percent,
)


def line(
    unit: str,
    percent: str | None,
    state: SheetState = SheetState.SIGNED,
    lost: dict[str, int] | None = None,
    *,
    complete: bool = True,
) -> SheetLine:
    township, _, village = unit.partition("/")
    number = crc32(unit.encode())
    figures = Figures(
        "made",
        complete,
        percent,
        "100",
        percent,
        "0.00",
        percent,
        percent,
        {},
        "",
        {},
        lost or {},
        3,
    )
    return SheetLine(number, Unit(number, 1, township, village), state, 10, 6, 1, 2, figures)


def test_a_summary_adds_up_what_its_sheets_say() -> None:
    lines = [
        line("青石镇/大坪村", "86.42", lost={"1.2.2": 350, "3.1": 100}),
        line("青石镇/石桥村", "78.20", SheetState.FINAL, {"1.2.2": 600}),
        line("柳河乡/东沟村", "94.60", SheetState.SUBMITTED, {"3.1": 25}),
        line("柳河乡/西沟村", "60.00", SheetState.OPEN, {"3.1": 5}, complete=False),
    ]
    got = summarize(lines)
    want = Summary(
        sheets=4,
        open=1,
        submitted=1,
        signed=2,
        final=1,
        households=40,
        visited=24,
        telephoned=4,
        absent=8,
        counted=3,
        mean=Fraction("86.41"),
        least=Fraction("78.20"),
        most=Fraction("94.60"),
        provisional=True,
        lost=got.lost,
        problems=12,
        townships=frozenset({"青石镇", "柳河乡"}),
    )
    assert got == want
    assert [(x.item_id, x.points, x.sheets) for x in got.lost] == [
        ("1.2.2", Fraction("9.5"), 2),
        ("3.1", Fraction("1.3"), 3),
    ]
    assert got.done == 36


@pytest.mark.parametrize("at", range(5))
def test_sheets_added_in_two_parts_make_the_same_summary(at: int) -> None:
    lines = [
        line("青石镇/大坪村", "86.42", lost={"2.10": 100, "1.2.2": 350}),
        line("青石镇/石桥村", "86.42", SheetState.FINAL, {"2.9": 100, "2.10": 25}),
        line("柳河乡/东沟村", "94.60", SheetState.SUBMITTED, {"2.9": 25}),
        line("柳河乡/西沟村", None, SheetState.OPEN, complete=False),
    ]
    assert summary_of(sums_of(lines[:at]) + sums_of(lines[at:])) == summarize(lines)


def test_items_that_cost_the_same_stand_by_sheets_then_by_number() -> None:
    lines = [
        line("青石镇/大坪村", "90.00", lost={"2.10": 50, "3.1": 100, "2.9": 50}),
        line("青石镇/石桥村", "90.00", lost={"2.9": 50, "2.10": 50}),
    ]
    assert [each.item_id for each in summarize(lines).lost] == ["2.9", "2.10", "3.1"]


def test_nothing_at_all_has_no_mean_and_is_provisional() -> None:
    got = summarize([])
    assert (got.mean, got.least, got.most, got.provisional) == (None, None, None, True)


def test_a_sheet_in_work_is_never_ranked_though_no_answer_is_missing() -> None:
    lines = [
        line("青石镇/大坪村", "99.00", SheetState.OPEN),
        line("青石镇/石桥村", "80.00", SheetState.SUBMITTED),
        line("柳河乡/东沟村", None, SheetState.SIGNED),
    ]
    got = rank_villages(lines, 1)
    assert [entry.unit.village for entry in got.ranked] == ["石桥村"]
    assert [unit.village for unit in got.waiting] == ["大坪村", "东沟村"]


def test_villages_of_equal_percent_share_a_place_and_the_last_take_everyone_tied() -> None:
    percents = {"甲村": "90.00", "乙村": "85.00", "丙村": "85.00", "丁村": "70.00", "戊村": "70.00"}
    lines = [
        line(f"青石镇/{name}", percent, SheetState.FINAL) for name, percent in percents.items()
    ]
    got = rank_villages(lines, 1)
    assert [(e.place, e.unit.village) for e in got.ranked] == [
        (1, "甲村"),
        (2, "乙村"),
        (2, "丙村"),
        (4, "丁村"),
        (4, "戊村"),
    ]
    assert {unit.village for unit in got.last} == {"丁村", "戊村"}
    assert not got.provisional


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        pytest.param(
            [line("青石镇/大坪村", "80.00"), line("青石镇/石桥村", "85.01")],
            Fraction("82.51"),
            id="the mean of its villages, half-up",
        ),
        pytest.param(
            [line("青石镇", "70.00"), line("青石镇/石桥村", "90.00")],
            Fraction("70.00"),
            id="its own sheet before its villages",
        ),
        pytest.param(
            [line("青石镇/大坪村", "80.00"), line("青石镇/石桥村", "90.00", SheetState.OPEN)],
            None,
            id="none while a village is in work",
        ),
    ],
)
def test_a_townships_score_is(lines: list[SheetLine], want: Fraction | None) -> None:
    assert town_percent(lines) == want


def test_townships_wait_until_all_their_villages_are_handed_in() -> None:
    lines = [
        line("青石镇/大坪村", "80.00", SheetState.FINAL),
        line("柳河乡/东沟村", "95.00", SheetState.FINAL),
        line("柳河乡/西沟村", "95.00", SheetState.OPEN),
    ]
    got = rank_towns(lines, 3)
    assert [(e.place, e.unit) for e in got.ranked] == [(1, "青石镇")]
    assert got.waiting == ("柳河乡",)
    assert got.provisional

"""`/rank`: ties, the last N, provisional and final, townships and villages, who sees which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.campaign import Policy, Unit
from inspection.sheet import SheetState
from storage.db import Tx
from tests import builders
from tests.builders import Built
from workflow.cards import place_card
from workflow.ranking import rank

VILLAGES = {
    "青石镇大坪村": 0,
    "青石镇石桥村": 5,
    "柳河乡东沟村": 1,
    "柳河乡西沟村": 4,
    "白云乡南坡村": 9,
}
"""Scheme C: each missing report costs a point of 200, half a percent."""


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


def campaign(
    tx: Tx,
    cases: Mapping[str, int],
    states: Mapping[str, SheetState] | None = None,
    last_n: int = 1,
) -> Built:
    """Villages that lost so many points, in those states, final where nothing is said."""
    villages = [builders.village(name[:3], name[3:]) for name in cases]
    policy = Policy(last_n=last_n)
    made = builders.campaign(tx, "village-rules", villages, policy=policy)
    for name, lost in cases.items():
        found = builders.sheet(made, name)
        builders.answer_all(tx, found, {"3.2.1a": lost})
        builders.to_state(tx, found, (states or {}).get(name, SheetState.FINAL))
    return made


def lines(made: Built, folder: Path, who: str, place: str = "rank") -> list[str]:
    zh = catalog("zh")
    card = place_card(builders.scene(made, folder, who), f"0|{place}")
    return [zh.plain(line) for line in card.lines]


def test_townships_are_ranked_by_the_mean_of_their_villages_with_ties(
    tx: Tx, tmp_path: Path
) -> None:
    made = campaign(tx, VILLAGES)
    assert lines(made, tmp_path, "郑一二") == [
        "第一轮排名（3 个，已定）",
        "1. 青石镇 98.75（并列）",
        "1. 柳河乡 98.75（并列）",
        "3. 白云乡 95.50 ⚠",
        "⚠ 末 1 位（并列的都算）",
    ]


def test_everyone_tied_with_the_last_is_among_the_last(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, {**VILLAGES, "白云乡南坡村": 0}, last_n=2)
    got = lines(made, tmp_path, "郑一二")
    assert [line for line in got if line.endswith("⚠")] == [
        "2. 青石镇 98.75（并列） ⚠",
        "2. 柳河乡 98.75（并列） ⚠",
    ]


def test_villages_are_a_tap_away(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES)
    assert lines(made, tmp_path, "孙七八", "rank.villages")[1:6] == [
        "1. 青石镇大坪村 100.00",
        "2. 柳河乡东沟村 99.50",
        "3. 柳河乡西沟村 98.00",
        "4. 青石镇石桥村 97.50",
        "5. 白云乡南坡村 95.50 ⚠",
    ]


def test_one_sheet_that_is_not_final_makes_it_provisional(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES, {"青石镇大坪村": SheetState.OBJECTED})
    assert lines(made, tmp_path, "郑一二")[0] == "第一轮排名（3 个，暂定）"


def test_a_sheet_in_work_is_named_but_not_ranked(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES, {"柳河乡东沟村": SheetState.OPEN})
    towns = lines(made, tmp_path, "郑一二")
    assert towns[0] == "第一轮排名（2 个，暂定）"
    assert towns[-1] == "未排：柳河乡"
    assert lines(made, tmp_path, "郑一二", "rank.villages")[-1] == "未排：柳河乡东沟村"


def test_a_leader_sees_the_own_units_at_their_place_among_all(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES)
    assert lines(made, tmp_path, "赵六七", "rank.villages") == [
        "第一轮排名（5 个，已定）",
        "2. 柳河乡东沟村 99.50",
        "3. 柳河乡西沟村 98.00",
    ]


def test_a_townships_own_sheet_is_its_score(tx: Tx, tmp_path: Path) -> None:
    towns = [builders.PlannedVillage(Unit(name)) for name in ("青石镇", "柳河乡")]
    made = builders.campaign(tx, "dongyuan-2020", towns)
    for name in ("青石镇", "柳河乡"):
        found = builders.sheet(made, name)
        builders.answer_all(tx, found, {"1.1a": 6 if name == "青石镇" else 12})
        builders.to_state(tx, found, SheetState.FINAL)
    assert lines(made, tmp_path, "郑一二")[1:3] == ["1. 柳河乡 100.00", "2. 青石镇 94.12 ⚠"]
    zh = catalog("zh")
    card = place_card(builders.scene(made, tmp_path, "郑一二"), "0|rank")
    assert [zh.plain(b.label) for row in card.rows for b in row] == ["📊 图", "‹ 总览"]


def test_the_command_opens_the_ranking(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES)
    scene = builders.scene(made, tmp_path, "孙七八")
    rank(scene, "")
    assert scene.focus.place == "0|rank"


def test_before_anything_is_handed_in_nobody_is_ranked(tx: Tx, tmp_path: Path) -> None:
    made = campaign(tx, VILLAGES, dict.fromkeys(VILLAGES, SheetState.OPEN))
    got = lines(made, tmp_path, "郑一二")
    assert got == ["第一轮排名（0 个，暂定）", "还没有交上来的表", "未排：青石镇、柳河乡、白云乡"]


def test_a_long_ranking_has_pages(tx: Tx, tmp_path: Path) -> None:
    names = [f"青石镇第{number}村" for number in range(30)]
    made = campaign(tx, {name: number % 25 for number, name in enumerate(names)})
    first = lines(made, tmp_path, "郑一二", "rank.villages")
    second = lines(made, tmp_path, "郑一二", "rank.villages.1")
    ranked = [line for line in first + second if line[0].isdigit()]
    assert len(ranked) == 30
    assert ranked[0].startswith("1. ")
    assert ranked[-1].startswith("30. ")

"""📊 图: who gets which pictures, of which units, and the evidence behind an item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exports.chart_plans import HeatPlan, ProgressPlan, RankingPlan
from inspection.heard import Attached, Sender
from inspection.people import RefusalError
from inspection.sheet import SheetState
from inspection.text import Text
from storage import evidence, notices
from storage.db import Tx
from storage.evidence import Target
from tests import builders
from tests.builders import NOW, Built, house
from tests.workflow.one_round import desk_of, one_round, sheet_id
from workflow.cards import place_card
from workflow.charting import caption, press_charts, read_charts
from workflow.ranking import rank
from workflow.showing import press_household, press_item
from workflow.summary import summary

OBSERVER, LEADER = "孙七八", "李四五"


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return one_round(tx)


def owed(tx: Tx) -> list[notices.Notice]:
    return [each for each in notices.due(tx, NOW, NOW, 50) if each.kind == "charts"]


def press(built: Built, folder: Path, who: str, *args: str) -> dict[str, Any]:
    """The recipe of what is owed for a press."""
    before = {each.id for each in owed(built.tx)}
    press_charts(builders.scene(built, folder, who), args)
    (made,) = [each for each in owed(built.tx) if each.id not in before]
    assert made.chat_id == built.accounts[who]
    assert made.body["private"] is True
    recipe: dict[str, Any] = made.body["recipe"]
    return recipe


def test_an_observer_gets_all_four_pictures_of_the_whole(built: Built, tmp_path: Path) -> None:
    found = read_charts(built.tx, house(tmp_path), NOW, press(built, tmp_path, OBSERVER, "all"))
    assert list(found) == ["progress", "ranking", "heat"], "no findings yet, no picture of them"
    done, bars, lost = found["progress"], found["ranking"], found["heat"]
    assert isinstance(done, ProgressPlan)
    assert isinstance(bars, RankingPlan)
    assert isinstance(lost, HeatPlan)
    assert done.names == ("青石镇", "柳河乡", "白云乡")
    assert done.totals[:2] == (2, 4)
    assert (done.signed, done.submitted, done.open) == ((2, 0, 0), (0, 1, 0), (0, 1, 0))
    assert (bars.names, bars.percents) == (("青石镇",), ("98.50",))
    assert (bars.waiting, bars.provisional, lost.provisional) == (1, True, True)
    assert lost.units == ("柳河乡", "青石镇")


def test_a_leader_gets_the_units_of_the_own_team_only(built: Built, tmp_path: Path) -> None:
    recipe = press(built, tmp_path, LEADER, "all")
    found = read_charts(built.tx, house(tmp_path), NOW, recipe)
    done, bars = found["progress"], found["ranking"]
    assert isinstance(done, ProgressPlan)
    assert isinstance(bars, RankingPlan)
    mine = {built.units[name].id for name in built.units if name.startswith("青石镇")}
    assert set(recipe["units"]) >= mine
    assert built.units["柳河乡东沟村"].id not in recipe["units"]
    assert not any("柳河" in name or "东沟" in name for name in (*done.names, *bars.names))


def test_a_township_is_shown_by_its_villages(built: Built, tmp_path: Path) -> None:
    recipe = press(built, tmp_path, OBSERVER, "town", "0")
    found = read_charts(built.tx, house(tmp_path), NOW, recipe)
    done, bars = found["progress"], found["ranking"]
    assert isinstance(done, ProgressPlan)
    assert isinstance(bars, RankingPlan)
    assert done.names == ("大坪村", "石桥村")
    assert bars.names == ("石桥村", "大坪村")


@pytest.mark.parametrize(
    ("level", "names"),
    [("towns", ("青石镇",)), ("villages", ("石桥村", "东沟村", "大坪村"))],
)
def test_the_ranking_s_button_brings_the_ranking_alone(
    level: str, names: tuple[str, ...], built: Built, tmp_path: Path
) -> None:
    recipe = press(built, tmp_path, OBSERVER, level)
    found = read_charts(built.tx, house(tmp_path), NOW, recipe)
    assert list(found) == ["ranking"]
    bars = found["ranking"]
    assert isinstance(bars, RankingPlan)
    assert bars.names == names
    assert caption("ranking", bars) == Text("chart.ranking", {"round": "第一轮"})


def test_every_picture_asked_for_is_in_the_trail_and_asking_twice_sends_twice(
    built: Built, tmp_path: Path
) -> None:
    press(built, tmp_path, OBSERVER, "all")
    press(built, tmp_path, OBSERVER, "all")
    rows = built.tx.all("SELECT * FROM audit WHERE act = 'export' ORDER BY rowid")
    assert len(rows) == 2
    noted = json.loads(rows[0]["after"])
    assert (noted["kind"], noted["units"]) == ("charts", 5)


@pytest.mark.parametrize(
    "args", [("none",), ("team", "x"), ("team", "99"), ("town", "99"), ("town", "-1"), ("all", "1")]
)
def test_a_forged_button_brings_nothing(
    args: tuple[str, ...], built: Built, tmp_path: Path
) -> None:
    with pytest.raises(RefusalError):
        press_charts(builders.scene(built, tmp_path, OBSERVER), args)
    assert owed(built.tx) == []


def test_without_a_sheet_there_is_nothing_to_draw(tx: Tx, tmp_path: Path) -> None:
    made = builders.campaign(tx, "lingling-2018", [builders.village("青石镇", "大坪村", "张三四")])
    with pytest.raises(RefusalError, match="no-charts"):
        press_charts(builders.scene(made, tmp_path, OBSERVER), ("all",))
    card = place_card(builders.scene(made, tmp_path, OBSERVER), "0|summary")
    assert "ch|all" not in [button.data for row in card.rows for button in row]


def test_a_group_gets_progress_at_once_and_the_ranking_only_when_all_is_final(
    built: Built, tmp_path: Path
) -> None:
    scene = builders.scene(built, tmp_path, LEADER)
    scene.sender = Sender(scene.focus.user_id, -100, private=False)
    summary(scene, "")
    rank(scene, "")
    summary(scene, "")
    (first,) = owed(built.tx)
    assert (first.chat_id, first.body["recipe"]["which"]) == (-100, ["progress"])
    assert list(read_charts(built.tx, house(tmp_path), NOW, first.body["recipe"])) == ["progress"]
    for unit in list(built.units)[:4]:
        found = desk_of(built, unit)
        builders.answer_all(built.tx, found)
        builders.visit_all(built.tx, found)
        builders.to_state(built.tx, found, SheetState.FINAL)
    scene.record("sign", "sheet/1")
    rank(scene, "")
    assert [each.body["recipe"]["which"] for each in owed(built.tx)] == [["progress"], ["ranking"]]


def photo(built: Built, target: Target, message: int) -> int:
    """A picture whose bytes are safe."""
    sent = Attached("photo", f"file{message}", f"unique{message}")
    by = built.people["王五六"]
    sender = Sender(built.accounts["王五六"], built.accounts["王五六"], True, message)
    made = evidence.receive(built.tx, built.id, target, sender, sent, by, None, None, NOW)
    assert made is not None
    built.tx.do(
        "UPDATE evidence SET sha256 = :h, state = 'kept' WHERE id = :id", id=made, h="a" * 64
    )
    return made


def test_from_the_item_a_leader_and_an_observer_come_to_its_pictures(
    built: Built, tmp_path: Path
) -> None:
    found = desk_of(built, "青石镇大坪村")
    sheet = found.sheet.id
    assert sheet == sheet_id(built, "青石镇大坪村")
    household = built.tx.all("SELECT id FROM households ORDER BY id")[0]["id"]
    photo(built, Target(sheet, "2.9"), 1)
    photo(built, Target(sheet, "2.9"), 2)
    photo(built, Target(sheet, "1.2.2", None, household), 3)
    places = {f"{sheet}|read.item.2.9": f"ei|{sheet}|2.9|0"}
    places[f"{sheet}|read.hh.{household}.1.2.2"] = f"eh|{sheet}|{household}|0"
    for place, button in places.items():
        for who in (LEADER, OBSERVER):
            card = place_card(builders.scene(built, tmp_path, who), place)
            datas = [each.data for row in card.rows for each in row]
            assert button in datas, (place, who)
    at_desk = builders.scene(built, tmp_path, LEADER, found)
    press_item(at_desk, (str(sheet), "2.9"))
    at_desk.focus = replace(at_desk.focus, owed=at_desk.focus.owed + 1)
    press_household(at_desk, (str(sheet), str(household)))
    albums = [each for each in notices.due(built.tx, NOW, NOW, 50) if each.kind == "pictures"]
    assert [len(each.body["shots"]) for each in albums] == [2, 1]
    for run, raw in ((press_item, "9.9"), (press_household, "x"), (press_household, "999")):
        with pytest.raises(RefusalError, match="button-unknown"):
            run(at_desk, (str(sheet), raw))

"""`/summary`: the cards of every level, who sees what, the JSON, and the group's one message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.card import Card
from inspection.heard import Sender
from inspection.people import RefusalError
from inspection.sheet import SheetState
from scoring.figures import figures_of
from scoring.score import score
from scoring.summary import summarize
from storage import sheets
from storage.db import Tx
from tests import builders
from tests.builders import Built
from tests.workflow.one_round import desk_of, one_round, sheet_id
from workflow import rolling
from workflow.cards import place_card
from workflow.figures import figures
from workflow.ranking import rank
from workflow.results import sheet_lines, summed, townships_of, visible_townships, visible_units
from workflow.summary import summary


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return one_round(tx)


def card(built: Built, folder: Path, who: str, place: str) -> Card:
    return place_card(builders.scene(built, folder, who), place)


def words(card: Card) -> str:
    """All a card says, as plain Chinese."""
    zh = catalog("zh")
    return "\n".join(zh.plain(line) for line in card.lines)


def labels(card: Card) -> list[str]:
    zh = catalog("zh")
    return [zh.plain(button.label) for row in card.rows for button in row]


def test_the_card_sums_up_the_round(built: Built, tmp_path: Path) -> None:
    got = words(card(built, tmp_path, "郑一二", "0|summary"))
    assert got.split("\n") == [
        "第一轮 · 10月12日 18:00",
        "表 2/4 已签（待审 1，在查 1）",
        "还有 1 个乡镇没开始",
        "户 5/6（未遇 1）",
        "均分 98.33（97～100，暂定）",
        "丢分：2.9 贫困户微信群 −4 · 1.4 乡镇街道主体责任 −2 · 1.2.2 扶贫手册真实、完整、准确 −1.5",
        "问题 6 个",
    ]


def test_an_admin_and_an_observer_go_by_team_a_leader_sees_the_own_townships(
    built: Built, tmp_path: Path
) -> None:
    for who in ("郑一二", "孙七八"):
        assert labels(card(built, tmp_path, who, "0|summary"))[:2] == ["第一组", "第二组"]
    leader = card(built, tmp_path, "李四五", "0|summary")
    assert labels(leader)[0] == "青石镇"
    assert "表 2/2 已签" in words(leader)
    assert "柳河乡" not in "".join(labels(leader))


@pytest.mark.parametrize("who", ["王五六", "周八九"], ids=["an inspector", "a contact"])
@pytest.mark.parametrize("place", ["summary", "summary.towns", "summary.lost", "rank", "export"])
def test_nobody_else_reads_results(built: Built, tmp_path: Path, who: str, place: str) -> None:
    with pytest.raises(RefusalError):
        card(built, tmp_path, who, f"0|{place}")


@pytest.mark.parametrize(
    "place",
    ["summary.team.1", "summary.team.9", "summary.town.1", "summary.town.x", "summary.nowhere"],
)
def test_a_leader_does_not_get_into_another_teams_figures(
    built: Built, tmp_path: Path, place: str
) -> None:
    with pytest.raises(RefusalError):
        card(built, tmp_path, "李四五", f"0|{place}")


def test_a_leader_reads_no_sheet_of_another_team(built: Built, tmp_path: Path) -> None:
    other = sheet_id(built, "柳河乡东沟村")
    for place in ("read", "read.item.2.9", "read.hh.1.2.9"):
        with pytest.raises(RefusalError):
            card(built, tmp_path, "李四五", f"{other}|{place}")


def test_the_way_down_leads_from_team_to_household(built: Built, tmp_path: Path) -> None:
    team = card(built, tmp_path, "郑一二", "0|summary.team.0")
    assert labels(team)[0] == "青石镇"
    town = card(built, tmp_path, "郑一二", "0|summary.town.0")
    assert labels(town)[:2] == ["大坪村 · 97.00 已签", "石桥村 · 100.00 ✅"]
    at = sheet_id(built, "青石镇大坪村")
    sheet = card(built, tmp_path, "郑一二", f"{at}|read")
    assert labels(sheet)[:2] == ["2.9 贫困户微信群", "1.2.2 扶贫手册真实、完整、准确"]
    item = card(built, tmp_path, "郑一二", f"{at}|read.item.1.2.2")
    assert "依据：手册错误2处：01×2" in words(item)
    assert labels(item)[0] == "01 张* ×2"
    household = card(built, tmp_path, "郑一二", item.rows[0][0].data.split("|", 1)[1])
    assert words(household).split("\n") == ["青石镇大坪村 · 01 张*", "入户走访", "❗ 手册错误 ×2"]
    assert sheet.private
    assert item.private
    assert household.private


def test_buttons_lead_where_they_say(built: Built, tmp_path: Path) -> None:
    seen: set[str] = set()
    todo = ["0|summary"]
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        shown = card(built, tmp_path, "郑一二", place)
        assert shown.place == place or shown.place.startswith(f"{place}.")
        todo += [
            button.data.removeprefix("go|")
            for row in shown.rows
            for button in row
            if button.data.startswith("go|")
        ]
    at = sheet_id(built, "青石镇大坪村")
    everywhere = {"0|summary.team.1", "0|summary.town.1", "0|summary.lost.2.9", "0|rank.villages"}
    assert everywhere | {f"{at}|read", f"{at}|read.item.1.2.2"} <= seen


def test_no_full_name_of_a_villager_is_on_any_card(built: Built, tmp_path: Path) -> None:
    at = sheet_id(built, "青石镇大坪村")
    for place in ("0|summary", "0|summary.lost", f"{at}|read", f"{at}|read.item.1.2.2"):
        shown = card(built, tmp_path, "郑一二", place)
        text = words(shown) + "".join(labels(shown))
        assert not [name for name in ("张三四", "欧阳七八", "吴九十") if name in text]


def test_the_list_of_lost_points_leads_to_the_units(built: Built, tmp_path: Path) -> None:
    lost = card(built, tmp_path, "郑一二", "0|summary.lost")
    assert "2.9 贫困户微信群 −4（2 张表）" in words(lost)
    units = card(built, tmp_path, "郑一二", "0|summary.lost.2.9")
    assert labels(units)[:2] == ["青石镇大坪村", "柳河乡东沟村"]


def test_the_command_keeps_what_it_computed(built: Built, tmp_path: Path) -> None:
    at = sheet_id(built, "柳河乡西沟村")
    assert sheets.figures(built.tx, at) is None
    scene = builders.scene(built, tmp_path, "郑一二")
    summary(scene, "")
    assert scene.focus.place == "0|summary"
    kept = sheets.figures(built.tx, at)
    assert kept is not None
    found = desk_of(built, "柳河乡西沟村")
    recounted = rolling.recount(built.tx, found)
    assert kept == json.loads(
        json.dumps(figures_of(score(found.checklist, recounted.tallies)).to_json())
    )


@pytest.mark.parametrize("kept", [0, 2, 4])
@pytest.mark.parametrize(
    "townships", [None, ["柳河乡"], ["白云乡"]], ids=["all", "one", "none yet"]
)
def test_what_the_database_adds_up_is_what_the_sheets_say(
    built: Built, townships: list[str] | None, kept: int
) -> None:
    """Of four sheets some have their figures kept, the others are computed on the way."""
    for number in sheets.stale(built.tx, kept):
        figures(built.tx, number, keep=True)
    want = summarize(sheet_lines(built.tx, built.id, built.round_id, townships))
    assert summed(built.tx, built.id, built.round_id, townships) == want


@pytest.mark.parametrize("who", ["郑一二", "李四五", "赵六七", "孙七八", "王五六", "周八九"])
def test_results_are_anybodys_by_whole_townships(built: Built, tmp_path: Path, who: str) -> None:
    scene = builders.scene(built, tmp_path, who)
    assert visible_townships(scene) == townships_of(visible_units(scene))


def test_a_group_reads_progress_and_scores_only_once_all_is_final(
    built: Built, tmp_path: Path
) -> None:
    scene = builders.scene(built, tmp_path, "郑一二")
    scene.sender = Sender(scene.focus.user_id, -100, private=False)
    before = scene.focus
    zh = catalog("zh")
    toast = summary(scene, "").toast
    assert toast is not None
    assert "表 2/4 已签" in zh.plain(toast)
    assert "均分" not in zh.plain(toast)
    assert scene.focus == before
    waiting = rank(scene, "").toast
    assert waiting is not None
    assert zh.plain(waiting) == "各表全部定稿后公布排名"
    for unit in list(built.units)[:4]:
        found = desk_of(built, unit)
        builders.answer_all(built.tx, found)
        builders.visit_all(built.tx, found)
        builders.to_state(built.tx, found, SheetState.FINAL)
    final = summary(scene, "").toast
    assert final is not None
    assert "均分 100（100～100）" in zh.plain(final)
    ranked = rank(scene, "").toast
    assert ranked is not None
    assert "1. 青石镇 100" in zh.plain(ranked)

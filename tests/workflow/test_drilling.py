"""From `/summary` down to an item's evidence and back: pages, ways, who sees the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.locales import catalog
from inspection.card import Card
from inspection.heard import Moment, Pressed, Sender
from storage import focus, notices
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from tests.talks.talk import said
from tests.workflow.filed import household, sent
from tests.workflow.one_round import desk_of, one_round
from workflow.cards import place_card
from workflow.hear import hear
from workflow.post import TIDY_AFTER
from workflow.post import sent as was_sent
from workflow.scene import Desk


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return one_round(tx)


@pytest.fixture
def here(built: Built) -> Desk:
    return desk_of(built, "青石镇大坪村")


def card(built: Built, folder: Path, who: str, place: str) -> Card:
    return place_card(builders.scene(built, folder, who), place)


def buttons(shown: Card) -> dict[str, str]:
    """What the card's buttons say when pressed, by label."""
    zh = catalog("zh")
    return {zh.plain(button.label): button.data for row in shown.rows for button in row}


def press(built: Built, folder: Path, who: str, data: str) -> str:
    """The toast's code."""
    account, tx = built.accounts[who], built.tx
    focus.meet(tx, account, account, None, "0|home", NOW)
    row = tx.one("SELECT count(*) AS n FROM inbox")
    sender = Sender(account, account, True, 500 + (row["n"] if row else 0))
    moment = Moment(sender.message_id or 0, sender, Pressed(data), NOW)
    reply = hear(builders.house(folder), tx, moment)
    return said(reply.toast).partition("(")[0] if reply.toast else ""


def albums(tx: Tx) -> list[int]:
    """How many pictures each album on its way has."""
    return [len(n.body["shots"]) for n in notices.due(tx, NOW, NOW, 50) if n.kind == "pictures"]


def test_every_level_leads_back_to_the_one_above(built: Built, here: Desk, tmp_path: Path) -> None:
    at = here.sheet.id
    ways = {
        "0|summary.town.0": {"‹ 第一组": "go|0|summary.team.0", "‹ 总览": "go|0|summary"},
        f"{at}|read": {"‹ 青石镇": "go|0|summary.town.0", "全部项目 ›": f"go|{at}|read.items"},
        f"{at}|read.item.2.9": {
            "‹ 本表": f"go|{at}|read",
            "各单位 ›": "go|0|summary.lost.2.9",
        },
        f"{at}|read.items": {"‹ 本表": f"go|{at}|read"},
        "0|summary.lost.2.9": {"‹ 丢分榜": "go|0|summary.lost", "‹ 总览": "go|0|summary"},
        "0|summary.lost": {"‹ 总览": "go|0|summary"},
    }
    for place, want in ways.items():
        assert want.items() <= buttons(card(built, tmp_path, "孙七八", place)).items(), place
    # Who sees one team alone comes from the summary itself.
    assert "‹ 第一组" not in buttons(card(built, tmp_path, "李四五", "0|summary.town.0"))


def test_an_item_without_a_loss_can_be_looked_into_too(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    shown = buttons(card(built, tmp_path, "孙七八", f"{here.sheet.id}|read.items"))
    assert shown["2.1 台账档案管理"] == f"go|{here.sheet.id}|read.item.2.1"
    assert "2.9 贫困户微信群 −2" in shown


def test_more_than_a_page_of_households_is_turned(built: Built, tx: Tx, tmp_path: Path) -> None:
    heads = [f"张{number}" for number in range(40)]
    made = builders.campaign(
        tx, "lingling-2018", [builders.village("青石镇", "大坪村", *heads)], title="大村"
    )
    found = builders.sheet(made, "青石镇大坪村")
    builders.visit_all(tx, found, {f"{n:02d}": {"1.2.2a": 1} for n in range(1, 41)})
    first = f"{found.sheet.id}|read.item.1.2.2"
    shown = [card(made, tmp_path, "郑一二", place) for place in (first, f"{first}.p.1")]
    names = [[label for label in buttons(each) if "×" in label] for each in shown]
    assert [len(each) for each in names] == [30, 10]
    assert shown[1].place == f"{first}.p.1"
    assert buttons(shown[0])["下一页 ›"].endswith("read.item.1.2.2.p.1")
    with pytest.raises(Exception, match="button-unknown"):
        card(made, tmp_path, "郑一二", f"{first}.p.x")


SEES = {"郑一二": "toast.coming", "李四五": "toast.coming", "孙七八": "toast.coming"}
"""The office, the team's head, a leader in charge."""


@pytest.mark.parametrize("who", ["郑一二", "李四五", "孙七八", "赵六七", "周八九"])
def test_evidence_is_seen_by_those_who_may_and_no_other(
    built: Built, here: Desk, tmp_path: Path, who: str
) -> None:
    sent(built, tmp_path, here, item_id="2.9")
    sent(built, tmp_path, here, household_id=household(built, here, "01"))
    at, seen = here.sheet.id, SEES.get(who, "refusal.not-allowed")
    for data in (f"ei|{at}|2.9|0", f"eh|{at}|{household(built, here, '01')}|0"):
        assert press(built, tmp_path, who, data) == seen
        # What is invented gives nothing away.
        assert press(built, tmp_path, who, data.replace("|0", "|7")) != "toast.coming"
    assert albums(built.tx) == ([1, 1] if who in SEES else [])
    if who in SEES:
        shown = buttons(card(built, tmp_path, who, f"{at}|read.item.2.9"))
        assert f"ei|{at}|2.9|0" in shown.values()


def test_many_files_come_a_page_at_a_tap(built: Built, here: Desk, tmp_path: Path) -> None:
    for _ in range(14):
        sent(built, tmp_path, here, item_id="2.9")
    at = here.sheet.id
    shown = buttons(card(built, tmp_path, "孙七八", f"{at}|read.item.2.9"))
    assert (shown["📷 1～12"], shown["📷 13～14"]) == (f"ei|{at}|2.9|0", f"ei|{at}|2.9|1")
    press(built, tmp_path, "孙七八", f"ei|{at}|2.9|0")
    press(built, tmp_path, "孙七八", f"ei|{at}|2.9|1")
    assert sorted(albums(built.tx)) == [2, 2, 10]


def test_what_was_looked_at_goes_out_of_the_chat_again(
    built: Built, here: Desk, tmp_path: Path
) -> None:
    sent(built, tmp_path, here, item_id="2.9")
    sent(built, tmp_path, here, item_id="2.9", kind="voice")
    press(built, tmp_path, "孙七八", f"ei|{here.sheet.id}|2.9|0")
    for number, notice in enumerate(notices.due(built.tx, NOW, NOW, 50)):
        if notice.kind in notices.MESSAGES:
            was_sent(built.tx, notice, NOW, [70 + 10 * number, 71 + 10 * number])
    assert [n.kind for n in notices.due(built.tx, NOW, NOW, 50) if n.kind == "delete"] == []
    later = NOW + TIDY_AFTER
    gone = [n for n in notices.due(built.tx, later, later, 50) if n.kind == "delete"]
    assert sorted(len(n.body["messages"]) for n in gone) == [2, 2]
    assert {n.chat_id for n in gone} == {built.accounts["孙七八"]}

"""An office on its own network: two phones do a village while network and server come and go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from content.workbook.writer import write_plan
from inspection.campaign import Unit
from tests.chatserver import page_stage
from tests.journeys.notebook import Notebook
from tests.journeys.places import CONTACT, FIRST, LEADER, SECOND, VILLAGE, plan
from tests.journeys.window import WAIT, Window
from tests.pictures import scene
from tests.served import Served, until

browser = page_stage.browser
BY_NUMBER = {household.number: household for household in VILLAGE}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    served.start()
    yield served
    served.close()


def prepared(office: Served, households: int, names: Sequence[str]) -> list[str]:
    """A campaign out of a workbook: scheme A, a village of so many households; their links."""
    units = (Unit("青石镇", "大坪村", "非贫困村", CONTACT), Unit("柳河乡", "柳湾村", "非贫困村"))
    workbook = office.folder / "campaign.xlsx"
    write_plan(plan("lingling-2018", units, VILLAGE[:households]), workbook)
    invitations = [("invite", name) for name in names]
    _, *told = office.ducha(("import", str(workbook)), *invitations)
    return [office.link(one) for one in told]


def village_pages(first: Window, book: Notebook) -> None:
    """The village's own questions, down to the last section."""
    first.write("/inspect 大坪村", "责任落实", "没方案记录")
    first.tap("没方案记录", "❗没方案记录", "1.4：没做到")
    first.tap("✅ 本节其余没问题", "1.5 村干部责任落实")
    first.tap("✅ 没有问题", "工作落实", "一户一档缺：0")
    first.tap("✅ 本节其余没问题", "2.6 教育扶贫")
    first.tap("✅ 做到", "没轮训测试")
    first.tap("✅ 本节其余没问题")
    fine = ("1.1b", "1.2.2b", "1.4a", "1.4b", "2.1b", "2.3.1a", "2.3.1b", "2.6c", "2.9a")
    book.village |= dict.fromkeys((*fine, "2.10a", "2.10b", "2.10c", "2.10d", "3.2.2a"), True)
    book.village |= {"1.4c": False, "1.5a": 0, "2.1a": 0}


def page_of(number: str) -> str:
    """How a household's page begins."""
    return f"{number} {BY_NUMBER[number].head[0]}*"


def walk(hand: Window, book: Notebook, numbers: list[str]) -> None:
    """Households without a problem, one tap each; the last stays open."""
    for number, following in pairwise(numbers):
        hand.tap("✅ 没问题")
        if BY_NUMBER[number].group != BY_NUMBER[following].group:
            hand.write(following)  # what is left of a group comes before the next one
        hand.see(page_of(following))
        book.visited(BY_NUMBER[number])


def alone_in_the_hills(first: Window, book: Notebook) -> None:
    """Without a network: what is tapped, written and photographed waits, over a reload as well."""
    first.offline()
    first.key("手册错误").click()
    first.see("❗手册错误1")
    first.key("队没来过").click()
    first.see("❗队没来过")
    first.photos(scene(1), scene(2), caption="01")
    first.write("02 无")
    first.write("03 手册2")
    first.photos(scene(3), caption="03")
    first.waiting(6)
    first.page.reload()
    first.waiting(6)
    book.visited(BY_NUMBER["01"], {"1.2.2a": 1, "1.1a": False})
    book.visited(BY_NUMBER["02"])
    book.visited(BY_NUMBER["03"], {"1.2.2a": 2})


def server_dies(office: Served, first: Window, second: Window, book: Notebook, at: str) -> None:
    """The server is killed as a tap is under way, while the other one has no network."""
    second.offline()
    second.photos(scene(4), caption=at)
    second.write(f"{at} 手册3")
    first.key("慢病没签").click()
    office.kill()
    first.key("责任人没来").click()
    first.photos(scene(5), caption="05")
    first.see("❗责任人没来1")
    second.waiting(2)
    office.start()
    second.online()
    book.visited(BY_NUMBER["05"], {"2.5b": 1, "1.2.1a": 1})
    book.visited(BY_NUMBER[at], {"1.2.2a": 3})


@pytest.mark.parametrize(
    "households", [8, pytest.param(48, marks=pytest.mark.hard)], ids=["8 households", "48"]
)
def test_two_phones_do_a_village_though_network_and_server_come_and_go(
    browser: Browser, office: Served, tmp_path: Path, households: int
) -> None:
    people = [Window(browser, name) for name in (FIRST, SECOND, LEADER)]
    first, second, leader = people
    for one, link in zip(
        people, prepared(office, households, (FIRST, SECOND, LEADER)), strict=True
    ):
        one.enter(link)
    book, numbers = Notebook(), [household.number for household in VILLAGE[:households]]

    village_pages(first, book)
    first.write("1", page_of("01"), "手册错误")
    alone_in_the_hills(first, book)
    second.write("/inspect 大坪村")
    second.write("6", page_of("06"), "手册错误")
    walk(second, book, numbers[5:])
    first.lose_answers(4)
    first.online()
    first.all_sent()
    saved(first, "01", 2)
    first.write("4", page_of("04"), "手册错误")
    walk(first, book, ["04", "05"])
    server_dies(office, first, second, book, numbers[-1])
    for one in (first, second):
        one.all_sent()
    saved(first, "05", 2)
    hand_in(first, leader)

    nothing_is_lost_or_doubled(office, people, photos=5)
    answers = str(book.write(tmp_path / "answers.json"))
    verified, scored, summed = office.ducha(
        ("audit", "verify"), ("score", "lingling-2018", answers), ("summary", "--json")
    )
    assert "记录链完整，佐证材料齐全无改动" in verified
    wanted, units = json.loads(scored), json.loads(summed)["units"]
    got = next(unit for unit in units if unit["unit"] == "青石镇大坪村")
    compared = ("score", "applicable", "percent", "sections", "items")
    assert {key: got[key] for key in compared} == {key: wanted[key] for key in compared}
    assert [one.wrong for one in people] == [[], [], []]


def saved(hand: Window, number: str, problems: int) -> None:
    """The page has all that was tapped; it is saved."""
    hand.write(number, page_of(number), f"{problems} 个问题，存")
    hand.key("个问题，存").click()
    expect(hand.card).not_to_contain_text(f"{problems} 个问题，存", timeout=WAIT)


def hand_in(first: Window, leader: Window) -> None:
    """From the last household to the leader's signature."""
    first.write("/submit", "青石镇大坪村 齐了")
    first.tap("✅ 交组长", "待审签")
    leader.see("📝 青石镇大坪村 已提交")
    leader.tap("打开", "审核 青石镇大坪村", "✍ 审签")
    leader.tap("✍ 审签", "审签后分数锁定")
    leader.tap("✍ 确认审签", "已审签，待被查单位确认")


def nothing_is_lost_or_doubled(office: Served, people: list[Window], photos: int) -> None:
    """Each act stands once in the trail and in the chat, in the order in which it was done."""
    assert office.rows("SELECT state FROM sheets") == [("signed",)]
    twice = "SELECT subject, before, after FROM audit WHERE act = 'answer' GROUP BY 1, 2, 3"
    assert office.rows(f"{twice} HAVING count(*) > 1") == []
    safe = "SELECT count(*), count(DISTINCT sha256) FROM evidence WHERE state = 'safe'"
    until(lambda: office.rows(safe) == [(photos, photos)], 20, lambda: str(office.rows(safe)))
    for one in people:
        said = office.chat_rows(
            "SELECT json_extract(content, '$.text') FROM messages JOIN people ON people.id = sender"
            " WHERE name = ? AND NOT by_bot AND json_extract(content, '$.text') NOT LIKE '/start%'"
            " ORDER BY messages.id",
            one.name,
        )
        assert [text for (text,) in said if text] == one.written

"""Scheme D, a town's self-inspection: from the workbook through three rounds to the last closed."""

from __future__ import annotations

import json
import re
from asyncio import gather
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from content.checklists import shipped
from content.workbook.writer import write_plan
from inspection.campaign import CampaignPlan, Department, Mode, Policy, Round, RoundKind, Unit
from tests.journeys import putting_right
from tests.journeys.hand import Hand, screen_of
from tests.journeys.places import (
    ADMIN,
    CONTACT,
    FIRST,
    LEADER,
    OBSERVER,
    PEOPLE,
    SECOND,
    VILLAGE,
)
from tests.journeys.stage import Stage, stage
from tests.pictures import scene

PLAN = CampaignPlan(
    "大排查大整改",
    date(2026, 10, 10),
    date(2026, 12, 11),
    shipped("town-rectification"),
    office="青石镇督查办",
    mode=Mode.SELF,
    policy=Policy(last_n=1),
    rounds=(
        Round("排查", RoundKind.INSPECT, date(2026, 10, 12), date(2026, 10, 23)),
        Round("回头看", RoundKind.RECHECK, date(2026, 11, 16), date(2026, 11, 27)),
        Round("清零", RoundKind.CLEAR, date(2026, 12, 7), date(2026, 12, 11)),
    ),
    # Who inspects works in the very town: a self-inspection does not bar them.
    people=tuple(
        replace(each, workplace="青石镇人民政府")
        for each in PEOPLE
        if each.name in {ADMIN, FIRST, SECOND, LEADER, CONTACT, OBSERVER}
    ),
    units=(Unit("青石镇", "大坪村", None, CONTACT),),
    households=VILLAGE[:3],
    departments=(Department("产业就业", "农业农村办", ("村委会",)),),
    has_tags=True,
)
INCOME, LEFT_OUT, SYSTEM, DISCONTENT = range(1, 5)
"""The findings' numbers, in the order of the checklist."""
ALL = (INCOME, LEFT_OUT, SYSTEM, DISCONTENT)
PAGE = "换户"
NAMES = (FIRST, SECOND, LEADER, CONTACT, OBSERVER)


def day(town: Stage, month: int, of_month: int, hour: int = 9) -> str:
    """Let it be that day; its name as the bot writes it."""
    town.set(datetime(2026, month, of_month, hour, tzinfo=town.now.tzinfo))
    return f"{month}月{of_month}日"


@pytest.mark.timeout(300)
async def test_a_town_puts_everything_right_in_three_rounds(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        workbook = tmp_path / "plan.xlsx"
        write_plan(PLAN, workbook)
        told = await town.ducha("import", str(workbook))
        assert told.code == 0, told.err
        first, second, leader, contact, observer = await town.join(NAMES)
        await town.open()
        await inspect(first)
        await hand_over(first, leader, contact)
        await two_are_closed(town, first, second, leader, contact)
        day(town, 11, 23)
        await gather(more_time(leader, contact), look_back(first))
        await chased(town, leader, contact, observer)
        await late(town, first, leader, contact)
        await cleared(town, second, leader, contact)
        await kept(town, leader, tmp_path / "papers")


async def inspect(hand: Hand) -> None:
    """Two things are found in the village, two in households."""
    await hand.write("/inspect", "1.2 漏评")
    await hand.tap("1", "漏评1处")
    await hand.tap("›", "1.4 档案")
    await hand.tap("没有问题", "1.6 满意度")
    await hand.tap("1", "● 1")
    await hand.tap("›", "2.1 驻村帮扶")
    await hand.tap("没有问题", "没走访 3 户：01 王*")
    await hand.tap("没走访 3 户", "01 ", "还有 3 户")
    await hand.tap("01 ", "01 ", PAGE)
    await hand.tap("收入有问题", "❗收入有问题")
    await hand.tap("个问题，存", "02 ", PAGE)
    await hand.tap("系统不符", "❗系统不符")
    await hand.tap("个问题，存", "03 ", PAGE)
    await hand.tap("✅ 没问题", "都走完了")


async def hand_over(first: Hand, leader: Hand, contact: Hand) -> None:
    """Signed, the findings go to the village's contact, who signs for one."""
    await first.write("/submit", "大坪村 齐了", "4 个问题", "走访 3/3 户")
    await first.tap("✅ 交组长", "待审签")
    await leader.hear("📝 青石镇大坪村 已提交")
    await leader.tap("打开", "问题 4 个，将交办", "✍ 审签")
    await leader.tap("✍ 审签", "✍ 确认审签")
    await leader.tap("✍ 确认审签", "已审签")
    await contact.hear("青石镇大坪村 4 个问题已交办，最早 11月30日")
    await contact.tap("打开", "问题与整改", *(f"{number:04d} 剩" for number in ALL))
    assert "赵" not in screen_of(contact.shown)
    await contact.tap(f"{SYSTEM:04d} ", "状态：已交办", "02 李*", "11月30日24时前（剩49天）")
    assert await contact.tap("✅ 签收", "状态：已签收") == "已签收。"


async def two_are_closed(
    town: Stage, first: Hand, second: Hand, leader: Hand, contact: Hand
) -> None:
    """One comes back with a remark first; nobody closes what is not theirs to close."""
    day(town, 10, 14)
    await putting_right.rectify(town, contact, INCOME, [scene(1)], "已重新核算")
    await gather(
        putting_right.send_back(first, INCOME, "缺户主签字"),
        putting_right.rectify(town, contact, LEFT_OUT, [scene(2)], "台账已建"),
    )
    await contact.hear(f"整改通知 2026-{INCOME:04d} 退回：缺户主签字。请于12月11日24时前")
    await gather(
        putting_right.close(second, LEFT_OUT, "说明：台账已建"),
        putting_right.rectify(town, contact, INCOME, [scene(3), scene(4)], "户主已签字"),
    )
    await putting_right.close(leader, INCOME, "此前退回 1 次", "说明：户主已签字")
    await contact.hear(f"整改通知 2026-{INCOME:04d} 已销号")


async def more_time(leader: Hand, contact: Hand) -> None:
    """A week before: the first digest. More time is refused once, then granted."""
    await contact.hear("⏰", "大坪村整改 11月23日", "7天内2")
    await contact.tap(f"{DISCONTENT:04d}", f"2026-{DISCONTENT:04d}", "11月30日24时前（剩7天）")
    await ask(contact, "12月4日", "村民会还没开")
    await leader.hear(f"整改通知 2026-{DISCONTENT:04d} 申请延到12月4日：村民会还没开")
    await leader.tap("不同意", "请写不同意的理由")
    await leader.tap("请按原期限抓紧整改", "已答复不同意")
    await contact.hear(f"整改通知 2026-{DISCONTENT:04d} 不同意延期：请按原期限抓紧整改")
    await putting_right.find(contact, DISCONTENT)
    await ask(contact, "12月4日", "定在12月3日开会")
    await leader.hear(f"整改通知 2026-{DISCONTENT:04d} 申请延到12月4日：定在12月3日开会")
    await leader.tap("同意", "同意后期限即改到这一天")
    await leader.tap("确认同意", "已同意延期", "12月4日24时前")
    await contact.hear(f"整改通知 2026-{DISCONTENT:04d} 同意延期到12月4日24时前")


async def ask(contact: Hand, until: str, why: str) -> None:
    """More time for the finding one looks at."""
    await contact.tap("申请延期", "延到哪天？")
    await contact.write(until, f"延到{until}", "说明理由")
    await contact.write(why, "已申请延期，等组长答复", f"申请延期至{until}")


async def look_back(hand: Hand) -> None:
    """回头看: what was closed holds or came back, what is open still stands."""
    await hand.write("/inspect", "旧问题 0/4", f"{LEFT_OUT:04d} 已销号")
    await hand.tap(f"{LEFT_OUT:04d} 已销号", "✅ 巩固", "❗ 反弹")
    await hand.tap("✅ 巩固", "已巩固，旧问题 1/4")
    await hand.tap(f"{INCOME:04d} 已销号", "❗ 反弹")
    await hand.tap("❗ 反弹", "请写一句现场情况")
    await hand.write("又照抄了上年数据", "反弹，已告知责任单位，旧问题 2/4")
    for number, done in ((SYSTEM, 3), (DISCONTENT, 4)):
        await hand.tap(f"{number:04d} ", "仍未整改")
        await hand.tap("仍未整改", f"仍未整改，旧问题 {done}/4")


async def chased(town: Stage, leader: Hand, contact: Hand, observer: Hand) -> None:
    """The digests of the days before and after the deadline, to whom the ladder says."""
    await contact.hear(
        f"整改通知 2026-{INCOME:04d} 回头看发现反弹：又照抄了上年数据。请于12月11日24时前"
    )
    # The day before is a Sunday: its reminder goes out on Friday.
    friday = day(town, 11, 27)
    await contact.hear("⏰", f"大坪村整改 {friday}", "7天内2", f"{SYSTEM:04d} 剩3天")
    assert await contact.tap("知道了") == "好的。"
    day(town, 11, 29)
    await contact.hear("⏰", f"大坪村整改 {day(town, 11, 30)}", "今天1", f"{SYSTEM:04d} 今天")
    assert not await digests(leader)
    tuesday = day(town, 12, 1)
    await contact.hear("⏰", f"大坪村整改 {tuesday}", "逾期1 · 3天内1", f"{SYSTEM:04d} 逾期1天")
    await leader.hear("⏰", f"大坪村整改 {tuesday}", f"{SYSTEM:04d} 逾期1天")
    due = await town.ducha("due", "--json")
    assert due.code == 0, due.err
    (told,) = json.loads(due.out)
    assert {(each["finding"], each["stage"], each["person"]) for each in told["reminders"]} == {
        (f"2026-{SYSTEM:04d}", "over-1", LEADER),
        (f"2026-{SYSTEM:04d}", "over-1", CONTACT),
        (f"2026-{DISCONTENT:04d}", "before-3", CONTACT),
    }
    wednesday = day(town, 12, 2)
    for hand in (contact, leader):
        await hand.hear("⏰", f"大坪村整改 {wednesday}", f"{SYSTEM:04d} 逾期2天")
    assert not await digests(observer)
    thursday = day(town, 12, 3)
    await contact.hear("⏰", f"大坪村整改 {thursday}", "逾期1 · 1天内1")
    await observer.hear("⏰", "逾期满 3 天", "青石镇大坪村　1 项，最长逾期 3 天", "建议约谈")
    assert "02" not in str(observer.shown["text"])
    got = {hand.person: await digests(hand) for hand in (contact, leader, observer)}
    assert got[contact.person] == [
        "11月23日", "11月27日", "11月30日", "12月1日", "12月2日", "12月3日"
    ]  # fmt: skip
    assert got[leader.person] == ["12月1日", "12月2日", "12月3日"]
    assert got[observer.person] == ["12月3日"]


async def digests(hand: Hand) -> list[str]:
    """The days of the digests this person has had, in order."""
    texts = [m["text"] or "" for m in await hand.messages()]
    return [re.findall(r"\d+月\d+日", text)[0] for text in texts if text.startswith("⏰")]


async def late(town: Stage, first: Hand, leader: Hand, contact: Hand) -> None:
    """Put right on the last day of the ladder; no further reminder comes of it."""
    await putting_right.rectify(town, contact, SYSTEM, [scene(5)], "系统已更正")
    await gather(
        putting_right.close(first, SYSTEM, "已过3天"),
        putting_right.rectify(town, contact, DISCONTENT, [scene(6)], "村民会已开"),
    )
    await putting_right.close(leader, DISCONTENT, "剩1天")
    day(town, 12, 4)
    await contact.hear("⏰", "大坪村整改 12月4日", "7天内1", f"{INCOME:04d} 剩7天")


async def cleared(town: Stage, second: Hand, leader: Hand, contact: Hand) -> None:
    """清零: what is left is one, and then nothing."""
    day(town, 12, 7)
    await leader.write("/summary", "清零", "还剩什么")
    await leader.tap("还剩什么", "对账销号", "大坪村 销号 3/4")
    await gather(
        putting_right.rectify(town, contact, INCOME, [scene(7)], "逐项重新核算，户主确认"),
        hold(second, LEFT_OUT, SYSTEM, DISCONTENT),
    )
    await putting_right.close(second, INCOME, "逐项重新核算")
    await second.write("/inspect", "旧问题 4/4", "旧问题都看过了")
    await leader.write("/summary", "旧问题 4/4 已回头看", "问题4：销号4")
    await leader.tap("还剩什么", "销号 4/4", "没有未销号的问题")


async def hold(hand: Hand, *numbers: int) -> None:
    """What was closed is looked at once more, and holds."""
    await hand.write("/inspect", "旧问题 0/4")
    for done, number in enumerate(numbers, 1):
        await hand.tap(f"{number:04d} 已销号", "✅ 巩固")
        await hand.tap("✅ 巩固", f"已巩固，旧问题 {done}/4")


async def kept(town: Stage, leader: Hand, papers: Path) -> None:
    """The ledger holds each finding's way; figures and trail agree with it."""
    told = gather(
        town.ducha("export", "ledger", "--out", str(papers)), town.ducha("summary", "--json")
    )
    await leader.write("/export", "📒 整改台账")
    await leader.tap("📒 整改台账")
    sent = await leader.wait_for(
        lambda m: "整改台账" in str(m["document"]) and "问题 4 个" in m["text"], 20
    )
    exported, summed = await told
    assert (exported.code, summed.code) == (0, 0), exported.err + summed.err
    for content in (await leader.file(sent), only_file(papers)):
        assert_ledger(content)
    found = json.loads(summed.out)["rectification"]
    assert {state: n for state, n in found["states"].items() if n != "0"} == {"closed": "4"}
    rates = ("closing", "closing_on_time", "rework", "extension")
    assert [(found[rate]["n"], found[rate]["of"]) for rate in rates] == [
        ("4", "4"), ("3", "4"), ("1", "4"), ("1", "4"),
    ]  # fmt: skip
    assert found["looked_again"] == {"n": "4", "of": "4"}
    audit = await town.ducha("audit", "verify")
    assert audit.code == 0, audit.err
    assert "记录链完整，佐证材料齐全无改动" in audit.out


def only_file(folder: Path) -> bytes:
    """What the one file of the folder holds."""
    (file,) = folder.iterdir()
    return file.read_bytes()


def assert_ledger(content: bytes) -> None:
    """Both sheets have all four findings, each with its deadline, its end and its marks."""
    full, printed = load_workbook(BytesIO(content)).worksheets
    for sheet, columns in ((full, 22), (printed, 14)):
        rows = list(sheet.values)
        head = next(n for n, row in enumerate(rows) if row[0] == "序号")
        assert len([name for name in rows[head] if name]) == columns
        lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[1]]
        assert [
            (
                each["问题编号"],
                f"{each['整改时限']:%m-%d}",
                f"{each['销号时间']:%m-%d}",
                each["状态"],
            )
            for each in lines
        ] == [
            ("2026-0001", "12-11", "12-07", "已销号"),
            ("2026-0002", "12-11", "10-14", "已销号"),
            ("2026-0003", "11-30", "12-03", "已销号"),
            ("2026-0004", "12-04", "12-03", "已销号"),
        ]
        if columns == 22:
            marks = ["退回 1 次；反弹 1 次", None, None, "延期 1 次"]
            assert [each["备注"] for each in lines] == marks
            assert [str(each["佐证材料"])[:2] for each in lines] == ["4份", "1份", "1份", "1份"]

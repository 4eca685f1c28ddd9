"""A small village of scheme A puts right what was found: on the spot, falsely, then in truth."""

from __future__ import annotations

from asyncio import gather
from pathlib import Path

import pytest

from inspection.campaign import Unit
from tests.journeys import putting_right, results
from tests.journeys.hand import Hand, screen_of
from tests.journeys.places import CONTACT, DEPUTY, FIRST, LEADER, OBSERVER, SECOND, VILLAGE, plan
from tests.journeys.stage import Stage, stage
from tests.pictures import scene

PLAN = plan("lingling-2018", (Unit("青石镇", "大坪村", "非贫困村", CONTACT),), VILLAGE[:8])
PAGE = "换户"
CADRE, HANDBOOK, FOLDER, HOUSE, TEAM = range(1, 6)
"""The findings' numbers, in the order they are made."""


@pytest.mark.timeout(300)
async def test_the_findings_of_a_village_are_put_right(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        names = (FIRST, SECOND, LEADER, DEPUTY, CONTACT, OBSERVER)
        first, second, leader, deputy, contact, observer = await town.seat(PLAN, names)
        await town.open()
        await inspect(town, first)
        await on_the_spot(town, first, leader)
        await hand_over(first, leader, contact)
        await falsely(town, contact, second, [leader, deputy, observer])
        await correct(first, leader, contact)
        await put_right(town, contact, second, leader)
        await told_and_kept(town, observer)


async def inspect(town: Stage, hand: Hand) -> None:
    """The village's pages are in order; four of the eight households are not."""
    await hand.write("/inspect", "责任落实", "✅ 本节其余没问题")
    await hand.tap("✅ 本节其余没问题", "1.5 村干部")
    await hand.tap("✅ 没有问题", "工作落实")
    await hand.tap("✅ 本节其余没问题", "2.6 教育扶贫")
    await hand.tap("不涉及", "政策落实", "没轮训测试")
    await hand.tap("✅ 本节其余没问题", "01 ", "还有")
    await hand.tap("01 ", "01 ", PAGE)
    await found(town, hand, "01 ", "02 ", "手册错误", picture=scene(1))
    await found(town, hand, "02 ", "03 ", "资料不齐", picture=scene(2))
    await found(town, hand, "03 ", "04 ", "队没来过", "责任人没来")
    await found(town, hand, "04 ", "05 ", "漏报危房", picture=scene(4))
    for following in ("06 ", "07 ", "08 "):
        await hand.tap("✅ 没问题", following, PAGE)
    await hand.tap("✅ 没问题", "都走完了")


async def found(
    town: Stage, hand: Hand, here: str, following: str, *labels: str, picture: bytes = b""
) -> None:
    """Tap what is wrong in a household, perhaps with a photo; the next one's page comes."""
    for label in labels:
        await hand.tap(label, here, PAGE, f"❗{label}")
    if picture:
        # A picture sent at once after a page was turned would be asked about.
        town.later(minutes=4)
        await hand.photo(picture)
        await hand.see(here, PAGE, f"📷 1 张 → {here}")
    await hand.tap("个问题，存", following, PAGE)


async def on_the_spot(town: Stage, first: Hand, leader: Hand) -> None:
    """What can be put right at once is, before and after; the leader closes, not who did it."""
    await first.write("/findings", "资料不齐")
    await first.tap("资料不齐", f"2026-{FOLDER:04d} · 立行立改", "时限：按整改类型")
    await first.tap("现场交办 ›", "整改前 0", "用已有照片（1）")
    await first.tap("用已有照片（1）", "哪一张是整改前")
    await first.tap("📷", "整改前 1", "请发整改后的照片")
    after = await first.photo(scene(22), caption="已当场补齐")
    await first.see("整改后 1")
    await first.reacted(after, "👌")
    toast = await first.tap("✅ 已当场改好，提交", "待核查 · 现场整改", "10月15日24时前（剩3天）")
    assert toast == "已提交，由组长或副组长销号。"
    assert "核查" not in str(first.shown["inline"])
    await leader.hear(f"立行立改 2026-{FOLDER:04d}", "请销号")
    await leader.tap("打开", "整改后 1 件，整改前 1 件", "已当场补齐")
    await leader.tap("✅ 销号…", "确实整改到位？")
    await leader.tap("✅ 确认销号", "状态：已销号 · 现场整改")


async def hand_over(first: Hand, leader: Hand, contact: Hand) -> None:
    """Signed, the findings go to the unit; what villagers said as counts only."""
    await first.write("/submit", "大坪村 齐了")
    await first.tap("✅ 交组长", "待审签")
    await leader.hear("📝 青石镇大坪村 已提交")
    await leader.tap("打开", "问题 1 个，已交办", "问题 4 个，将交办", "✍ 审签")
    await leader.tap("✍ 审签", "审签后分数锁定")
    await leader.tap("✍ 确认审签", "已审签")
    await contact.hear("青石镇大坪村 4 个问题已交办，最早")
    await contact.tap("打开", "问题与整改", "漏报危房")
    for words in ("01 王* 手册错误1处", "责任人没来1人次", "队没来过 1/8 户", "已销号 02 李*"):
        assert words in screen_of(contact.shown)
    for secret in (CADRE, TEAM):
        await putting_right.find(contact, secret, "1/8 户" if secret == TEAM else "1人次")
        assert not {"03", "赵"} & set(str(contact.shown["text"]).split())
        assert "赵" not in screen_of(contact.shown)
    await putting_right.find(first, TEAM, "1/8 户：03")


async def falsely(town: Stage, contact: Hand, second: Hand, heads: list[Hand]) -> None:
    """The picture of the day of the inspection once more, resaved: seen, and called false."""
    await putting_right.rectify(town, contact, HANDBOOK, [scene(1, quality=40)], "已改好")
    await town.wait_for_row("SELECT 1 FROM evidence WHERE twin_alike = 1")
    await putting_right.mark_false(
        second, HANDBOOK, "用旧照片冒充", "已有的照片很像", "说明：已改好"
    )
    for head in heads:
        await head.hear(f"整改通知 2026-{HANDBOOK:04d} 被认定弄虚作假，建议约谈")
    await contact.hear(
        f"整改通知 2026-{HANDBOOK:04d} 被认定弄虚作假：用旧照片冒充。请于11月2日24时前"
    )


async def correct(first: Hand, leader: Hand, contact: Hand) -> None:
    """An answer was wrong: reopened, corrected and signed anew, its finding is withdrawn."""
    await leader.write("/inspect 大坪村", "已审签")
    await leader.tap("重新打开…", "请写原因")
    await leader.write("04 已鉴定为安全住房", "填写中")
    await first.hear("🔓 孙立秋 重新打开了 青石镇大坪村：04 已鉴定为安全住房")
    await first.tap("打开", "组长退回：04 已鉴定为安全住房")
    await first.write("04", "04 ", PAGE, "❗漏报危房")
    await first.tap("漏报危房", "04 ", "✅ 没问题")
    await first.tap("✅ 没问题", "都走完了")
    await first.write("/submit", "大坪村 齐了")
    await first.tap("✅ 交组长", "待审签")
    await leader.hear("📝 青石镇大坪村 已提交", "97.8/100")
    await leader.tap("打开", "问题 4 个", "✍ 审签")
    await leader.tap("✍ 审签", "审签后分数锁定")
    await leader.tap("✍ 确认审签", "已审签")
    await contact.hear("青石镇大坪村 的结果更正后重新审签，整改台账有变动：撤销 1 个。")
    await putting_right.find(contact, HOUSE, "状态：已撤销", "撤销：答案已更正，不再是问题")


async def put_right(town: Stage, contact: Hand, second: Hand, leader: Hand) -> None:
    """What was false is put right in truth; whoever says so is not who looks."""
    await putting_right.rectify(town, contact, HANDBOOK, [scene(31), scene(32)], "换了新手册")
    await gather(
        putting_right.close(second, HANDBOOK, "整改后 2 件", "说明：换了新手册"),
        putting_right.rectify(town, contact, TEAM, [scene(41)], "已补走访"),
    )
    await contact.hear(f"整改通知 2026-{HANDBOOK:04d} 已销号")
    await putting_right.close(leader, TEAM, "队没来过 1/8 户：03")


async def told_and_kept(town: Stage, observer: Hand) -> None:
    """The figures say what was done, and the trail is whole."""
    await observer.write("/findings", "未销号 1 个", "责任人没来1人次")
    told = await results.unit_json(town, "青石镇大坪村")
    found = told["rectification"]
    kept = {state: n for state, n in found["states"].items() if n != "0"}
    assert kept == {"assigned": "1", "closed": "3", "withdrawn": "1"}
    assert found["closing"] == {"n": "3", "of": "3", "percent": "100.00"}
    assert found["rework"] == {"n": "0", "of": "3", "percent": "0.00"}
    audit = await town.ducha("audit", "verify")
    assert audit.code == 0, audit.err
    assert "记录链完整，佐证材料齐全无改动" in audit.out

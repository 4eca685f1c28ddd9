"""A village of scheme C: pools, forfeited rows, a choice, a bonus with its ceiling."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspection.campaign import Unit
from tests.journeys import results
from tests.journeys.hand import Hand
from tests.journeys.places import FIRST, LEADER, plan
from tests.journeys.stage import stage
from tests.pictures import jpeg

PLAN = plan("village-rules", (Unit("青石镇", "大坪村", "非贫困村"),))
COUNTED = (
    "1.1a", "1.2a", "1.3a", "2.1.1a", "2.1.2a", "2.1.3a", "2.1.4a", "2.1.5a", "2.2.1a", "2.2.2a",
    "2.3.1a", "2.5.1a", "2.5.2a", "2.5.3a", "2.6.1b", "3.1.2a", "3.1.3a", "3.2.1a", "3.4.1a",
    "3.5.1a", "4.1a", "4.2a",
)  # fmt: skip
REQUIRED = ("2.3.2a", "2.4.1a", "2.5.4a", "3.1.1a", "3.3.1a")
FINE = "✅ 本节其余没问题"


@pytest.mark.timeout(200)
async def test_a_village_with_pools_to_the_signed_sheet(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, leader = await town.seat(PLAN, (FIRST, LEADER))
        await town.open()
        found = dict.fromkeys(COUNTED, 0) | dict.fromkeys(REQUIRED, True)
        found |= await poverty_office(first)
        found |= await rest_of_it(first)
        await put_right(first)
        await first.write("/submit", "大坪村 齐了")
        await first.tap("✅ 交组长", "待审签")
        await leader.hear("📝 青石镇大坪村 已提交")
        await leader.tap("打开", "✍ 审签")
        await leader.tap("✍ 审签", "审签后分数锁定")
        await leader.tap("✍ 确认审签", "已审签")

        answers = tmp_path / "answers.json"
        answers.write_text(json.dumps({"answers": found}, ensure_ascii=False))
        wanted = await results.same_as_score(town, "青石镇大坪村", "village-rules", answers)
        assert (wanted["sections"]["1"], wanted["bonus"]) == ("4.00", "10.00")
        paper = await results.sent_sheet(leader, "青石镇大坪村-第一轮-计分表.xlsx")
        results.agrees(paper, wanted)


async def on(hand: Hand, *then: str) -> None:
    """The rest of the page is in order, if anything is left of it; on to the next."""
    left = FINE in str(hand.shown["inline"])
    await hand.tap(FINE if left else "›", *then)


async def poverty_office(hand: Hand) -> dict[str, Any]:
    """Parts 一 and 二: counts typed and tapped, taken from the section's pool."""
    await hand.write("/inspect", "组织领导", "机构计划缺：0")
    await hand.write("机构计划缺 4", "❗机构计划缺：4", "本节还剩 12/20")
    await hand.write("会议缺项 3", "❗会议缺项：3", "本节还剩 6/20")
    assert "1 项 × 2 = 扣 2 分" in await hand.tap("设施缺项", "❗设施缺项：1", "本节还剩 4/20")
    await on(hand, "扶贫手册", "信息有误：0")
    await hand.write("信息有误 2", "❗信息有误：2", "本节还剩 26/30")
    await on(hand, "信息系统")
    await on(hand, "政策宣传")
    await hand.write("不知政策 3", "❗不知政策：3")
    assert "此项不得分" in await hand.tap("宣传单一", "❗宣传单一")
    await on(hand, "工作队管理")
    assert "此项不得分" in await hand.tap("十个一不全", "❗十个一不全")
    await on(hand, "帮扶措施")
    await hand.tap("光伏漏报", "❗光伏漏报：1")
    await on(hand, "2.5.5 贫困户满意度", "满意（4 分）", "基本满意（0 分）")
    assert "评 0 分" in await hand.tap("基本满意（0 分）")
    return {
        "1.1a": 4, "1.2a": 1, "1.3a": 3, "2.1.1a": 2, "2.3.1a": 3, "2.3.2a": False,
        "2.4.1a": False, "2.5.1a": 1, "2.5.5a": "基本满意",
    }  # fmt: skip


async def rest_of_it(hand: Hand) -> dict[str, Any]:
    """The year's task, the records, and two bonuses that reach the ceiling."""
    await hand.see("2.5.5")
    await on(hand, "村出列")
    await hand.tap("户未脱贫", "❗户未脱贫：1")
    await on(hand, "2.6.1 当年任务", "不涉及")
    await hand.tap("不涉及", "● 不涉及")
    await on(hand, "基础台账")
    await hand.write("台账缺项 2", "❗台账缺项：2")
    await on(hand, "材料上报")
    await hand.write("迟报错报 7", "❗迟报错报：7")
    await on(hand, "信息管理")
    await on(hand, "会议")
    await hand.tap("会议缺席", "❗会议缺席：1")
    await on(hand, "贫困户管理")
    await on(hand, "4.1 媒体报道")
    assert "1 次 × 5 = 加 5 分" in await hand.tap("1", "4.2 市、县督查考评")
    await hand.tap("2", "大坪村")
    return {
        "2.6.1a": None, "2.6.1b": 1, "3.1.2a": 2, "3.2.1a": 7, "3.4.1a": 1, "4.1a": 1, "4.2a": 2,
    }  # fmt: skip


async def put_right(hand: Hand) -> None:
    """The handbook's errors need a photo; the button leads to the row."""
    await hand.write("/submit", "还差 1 样", "2.1.1 基础信息", "缺照片")
    await hand.tap("2.1.1 基础信息", "本节还剩 26/30")
    await hand.photo(jpeg(211))
    await hand.see("📷 1 张 → 2.1.1")

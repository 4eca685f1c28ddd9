"""A township of scheme B: thirty rows of marks by two inspectors at once, to the signed sheet."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from inspection.campaign import Unit
from tests.journeys import results
from tests.journeys.hand import Hand
from tests.journeys.places import CONTACT, FIRST, LEADER, OBSERVER, SECOND, plan
from tests.journeys.stage import stage

PLAN = plan("dongyuan-2020", (Unit("青石镇", contact=CONTACT), Unit("柳河乡")))
POVERTY = (
    ("1.1", 12), ("1.3", 3), ("1.4", 3), ("1.5", 3), ("1.6", 2), ("1.7", 2), ("1.8", 3),
    ("1.9", 2), ("1.10", 2), ("1.11", 4), ("1.12", 3), ("1.13", 3), ("1.14", 2), ("1.15", 3),
    ("1.16", 3),
)  # fmt: skip
REVIVAL = (
    ("2.1", 2.5), ("2.2", 12.5), ("2.3", 5), ("2.4", 2.5), ("2.5", 2.5), ("2.6", 2.5),
    ("2.7", 2.5), ("2.8", 2.5), ("2.9", 2.5), ("2.10", 5), ("2.11", 5), ("2.12", 1),
    ("2.13", 2.5), ("2.14", 1.5),
)  # fmt: skip
"""Rows and standard points as printed; 1.2 is not asked of a township without poor villages."""
GIVEN = {"1.1": 11.5, "1.4": 2, "1.11": 3.5, "2.2": 9.5, "2.6": 1.5, "2.10": 4.5}
"""Rows that were not given full marks."""
PLACES = {row: n for n, row in enumerate(("1.1", "1.2", *dict(POVERTY[1:] + REVIVAL)), 1)}


def place(row: str) -> tuple[str, str]:
    """What only the card of that row says: its number with its place among the thirty."""
    return f"{row} ", f" · {PLACES[row]}/30 "


async def give(hand: Hand, rows: Sequence[tuple[str, float]], *after: str) -> None:
    """One row after the other: full marks with one tap, else marks and their ground."""
    following = [place(row) for row, _ in rows[1:]] + [after]
    for (row, points), coming in zip(rows, following, strict=True):
        marks = GIVEN.get(row, points)
        if marks == points:
            await hand.tap("满分", *coming)
            continue
        lost = f"评 {marks:g}/{points:g}，扣 {points - marks:g} 分"
        if points - marks <= 1:
            toast = await hand.tap(f"{marks:g} 分", "请写扣分依据")
            assert lost in toast
        else:
            await hand.tap("其他…", "请发得分")
            await hand.write(f"{marks:g}分", "请写扣分依据")
        await hand.write(f"{row}台账不全，与村里对不上", *coming)


@pytest.mark.timeout(200)
async def test_a_township_by_marks_to_the_signed_sheet(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, second, leader, contact, observer = await town.seat(
            PLAN, (FIRST, SECOND, LEADER, CONTACT, OBSERVER)
        )
        await town.open()
        await asyncio.gather(
            first.write("/inspect", "1.1 实际减贫人口", "（12 分）"),
            second.write("/inspect", "1.1 实际减贫人口"),
        )
        await second.tap("目录", "乡村振兴 0/14")
        await second.tap("乡村振兴 0/14", "2.1 组织学习")
        await second.tap("2.1 组织学习", "满分 2.5")
        await asyncio.gather(poverty(first), give(second, REVIVAL, "青石镇 还差"))
        await hand_in(first, leader)
        await leader.tap("⚠ 待您定", "1.2", "无贫困村的乡镇不考核该项")
        await leader.tap("✅ 同意", "✍ 审签")
        await leader.tap("✍ 审签", "审签后分数锁定", "93.5/100")
        assert await leader.tap("✍ 确认审签", "已审签") == "已审签"

        marks = dict(POVERTY + REVIVAL) | GIVEN
        answers = tmp_path / "answers.json"
        given = {f"{row}a": mark for row, mark in marks.items()}
        answers.write_text(json.dumps({"answers": given, "not_applicable": ["1.2"]}))
        wanted = await results.same_as_score(town, "青石镇", "dongyuan-2020", answers)
        assert (wanted["score"], wanted["applicable"]) == ("93.50", "100")
        for hand in (leader, contact):
            sheet = await results.sent_sheet(hand, "青石镇-第一轮-计分表.xlsx")
            results.agrees(sheet, wanted)
        await contact.hear("青石镇 的督查结果出来了", "93.5/100 分（93.5%）")
        await contact.tap("打开", "1.11 产业扶贫 −0.50", "1.11台账不全", "确认，无异议")
        await contact.tap("确认，无异议", "不能再申辩")
        assert await contact.tap("确认，结果为最终", "结果已定") == "已确认，谢谢"
        await observer.write("/rank", "第一轮排名", "1. 青石镇 93.50")


async def poverty(hand: Hand) -> None:
    """Section 1: the second row does not apply to this township; a ground is spoken first."""
    await hand.tap("11.5 分", "请写扣分依据")
    await hand.voice(b"OggS made-up ground", 4)
    await hand.see("🎙 1 条 → 1.1")
    await hand.tap("不填了", *place("1.1"), "● 11.5 分")
    await hand.tap("›", *place("1.2"), "不适用…")
    await hand.tap("不适用…", "为什么不适用")
    await hand.tap("无贫困村的乡镇不考核该项", *place("1.3"))
    await give(hand, POVERTY[1:], *place("2.1"))


async def hand_in(hand: Hand, leader: Hand) -> None:
    await hand.write("/submit", "还差 1 样", "1.1", "语音依据待转文字")
    await hand.tap("语音依据待转文字", "请写扣分依据")
    await hand.write("8方面有1方面佐证不足", "青石镇 齐了", "93.5/100")
    await hand.tap("✅ 交组长", "待审签")
    await leader.hear("📝 青石镇 已提交", "93.5/100")
    await leader.tap("打开", "⚠ 待您定 1 件", "8方面有1方面佐证不足")

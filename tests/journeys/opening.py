"""A campaign begins: the first admin, the workbook (once with faults), everybody invited."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

from content.workbook.writer import write_plan
from inspection.campaign import CampaignPlan
from tests.journeys.hand import Hand
from tests.journeys.places import ADMIN
from tests.journeys.stage import Stage

FAULTS = {
    "基本信息!B4": "去年十月",
    "轮次!D2": "2026-10-01",
    "督查组!D4": "组员长",
    "督查对象!E3": "大概",
    "名册!C5": "01",
    "名册!B9": "大平村",
}
"""Cells of the workbook and what a tired clerk may have written there."""


async def first_admin(town: Stage) -> Hand:
    """The office's machine gives the first invitation; it can be used once."""
    told = await town.ducha("invite", "--admin", ADMIN)
    assert told.code == 0, told.err
    token = told.out.splitlines()[-1]
    admin = await town.hand(ADMIN)
    await admin.start(token)
    await admin.see(f"您好，{ADMIN}", "还没有督查项目")
    late = await town.hand("路人甲")
    await late.start(token)
    await late.hear("链接无效")
    return admin


async def bring(admin: Hand, plan: CampaignPlan, folder: Path) -> None:
    """The workbook, first with faults: every one is told by its sheet and cell."""
    good = folder / "campaign.xlsx"
    write_plan(plan, good)
    book = load_workbook(good)
    for where, value in FAULTS.items():
        sheet, _, cell = where.partition("!")
        book[sheet][cell] = value
    bad = folder / "faulty.xlsx"
    book.save(bad)
    await admin.document(bad.read_bytes(), "秋季督查.xlsx")
    await admin.see("“秋季督查.xlsx”有误，未导入", f"共 {len(FAULTS)} 处有误", *FAULTS)
    await admin.document(good.read_bytes(), "秋季督查（改）.xlsx")
    await admin.see("“秋季督查（改）.xlsx”核对无误", plan.title, "农户：")
    await admin.tap("✅ 导入", "已导入", "人员与邀请")


async def invite(admin: Hand, name: str) -> str:
    """A fresh link for somebody of the roster; its token."""
    await admin.write(f"/invite {name}", name, "生成邀请链接")
    await admin.tap("生成邀请链接", "/start ")
    found = re.search(r"/start ([\w-]+)", str(admin.shown["text"]))
    assert found is not None
    return found[1]


async def join(town: Stage, admin: Hand, names: Sequence[str]) -> list[Hand]:
    """Everybody joins by their link; the admin hears of each."""
    hands = [await town.hand(name) for name in names]

    async def enter(hand: Hand, name: str, token: str) -> None:
        await hand.start(token)
        await hand.see(f"{name}，欢迎加入。")
        await admin.hear(f"{name} 已加入")

    async with asyncio.TaskGroup() as coming:
        for hand, name in zip(hands, names, strict=True):
            coming.create_task(enter(hand, name, await invite(admin, name)))
    return hands

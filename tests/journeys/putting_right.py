"""What happens to a finding: the unit puts it right, somebody else looks, closes or returns it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.journeys.hand import Hand
from tests.journeys.stage import Stage


async def find(hand: Hand, number: int, *words: str) -> None:
    """Open a finding by its number."""
    await hand.write(f"/findings {number}", f"2026-{number:04d}", "—— 经过", *words)


async def rectify(
    town: Stage, contact: Hand, number: int, sent: Sequence[bytes], words: str
) -> None:
    """The contact's way: photos, a sentence under the last, handed in when all are safe."""
    await find(contact, number, "📤 报整改")
    await contact.tap("📤 报整改", "请发整改后的照片和一句说明")
    for count, picture in enumerate(sent, 1):
        message = await contact.photo(picture, caption=words if count == len(sent) else None)
        await contact.see(f"提交（{count}张）")
        await contact.reacted(message, "👌")
    assert f"说明：{words}" in str(contact.shown["text"])
    toast = await contact.tap(f"提交（{len(sent)}张）", "已报整改，等督查组核查")
    assert toast == "已提交，等督查组核查。"


async def look(hand: Hand, number: int, *words: str) -> None:
    """Open a finding to verify it; the card must have these words."""
    await find(hand, number, "待核查")
    await hand.tap("🔍 核查 ›", "报整改", *words)


async def close(hand: Hand, number: int, *words: str) -> None:
    """Verify and close it."""
    await look(hand, number, *words)
    await hand.tap("✅ 销号…", "确实整改到位？")
    assert await hand.tap("✅ 确认销号", "状态：已销号") == "已销号。"


async def send_back(hand: Hand, number: int, remark: str) -> None:
    """Verify and return it with a remark."""
    await look(hand, number)
    await hand.tap("↩ 退回…", "请写退回意见")
    await hand.write(remark, "状态：已退回", "退回1次")


async def mark_false(hand: Hand, number: int, ground: str, *words: str) -> None:
    """Verify and find it to be false, on one of the usual grounds."""
    await look(hand, number, *words)
    await hand.tap("⚠ 弄虚作假…", "请写明依据")
    assert "弄虚作假" in await hand.tap(ground, "状态：反弹", "弄虚作假")

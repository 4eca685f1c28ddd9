"""A short visit by somebody who reads English."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys.hand import Hand, screen_of
from tests.journeys.places import FIRST, LEADER, SMALL
from tests.journeys.stage import stage, until

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NAMES = {"青石镇大坪村", "王", "李", "赵"}
"""What is Chinese whatever one reads: units and people."""


def untranslated(card: str) -> set[str]:
    """The Chinese words of a screen that are nobody's name."""
    return set(CHINESE.findall(card)) - NAMES


async def test_a_visit_in_english(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, leader = await town.seat(SMALL, (FIRST, LEADER))
        await town.open()
        await first.write("/lang", "Choose a language", "English")
        await first.tap("English", "Villages", "How it works")

        async def menu_follows() -> bool:
            return "inspect" in await first.commands()

        await until(menu_follows, 20)
        await first.write("/inspect", "village", "No plan", "The rest is fine")
        assert untranslated(screen_of(first.shown)) == set()
        toast = await first.tap("No plan", "❗No plan")
        assert CHINESE.findall(toast) == []
        await household(first)
        await first.write("/summary")
        await first.see("You may not do this.")
        await leader.write("/summary", "第一轮", "户 1/3")
        # What is said to one person is in that person's own language.
        assert "均分" not in str(leader.shown["text"])


async def household(hand: Hand) -> None:
    """A problem tapped, one typed by its English name, saved."""
    await hand.write("1", "01 ", "Bad handbook", "No problem")
    assert untranslated(screen_of(hand.shown)) == set()
    assert "❗Bad handbook" in await hand.tap("Bad handbook", "❗Bad handbook 1")
    await hand.write("no notice 1", "❗No notice", "2 problems, save")
    assert "2 problems" in await hand.tap("2 problems, save", "02 ")

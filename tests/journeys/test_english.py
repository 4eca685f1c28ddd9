"""A short visit in English."""

from __future__ import annotations

from pathlib import Path

from inspection.campaign import Household, Unit
from tests.journeys.places import FIRST, LEADER, plan
from tests.journeys.stage import stage

PLAN = plan(
    "lingling-2018",
    (Unit("青石镇", "大坪村"),),
    tuple(Household("青石镇", "大坪村", f"0{n}", f"张处{n}") for n in (1, 2, 3)),
)


async def test_a_visit_in_english(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, _ = await town.seat(PLAN, (FIRST, LEADER))
        await town.open()
        await first.say("/lang en")
        await first.hear("督查")
        print(first.screen())
        await first.say("/inspect")
        await first.see("大坪村")
        print(first.screen())

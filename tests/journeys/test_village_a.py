"""A village of scheme A, from the workbook to the signed sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import walking
from tests.journeys.notebook import Notebook
from tests.journeys.places import FIRST, LEADER, SCHEME_A, SECOND
from tests.journeys.stage import stage


@pytest.mark.timeout(240)
async def test_a_village_from_the_workbook_to_the_signed_sheet(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        first, second, leader = await town.seat(SCHEME_A, (FIRST, SECOND, LEADER))
        await town.open()
        book = Notebook()
        await walking.village_pages(first, second, book)
        await walking.set_aside(second, book)
        await walking.households(town, first, second, book)
        assert book.problems() == 30
        print(first.screen())
        print(second.screen())

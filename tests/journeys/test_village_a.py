"""A village of scheme A, from the workbook to the signed sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import handing_in, opening, walking
from tests.journeys.notebook import Notebook
from tests.journeys.places import CONTACT, DEPUTY, OBSERVER, FIRST, LEADER, SCHEME_A, SECOND
from tests.journeys.stage import stage


@pytest.mark.timeout(240)
async def test_a_village_from_the_workbook_to_the_signed_sheet(tmp_path: Path) -> None:
    async with stage(tmp_path) as town:
        await town.open()
        admin = await opening.first_admin(town)
        await opening.bring(admin, SCHEME_A, tmp_path)
        names = (FIRST, SECOND, LEADER, DEPUTY, CONTACT, OBSERVER)
        first, second, leader, deputy, contact, observer = await opening.join(town, admin, names)
        book = Notebook()
        await walking.village_pages(first, second, book)
        await walking.set_aside(second, book)
        await walking.households(town, first, second, book)
        await handing_in.let_off(second, book)
        await handing_in.nowhere(first)
        assert book.problems() == 30
        await handing_in.put_right(town, first, book)

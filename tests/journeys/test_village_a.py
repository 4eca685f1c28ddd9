"""A village of scheme A, from the workbook to the signed sheet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.journeys import handing_in, opening, results, walking
from tests.journeys.notebook import Notebook
from tests.journeys.places import CONTACT, DEPUTY, FIRST, LEADER, OBSERVER, SCHEME_A, SECOND
from tests.journeys.stage import stage

PAPER = "青石镇大坪村-第一轮-计分表.xlsx"


@pytest.mark.timeout(300)
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

        async with asyncio.TaskGroup() as together:
            together.create_task(handing_in.let_off(second, book))
            together.create_task(handing_in.put_right(town, first, book))
        assert book.problems() == 30
        await handing_in.hand_in(first, score="66.41/93")
        await handing_in.decide(leader)
        await handing_in.send_back(leader)
        town.later(minutes=20)
        await handing_in.correct(first, book)
        await handing_in.hand_in(first, score="68.41/95")
        await handing_in.sign(leader, second, percent="72.01")
        async with asyncio.TaskGroup() as together:
            together.create_task(handing_in.locked(first))
            together.create_task(handing_in.object_and_answer(contact, leader, percent="72.01"))

        answers = book.write(tmp_path / "answers.json")
        wanted = await results.same_as_score(town, "青石镇大坪村", "lingling-2018", answers)
        for hand, ground in (
            (leader, "队没来过 6/46 户：12 18 27 33 38 42"),
            (deputy, "队没来过 6/46 户：12 18 27 33 38 42"),
            (contact, "队没来过 6/46 户"),
        ):
            paper = await results.sent_sheet(hand, PAPER)
            results.agrees(paper, wanted)
            assert ground in {cell for row in paper.values for cell in row}
        async with asyncio.TaskGroup() as together:
            together.create_task(results.read(observer, wanted))
            together.create_task(results.on_the_command_line(town, wanted))

"""kill -9 at random moments while people work: nothing lost, nothing twice, every card drawn."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Mapping

import pytest

from tests.hard.ground import Office
from tests.hard.load import Load
from tests.hard.program import Program, webhook
from tests.hard.reckoning import check, check_books, heard_again, settled


async def kill_often(
    office: Office, kills: int, seed: int, more: Mapping[str, str] | None = None
) -> None:
    """Work on through so many kills, then let one process finish; the books must be right."""
    dice = random.Random(seed)  # noqa: S311
    env = {**office.env, **(more or {})}
    load = Load(office, seed, pause=0.06)
    working = asyncio.ensure_future(load.run())
    try:
        for number in range(kills):
            program = await Program.start(env, office.logs / f"{number:03d}.log")
            # From the first moments of a start to well into the work.
            await asyncio.sleep(dice.uniform(0.1, 1.6))
            assert await program.kill() == -signal.SIGKILL, program.log.read_text()
            assert not working.done()
            if number % 10 == 9:
                await asyncio.to_thread(check_books, office, chain=number % 50 == 49)
    finally:
        load.enough()
    sent = await working
    last = await Program.start(env, office.logs / "last.log")
    try:
        await settled(office, 60)
    finally:
        await last.kill()
    check(office, sent, kills)


@pytest.mark.timeout(240)
async def test_killed_twenty_five_times_while_it_polls(office: Office) -> None:
    await kill_often(office, 25, seed=11)
    # Updates that came once more, after the process that had acted upon them died.
    assert heard_again(office.logs) > 0


@pytest.mark.timeout(180)
async def test_killed_ten_times_behind_a_webhook(office: Office) -> None:
    await kill_often(office, 10, seed=12, more=webhook())


@pytest.mark.hard
@pytest.mark.timeout(1700)
@pytest.mark.parametrize("seed", [21, 22])
async def test_killed_three_hundred_times_in_all(office: Office, seed: int) -> None:
    await kill_often(office, 150, seed, more=webhook() if seed == 22 else None)

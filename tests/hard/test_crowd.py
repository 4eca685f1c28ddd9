"""An office in use: ten people for a day, a hundred at the same moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.hard.crowd import HOUSEHOLDS, TOGGLE, Inspector, crowd, pictures, weight

PEOPLE, MESSAGES, PHOTOS = 10, 2_000, 300
GROWTH = 1.10


async def day(one: Inspector, seed: int, done: list[int]) -> None:
    """One person's share: pages opened, answers tapped to and fro, photos of what is seen."""
    shots = pictures(PHOTOS // PEOPLE, seed)
    messages = MESSAGES // PEOPLE
    photo_every = messages * PEOPLE // PHOTOS
    for number in range(messages):
        if number % 10 == 0:
            await one.say(str(number // 10 % HOUSEHOLDS + 1))
        else:
            await one.tap(TOGGLE)
        if number % photo_every == 0 and (shot := next(shots, None)):
            await one.photo(shot, str(number // 10 % HOUSEHOLDS + 1))
            done[1] += 1
        done[0] += 1
    for shot in shots:
        await one.photo(shot, "1")
        done[1] += 1


@pytest.mark.hard
@pytest.mark.timeout(600)
async def test_a_day_of_ten_people_leaves_the_server_as_it_was(tmp_path: Path) -> None:
    async with crowd(tmp_path, PEOPLE) as (office, everybody):
        done, samples = [0, 0], []
        working = asyncio.gather(*(day(one, n, done) for n, one in enumerate(everybody)))
        while not working.done():
            samples.append((done[0] / MESSAGES, *weight(office.pid)))
            await asyncio.wait([working], timeout=1)
        await working
        await asyncio.sleep(5)  # the last evidence is being fetched
        samples.append((1.0, *weight(office.pid)))
        assert done == [MESSAGES, PHOTOS]
        assert [one.refused for one in everybody] == [[]] * PEOPLE
        safe = "SELECT count(*), count(DISTINCT sha256) FROM evidence WHERE state = 'safe'"
        assert office.rows(safe) == [(PHOTOS, PHOTOS)]
        before = max(memory for share, memory, _ in samples if share <= 0.2)
        after = max(memory for share, memory, _ in samples if share >= 0.8)
        assert after < before * GROWTH, samples
        files = [count for share, _, count in samples if share >= 0.2]
        assert max(files) - min(files) <= 2 * PEOPLE, "connections come and go, nothing stays"


@pytest.mark.hard
async def test_a_hundred_people_at_once_are_all_answered(tmp_path: Path) -> None:
    async with crowd(tmp_path, 100) as (_, everybody):
        for number in range(3):
            await asyncio.gather(*(one.say(str(number + 1)) for one in everybody))
            await asyncio.gather(*(one.tap(TOGGLE) for one in everybody))
        assert [one.refused for one in everybody] == [[]] * 100
        assert [one.waited for one in everybody] == [0] * 100

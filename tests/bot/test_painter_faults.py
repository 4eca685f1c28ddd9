"""What the painter does when the server is slow, cut, cross or gone."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.bot.conftest import Office, Town, rows, until


def finished(calls: list[dict], chat: int) -> list[dict]:  # type: ignore[type-arg]
    return [one for one in calls if one["chat"] == chat]


async def test_too_many_requests_pauses_that_chat_and_no_other(town: Town, office: Office) -> None:
    async with office(), await town.person() as slow, await town.person() as other:
        await slow.say("一")
        await slow.wait_for("数到 1")
        await town.fault("editMessageText", "429", chat=slow.person, retry_after=3)
        start = asyncio.get_running_loop().time()
        await slow.tap("加一")
        await other.say("一")
        await other.wait_for("数到 1", 2)
        await slow.tap("加一")
        await slow.wait_for("数到 3", 6, since_my_act=False)
        assert asyncio.get_running_loop().time() - start >= 2.9
        edits = finished(await town.calls("editMessageText"), slow.person)
        assert len(edits) == 2


async def test_too_many_requests_from_three_chats_pause_everything(
    town: Town, office: Office
) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(office())
        phones = [await stack.enter_async_context(await town.person()) for _ in range(4)]
        for phone in phones:
            await phone.say("一")
            await phone.wait_for("数到 1")
        for phone in phones[:3]:
            await town.fault("editMessageText", "429", chat=phone.person, retry_after=3)
            await phone.tap("加一")
        await until(lambda: _three_refused(town))
        start = asyncio.get_running_loop().time()
        await phones[3].tap("加一")
        await phones[3].wait_for("数到 2", 6)
        assert asyncio.get_running_loop().time() - start >= 2.0


async def _three_refused(town: Town) -> bool:
    return sum("429" in str(one["outcome"]) for one in await town.calls("editMessageText")) == 3


@pytest.mark.parametrize("fault", ["cut", "500", "502"])
async def test_a_card_whose_sending_failed_is_drawn_again(
    fault: str, town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await town.fault("sendMessage", fault, times=2)
        await phone.say("一")
        await phone.wait_for("数到 1", 12)
        await until(lambda: rows(data, "SELECT 1 FROM focus WHERE owed = painted"))


async def test_a_card_whose_edit_was_cut_off_is_edited_again(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        card = await phone.wait_for("数到 1")
        await town.fault("editMessageText", "cut")
        await phone.press("加一")
        await until(lambda: rows(data, "SELECT 1 FROM focus WHERE owed = painted"))
        last = await phone.card()
        assert (last["id"], last["text"]) == (card["id"], "数到 2")


async def test_someone_who_blocked_us_is_written_to_again_when_back(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        await phone.wait_for("数到 1")
        await town.fault("editMessageText", "403", chat=phone.person)
        await phone.tap("加一")
        await until(lambda: rows(data, "SELECT 1 FROM focus WHERE owed = painted AND owed > 1"))
        await phone.tap("加一")
        await phone.wait_for("数到 3")


async def test_what_was_owed_is_drawn_at_the_next_start(town: Town, office: Office) -> None:
    async with await town.person() as phone:
        async with office():
            await phone.say("一")
            await phone.wait_for("数到 1")
            await town.fault("editMessageText", "500", times=2)
            await phone.press("加一")
        await town.post("/api/faults", {"method": "getMe", "fault": "500"})
        async with office():

            async def drawn() -> bool:
                return (await phone.card())["text"] == "数到 2"

            await until(drawn)

"""The whole process against the real chat server: intake, books, painter."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from bot.painter import QUICKEST, rest
from storage import people
from storage.db import Books, Tx
from tests import builders
from tests.bot.conftest import Office, Town, heard, rows, until
from tests.phone import Message, labels
from workflow.post import Pace


async def test_a_text_is_kept_and_its_card_drawn(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        card = await phone.wait_for("数到 1")
        assert labels(card) == [["加一"]]
        assert heard(data, phone.person) == ["一"]
        assert await phone.keyboard() == ["▶ 当前卡", "📋 未走访", "📍 位置"]


async def test_the_keys_are_sent_once_and_again_when_the_role_changes(
    town: Town, office: Office
) -> None:
    def keyboards(messages: list[Message]) -> int:
        return sum(m["text"] == "常用按钮在下面。" for m in messages)

    async with office() as data, await town.person() as phone:
        await phone.say("一")
        await phone.wait_for("数到 1")
        await phone.say("二")
        await phone.wait_for("数到 2")
        assert keyboards(await phone.messages()) == 1
        books = await Books.open(data / "ducha.db")
        await books.act(lambda tx: make_observer(tx, phone.person))
        await books.close()
        await phone.say("三")
        await phone.wait_for("数到 3")
        assert await phone.keyboard() == ["📊 汇总", "🏆 排名"]
        await phone.say("四")
        await phone.wait_for("数到 4")
        assert keyboards(await phone.messages()) == 2


def make_observer(tx: Tx, account: int) -> None:
    made = builders.campaign(tx, "lingling-2018", [builders.village("青石镇", "大坪村")])
    tx.do("UPDATE people SET user_id = NULL")
    people.join(tx, made.people["孙七八"], account, builders.NOW)


async def test_a_tap_is_answered_and_edits_the_last_card(town: Town, office: Office) -> None:
    async with office(), await town.person() as phone:
        await phone.say("一")
        first = await phone.wait_for("数到 1")
        assert await phone.press("加一") == "现在 2"
        second = await phone.wait_for("数到 2")
        assert second["id"] == first["id"]


async def test_a_card_that_is_not_last_is_sent_anew_and_the_old_one_collapses(
    town: Town, office: Office
) -> None:
    async with office(), await town.person() as phone:
        await phone.say("一")
        first = await phone.wait_for("数到 1")
        await phone.say("二")
        second = await phone.wait_for("数到 2")
        assert second["id"] > first["id"]
        await until(lambda: _collapsed(phone, first["id"]))
        left = next(m for m in await phone.messages() if m["id"] == first["id"])
        assert left["html"] == "<b>数数</b> 1"
        assert [[b["data"] for b in row] for row in left["inline"]] == [["go|count"]]


async def _collapsed(phone, message_id: int) -> bool:  # type: ignore[no-untyped-def]
    return any(
        m["id"] == message_id and "数数" in (m["text"] or "") for m in await phone.messages()
    )


async def test_a_card_left_behind_on_purpose_keeps_the_line_it_was_given(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        first = await phone.wait_for("数到 1")
        await phone.say("leave")

        async def left() -> bool:
            return any(
                m["id"] == first["id"] and m["text"] == "✅ 数完了" for m in await phone.messages()
            )

        await until(left)
        await until(
            lambda: rows(data, "SELECT 1 FROM focus WHERE card_message_id > :m", m=first["id"])
        )


async def test_a_private_card_is_never_shown_in_an_unprotected_message(
    town: Town, office: Office
) -> None:
    async with office(), await town.person() as phone:
        await phone.say("一")
        first = await phone.wait_for("数到 1")
        assert first["protected"] is False
        await phone.say("/secret")
        second = await phone.wait_for(lambda m: m["protected"])
        assert second["id"] > first["id"]
        await phone.press("加一", second)
        third = await phone.wait_for("数到 2")
        assert (third["id"], third["protected"]) == (second["id"], True)


async def test_each_persons_updates_stay_in_order_and_people_go_side_by_side(
    town: Town, office: Office
) -> None:
    async with AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(await town.person(f"张三{n}")) for n in range(8)]
        said = [str(n) for n in range(25)]

        async def talk(phone) -> None:  # type: ignore[no-untyped-def]
            for words in said:
                await phone.say(words)

        await asyncio.gather(*(talk(phone) for phone in phones))
        data = await stack.enter_async_context(office())
        for phone in phones:
            await until(lambda p=phone: len(heard(data, p.person)) == len(said))
            assert heard(data, phone.person) == said


async def test_a_malformed_update_in_a_batch_spoils_no_other(town: Town, office: Office) -> None:
    async with await town.person() as phone:
        await phone.say("先")
        broken = await town.update({"message": {"message_id": "no number", "chat": []}})
        await town.update({"unheard_of": {"x": 1}})
        await phone.say("后")
        async with office() as data:
            await until(lambda: heard(data, phone.person) == ["先", "后"], 2)
            found = await until(
                lambda: rows(data, "SELECT update_id FROM quarantine WHERE attempts = 5")
            )
            assert found == [(broken,)]


async def test_a_poison_update_is_given_up_after_five_tries_and_told_kindly(
    town: Town, office: Office
) -> None:
    async with office() as data, await town.person() as phone, await town.person() as other:
        await phone.say("boom 13812345678 张三四")
        await phone.say("之后")
        await other.say("别人")
        await until(lambda: heard(data, other.person) == ["别人"], 1)
        await until(lambda: heard(data, phone.person) == ["之后"])
        await phone.wait_for("已记下，编号", since_my_act=False)
        ((attempts, error, raw),) = rows(data, "SELECT attempts, error, raw FROM quarantine")
        assert attempts == 5
        assert error.startswith("ValueError in hear")
        assert "13812345678" not in raw
        assert "boom" in raw
        told = rows(data, "SELECT count(*) FROM notices WHERE id LIKE 'quarantine/%'")
        assert told == [(1,)]


async def test_a_tap_whose_act_fails_is_answered_all_the_same(town: Town, office: Office) -> None:
    async with office(), await town.person() as phone:
        await phone.say("一")
        card = await phone.wait_for("数到 1")
        assert await phone.press_data("boom", card) == "出了点问题，正在再试。"


async def test_a_blocked_chat_is_marked_and_left_alone(town: Town, office: Office) -> None:
    async with office() as data, await town.person() as phone:
        await phone.say("一")
        await phone.wait_for("数到 1")
        await phone.block()
        await until(lambda: rows(data, "SELECT 1 FROM focus WHERE owed = painted"))
        before = len(await town.calls("sendMessage", "editMessageText"))
        await asyncio.sleep(2.2)
        assert len(await town.calls("sendMessage", "editMessageText")) <= before + 1


async def test_ten_taps_in_a_second_are_painted_at_most_twice_and_the_last_state_wins(
    town: Town, office: Office
) -> None:
    async with office(DUCHA_SEND_CHAT_SECONDS=1), await town.person() as phone:
        await phone.say("一")
        card = await phone.wait_for("数到 1")
        await asyncio.sleep(1.1)
        before = len(await town.calls("editMessageText"))
        for _ in range(10):
            await phone.tap("加一", card)
        await phone.wait_for("数到 11", since_my_act=False)
        assert len(await town.calls("editMessageText")) - before <= 2


async def test_on_our_own_channel_a_burst_of_taps_is_shown_at_once_and_painted_together(
    town: Town, office: Office
) -> None:
    async with office(), await town.person() as phone:
        await phone.say("一")
        card = await phone.wait_for("数到 1")
        begun = asyncio.get_running_loop().time()
        for _ in range(20):
            await phone.tap("加一", card)
        await phone.wait_for("数到 21", since_my_act=False)
        seconds = asyncio.get_running_loop().time() - begun
        assert len(await town.calls("editMessageText")) <= seconds / QUICKEST + 1


@pytest.mark.parametrize(
    ("seconds", "on_telegram", "want"),
    [(1, True, 1), (0, True, 1), (1, False, 1), (3, False, 3), (0, False, QUICKEST)],
    ids=["Telegram", "Telegram unasked", "own channel", "own slow channel", "own quick channel"],
)
def test_the_channel_says_how_often_a_chat_is_painted(
    seconds: int, on_telegram: bool, want: float
) -> None:
    assert rest(Pace(chat_seconds=seconds), on_telegram=on_telegram) == want

"""python-telegram-bot's own Bot, pointed here, finds the Bot API it knows."""

import asyncio
from datetime import timedelta

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from chatserver import Running
from tests.chatserver.conftest import BOTS, Api, png
from tests.phone import Phone, labels

ME = BOTS[0]


def bot_at(address: str, token: str = ME.token) -> telegram.Bot:
    return telegram.Bot(token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")


async def test_a_visit_by_the_real_library(server: Running, api: Api) -> None:
    person = api.people[0]
    async with bot_at(server.address) as bot, Phone(server.address, person, ME.id) as phone:
        assert (bot.username, bot.first_name) == ("ducha_bot", "督查")

        keyboard = InlineKeyboardMarkup(
            [[InlineKeyboardButton("✅ 没问题", callback_data="ok|07")]]
        )
        card = await bot.send_message(
            person, "<b>07 张*</b> &amp; 4人 😀 <code>a&lt;b</code>", "HTML", reply_markup=keyboard
        )
        assert card.text == "07 张* & 4人 😀 a<b"
        assert [(e.type, card.parse_entity(e)) for e in card.entities] == [
            ("bold", "07 张*"),
            ("code", "a<b"),
        ]
        shown = await phone.wait_for("07 张*")
        assert labels(shown) == [["✅ 没问题"]]
        assert shown["html"] == "<b>07 张*</b> &amp; 4人 😀 <code>a&lt;b</code>"

        await phone.tap("没问题")
        started = [u for u in await bot.get_updates() if u.message and u.message.text == "/start"]
        assert started[0].message is not None
        assert started[0].message.entities[0].type == "bot_command"
        tap = (await bot.get_updates(offset=-1))[0]
        assert tap.callback_query is not None
        assert tap.callback_query.data == "ok|07"
        assert tap.callback_query.message is not None
        assert tap.callback_query.message.message_id == card.message_id
        assert await tap.callback_query.answer("已存")
        assert await phone.toast() == "已存"
        edited = await bot.edit_message_text("07 张* 已存", person, card.message_id)
        assert isinstance(edited, telegram.Message)
        assert edited.edit_date is not None
        assert (await phone.wait_for("已存"))["inline"] is None

        picture = png()
        await phone.photo(picture, "07 手册")
        seen = (await bot.get_updates(offset=tap.update_id + 1))[0]
        assert seen.message is not None
        assert seen.message.caption == "07 手册"
        size = seen.message.photo[-1]
        assert (size.width, size.height, size.file_size) == (4, 3, len(picture))
        file = await bot.get_file(size.file_id)
        assert bytes(await file.download_as_bytearray()) == picture
        assert await bot.set_message_reaction(person, seen.message.message_id, "👌")

        again = await bot.send_photo(person, size.file_id, caption="收到")
        assert again.photo[-1].file_unique_id == size.file_unique_id
        sent = await bot.send_document(person, b"\0" * 30, filename="表.xlsx", protect_content=True)
        assert sent.document is not None
        assert (sent.document.file_name, sent.has_protected_content) == ("表.xlsx", True)
        group = await bot.send_media_group(
            person, [InputMediaPhoto(png(salt=1)), InputMediaPhoto(png(salt=2))], caption="两张"
        )
        assert len({message.media_group_id for message in group}) == 1
        assert await bot.send_chat_action(person, "typing")
        place = await bot.send_location(person, 26.5, 111.6, horizontal_accuracy=12)
        assert place.location is not None
        assert place.location.horizontal_accuracy == 12
        row = ReplyKeyboardMarkup([["▶ 当前卡", KeyboardButton("📍 位置", request_location=True)]])
        await bot.send_message(person, "菜单", reply_markup=row)
        await phone.wait_for("菜单")
        assert await phone.keyboard() == ["▶ 当前卡", "📍 位置"]
        copied = await bot.copy_message(person, person, again.message_id)
        assert copied.message_id > place.message_id
        forwarded = await bot.forward_message(person, person, card.message_id)
        assert forwarded.forward_origin is not None
        assert await bot.delete_message(person, forwarded.message_id)
        assert (await bot.get_chat(person)).first_name == "张三四"
        assert (await bot.get_chat_member(person, person)).status == "member"


async def test_the_library_raises_what_it_should(
    server: Running, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    person = api.people[0]
    async with bot_at(server.address) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(99, "在吗")
        message = await bot.send_message(person, "一")
        with pytest.raises(BadRequest, match="Message is not modified"):
            await bot.edit_message_text("一", person, message.message_id)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query("12345", "晚了")
        await api.post(f"{api.chat(person)}/block", {"blocked": True})
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(person, "在吗")
        await api.post("faults", {"method": "sendMessage", "fault": "429", "retry_after": 7})
        with pytest.raises(RetryAfter) as told:
            await bot.send_message(api.people[1], "在吗")
        assert told.value.retry_after == timedelta(seconds=7)
        await bot.set_webhook("http://127.0.0.1:9/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()
    stranger = bot_at(server.address, "700001:wrong")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_menus_differ_by_person(server: Running, api: Api) -> None:
    first, second = api.people
    async with bot_at(server.address) as bot:
        await bot.set_my_commands([BotCommand("help", "帮助")])
        await bot.set_my_commands([BotCommand("inspect", "督查")], scope=BotCommandScopeChat(first))
        assert [c.command for c in await bot.get_my_commands()] == ["help"]
        async with Phone(server.address, first, ME.id) as phone:
            assert await phone.commands() == ["inspect"]
            await bot.delete_my_commands(scope=BotCommandScopeChat(first))
            assert await phone.commands() == ["help"]
        async with Phone(server.address, second, ME.id) as phone:
            assert await phone.commands() == ["help"]


async def test_the_library_waits_for_updates(server: Running, api: Api) -> None:
    async with bot_at(server.address) as bot:
        for update in await bot.get_updates():
            last = update.update_id
        waiting = asyncio.ensure_future(bot.get_updates(offset=last + 1, timeout=20))
        await asyncio.sleep(0)
        await api.post(f"{api.chat(api.people[0])}/messages", {"text": "来了"})
        got = await asyncio.wait_for(waiting, 5)
        assert [update.message.text for update in got if update.message] == ["来了"]

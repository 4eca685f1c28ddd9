"""Messages kept for so many months only: what goes, what stays, who is told."""

from pathlib import Path

from chatserver import Limits
from chatserver.chats import private_chat
from chatserver.messages import post
from chatserver.sweep import AT_ONCE, sweep_once
from chatserver.tx import Tx
from tests.chatserver.conftest import BOTS, Clock, Start, api_of, png
from tests.chatserver.test_people import read_events
from tests.phone import Phone

BOT = BOTS[0].id
MONTH = 31 * 86_400.0


async def test_older_messages_go_with_their_files(
    start: Start, clock: Clock, tmp_path: Path
) -> None:
    limits = Limits(messages_kept=6 * MONTH)
    async with start(limits=limits) as running, api_of(running) as api:
        person, files = api.people[0], tmp_path / "chat" / "files"
        keyboard = {"keyboard": [["▶ 当前卡"]]}
        async with Phone(running.address, person, BOT) as phone:
            await api.ok("sendMessage", chat_id=person, text="旧键盘", reply_markup=keyboard)
            await api.ok("sendMessage", chat_id=person, text="键盘", reply_markup=keyboard)
            first = await phone.photo(png(salt=1), "07 手册")
            card = await api.ok("sendMessage", chat_id=person, text="卡")
            clock.now += 3 * MONTH
            reply = await phone.say("回复", reply_to=first["id"])
            await phone.photo(png(salt=2))
            edit = {"chat_id": person, "message_id": card["message_id"], "text": "改过的卡"}
            await api.ok("editMessageText", **edit)
            begin = (await read_events(api, person, "", 0))[0]["seq"]
            await sweep_once(running.desk)
            assert len(await phone.messages()) == 7
            clock.now += 3 * MONTH + 1
            await sweep_once(running.desk)
            kept = await phone.messages()
            assert [one["text"] for one in kept] == ["键盘", "改过的卡", "回复", None]
            assert kept[2] == reply | {"reply_to": None}
            assert await phone.keyboard() == ["▶ 当前卡"]
            assert sum(1 for one in files.rglob("*") if one.is_file()) == 1
            (told,) = await read_events(api, person, str(begin), 1)
            assert (told["kind"], len(told["message_ids"])) == ("deleted", 3)
        async with api.session.get(
            f"{api.address}/api/people/{person}/files/{first['photo']['file']}"
        ) as answer:
            assert answer.status == 404
        edit = {"chat_id": person, "message_id": first["id"], "text": "x"}
        assert "message to edit not found" in await api.error("editMessageText", **edit)


async def test_many_go_piece_by_piece_and_none_where_all_are_kept(
    start: Start, clock: Clock
) -> None:
    async with start() as running, api_of(running) as api:
        await api.ok("sendMessage", chat_id=api.people[0], text="旧")
        clock.now += 120 * MONTH
        await sweep_once(running.desk)
        assert len(await api.get(f"{api.chat(api.people[0])}/messages")) == 2
        clock.now -= 120 * MONTH
    async with start(limits=Limits(messages_kept=MONTH)) as running, api_of(running) as api:

        def fill(tx: Tx) -> None:
            chat = private_chat(tx, BOT, api.people[0])
            assert chat is not None
            for number in range(AT_ONCE + 10):
                post(tx, chat, BOT, {"text": f"第 {number} 句"}, by_bot=True)

        await running.desk.store.write(fill)
        clock.now += MONTH + 1
        await api.post(f"{api.chat(api.people[0])}/messages", {"text": "新"})
        await sweep_once(running.desk)
        left = await api.get(f"{api.chat(api.people[0])}/messages")
        assert [one["text"] for one in left] == ["新"]

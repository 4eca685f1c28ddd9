"""Digests over real HTTP: planned by the tick, made when sent, opened and received by a tap."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import clock
from bot.app import serve as serve_bot
from bot.brake import Brake
from bot.metrics import Meters
from bot.sender import Sender
from bot.talk import talk
from bot.transport import Transport
from chatserver import Running
from handlers.application import build
from storage.db import Books
from tests.bot.conftest import TOKEN, Town, rows, settings_for, until
from tests.bot.reminded import lay
from tests.phone import Phone, labels
from workflow.post import Pace
from workflow.reminding import remind

CHINA = ZoneInfo("Asia/Shanghai")
FINDINGS = {"期满": "2026-10-11", "将到期": "2026-10-15"}


@pytest.fixture(autouse=True)
def words() -> None:
    """The product's own words."""


SENT = "SELECT 1 FROM notices WHERE kind = 'digest' AND state = 'sent'"


class Watch:
    """The campaign's clock, in a file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"

    def set(self, moment: str) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(f"{moment}:00+08:00")
        part.replace(self.file)


@asynccontextmanager
async def at_work(server: Running, data: Path, watch: Watch) -> AsyncIterator[None]:
    stop = asyncio.Event()
    settings = settings_for(server.address, data, DUCHA_CLOCK=watch.file, DUCHA_SEND_CHAT_SECONDS=0)
    work = asyncio.ensure_future(serve_bot(settings, talk, stop))
    try:
        yield
    finally:
        stop.set()
        await work
        clock.follow(None)


@asynccontextmanager
async def two(town: Town) -> AsyncIterator[tuple[Phone, Phone]]:
    """The contact's phone and the leader's; both have written to the bot before."""
    async with await town.person("周八九") as phone, await town.person("李四五") as head:
        for each in (phone, head):
            await each.say("/start")
        yield phone, head


async def digests(phone: Phone) -> list[str]:
    return [m["text"] for m in await phone.messages() if (m["text"] or "").startswith("⏰")]


async def test_a_day_of_reminders(town: Town, server: Running, tmp_path: Path) -> None:
    data, watch = tmp_path / "data", Watch(tmp_path)
    async with two(town) as (phone, head):
        lay(data, "2026-10-01T09:00", {"周八九": phone.person, "李四五": head.person}, FINDINGS)
        watch.set("2026-10-12T09:00")
        async with at_work(server, data, watch):
            line = await phone.wait_for("逾期1 · 3天内1")
            assert labels(line) == [["0001 逾期1天 期满"], ["0002 剩3天 将到期"], ["知道了"]]
            assert (line["protected"], line["silent"]) == (True, False)
            assert await phone.press("知道了", line) == "好的。"
            await phone.press("0001 逾期1天 期满", line)
            await phone.wait_for("整改通知 2026-0001")
            assert labels(await head.wait_for("逾期1"))[0] == ["0001 逾期1天 期满"]
        seen = rows(data, "SELECT subject FROM audit WHERE act = 'reminder-seen'")
        assert seen == [(line_key(data, phone),)]
        assert len(await digests(phone)) == len(await digests(head)) == 1


def line_key(data: Path, phone: Phone) -> str:
    found = rows(data, "SELECT id FROM notices WHERE chat_id = :c AND kind = 'digest'",
                 c=phone.person)  # fmt: skip
    return str(found[0][0])


async def test_what_was_missed_while_down_comes_as_one_digest(
    town: Town, server: Running, tmp_path: Path
) -> None:
    data, watch = tmp_path / "data", Watch(tmp_path)
    async with two(town) as (phone, _):
        lay(data, "2026-10-01T09:00", {"周八九": phone.person}, FINDINGS)
        watch.set("2026-10-12T09:00")
        async with at_work(server, data, watch):
            await phone.wait_for("逾期1 · 3天内1")
        watch.set("2026-10-14T10:00")
        async with at_work(server, data, watch):
            await phone.wait_for("逾期1 · 1天内1", since_my_act=False)
            # The clock an hour back, then three on: nothing is said again.
            for hour in ("09:00", "12:00"):
                watch.set(f"2026-10-14T{hour}")
                await asyncio.sleep(0.3)
        assert [text.splitlines()[0] for text in await digests(phone)] == [
            "⏰ 大坪村整改 10月12日",
            "⏰ 大坪村整改 10月14日",
        ]


async def test_who_blocked_the_bot_gets_a_dead_letter_and_is_known_as_away(
    town: Town, server: Running, tmp_path: Path
) -> None:
    data, watch = tmp_path / "data", Watch(tmp_path)
    async with two(town) as (phone, head):
        accounts = {"周八九": phone.person, "李四五": head.person}
        lay(data, "2026-10-01T09:00", accounts, {"将到期": "2026-10-15"})
        await phone.block()
        watch.set("2026-10-12T09:00")
        async with at_work(server, data, watch):
            # The heads hear of it at the next look.
            await head.wait_for("青石镇大坪村　联系人周八九已停用机器人", 25, since_my_act=False)
        assert rows(data, "SELECT state FROM notices WHERE chat_id = :c", c=phone.person) == [
            ("dead",)
        ]
        assert await digests(phone) == []


PEOPLE = 24


async def test_two_senders_and_two_ticks_send_each_digest_once(
    town: Town, server: Running, tmp_path: Path
) -> None:
    """Two processes on one database, each with books, limits and sender of its own."""
    data = tmp_path / "data"
    async with AsyncExitStack() as stack:
        phones = [
            await stack.enter_async_context(await town.person(f"钱{n}")) for n in range(PEOPLE)
        ]
        for phone in phones:
            await phone.say("/start")
        lay(data, "2026-10-01T09:00", {"周八九": phones[0].person}, {"期满": "2026-10-12"})
        clone(data, [phone.person for phone in phones[1:]])
        now = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
        pair = [await stack.enter_async_context(sender(server, data, now)) for _ in range(2)]
        await asyncio.gather(*(remind(books, CHINA, now) for books, _ in pair))
        await asyncio.gather(*(each.look() for _, each in pair))
        await until(lambda: rows(data, "SELECT 1 FROM notices WHERE state <> 'sent'") == [])
        for phone in phones:
            assert [text.splitlines()[1] for text in await digests(phone)] == ["今天1"]
        assert rows(data, "SELECT count(*), count(DISTINCT digest) FROM reminders") == [
            (PEOPLE, PEOPLE)
        ]
        assert len(await town.calls("sendMessage")) == PEOPLE


def clone(data: Path, accounts: list[int]) -> None:
    """More contacts for the township whose unit names nobody."""
    connection = sqlite3.connect(data / "ducha.db", isolation_level=None)
    connection.execute("UPDATE units SET contact = NULL")
    connection.execute("UPDATE posts SET townships = '[\"青石镇\"]' WHERE role = 'contact'")
    for account in accounts:
        (person,) = connection.execute(
            "INSERT INTO people (campaign_id, key, name, user_id) VALUES (1, ?, ?, ?) RETURNING id",
            (f"钱{account}", f"钱{account}", account),
        ).fetchone()
        connection.execute(
            "INSERT INTO posts (person_id, role, team, townships)"
            " VALUES (?, 'contact', '', '[\"青石镇\"]')",
            (person,),
        )
    connection.close()


@asynccontextmanager
async def sender(server: Running, data: Path, now: datetime) -> AsyncIterator[tuple[Books, Sender]]:
    books, calls, polls = await Books.open(data / "ducha.db"), Transport(), Transport()
    application = build(TOKEN, server.address, calls, polls)
    await application.initialize()
    meters = Meters()
    work = Sender(
        books,
        application.bot,
        lambda _tx, _user: [],
        Pace(per_second=0, chat_seconds=0),
        Brake(books, clock.wall, meters),
        meters,
        files=data,
        zone=CHINA,
        now=lambda: now,
        wall=clock.wall,
    )
    try:
        yield books, work
        await work.finish(5)
    finally:
        await application.shutdown()
        await calls.shutdown()
        await polls.shutdown()
        await books.close()


async def test_a_digest_whose_answer_was_cut_off_comes_once_more(
    town: Town, server: Running, tmp_path: Path
) -> None:
    data, watch = tmp_path / "data", Watch(tmp_path)
    async with two(town) as (phone, _):
        lay(data, "2026-10-01T09:00", {"周八九": phone.person}, FINDINGS)
        watch.set("2026-10-12T08:00")
        async with at_work(server, data, watch):
            await phone.wait_for(lambda m: m["inline"] is not None)
            await town.fault("sendMessage", "cut")
            watch.set("2026-10-12T09:00")
            await until(lambda: rows(data, SENT), 20)
        texts = [text.splitlines()[0] for text in await digests(phone)]
        assert texts == ["⏰ 大坪村整改 10月12日"] * 2

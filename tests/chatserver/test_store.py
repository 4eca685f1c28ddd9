"""The store: shared commits, failures that stay alone, and what is forgotten when."""

import asyncio
import io
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from chatserver import Limits, Running
from chatserver.chats import create_person, people
from chatserver.store import Store
from chatserver.sweep import sweep
from chatserver.tx import Tx
from tests.chatserver.conftest import BOTS, Api, Clock, png
from tests.phone import Phone

BOT = BOTS[0].id


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path, time.time, Limits(), durable=True)
    store.know(BOTS)
    running = asyncio.ensure_future(store.run())
    yield store
    store.stop()
    await running
    store.close()


def add(name: str) -> Callable[[Tx], dict[str, Any]]:
    return lambda tx: create_person(tx, name, "zh", "", None)


def add_and_fail(tx: Tx) -> None:
    create_person(tx, "坏", "zh", "", None)
    raise LookupError("坏")


async def test_a_failing_piece_of_a_batch_leaves_nothing_and_the_others_stay(store: Store) -> None:
    before = store.read(newest_change)
    outcomes = await asyncio.gather(
        *(store.write(add(name)) for name in "甲乙"),
        store.write(add_and_fail),
        *(store.write(add(name)) for name in "丙丁"),
        return_exceptions=True,
    )
    assert isinstance(outcomes[2], LookupError)
    assert [one["name"] for one in store.read(people)] == ["甲", "乙", "丙", "丁"]
    assert store.read(newest_change) > before


def newest_change(tx: Tx) -> int:
    return int(tx.sql.execute("PRAGMA data_version").fetchone()[0])


async def test_a_full_disk_is_told_and_passes(store: Store) -> None:
    def pages(tx: Tx) -> int:
        return int(tx.sql.execute("PRAGMA page_count").fetchone()[0])

    full = await store.write(pages)
    store._writer.execute(f"PRAGMA max_page_count = {full}")
    writes = (store.write(add("满" * 60)) for _ in range(500))
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    refusals = [one for one in outcomes if isinstance(one, sqlite3.OperationalError)]
    assert {str(one) for one in refusals} == {"database or disk is full"}
    store._writer.execute("PRAGMA max_page_count = 1000000")
    kept = len(store.read(people))
    assert kept == 500 - len(refusals), "what was refused is not there, the rest is"
    await store.write(add("又行了"))
    assert [one["name"] for one in store.read(people)][kept:] == ["又行了"]


async def test_a_store_that_cannot_write_is_said_as_a_500(server: Running, api: Api) -> None:
    person = api.people[0]
    writer = server.desk.store._writer
    writer.execute("PRAGMA query_only = ON")
    assert await api.error("sendMessage", chat_id=person, text="一") == "Internal Server Error"
    assert await api.post(f"{api.chat(person)}/messages", {"text": "一"}) == {
        "error": "the store is not available"
    }
    assert api.last_status == 503
    writer.execute("PRAGMA query_only = OFF")
    assert await api.ok("sendMessage", chat_id=person, text="一")


async def test_work_reads_what_was_written_before_it_and_readers_only_what_is_committed(
    store: Store,
) -> None:
    async def write(name: str) -> int:
        await store.write(add(name))
        return len(store.read(people))

    counts = await asyncio.gather(*(write(f"{number}") for number in range(100)))
    assert max(counts) == 100
    assert min(counts) >= 1


async def test_bytes_of_deleted_messages_go_after_two_days(
    server: Running, api: Api, clock: Clock, tmp_path: Path
) -> None:
    def files() -> int:
        return sum(1 for path in (tmp_path / "chat" / "files").rglob("*") if path.is_file())

    async def swept() -> None:
        server.desk.bytes.drop(await server.desk.store.write(sweep))

    async with Phone(server.address, api.people[0], BOT) as phone:
        gone = await phone.photo(png(salt=1))
        await phone.photo(png(salt=2))
        twice = await phone.photo(png(salt=2))
        for message in (gone, twice):
            await api.ok("deleteMessage", chat_id=api.people[0], message_id=message["id"])
    await swept()
    assert files() == 2
    clock.now += 2 * 86_400 + 1
    await swept()
    assert files() == 1, "the content another message still has stays"


async def test_a_stream_that_slept_too_long_is_told_to_load_anew(
    server: Running, api: Api, clock: Clock
) -> None:
    clock.now += 8 * 86_400
    await server.desk.store.write(sweep)
    url = f"{api.address}/api/people/{api.people[0]}/events?after=1"
    async with api.session.get(url) as answer:
        lines = [await answer.content.readline() for _ in range(2)]
    assert lines[1] == b'data: {"kind": "reload"}\n'


async def test_parameters_come_as_the_caller_likes(api: Api) -> None:
    url = f"{api.address}/bot{api.token}/SENDMESSAGE"
    person = api.people[0]
    wanted = {"chat_id": str(person), "text": "一 & 二", "parse_mode": ""}
    async with api.session.get(f"{url}?{urlencode(wanted)}") as answer:
        assert (await answer.json())["result"]["text"] == "一 & 二"
    async with api.session.post(url, data=wanted) as answer:
        assert (await answer.json())["result"]["text"] == "一 & 二"
    async with api.session.post(f"{url}?chat_id={person}", json={"text": "三"}) as answer:
        assert (await answer.json())["result"]["text"] == "三"
    for body, kind in ((b"{", "application/json"), (b"[]", "application/json")):
        async with api.session.post(url, data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status == 400
    headers = {"Content-Type": "application/json"}
    async with api.session.post(url, data=io.BytesIO(b" " * (3 << 20)), headers=headers) as answer:
        assert answer.status == 413
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    async with api.session.post(url, data=b"--y\r\n", headers=broken) as answer:
        assert answer.status == 400


async def test_a_keyboard_stays_until_it_is_removed_and_a_live_place_moves(
    server: Running, api: Api
) -> None:
    person = api.people[0]
    async with Phone(server.address, person, BOT) as phone:
        assert await phone.keyboard() == []
        row = {"keyboard": [["▶ 当前卡", {"text": "📍 位置", "request_location": True}]]}
        await api.ok("sendMessage", chat_id=person, text="菜单", reply_markup=row)
        await api.ok("sendMessage", chat_id=person, text="别的")
        assert await phone.keyboard() == ["▶ 当前卡", "📍 位置"]
        remove = {"remove_keyboard": True}
        await api.ok("sendMessage", chat_id=person, text="收起", reply_markup=remove)
        assert await phone.keyboard() == []
        place = await phone.location(26.5, 111.6)
        moved = {"message_id": place["id"], "location": {"latitude": 26.6, "longitude": 111.7}}
        await api.post(f"{api.chat(person)}/edit", moved)
        update = (await api.ok("getUpdates", offset=-1))[0]
        assert update["edited_message"]["location"] == {"latitude": 26.6, "longitude": 111.7}

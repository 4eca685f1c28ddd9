"""Updates by webhook, health and metrics, over real HTTP."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.webhook import LARGEST, SECRET
from tests.bot.conftest import Office, Town, heard, rows, until

KEY = "a-secret-of-at-least-22-letters"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def text_update(update_id: int, words: str, user: int = 4242) -> dict[str, Any]:
    who = {"id": user, "is_bot": False, "first_name": "张"}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_790_000_000,
            "chat": {"id": user, "type": "private", "first_name": "张"},
            "from": who,
            "text": words,
        },
    }


class Door:
    """Posts to our own port."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._session = session

    async def post(self, body: Any, headers: Any = None, path: str = "/update") -> int:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = headers if headers is not None else {SECRET: KEY}
        kind = {"Content-Type": "application/json"}
        async with self._session.post(
            self.address + path, data=io.BytesIO(raw), headers=[*kind.items(), *_pairs(sent)]
        ) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self.address + path) as answer:
            return answer.status, await answer.text()


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return list(headers.items()) if isinstance(headers, dict) else list(headers)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with aiohttp.ClientSession() as session:
        yield Door(free_port(), session)


def hooked(door: Door) -> dict[str, Any]:
    return {
        "DUCHA_WEBHOOK_URL": f"{door.address}/update",
        "DUCHA_WEBHOOK_SECRET": KEY,
        "DUCHA_LISTEN": door.address.removeprefix("http://"),
    }


async def test_the_chat_server_posts_and_the_card_comes(
    town: Town, office: Office, door: Door
) -> None:
    async with office(**hooked(door)) as data, await town.person() as phone:
        for words in ("一", "二", "三"):
            await phone.say(words)
        await phone.wait_for("数到 3")
        assert heard(data, phone.person) == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({SECRET: "wrong"}, 403),
        ({SECRET: "错" * 22}, 403),
        ([(SECRET, KEY), (SECRET, KEY)], 403),
        ({SECRET: KEY}, 200),
    ],
    ids=["none", "wrong", "not even ascii", "twice", "right"],
)
async def test_only_who_knows_the_secret_is_heard(
    headers: Any, status: int, office: Office, door: Door, town: Town
) -> None:
    async with office(**hooked(door)) as data:
        await until(lambda: _up(door))
        if headers and "错" in str(headers):
            headers = {SECRET: headers[SECRET].encode().decode("latin-1")}
        assert await door.post(text_update(1, "一"), headers) == status
        assert len(rows(data, "SELECT 1 FROM inbox")) == (1 if status == 200 else 0)


async def _up(door: Door) -> bool:
    try:
        return (await door.get("/healthz"))[0] == 200
    except aiohttp.ClientError:
        return False


async def test_what_is_too_large_or_no_update_changes_nothing(
    office: Office, door: Door, town: Town
) -> None:
    async with office(**hooked(door)) as data:
        await until(lambda: _up(door))
        assert await door.post(b" " * (LARGEST + 1)) == 413
        assert await door.post(b"{") == 400
        assert await door.post([1, 2]) == 400
        assert (await door.get("/update"))[0] == 405
        assert rows(data, "SELECT 1 FROM inbox") == []


async def test_the_same_update_three_times_at_once_is_one(
    office: Office, door: Door, town: Town
) -> None:
    async with office(**hooked(door)) as data:
        await until(lambda: _up(door))
        update = text_update(7, "一")
        found = await asyncio.gather(*(door.post(update) for _ in range(3)))
        assert found == [200, 200, 200]
        assert heard(data, 4242) == ["一"]


async def test_while_the_books_are_locked_it_says_again_later(
    office: Office, door: Door, town: Town
) -> None:
    async with office(**hooked(door)) as data:
        await until(lambda: _up(door))
        lock = sqlite3.connect(data / "ducha.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        status = await door.post(text_update(7, "一"))
        lock.execute("ROLLBACK")
        lock.close()
        assert status == 503
        assert heard(data, 4242) == []
        assert await door.post(text_update(7, "一")) == 200
        assert heard(data, 4242) == ["一"]


async def test_a_poison_update_is_refused_four_times_then_taken_and_kept(
    office: Office, door: Door, town: Town
) -> None:
    async with office(**hooked(door)) as data:
        await until(lambda: _up(door))
        got = [await door.post(text_update(7, "boom")) for _ in range(5)]
        assert got == [503, 503, 503, 503, 200]
        assert rows(data, "SELECT update_id, attempts FROM quarantine") == [(7, 5)]
        assert await door.post(text_update(8, "一")) == 200


async def test_health_and_metrics_say_numbers_only(office: Office, door: Door, town: Town) -> None:
    async with office(**hooked(door)), await town.person("赵大宝") as phone:
        await until(lambda: _up(door))
        await phone.say("张三四 13812345678")
        await phone.wait_for("数到 1")
        status, health = await door.get("/healthz")
        assert (status, json.loads(health)["database"]) == (200, True)
        await until(lambda: _says(door, "ducha_cards_painted_total 1"))
        _, metrics = await door.get("/metrics")
        assert "ducha_updates_total 1" in metrics
        for secret in ("赵大宝", "张三四", "13812345678", str(phone.person), "first-secret"):
            assert secret not in metrics + health


async def _says(door: Door, line: str) -> bool:
    return line in (await door.get("/metrics"))[1]


async def test_with_polling_health_listens_all_the_same(
    office: Office, door: Door, town: Town
) -> None:
    async with office(DUCHA_LISTEN=door.address.removeprefix("http://")):
        await until(lambda: _up(door))
        assert await door.post(text_update(1, "一")) == 404

"""Beside `ducha serve`: devices, backup and restore of the chats, doctor, the address."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.errors import StartError
from bot.serve import CHATS, address_of, bot_token
from bot.settings import load
from chatserver import Bot, Office, Running, serve
from storage.migrate import migrate
from tests.bot import served
from tests.bot.served import BOT, Place, free_port
from tests.chatserver.conftest import png
from tests.chatserver.office import Invitations, Visitor, invitations

words, place, session = served.words, served.place, served.session


@asynccontextmanager
async def entered(place: Place, session: aiohttp.ClientSession) -> AsyncIterator[Visitor]:
    """The office's chat server alone, without a process of its own, and somebody inside."""
    data = place.folder / "data"
    migrate(data / "ducha.db")
    office = Office(Bot(bot_token(data), "ducha_bot", "督查"), place.address, Invitations())
    invitations(office).invite("first")
    invitations(office).invite("second", "李五六")
    async with served_chats(data / CHATS, office) as running:
        visitor = Visitor(running.address, session, place.address.removeprefix("http://"))
        await visitor.enter("first")
        yield visitor


@asynccontextmanager
async def served_chats(folder: Path, office: Office) -> AsyncIterator[Running]:
    running = await serve(folder=folder, offices=[office], durable=False)
    try:
        yield running
    finally:
        await running.close()


async def test_chats_are_backed_up_while_they_are_used_and_go_on_where_they_are_restored(
    place: Place, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, back = place.folder / "copy", place.folder / "back"
    async with entered(place, session) as visitor:
        path = f"/api/people/{visitor.person}/chats/{BOT}/messages"
        form = aiohttp.FormData({"kind": "photo"})
        form.add_field("file", png(), filename="a.png")
        sent = {"Host": visitor.host, "Cookie": visitor.cookie}
        async with session.post(f"{visitor.address}{path}", data=form, headers=sent) as got:
            photo = (await got.json())[0]
        assert (await place.ducha("backup", copy)).exit_code == 0
        forgotten = copy / CHATS / "files" / "00" / ("0" * 64)
        forgotten.parent.mkdir(exist_ok=True)
        forgotten.write_bytes(b"of a message whose time is over")
        assert (await place.ducha("backup", copy)).exit_code == 0
        assert not forgotten.exists()
        later = (await visitor.post(path, {"text": "备份以后"}))[0]["id"]
        late = Visitor(visitor.address, session, visitor.host)
        await late.enter("second")
    monkeypatch.setenv("DUCHA_DATA", str(back))
    restored = await place.ducha("restore", copy)
    assert restored.exit_code == 0, restored.stderr
    assert [stat.S_IMODE(one.stat().st_mode) for one in (copy, back)] == [0o700, 0o700]
    office = Office(Bot(bot_token(back), "ducha_bot", "督查"), place.address, Invitations())
    assert bot_token(back) == bot_token(place.folder / "data")
    invitations(office).invite("third", "李五六")
    async with served_chats(back / CHATS, office) as running:
        visitor.address = running.address
        assert (await visitor.get("/api/me"))["person"]["id"] == visitor.person
        file = f"/api/people/{visitor.person}/files/{photo['photo']['file']}"
        assert await visitor.get(file) == png()
        assert [one["id"] for one in await visitor.get(path)][-1] == photo["id"]
        # Numbers that were given after the copy was made are not given to anything else.
        assert (await visitor.post(path, {"text": "恢复以后"}))[0]["id"] > later
        newcomer = Visitor(running.address, session, visitor.host)
        await newcomer.enter("third")
        assert newcomer.person > late.person
        stream = await _first_event(visitor, after=10)
        assert b'"reload"' in stream


async def _first_event(visitor: Visitor, after: int) -> bytes:
    sent = {"Host": visitor.host, "Cookie": visitor.cookie}
    url = f"{visitor.address}/api/people/{visitor.person}/events?after={after}"
    async with visitor.session.get(url, headers=sent) as got:
        return await got.content.readany()


@pytest.mark.parametrize("damage", ["a file", "the store"])
async def test_a_damaged_copy_of_the_chats_is_not_restored(
    place: Place, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    copy = place.folder / "copy"
    async with entered(place, session) as visitor:
        path = f"{visitor.address}/api/people/{visitor.person}/chats/{BOT}/messages"
        form = aiohttp.FormData({"kind": "document"})
        form.add_field("file", b"list", filename="a.txt")
        sent = {"Host": visitor.host, "Cookie": visitor.cookie}
        async with session.post(path, data=form, headers=sent) as got:
            assert got.status == 200
        assert (await place.ducha("backup", copy)).exit_code == 0
    if damage == "a file":
        next((copy / CHATS / "files").glob("??/*")).write_bytes(b"lies")
    else:
        (copy / CHATS / "chat.sqlite3").write_bytes(b"no store at all" * 1000)
    monkeypatch.setenv("DUCHA_DATA", str(place.folder / "back"))
    assert (await place.ducha("restore", copy)).exit_code == 1
    assert not (place.folder / "back").exists()


async def test_devices_are_listed_and_ended_by_name_and_number(
    place: Place, session: aiohttp.ClientSession
) -> None:
    assert (await place.ducha("devices")).exit_code == 2
    async with entered(place, session) as visitor:
        number = (await visitor.get("/api/me"))["device"]
        for words in (("没有这人",), ("没有这人", "--revoke", "all"), ("--revoke", "all")):
            assert (await place.ducha("devices", *words)).exit_code == 2, words
        assert (await place.ducha("devices", "张三四", "--revoke", number + 1)).exit_code == 2
        listed = (await place.ducha("devices")).stdout
        assert listed.startswith(f"张三四（{visitor.person}），设备 1 台\n  {number}  ")
        done = await place.ducha("devices", visitor.person, "--revoke", number)
        assert (done.exit_code, done.stdout) == (0, "已退出 1 台设备。\n")
        await visitor.get("/api/me")
        assert visitor.status == 401


@pytest.mark.parametrize(
    ("name", "value", "state", "words"),
    [
        ("DUCHA_ADDRESS", "https://ducha.example.org", "✓", "https"),
        ("DUCHA_ADDRESS", "http://ducha.example.org", "!", "不是 https"),
        ("DUCHA_SERVE", "0.0.0.0:{port}", "✗", "未设置 DUCHA_ADDRESS"),
    ],
    ids=["TLS", "no TLS", "no address"],
)
async def test_the_doctor_looks_at_the_address(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str, value: str, state: str, words: str
) -> None:
    bot_token(place.folder / "data")
    monkeypatch.setenv(name, value.format(port=free_port()))
    lines = (await place.ducha("doctor")).stdout.splitlines()
    assert lines[0].startswith("✓ 办公室")
    assert lines[1].startswith(f"{state} 地址")
    assert words in lines[1]
    assert any(line.startswith("! 端口") and "空着" in line for line in lines)


async def test_the_doctor_names_a_port_that_something_else_has(place: Place) -> None:
    bot_token(place.folder / "data")
    (place.folder / "data" / "serve.json").chmod(0o644)
    port = int(place.address.rpartition(":")[2])

    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(other, "127.0.0.1", port):
        found = await place.ducha("doctor")
    assert found.exit_code == 1
    assert "✗ 办公室" in found.stdout
    assert f"✗ 端口：127.0.0.1:{port} 已被别的程序占用" in found.stdout


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://Ducha.Example.org/", "https://ducha.example.org"),
        ("http://10.1.2.3:8080", "http://10.1.2.3:8080"),
        ("https://[fd00::1]", "https://[fd00::1]"),
        ("ducha.example.org", None),
        ("https://ducha.example.org/office", None),
        ("https://user@ducha.example.org", None),
        ("https://ducha.example.org:99999", None),
        ("ftp://ducha.example.org", None),
        ("https://ducha.example.org/#join=x", None),
    ],
)
def test_an_address_is_that_of_a_host(
    place: Place, monkeypatch: pytest.MonkeyPatch, address: str, taken: str | None
) -> None:
    monkeypatch.setenv("DUCHA_ADDRESS", address)
    if taken is None:
        with pytest.raises(StartError, match="DUCHA_ADDRESS"):
            load(None)
    else:
        assert address_of(load(None)) == taken


async def test_an_office_beyond_this_machine_names_its_address(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_SERVE", f"0.0.0.0:{free_port()}")
    with pytest.raises(StartError, match="DUCHA_ADDRESS"):
        address_of(load(None))

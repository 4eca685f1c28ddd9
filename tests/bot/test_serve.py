"""`ducha serve` as an office runs it: a process, an invitation, a browser's cookie, a kill."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.errors import StartError
from bot.lock import sole_owner
from tests.bot import served
from tests.bot.conftest import until
from tests.bot.served import BOT, Place
from tests.chatserver.office import Visitor

words, place, session = served.words, served.place, served.session
ENDS_IN = 5.0


async def said_by_bot(visitor: Visitor, after: int = 0) -> list[dict[str, Any]]:
    path = f"/api/people/{visitor.person}/chats/{BOT}/messages"
    return [m for m in await visitor.get(path) if m["from"]["is_bot"] and m["id"] > after]


async def test_an_office_opens_lets_its_admin_in_and_survives_a_kill(
    place: Place, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    picture = tmp_path / "invitation.png"
    visitor = Visitor(place.address, session, place.address.removeprefix("http://"))
    async with place.served() as (process, first):
        assert "督查已开" in first
        assert process.stdout is not None
        assert "ducha invite --admin" in (await process.stdout.readline()).decode()
        mark = tmp_path / "data" / "serve.json"
        assert oct(mark.stat().st_mode & 0o777) == "0o600"
        made = await place.ducha("invite", "--admin", "钱小满", "--qr", picture)
        *_, link, _, token = made.stdout.splitlines()
        assert (made.exit_code, link) == (0, f"{place.address}/#join={token}")
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert oct(picture.stat().st_mode & 0o777) == "0o600"
        shown = (await place.ducha("invite", "--admin", "李秋分", "--qr", "-")).stdout.splitlines()
        assert [len(line) for line in shown[-22:-1]] == [41] * 21, "a QR picture of half blocks"
        assert shown[-23].endswith(f"#join={shown[-1]}")
        entered = await visitor.enter(token, client_id="a-client-id-of-this-test")
        assert (entered["person"]["name"], entered["office"]) == ("钱小满", "青石督查办")
        assert (await until(lambda: said_by_bot(visitor)))[0]["text"]
        path = f"/api/people/{visitor.person}/chats/{BOT}/messages"
        asked = (await visitor.post(path, {"text": "/help", "client_id": "help-1"}))[0]["id"]
        await until(lambda: said_by_bot(visitor, asked))
        assert await visitor.get("/healthz") == {"store": True, "bot": True}
        last = (await visitor.post(path, {"text": "/help", "client_id": "help-2"}))[0]["id"]
        process.send_signal(signal.SIGKILL)
        await process.wait()
    async with place.served() as (process, _):
        assert (await visitor.get("/api/me"))["person"]["name"] == "钱小满"
        await until(lambda: said_by_bot(visitor, last))
        repeated = await visitor.post(path, {"text": "/help", "client_id": "help-2"})
        assert repeated[0]["id"] == last
        again = Visitor(place.address, session, visitor.host)
        await again.enter(token)
        assert again.status == 403
        with pytest.raises(StartError, match="already runs"), sole_owner(tmp_path / "data"):
            pass
        listed = await place.ducha("devices", "钱小满")
        assert "安卓手机 · Chrome" in listed.stdout
        ended = await place.ducha("devices", "钱小满", "--revoke", "all")
        assert (ended.exit_code, ended.stdout) == (0, "已退出 1 台设备。\n")
        await visitor.get("/api/me")
        assert visitor.status == 401
        doctor = (await place.ducha("doctor")).stdout.splitlines()
        assert [line[0] for line in doctor[:4]] == ["✓", "!", "✓", "✓"]
        assert "运行正常" in doctor[2]
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(ENDS_IN):
            _, log = await process.communicate()
        assert process.returncode == 0
        assert token not in log.decode()
        assert "Traceback" not in log.decode()

"""The command line: doctor."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.commands import doctor
from chatserver import Running
from tests.bot import terminal
from tests.bot.conftest import TOKEN
from tests.bot.terminal import Run, database

words, run, imported_once, laid, filled = (
    terminal.words,
    terminal.run,
    terminal.imported_once,
    terminal.laid,
    terminal.filled,
)


async def test_the_doctor_finds_all_well_on_a_running_server(
    run: Run, filled: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DUCHA_BOT_API", server.address)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 0, result.stdout
    assert len(result.stdout.splitlines()) == 7
    assert "@ducha_bot" in result.stdout
    assert TOKEN not in result.output


@pytest.mark.parametrize("ill", ["no token", "no server", "another token", "the database"])
async def test_the_doctor_names_what_is_ill(
    run: Run,
    filled: Path,
    tmp_path: Path,
    server: Running,
    monkeypatch: pytest.MonkeyPatch,
    ill: str,
) -> None:
    token, address, sign = TOKEN, server.address, "✗ "
    match ill:
        case "no token":
            token, sign = "", "✗ 令牌"
        case "no server":
            address, sign = "http://127.0.0.1:9", "✗ 服务器"
        case "another token":
            token, sign = "700002:another-secret-of-thirty-letters-x", "✗ 服务器"
        case "the database":
            database(tmp_path).write_bytes(b"no database at all" * 1000)
            sign = "✗ 数据库"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    monkeypatch.setenv("DUCHA_BOT_API", address)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 1
    assert any(line.startswith(sign) for line in result.stdout.splitlines())
    assert "secret" not in result.output


@pytest.fixture
async def late_server() -> object:
    """A server whose clock is two minutes behind."""

    async def me(_: web.Request) -> web.Response:
        late = datetime.now(UTC) - timedelta(minutes=2)  # noqa: TID251 a server's own clock
        headers = {"Date": late.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        answer = {"ok": True, "result": {"username": "ducha_bot"}}
        return web.json_response(answer, headers=headers)

    app = web.Application()
    app.router.add_get(f"/bot{TOKEN}/getMe", me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_the_doctor_sees_a_clock_that_is_off(
    run: Run, late_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DUCHA_BOT_API", late_server)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 1
    assert any(line.startswith("✗ 时钟") for line in result.stdout.splitlines())

"""Who may use the page, and what the page may be given."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from chatserver import Running
from chatserver.pictures import picture_size
from tests.chatserver.conftest import BOTS, Api, png
from tests.phone import Phone

BOT = BOTS[0].id


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8081"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Host": "["}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
    ids=str,
)
async def test_another_host_or_site_is_refused(
    api: Api, headers: dict[str, str], status: int
) -> None:
    await api.get("people", **headers)
    assert api.last_status == status
    before = len(await api.get("people"))
    await api.post("people", {"name": "某某"}, **headers)
    assert api.last_status == status
    assert len(await api.get("people")) == before + (status == 200)


async def test_the_pages_own_origin_is_welcome(api: Api) -> None:
    await api.post("people", {"name": "某某"}, Origin=api.address)
    assert api.last_status == 200


async def test_the_bot_api_goes_by_its_token_alone(api: Api) -> None:
    url = f"{api.address}/bot{api.token}/getMe"
    async with api.session.get(url, headers={"Host": "chat.office"}) as answer:
        assert (await answer.json())["result"]["username"] == "ducha_bot"


async def test_the_page_is_served_with_safety_headers(api: Api) -> None:
    async with api.session.get(f"{api.address}/api/people") as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("..%2Fserver.py", "..%5Cserver.py", "server.py", "nothing.js"):
        async with api.session.get(f"{api.address}/page/{name}") as answer:
            assert answer.status == 404, name


async def test_a_file_is_shown_to_those_who_see_its_message_and_harmlessly(
    server: Running, api: Api
) -> None:
    first, second = api.people
    async with Phone(server.address, first, BOT) as phone:
        page = await phone.document(b"<script>alert(1)</script>", "..\\x\u202e一.html")
        picture = await phone.photo(png())
        assert await phone.file(picture) == png()
    file = page["document"]["file"]
    address = f"{api.address}/api/people/{first}/files/{file}"
    async with api.session.get(address) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.read() == b"<script>alert(1)</script>"
    forged = file[:30] + ("A" if file[30] != "A" else "B") + file[31:]
    for person, name in ((second, file), (first, "x"), (first, forged), (first, "一")):
        async with api.session.get(f"{api.address}/api/people/{person}/files/{name}") as answer:
            assert answer.status == 404
    await api.ok("deleteMessage", chat_id=first, message_id=page["id"])
    async with api.session.get(address) as answer:
        assert answer.status == 404


async def test_bytes_are_kept_under_their_hash_alone(
    server: Running, api: Api, tmp_path: Path
) -> None:
    async with Phone(server.address, api.people[0], BOT) as phone:
        for name in ("../../../../tmp/x", "..\\x", "CON", "\u202ecod.exe", "n" * 300):
            await phone.document(f"{name}".encode(), name)
        await phone.document(b"same", "a")
        await phone.document(b"same", "b")
    files = [path.name for path in (tmp_path / "chat" / "files").rglob("*") if path.is_file()]
    assert len(files) == 6
    assert all(len(name) == 64 and set(name) <= set("0123456789abcdef") for name in files)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(640, 480), (640, 480)),
        (png()[:20], None),
        (b"GIF89a\x05\x00\x07\x00", (5, 7)),
        (b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x0b\x08\x00\x20\x00\x10\x01", (16, 32)),
        (b"\xff\xd8\xff\xe0\xff\xff", None),
        (
            b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + b"\0" * 4 + b"\x0f\0\0\x1f\0\0",
            (16, 32),
        ),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
    ids=["png", "torn png", "gif", "jpeg", "torn jpeg", "webp", "pdf", "nothing"],
)
def test_a_pictures_size_is_read_from_its_header(
    tmp_path: Path, content: bytes, size: tuple[int, int] | None
) -> None:
    path = tmp_path / "picture"
    path.write_bytes(content)
    assert picture_size(path) == size


async def test_a_killed_server_has_kept_what_it_answered(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "chatserver", "--folder", str(tmp_path), "--port", str(port)),
        *("--bot", f"{BOTS[0].token}:ducha_bot:督查"),
    ]
    root = Path(__file__).parents[2]

    async def run() -> tuple[asyncio.subprocess.Process, str]:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=root, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        return process, (await process.stdout.readline()).decode().strip()

    process, address = await run()
    said: list[str] = []
    async with aiohttp.ClientSession() as session:
        api = Api(address, session)
        person = (await api.post("people", {"name": "张三四"}))["id"]

        async def talk() -> None:
            number = 0
            while True:
                sent = await api.post(f"{api.chat(person)}/messages", {"text": f"第{number}句"})
                said.append(sent[0]["text"])
                number += 1

        talking = asyncio.ensure_future(talk())
        async with asyncio.timeout(20):
            while len(said) < 30:
                await asyncio.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await talking
        process, address = await run()
        kept = [update["message"]["text"] for update in await api.ok("getUpdates")]
        assert kept[: len(said)] == said
        shown = await api.get(f"{api.chat(person)}/messages?limit=200")
        assert [one["text"] for one in shown] == kept
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0

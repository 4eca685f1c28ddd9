"""A chat server killed in the middle of its work: what was acknowledged is there, once."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.chatserver.conftest import BOTS, Api
from tests.chatserver.pieces import announce, bring, content_of, put, send
from tests.chatserver.test_people import read_events

BOT = BOTS[0]


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[Api, asyncio.subprocess.Process]]:
    """A server as a process of its own, and a client of it."""
    command = ["-m", "chatserver", "--folder", str(folder), "--port", "0"]
    bot = f"{BOT.token}:{BOT.username}:{BOT.name}"
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, "--bot", bot), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert running.stdout is not None
        async with asyncio.timeout(20), aiohttp.ClientSession() as session:
            address = (await running.stdout.readline()).decode().strip()
            yield Api(address, session), running
    finally:
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        await running.wait()


async def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(tmp_path: Path) -> None:
    content = content_of(700_000)
    acknowledged: list[str] = []
    async with process(tmp_path) as (api, running):
        person = (await api.post("people", {"name": "张三四"}))["id"]
        api.people = [person]
        await api.post(f"{api.chat(person)}/start")
        seen = (await read_events(api, person, "", 0))[0]["seq"]
        begun = await announce(api, len(content))
        upload, chunk = begun["id"], begun["chunk"]
        await put(api, upload, 0, content[:chunk])

        async def say(number: int) -> None:
            words = {"text": f"第 {number} 句", "client_id": f"m-{number}"}
            with suppress(aiohttp.ClientError):
                await api.post(f"{api.chat(person)}/messages", words)
                acknowledged.append(words["text"])
                if len(acknowledged) == 20:
                    running.kill()

        await asyncio.gather(*(say(number) for number in range(150)))
        assert 20 <= len(acknowledged) < 150
    async with process(tmp_path) as (api, _):
        api.people = [person]
        # What got no answer is sent again, under its own name.
        for number in range(150):
            words = {"text": f"第 {number} 句", "client_id": f"m-{number}"}
            await api.post(f"{api.chat(person)}/messages", words)
        events = await read_events(api, person, str(seen), 150)
        shown = [event["message"]["text"] for event in events]
        assert sorted(shown, key=lambda text: int(re.sub(r"\D", "", text))) == [
            f"第 {number} 句" for number in range(150)
        ]
        assert set(acknowledged) <= set(shown)
        assert (await announce(api, len(content)))["offset"] == chunk
        assert await bring(api, content) == upload
        (sent,) = await send(api, "document", [upload])
        url = f"{api.address}/api/people/{person}/files/{sent['document']['file']}"
        async with api.session.get(url) as answer:
            assert await answer.read() == content

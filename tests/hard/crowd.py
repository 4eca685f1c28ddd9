"""Many people of an office at once, over HTTP as their pages do it: sessions, streams, uploads."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from bot import clock
from content.checklists import shipped
from inspection.campaign import CampaignPlan, Household, Person, Post, Role, Round, RoundKind, Unit
from storage import people
from storage.db import Books, Tx
from storage.migrate import migrate
from tests.chatserver.office import Visitor
from tests.served import Served
from workflow.inviting import make_invite
from workflow.taking_over import import_plan

HOUSEHOLDS = 6
PATIENCE = 60.0
"""Seconds after which something was not answered."""
TOGGLE = "队没来过"
numbers = itertools.count(1)


def village(number: int) -> str:
    """The village of that inspector, counted from 0."""
    return f"第{number + 1}村"


def _plan(inspectors: int, today: date) -> CampaignPlan:
    span = (today - timedelta(days=3), today + timedelta(days=30))
    units = [village(number) for number in range(inspectors)]
    leader = Person("组长", None, (Post(Role.LEADER, "一组", ("青石镇",)),))
    members = (
        Person(f"组员{n + 1}", None, (Post(Role.INSPECTOR, "一组"),)) for n in range(inspectors)
    )
    return CampaignPlan(
        "全县督查",
        *span,
        shipped("lingling-2018"),
        rounds=(Round("第一轮", RoundKind.INSPECT, *span),),
        people=(leader, *members),
        units=tuple(Unit("青石镇", unit) for unit in units),
        households=tuple(
            Household("青石镇", unit, f"{n:02d}", f"张第{n}")
            for unit in units
            for n in range(1, HOUSEHOLDS + 1)
        ),
    )


async def invited(data: Path, inspectors: int) -> list[str]:
    """Books with a campaign in which each has a village; everybody's open invitation."""
    await asyncio.to_thread(data.mkdir, parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    books, now = await Books.open(data / "ducha.db"), clock.now()
    tokens = [f"invitation-of-inspector-{n}" for n in range(inspectors)]

    def fill(tx: Tx) -> None:
        import_plan(tx, _plan(inspectors, now.date()), now)
        known = {member.name: member for member in people.members(tx, 1)}
        for number, token in enumerate(tokens):
            make_invite(tx, known[f"组员{number + 1}"], token, now)

    await books.act(fill)
    await books.close()
    return tokens


class Inspector:
    """One person with a session and an open stream."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.visitor = Visitor(address, session, address.partition("://")[2])
        self._messages: dict[int, dict[str, Any]] = {}
        self.refused: list[str] = []
        self.waited = 0
        self._toasts: set[str] = set()
        self._heard = 0
        self._news = asyncio.Condition()
        self._chat = ""

    async def enter(self, token: str) -> None:
        """Go in with the invitation and listen from then on."""
        entered = await self.visitor.enter(token)
        assert self.visitor.status == 200, entered
        me = await self.visitor.get("/api/me")
        self._chat = f"/api/people/{self.visitor.person}/chats/{me['bot']['id']}"
        self._listening = asyncio.ensure_future(self._listen())

    async def leave(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def say(self, text: str) -> float:
        """One line, until the bot has answered; seconds."""
        began, before = time.perf_counter(), self._heard
        await self._act(f"{self._chat}/messages", {"text": text})
        await self._until(lambda: self._heard > before, text)
        return time.perf_counter() - began

    async def tap(self, label: str) -> float:
        """The button of one's card, until its toast; seconds."""
        message, data = await self._until(lambda: self._button(label), label)
        began, client = time.perf_counter(), f"tap-number-{next(numbers)}"
        body = {"message_id": message, "data": data, "client_id": client}
        await self._act(f"{self._chat}/press", body)
        await self._until(lambda: client in self._toasts, label)
        return time.perf_counter() - began

    async def photo(self, picture: bytes, caption: str) -> None:
        """A photo in pieces, as the page sends it."""
        client = f"photo-number-{next(numbers)}"
        about = {"size": len(picture), "name": "1.jpg", "mime": "image/jpeg", "client_id": client}
        uploads = f"/api/people/{self.visitor.person}/uploads"
        begun = await self._act(uploads, about)
        for offset in range(0, len(picture), begun["chunk"]):
            piece = picture[offset : offset + begun["chunk"]]
            url = f"{self.visitor.address}{uploads}/{begun['id']}?offset={offset}"
            sent = {"Host": self.visitor.host, "Cookie": self.visitor.cookie}
            async with self.visitor.session.put(url, data=piece, headers=sent) as answer:
                assert answer.status == 200, await answer.text()
        body = {"kind": "photo", "uploads": [begun["id"]], "caption": caption}
        await self._act(f"{self._chat}/messages", body)

    async def _act(self, path: str, body: dict[str, Any]) -> Any:
        """As the page does: the same again after a wait, where it was too much at once."""
        body = {"client_id": f"act-number-{next(numbers)}", **body}
        while True:
            said = await self.visitor.post(path, body)
            if self.visitor.status == 429:
                self.waited += 1
                await asyncio.sleep(int(self.visitor.headers["Retry-After"]))
                continue
            if self.visitor.status != 200:
                self.refused.append(f"{self.visitor.status} {said}")
            return said

    def _button(self, label: str) -> tuple[int, str] | None:
        """The newest message with that button, and what the button sends."""
        for number in sorted(self._messages, reverse=True):
            for row in self._messages[number]["inline"] or ():
                for key in row:
                    if label in key["text"]:
                        return number, key["data"]
        return None

    async def _until(self, look: Callable[[], Any], what: str) -> Any:
        async with self._news:
            try:
                return await asyncio.wait_for(self._news.wait_for(look), PATIENCE)
            except TimeoutError:
                raise AssertionError(f"no answer to {what!r}") from None

    async def _listen(self) -> None:
        url = f"{self.visitor.address}/api/people/{self.visitor.person}/events"
        after = "?after=0"
        while True:
            sent = {"Host": self.visitor.host, "Cookie": self.visitor.cookie}
            timeout = aiohttp.ClientTimeout(total=None, sock_read=60)
            async with self.visitor.session.get(
                url + after, headers=sent, timeout=timeout
            ) as stream:
                assert stream.status == 200
                async for line in stream.content:
                    if line.startswith(b"id:"):
                        after = f"?after={int(line[3:])}"
                    elif line.startswith(b"data:"):
                        await self._take(json.loads(line[5:]))

    async def _take(self, event: dict[str, Any]) -> None:
        async with self._news:
            message = event.get("message")
            if message and message["from"]["is_bot"]:
                self._heard += 1
                self._messages[message["id"]] = message
            elif event.get("kind") == "toast":
                self._toasts.add(event["client_id"])
            self._news.notify_all()


@asynccontextmanager
async def crowd(folder: Path, inspectors: int) -> AsyncIterator[tuple[Served, list[Inspector]]]:
    """An office with so many people who have entered, each with the village open."""
    office = Served(folder)
    tokens = await invited(office.data, inspectors)
    await asyncio.to_thread(office.start)
    connector = aiohttp.TCPConnector(limit=0)
    try:
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            everybody = [Inspector(office.address, session) for _ in tokens]
            await asyncio.gather(
                *(one.enter(token) for one, token in zip(everybody, tokens, strict=True))
            )
            for number, one in enumerate(everybody):
                await one.say(f"/inspect {village(number)}")
            yield office, everybody
            await asyncio.gather(*(one.leave() for one in everybody))
    finally:
        await asyncio.to_thread(office.close)


def pictures(count: int, seed: int) -> Iterator[bytes]:
    """Photo-sized pictures of random light and shade, no two alike."""
    dice = random.Random(seed)  # noqa: S311 a picture, no secret
    for _ in range(count):
        small = Image.frombytes("RGB", (16, 12), dice.randbytes(16 * 12 * 3))
        out = io.BytesIO()
        small.resize((1600, 1200), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
        yield out.getvalue()


def weight(pid: int) -> tuple[int, int]:
    """A process's memory in kB and how many files it has open."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]), len(list(Path(f"/proc/{pid}/fd").iterdir()))


def percentile(took: Sequence[float], share: float) -> float:
    """The value that so large a share stays below."""
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]

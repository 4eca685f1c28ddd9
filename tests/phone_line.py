"""The connection of a phone to the chat server: requests, the event stream, waiting on it."""

# ruff: noqa: ASYNC109 -- how long to wait is what a journey says

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Self, TypeVar

import aiohttp

T = TypeVar("T")
Message = dict[str, Any]
TIMEOUT = 10.0
RETRY = 0.1
TYPES = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "voice": "audio/ogg",
}


class PhoneError(AssertionError):
    """What the journey expected did not come, or the server refused."""


class Line:
    """What a phone knows of its chat, kept up to date by the person's event stream."""

    def __init__(self, server_address: str, person_id: int, bot_id: int) -> None:
        self.person = person_id
        self.bot = bot_id
        self._address = server_address.rstrip("/")
        self._chat = f"/api/people/{person_id}/chats/{bot_id}"
        self._known: dict[int, Message] = {}
        self._changed: dict[int, int] = {}
        self._toasts: list[dict[str, Any]] = []
        self._seq = 0
        self._mark = 0
        self._news = asyncio.Condition()
        self._session: aiohttp.ClientSession
        self._listener: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        live = asyncio.Event()
        self._listener = asyncio.get_running_loop().create_task(self._listen(live))
        await asyncio.wait_for(live.wait(), TIMEOUT)
        for message in await self._get(f"{self._chat}/messages?limit=200"):
            self._known.setdefault(message["id"], message)
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listener
        await self._session.close()

    async def _until(
        self, look: Callable[[], T | None], timeout: float, sorry: Callable[[], str]
    ) -> T:
        end = asyncio.get_running_loop().time() + timeout
        async with self._news:
            while (found := look()) is None:
                left = end - asyncio.get_running_loop().time()
                try:
                    await asyncio.wait_for(self._news.wait(), max(left, 0))
                except TimeoutError:
                    raise PhoneError(f"{sorry()}; the chat is:\n{self.screen()}") from None
        return found

    def screen(self) -> str:
        """The last messages in words, for a failing test to show."""
        return "\n".join(line_of(self._known[number]) for number in sorted(self._known)[-12:])

    async def _listen(self, live: asyncio.Event) -> None:
        address = f"{self._address}/api/people/{self.person}/events"
        after = ""
        timeout = aiohttp.ClientTimeout(total=None, sock_read=45)
        while True:
            try:
                async with self._session.get(address + after, timeout=timeout) as answer:
                    answer.raise_for_status()
                    async for block in _blocks(answer.content):
                        await self._take(block)
                        after = f"?after={self._seq}"
                        live.set()
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(RETRY)

    async def _take(self, block: dict[str, str]) -> None:
        async with self._news:
            self._seq = int(block.get("id", self._seq))
            event: dict[str, Any] = json.loads(block.get("data", "{}"))
            if event.get("chat") != self.bot:
                return
            if "message" in event:
                self._known[event["message"]["id"]] = event["message"]
                self._changed[event["message"]["id"]] = self._seq
            elif event.get("kind") == "deleted":
                for number in event["message_ids"]:
                    self._known.pop(number, None)
            elif event.get("kind") == "toast":
                self._toasts.append(event | {"seq": self._seq})
            self._news.notify_all()

    async def _send(self, wanted: dict[str, Any]) -> list[Message]:
        return await self._act("messages", wanted)

    async def _act(self, act: str, wanted: dict[str, Any]) -> list[Message]:
        self._mark = self._seq
        kept = {key: value for key, value in wanted.items() if value is not None}
        async with self._session.post(f"{self._address}{self._chat}/{act}", json=kept) as answer:
            done: list[Message] = await _checked(answer)
            return done

    async def _upload(
        self,
        kind: str,
        files: Sequence[tuple[str, bytes]],
        caption: str | None,
        reply_to: int | Message | None,
        duration: int | None = None,
    ) -> list[Message]:
        self._mark = self._seq
        form = aiohttp.FormData({"kind": kind}, quote_fields=False)
        for field, value in (("caption", caption), ("reply_to", number_of(reply_to))):
            if value is not None:
                form.add_field(field, str(value))
        if duration is not None:
            form.add_field("duration", str(duration))
        for name, content in files:
            form.add_field("file", io.BytesIO(content), filename=name, content_type=TYPES[kind])
        async with self._session.post(f"{self._address}{self._chat}/messages", data=form) as answer:
            sent: list[Message] = await _checked(answer)
            return sent

    async def _get(self, path: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._address}{path}") as answer:
            found: list[dict[str, Any]] = await _checked(answer)
            return found


def number_of(message: int | Message | None) -> int | None:
    return message["id"] if isinstance(message, dict) else message


async def _blocks(content: aiohttp.StreamReader) -> AsyncIterator[dict[str, str]]:
    block: dict[str, str] = {}
    async for raw in content:
        line = raw.decode().rstrip("\n")
        if not line:
            if block:
                yield block
            block = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            block[name] = value


async def _checked(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise PhoneError(f"{answer.status}: {body.get('error')}")
    return body


def line_of(message: Message) -> str:
    """A message in one line of words."""
    kind = next((f"[{kind}] " for kind in TYPES if message[kind]), "")
    rows = " / ".join(" | ".join(one["text"] for one in row) for row in message["inline"] or ())
    keys = f"  [{rows}]" if rows else ""
    return f"{message['id']} {message['from']['name']}: {kind}{message['text'] or ''}{keys}"

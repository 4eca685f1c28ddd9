"""A person with a phone, for journeys: speaks to the chat server as its page does.

    async with Phone(server.address, person_id, bot_id) as phone:
        await phone.say("/inspect")
        card = await phone.wait_for("大坪村")
        assert await phone.press("没问题") == "已存"

Nothing sleeps a fixed time: the phone listens to the person's event stream and waits on it.
"""

# ruff: noqa: ASYNC109 -- how long to wait is what a journey says

import asyncio
import contextlib
import io
import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

import aiohttp

T = TypeVar("T")
Message = dict[str, Any]
Button = dict[str, Any]
Wanted = str | Callable[[Message], bool]
TIMEOUT = 10.0
RETRY = 0.1
_names = itertools.count(1)


class PhoneError(AssertionError):
    """What the journey expected did not come, or the server refused."""


class Phone:
    """One person's chat with one bot (or, with a negative `bot_id`, in one group)."""

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

    # ---- what one does

    async def say(self, text: str, reply_to: int | Message | None = None) -> Message:
        """Send a text, perhaps as a reply; the (last) message it became."""
        return (await self._send({"text": text, "reply_to": _id(reply_to)}))[-1]

    async def start(self, token: str | None = None) -> Message:
        """Open the bot's link, with the token of an invitation."""
        return (await self._act("start", {"token": token}))[0]

    async def press(
        self, label_or_data: str, message: int | Message | None = None, timeout: float = TIMEOUT
    ) -> str:
        """Press the button with this label (or part of it) or these data; the toast's text.

        Without `message`, on the newest message that has such a button, waited for if need be.
        """
        target, button = await self._button(label_or_data, message, timeout)
        if "data" not in button:
            raise PhoneError(f"{button['text']!r} is a link, not a button to press")
        return await self.press_data(button["data"], target["id"], timeout)

    async def press_data(self, data: str, message: int | Message, timeout: float = TIMEOUT) -> str:
        """Press with any data, as a forged or very old button would; the toast's text."""
        client_id = f"phone-{self.person}-{next(_names)}-{id(self)}"
        wanted = {"message_id": _id(message), "data": data, "client_id": client_id}
        await self._act("press", wanted)

        def answered() -> dict[str, Any] | None:
            return next((one for one in self._toasts if one["client_id"] == client_id), None)

        toast = await self._until(answered, timeout, lambda: f"no answer to the press of {data!r}")
        return str(toast["text"])

    async def tap(self, label_or_data: str, message: int | Message | None = None) -> None:
        """Press without waiting for the toast."""
        target, button = await self._button(label_or_data, message, TIMEOUT)
        await self._act("press", {"message_id": target["id"], "data": button["data"]})

    async def photo(
        self, picture: bytes, caption: str | None = None, reply_to: int | Message | None = None
    ) -> Message:
        """Send one picture as a photo."""
        return (await self._upload("photo", [("photo.jpg", picture)], caption, reply_to))[0]

    async def album(
        self,
        pictures: Sequence[bytes],
        caption: str | None = None,
        reply_to: int | Message | None = None,
    ) -> list[Message]:
        """Send several photos at once; the caption goes with the first."""
        files = [(f"photo{number}.jpg", one) for number, one in enumerate(pictures)]
        return await self._upload("photo", files, caption, reply_to)

    async def document(
        self,
        content: bytes,
        name: str = "file.bin",
        caption: str | None = None,
        reply_to: int | Message | None = None,
    ) -> Message:
        """Send a file."""
        return (await self._upload("document", [(name, content)], caption, reply_to))[0]

    async def video(self, content: bytes, caption: str | None = None) -> Message:
        """Send a video."""
        return (await self._upload("video", [("video.mp4", content)], caption, None))[0]

    async def voice(self, content: bytes, duration: int = 1) -> Message:
        """Send a spoken message of this many seconds."""
        return (await self._upload("voice", [("voice.ogg", content)], None, None, duration))[0]

    async def location(self, lat: float, lon: float, accuracy: float | None = None) -> Message:
        """Send where one is: degrees, and metres of accuracy."""
        place = {"latitude": lat, "longitude": lon, "accuracy": accuracy}
        return (await self._send({"location": place}))[0]

    async def contact(self, phone_number: str, first_name: str) -> Message:
        """Send one's own number."""
        contact = {"phone_number": phone_number, "first_name": first_name, "user_id": self.person}
        return (await self._send({"contact": contact}))[0]

    async def edit(self, message: int | Message, text: str) -> Message:
        """Change one's own message."""
        return (await self._act("edit", {"message_id": _id(message), "text": text}))[0]

    async def forward(self, message: int | Message) -> Message:
        """Forward a message of this chat to it."""
        return (await self._act("forward", {"message_id": _id(message)}))[0]

    async def block(self, *, blocked: bool = True) -> None:
        """Block the bot, or let it write again."""
        await self._act("block", {"blocked": blocked})

    # ---- what one sees

    async def messages(self, limit: int = 200) -> list[Message]:
        """The chat as the server has it, oldest first."""
        return await self._get(f"{self._chat}/messages?limit={limit}")

    async def last(self) -> Message:
        """The newest message."""
        found = await self.messages(1)
        if not found:
            raise PhoneError("the chat is empty")
        return found[0]

    async def card(self) -> Message:
        """The newest message of a bot with an inline keyboard."""
        for message in reversed(await self.messages()):
            if message["from"]["is_bot"] and message["inline"]:
                return message
        raise PhoneError("there is no card")

    async def keyboard(self) -> list[str]:
        """The labels of the reply keyboard in force."""
        chats = await self._get(f"/api/people/{self.person}/chats")
        shown = next(chat for chat in chats if chat["id"] == self.bot)["keyboard"]
        return [button["text"] for row in shown["rows"] for button in row] if shown else []

    async def commands(self) -> list[str]:
        """The commands of the menu, without the stroke."""
        return [one["command"] for one in await self._get(f"{self._chat}/commands")]

    async def file(self, message: Message) -> bytes:
        """The bytes of a message's photo, document, video or voice."""
        about = next(message[kind] for kind in _KINDS if message[kind])
        address = f"{self._address}/api/people/{self.person}/files/{about['file']}"
        async with self._session.get(address) as answer:
            if answer.status != 200:
                raise PhoneError(f"no file: {answer.status}")
            return await answer.read()

    async def wait_for(
        self, wanted: Wanted, timeout: float = TIMEOUT, *, since_my_act: bool = True
    ) -> Message:
        """The newest message of a bot that holds this text, or that the function says yes to.

        Only what came or was edited since this phone's last own act counts, unless
        `since_my_act` is false.
        """
        mark = self._mark if since_my_act else -1
        matches = wanted if callable(wanted) else _holding(wanted)

        def found() -> Message | None:
            for number in sorted(self._known, reverse=True):
                message = self._known[number]
                fresh = not since_my_act or self._changed.get(number, 0) > mark
                if fresh and message["from"]["is_bot"] and matches(message):
                    return message
            return None

        return await self._until(found, timeout, lambda: f"{wanted!r} did not come")

    async def toast(self, timeout: float = TIMEOUT) -> str:
        """The newest toast since this phone's last own act."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self._toasts[::-1] if one["seq"] > self._mark), None)

        return str((await self._until(found, timeout, lambda: "no toast came"))["text"])

    # ---- how it is done

    async def _button(
        self, label: str, message: int | Message | None, timeout: float
    ) -> tuple[Message, Button]:
        only = _id(message)

        def found() -> tuple[Message, Button] | None:
            for number in sorted(self._known, reverse=True):
                if only is not None and number != only:
                    continue
                button = _matching(buttons(self._known[number]), label)
                if button is not None:
                    return self._known[number], button
            return None

        return await self._until(found, timeout, lambda: f"there is no button {label!r}")

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
        return "\n".join(_line(self._known[number]) for number in sorted(self._known)[-12:])

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
        for field, value in (("caption", caption), ("reply_to", _id(reply_to))):
            if value is not None:
                form.add_field(field, str(value))
        if duration is not None:
            form.add_field("duration", str(duration))
        for name, content in files:
            form.add_field("file", io.BytesIO(content), filename=name, content_type=_TYPES[kind])
        async with self._session.post(f"{self._address}{self._chat}/messages", data=form) as answer:
            sent: list[Message] = await _checked(answer)
            return sent

    async def _get(self, path: str) -> list[dict[str, Any]]:
        async with self._session.get(f"{self._address}{path}") as answer:
            found: list[dict[str, Any]] = await _checked(answer)
            return found


_KINDS = ("photo", "document", "video", "voice")
_TYPES = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "voice": "audio/ogg",
}


def buttons(message: Message) -> list[Button]:
    """The inline buttons of a message, row by row."""
    return [button for row in message["inline"] or () for button in row]


def labels(message: Message) -> list[list[str]]:
    """The labels of the inline keyboard, as rows."""
    return [[button["text"] for button in row] for row in message["inline"] or ()]


def _matching(shown: Sequence[Button], label: str) -> Button | None:
    exact = (one for one in shown if label in {one["text"], one.get("data")})
    return next(exact, next((one for one in shown if label in one["text"]), None))


def _holding(text: str) -> Callable[[Message], bool]:
    return lambda message: text in (message["text"] or "")


def _id(message: int | Message | None) -> int | None:
    return message["id"] if isinstance(message, dict) else message


def _line(message: Message) -> str:
    kind = next((f"[{kind}] " for kind in _KINDS if message[kind]), "")
    rows = " / ".join(" | ".join(row) for row in labels(message))
    keys = f"  [{rows}]" if rows else ""
    return f"{message['id']} {message['from']['name']}: {kind}{message['text'] or ''}{keys}"


async def _blocks(content: aiohttp.StreamReader) -> Any:
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

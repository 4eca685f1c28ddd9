"""A person with a phone, for journeys: speaks to the chat server as its page does.

    async with Phone(server.address, person_id, bot_id) as phone:
        await phone.say("/inspect")
        card = await phone.wait_for("大坪村")
        assert await phone.press("没问题") == "已存"

Nothing sleeps a fixed time: the phone listens to the person's event stream and waits on it.
"""

# ruff: noqa: ASYNC109 -- how long to wait is what a journey says

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from tests.phone_line import TIMEOUT, TYPES, Line, Message, PhoneError, number_of

Button = dict[str, Any]
Wanted = str | Callable[[Message], bool]
_names = itertools.count(1)

__all__ = ["Message", "Phone", "PhoneError", "buttons", "labels"]


class Phone(Line):
    """One person's chat with one bot (or, with a negative `bot_id`, in one group)."""

    # ---- what one does

    async def say(self, text: str, reply_to: int | Message | None = None) -> Message:
        """Send a text, perhaps as a reply; the (last) message it became."""
        return (await self._send({"text": text, "reply_to": number_of(reply_to)}))[-1]

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
        wanted = {"message_id": number_of(message), "data": data, "client_id": client_id}
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
        return (await self._act("edit", {"message_id": number_of(message), "text": text}))[0]

    async def forward(self, message: int | Message) -> Message:
        """Forward a message of this chat to it."""
        return (await self._act("forward", {"message_id": number_of(message)}))[0]

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
        about = next(message[kind] for kind in TYPES if message[kind])
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

    async def _button(
        self, label: str, message: int | Message | None, timeout: float
    ) -> tuple[Message, Button]:
        only = number_of(message)

        def found() -> tuple[Message, Button] | None:
            for number in sorted(self._known, reverse=True):
                if only is not None and number != only:
                    continue
                button = _matching(buttons(self._known[number]), label)
                if button is not None:
                    return self._known[number], button
            return None

        return await self._until(found, timeout, lambda: f"there is no button {label!r}")


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

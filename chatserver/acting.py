"""The person's side over HTTP, what one does: send, press, start, forward, edit, read, block."""

from collections.abc import Sequence
from typing import Any

from aiohttp import BodyPartReader, web

from chatserver import heard
from chatserver.asked import CHAT, json_object, person_of
from chatserver.chats import chat_for_person
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.files import FILES_AT_ONCE, KINDS, Blob, TooBigError, add_file, short_text
from chatserver.tx import Tx
from chatserver.updates import block
from chatserver.uploads import send_uploaded, spend
from chatserver.views import for_page


class ActingApi:
    """The routes by which a person acts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.post(f"{CHAT}/messages", self.send),
            web.post(f"{CHAT}/{{act:forward|start|edit|press|read|block}}", self.act),
        ]

    async def send(self, request: web.Request) -> web.Response:
        """A message of the person: JSON (with finished uploads), or multipart with files."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        if request.content_type == "multipart/form-data":
            return self._shown(person, await self._send_form(request, person, chat_id))
        said = await json_object(request)
        if "uploads" in said:
            return self._shown(person, await send_uploaded(self._desk, person, chat_id, said))
        return self._shown(
            person, await self._desk.store.write(lambda tx: heard.say(tx, person, chat_id, said))
        )

    async def _send_form(self, request: web.Request, person: int, chat_id: int) -> list[int]:
        blobs: list[Blob] = []
        try:
            wanted = await self._form(request, blobs)
            return await self._desk.store.write(
                lambda tx: _sent_by_form(tx, person, chat_id, wanted, blobs)
            )
        except Exception:
            await self._desk.store.write(lambda tx: _keep_for_sweep(tx, blobs))
            raise

    def _shown(self, person: int, numbers: list[int]) -> web.Response:
        return web.json_response(
            self._desk.store.read(
                lambda tx: [for_page(tx, message, person) for message in heard.sent(tx, numbers)]
            )
        )

    async def _form(self, request: web.Request, blobs: list[Blob]) -> dict[str, Any]:
        """The fields of a form; its files are added to `blobs` as they are received."""
        wanted: dict[str, Any] = {}
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise RefusedError(400, "the form cannot be read")
                if part.filename is None:
                    wanted[part.name] = await short_text(part)
                elif len(blobs) >= FILES_AT_ONCE:
                    raise RefusedError(400, "too many files at once")
                else:
                    blobs.append(await self._desk.bytes.receive(part, self._desk.limits.upload))
        except TooBigError:
            raise RefusedError(413, "the file is too large") from None
        except ValueError:
            raise RefusedError(400, "the form cannot be read") from None
        for field in ("reply_to", "duration"):
            if field in wanted:
                if not wanted[field].isdecimal():
                    raise RefusedError(400, f"{field} is a number")
                wanted[field] = int(wanted[field])
        return wanted

    async def act(self, request: web.Request) -> web.Response:
        """Press, start, forward, edit, read or block."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        wanted = await json_object(request)
        store = self._desk.store
        match request.match_info["act"]:
            case "press":
                pressed = await store.write(lambda tx: heard.press(tx, person, chat_id, wanted))
                return web.json_response(pressed)
            case "start":
                return self._shown(
                    person,
                    await store.write(
                        lambda tx: heard.start(tx, person, chat_id, wanted.get("token"))
                    ),
                )
            case "forward":
                return self._shown(
                    person,
                    await store.write(lambda tx: heard.forward(tx, person, chat_id, wanted)),
                )
            case "edit":
                changed = await store.write(lambda tx: heard.edit(tx, person, chat_id, wanted))
                return self._shown(person, [changed.id])
            case act:
                await store.write(lambda tx: _mark(tx, act, person, chat_id, wanted))
                return web.json_response({})


def _sent_by_form(
    tx: Tx, person: int, chat_id: int, wanted: dict[str, Any], blobs: Sequence[Blob]
) -> list[int]:
    kind = wanted.get("kind")
    if kind not in KINDS or not blobs:
        raise RefusedError(400, "kind or file is missing")
    if not heard.done_before(tx, person, wanted):
        spend(tx, person, sum(blob.size for blob in blobs))
    return heard.send_files(tx, person, chat_id, kind, blobs, wanted)


def _keep_for_sweep(tx: Tx, blobs: Sequence[Blob]) -> None:
    """Note bytes that no message came to hold, so that they go with the orphans."""
    for blob in blobs:
        add_file(tx, blob, "document")


def _mark(tx: Tx, act: str, person: int, chat_id: int, wanted: dict[str, Any]) -> None:
    chat = chat_for_person(tx, person, chat_id)
    if chat is None:
        raise RefusedError(404, "no such chat")
    if act == "read":
        number = wanted.get("message_id")
        if not isinstance(number, int):
            raise RefusedError(400, "message_id is missing")
        heard.mark_read(tx, person, chat, number)
    elif chat.bot is None:
        raise RefusedError(400, "only a bot can be blocked")
    else:
        block(tx, person, chat.bot, blocked=wanted.get("blocked") is not False)

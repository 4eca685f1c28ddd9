"""The person's side over HTTP, what is there: people, chats, history, events, files."""

from typing import Any

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from chatserver import chats, events, sessions
from chatserver.asked import CHAT, PERSON, json_object, number_list, person_of, text_field
from chatserver.asking import menu
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.gate import VISIT
from chatserver.messages import page_after, page_of
from chatserver.seen import chat_list, file_seen
from chatserver.tx import Tx
from chatserver.updates import push_membership
from chatserver.views import for_page

LANGUAGE_LENGTH = 12
INLINE = frozenset(
    {
        *("image/jpeg", "image/png", "image/gif", "image/webp"),
        *("audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav"),
        *("video/mp4", "video/webm", "video/quicktime"),
    }
)


class PeopleApi:
    """The routes of the person's side."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def anybody(self) -> list[web.RouteDef]:
        """What only the be-anybody page may: choosing among people, making some."""
        return [
            web.get("/api/people", self.people),
            web.post("/api/people", self.create_person),
            web.get("/api/bots", self.bots),
            web.post("/api/groups", self.create_group),
        ]

    def routes(self) -> list[web.RouteDef]:
        """What to add to any application: one person's own."""
        return [
            web.get(f"{PERSON}/chats", self.chats),
            web.get(f"{PERSON}/events", self.events, allow_head=False),
            web.get(f"{PERSON}/files/{{file}}", self.file),
            web.get(f"{CHAT}/messages", self.messages),
            web.get(f"{CHAT}/commands", self.commands),
        ]

    async def people(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """Everyone one can be."""
        return web.json_response(self._desk.store.read(chats.people))

    async def create_person(self, request: web.Request) -> web.Response:
        """A new person."""
        wanted = await json_object(request)
        name = text_field(wanted, "name", 64)
        lang = str(wanted.get("lang") or "zh")[:LANGUAGE_LENGTH]
        note = str(wanted.get("note") or "")[:100]
        username = str(wanted["username"])[:32] if wanted.get("username") else None
        return web.json_response(
            await self._desk.store.write(
                lambda tx: chats.create_person(tx, name, lang, note, username)
            )
        )

    async def bots(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """The bots of this server."""
        shown = [
            {"id": bot.id, "username": bot.username, "name": bot.name}
            for bot in self._desk.bots.values()
        ]
        return web.json_response(shown)

    async def create_group(self, request: web.Request) -> web.Response:
        """A new group of people and bots."""
        wanted = await json_object(request)
        title = text_field(wanted, "title", 128)
        members, bots = number_list(wanted, "members"), number_list(wanted, "bots")
        known = {bot.id for bot in self._desk.bots.values()}

        def create(tx: Tx) -> dict[str, Any]:
            if not members or not known.issuperset(bots):
                raise RefusedError(400, "members or bots unknown")
            for number in members:
                chats.person(tx, number)
            group = chats.create_group(tx, title, members, bots)
            for bot in bots:
                push_membership(tx, group, bot, members[0], "left", "member")
            return {"id": group.page_id, "type": "group", "title": title, "last": None, "unread": 0}

        return web.json_response(await self._desk.store.write(create))

    async def chats(self, request: web.Request) -> web.Response:
        """The person's chats: every bot, begun or not, and their groups."""
        person = person_of(self._desk, request)
        return web.json_response(self._desk.store.read(lambda tx: chat_list(tx, person)))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The person's event stream."""
        person, visit = person_of(self._desk, request), request.get(VISIT)

        def stands(tx: Tx) -> bool:
            return visit is None or sessions.owner(tx, visit.device) == person

        return await events.stream(request, self._desk, person, stands)

    async def messages(self, request: web.Request) -> web.Response:
        """A page of a chat's history, before a message or after one, oldest first."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])
        before = request.query.get("before", "")
        after, limit = request.query.get("after", ""), request.query.get("limit", "")

        def read(tx: Tx) -> list[dict[str, Any]]:
            chat = chats.chat_for_person(tx, person, chat_id)
            if chat is None:
                return []
            start = int(before[:18]) if before.isdecimal() else None
            many = min(max(int(limit[:18]), 1), 200) if limit.isdecimal() else 50
            if after.isdecimal():
                page = page_after(tx, chat, int(after[:18]), many)
            else:
                page = page_of(tx, chat, start, many)
            return [for_page(tx, one, person, chat) for one in page]

        return web.json_response(self._desk.store.read(read))

    async def commands(self, request: web.Request) -> web.Response:
        """The command menu this person sees in this chat."""
        person, chat_id = person_of(self._desk, request), int(request.match_info["c"])

        def read(tx: Tx) -> list[dict[str, str]]:
            chat = chats.chat_for_person(tx, person, chat_id)
            lang = str(chats.person(tx, person)["lang"])
            if chat_id in chats.bots_for(tx, person):
                return menu(tx, chat_id, chat, person, lang)
            if chat is None:
                return []
            return [
                one for bot in chats.bots_in(tx, chat) for one in menu(tx, bot, chat, person, lang)
            ]

        return web.json_response(self._desk.store.read(read))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file in a message the person can see."""
        person = person_of(self._desk, request)
        file_id = request.match_info["file"]
        file = self._desk.store.read(lambda tx: file_seen(tx, person, file_id))
        path = None if file is None else self._desk.bytes.path(file.sha)
        if file is None or path is None or not path.is_file():
            raise RefusedError(404, "no such file")
        mime = file.mime if file.mime in INLINE else "application/octet-stream"
        disposition = "inline" if mime != "application/octet-stream" else "attachment"
        headers = {
            "Content-Type": mime,
            "Content-Disposition": content_disposition_header(
                disposition, filename=_harmless(file.name or "file")
            ),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, max-age=86400",
        }
        return web.FileResponse(path, headers=headers)


def _harmless(name: str) -> str:
    kept = "".join(one for one in name if one.isprintable() and one not in '/\\:*?"<>|')
    return kept.strip(". ")[-120:] or "file"

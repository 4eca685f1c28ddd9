"""Finds words in one's own chats: texts, captions and file names, the newest message first."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from chatserver.asked import PERSON, person_of
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.messages import MEDIA, message_by_id
from chatserver.tx import Tx
from chatserver.views import for_page

LONGEST = 100
MOST, USUAL = 100, 30
STEP = 1000
"""Messages looked through in one go: a millisecond, then others have their turn."""


class SearchApi:
    """The route by which a person searches."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [web.get(f"{PERSON}/search", self.search)]

    async def search(self, request: web.Request) -> web.Response:
        """The person's messages that hold `q`, older than `before`, at most `limit`."""
        person, asked = person_of(self._desk, request), request.query
        words = asked.get("q", "").strip().casefold()
        if not 1 <= len(words) <= LONGEST:
            raise RefusedError(400, f"q has 1 to {LONGEST} characters")
        before, limit = asked.get("before", ""), asked.get("limit", "")
        start = int(before) if before.isdecimal() and len(before) < 19 else 1 << 62
        most = min(max(int(limit), 1), MOST) if limit.isdecimal() and len(limit) < 4 else USUAL
        found: list[int] = []
        for chat in self._desk.store.read(lambda tx: _chats_of(tx, person)):
            found += await self._in_chat(chat, words, start, most)
        newest = sorted(found, reverse=True)[:most]
        return web.json_response(self._desk.store.read(lambda tx: _shown(tx, newest, person)))

    async def _in_chat(self, chat: int, words: str, before: int, most: int) -> list[int]:
        """The newest messages of a chat that hold the words."""
        found: list[int] = []
        start: int | None = before
        while start is not None and len(found) < most:
            hits, start = self._desk.store.read(
                lambda tx, start=start: _step(tx, chat, words, start)  # type: ignore[misc]
            )
            found += hits
            await asyncio.sleep(0)
        return found[:most]


def _shown(tx: Tx, numbers: list[int], person: int) -> list[dict[str, Any]]:
    """The messages as the page shows them, without what went while it was looked for."""
    messages = (message_by_id(tx, number) for number in numbers)
    return [for_page(tx, one, person) for one in messages if one is not None and not one.deleted]


def _chats_of(tx: Tx, person: int) -> list[int]:
    rows = tx.sql.execute("SELECT chat FROM members WHERE member = ? AND is_bot = 0", (person,))
    return [chat for (chat,) in rows]


def _step(tx: Tx, chat: int, words: str, before: int) -> tuple[list[int], int | None]:
    """The hits among the next messages, and where to go on; None at the beginning of the chat."""
    rows = tx.sql.execute(
        "SELECT id, content FROM messages WHERE chat = ? AND id < ? AND content IS NOT NULL"
        " ORDER BY id DESC LIMIT ?",
        (chat, before, STEP),
    ).fetchall()
    # Most messages are told apart without being taken apart.
    kept = json.dumps(words, ensure_ascii=False)[1:-1]
    hits = [
        number
        for number, content in rows
        if kept in content.casefold() and words in _said(json.loads(content)).casefold()
    ]
    return hits, rows[-1][0] if len(rows) == STEP else None


def _said(content: Mapping[str, Any]) -> str:
    """All the words of a message that one can look for."""
    names = [content[kind].get("file_name") for kind in MEDIA if kind in content]
    return "\n".join(filter(None, (content.get("text"), content.get("caption"), *names)))

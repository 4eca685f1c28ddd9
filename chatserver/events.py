"""The event stream of one person: live, resumed where it stopped, nothing missed or doubled."""

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from aiohttp import web

from chatserver.chats import Chat, chat_by_key, group_of
from chatserver.desk import Desk
from chatserver.messages import message_by_id
from chatserver.tx import Tx
from chatserver.views import for_page

AT_ONCE = 200
ACTION_LIFE = 6.0


def newest_seq(tx: Tx) -> int:
    """The number of the newest event of all."""
    row = tx.sql.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return 0 if row is None else int(row[0])


def _kept_from(tx: Tx) -> int:
    (first,) = tx.sql.execute("SELECT min(seq) FROM events").fetchone()
    return newest_seq(tx) + 1 if first is None else int(first)


def has_gap(tx: Tx, after: int) -> bool:
    """Whether events after this number are no longer kept, or the number is of another store."""
    return after > newest_seq(tx) or after < _kept_from(tx) - 1


def events_after(tx: Tx, person: int, after: int) -> list[tuple[int, dict[str, Any] | None]]:
    """The person's next events as the page gets them; None for one that is moot by now."""
    rows = tx.sql.execute(
        "SELECT seq, body, made FROM events WHERE person = ? AND seq > ? ORDER BY seq LIMIT ?",
        (person, after, AT_ONCE),
    ).fetchall()
    return [(seq, _shown(tx, person, json.loads(body), tx.now - made)) for seq, body, made in rows]


def _shown(tx: Tx, person: int, event: dict[str, Any], age: float) -> dict[str, Any] | None:
    if event["kind"] == "action" and age > ACTION_LIFE:
        return None
    chat = chat_by_key(tx, event["chat"])
    if event["kind"] != "chats" and not _takes_part(tx, person, chat):
        # Whoever has left hears no more of it, not even what was said while they were there.
        return None
    shown = event | {"chat": chat.page_id}
    if "message" in event:
        message = message_by_id(tx, event["message"])
        if message is None or message.deleted:
            return None
        shown["message"] = for_page(tx, message, person, chat)
    return shown


def _takes_part(tx: Tx, person: int, chat: Chat) -> bool:
    return chat.private or group_of(tx, chat.page_id, person, is_bot=False) is not None


def encoded(events: Iterable[tuple[int, dict[str, Any] | None]]) -> bytes:
    """The events as a piece of a text/event-stream; a moot one still moves the number on."""
    out = []
    for seq, event in events:
        carried = "" if event is None else f"data: {json.dumps(event, ensure_ascii=False)}\n"
        out.append(f"id: {seq}\n{carried}\n")
    return "".join(out).encode()


async def stream(
    request: web.Request, desk: Desk, person: int, stands: Callable[[Tx], bool]
) -> web.StreamResponse:
    """Serve the stream until the other side goes, its session ends or the server closes."""
    asked = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
    )
    # A browser that goes away is no fault: it comes back and asks from where it was.
    with (
        suppress(ConnectionResetError),
        desk.streams.hold(person, desk.limits.streams) as over,
        desk.bells.listen(("person", person)) as rung,
    ):
        # The one that has to make room hears of it.
        desk.bells.ring(("person", person))
        await response.prepare(request)
        seq = desk.store.read(newest_seq)
        if not asked.isdecimal():
            await response.write(f"id: {seq}\n\n".encode())
        elif desk.store.read(lambda tx: has_gap(tx, int(asked))):
            await response.write(encoded([(seq, {"kind": "reload"})]))
        else:
            seq = int(asked)
        while not desk.closing and not over.is_set() and desk.store.read(stands):
            rung.clear()
            events = desk.store.read(partial(events_after, person=person, after=seq))
            if events:
                await response.write(encoded(events))
                seq = events[-1][0]
                continue
            try:
                await asyncio.wait_for(rung.wait(), desk.limits.heartbeat)
            except TimeoutError:
                await response.write(b": still here\n\n")
    return response

"""Opens the demo's campaign: its people enter the chat server, and what they sent is played."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from telegram import Update

from bot.demo_campaign import NOT_YET, PEOPLE
from bot.demo_pictures import picture
from bot.demo_play import Arrived, Received
from bot.demo_story import SHOTS, tell
from content.locales import catalog
from handlers import wire
from inspection.campaign import Person, Role
from inspection.text import text
from storage.db import Books
from workflow.scene import House

SetBack = Callable[[timedelta], None]
"""Sets the chat server's clock back by so much, so that old messages carry their old times."""
JOINED = timedelta(minutes=2790)


async def open_campaign(
    books: Books, house: House, address: str, token: str, now: datetime, set_back: SetBack
) -> None:
    """Fill an empty chat server and empty books with the demo's people and their story.

    `address` is the chat server's, `token` the bot's; StoryError where the story does not fit.
    """
    async with aiohttp.ClientSession(address, raise_for_status=True) as session:
        ids = {person.name: await _enter(session, person) for person in PEOPLE}
        bot = (await _get(session, "/api/bots"))[0]
        sent = {}
        set_back(JOINED)
        for name, number in ids.items():
            if name not in NOT_YET:
                chat = f"/api/people/{number}/chats/{bot['id']}"
                sent[name] = await _post(session, f"{chat}/start", json={})
        for shot in SHOTS:
            set_back(timedelta(minutes=shot.minutes))
            chat = f"/api/people/{ids[shot.by]}/chats/{bot['id']}"
            form = aiohttp.FormData({"kind": "photo", "caption": shot.caption}, quote_fields=False)
            drawn = await asyncio.to_thread(picture, shot.picture)
            form.add_field("file", drawn, filename="photo.jpg", content_type="image/jpeg")
            sent[shot.name] = await _post(session, f"{chat}/messages", data=form)
        set_back(timedelta())
        arrived = await _received(session, token, str(bot["username"]), len(sent))
    numbers = {name: messages[-1]["id"] for name, messages in sent.items()}
    starts = {name: arrived[numbers[name]] for name in ids if name in numbers}
    photos = {shot.name: arrived[numbers[shot.name]] for shot in SHOTS}
    await books.act(lambda tx: tell(tx, house, Arrived(starts, photos), now))


async def _enter(session: aiohttp.ClientSession, person: Person) -> int:
    made = await _post(session, "/api/people", json={"name": person.name, "note": note(person)})
    return int(made["id"])


def note(person: Person) -> str:
    """What the page says of a person: role, team, and whether they are still to join."""
    words, post = catalog("zh"), person.posts[0]
    role = words.plain(text(f"role.{post.role}"))
    if person.name in NOT_YET:
        return words.plain(text("demo.not-joined", role=role, place=person.workplace or ""))
    where = post.team or person.workplace if post.role is not Role.ADMIN else person.workplace
    return f"{role} · {where}"


async def _received(
    session: aiohttp.ClientSession, token: str, username: str, count: int
) -> dict[int, Received]:
    """What the server hands to the bot, by the message's number.

    It is acknowledged by the bot itself, which knows it as done already.
    """
    found: dict[int, Received] = {}
    offset = 0
    while len(found) < count:
        got = await _get(session, f"/bot{token}/getUpdates?offset={offset}&limit=100")
        for raw in got["result"]:
            update = Update.de_json(raw, None)
            read = wire.read(update, username)
            offset = update.update_id + 1
            if read is None or update.message is None:
                continue
            sender, heard = read
            at = update.message.date.astimezone(UTC)
            found[update.message.message_id] = Received(update.update_id, sender, heard, at)
    return found


async def _get(session: aiohttp.ClientSession, path: str) -> Any:
    async with session.get(path) as answer:
        return await answer.json()


async def _post(session: aiohttp.ClientSession, path: str, **body: Any) -> Any:
    async with session.post(path, **body) as answer:
        return await answer.json()

"""Opens the demo's campaign: its people enter the chat server, and their story is played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from telegram import Update

from bot import clock
from bot.app import Staff
from bot.demo_campaign import NOT_YET, PEOPLE
from bot.demo_pictures import picture
from bot.demo_play import Play, Received, StoryError
from bot.demo_story import CHAPTERS, Chapter, Shot
from bot.settings import Settings
from bot.talk import house, talk
from bot.transport import Transport
from content.locales import catalog
from handlers import wire
from handlers.application import build
from inspection.campaign import Person, Policy, Role
from inspection.text import text
from storage import notices
from storage.db import Books, Tx
from workflow.reminding import remind
from workflow.scene import House

MOST_NEWS = 50
"""Looks after which what is to be told should have gone; a chapter has a few for each chat."""


async def open_campaign(books: Books, settings: Settings, username: str, now: datetime) -> None:
    """Fill an empty chat server and empty books with the demo's people and their story.

    `settings` are the bot's, `username` its name. The campaign's clock is set back meanwhile, so
    that old messages carry their old times. StoryError where the story does not come out.
    """
    try:
        await _tell(books, settings, username, now)
    finally:
        clock.set_ahead(timedelta())


async def _tell(books: Books, settings: Settings, username: str, now: datetime) -> None:
    async with (
        _staff(books, settings) as staff,
        aiohttp.ClientSession(settings.bot_api, raise_for_status=True) as session,
    ):
        crowd = _Crowd(session, settings.token_or_stop(), username, settings.lang)
        telling = _Telling(house(settings, username), now)
        _set_clock(CHAPTERS[0].begins(now, settings.zone))
        for person in PEOPLE:
            await crowd.enter(person)
            if person.name not in NOT_YET:
                telling.starts[person.name] = await crowd.start(person.name)
        played = CHAPTERS[0].begins(now, settings.zone)
        for chapter in CHAPTERS:
            begins = chapter.begins(now, settings.zone)
            for morning in _mornings(played, begins, settings.zone):
                _set_clock(morning)
                await remind(books, settings.zone, morning)
                await _deliver(staff, books)
            played = begins + timedelta(minutes=chapter.minutes)
            for shot in chapter.shots:
                _set_clock(begins + timedelta(minutes=shot.minutes))
                telling.photos[shot.name] = await crowd.photo(shot)
            await books.act(partial(telling.play, chapter=chapter))
            _set_clock(played)
            await _deliver(staff, books)


async def _deliver(staff: Staff, books: Books) -> None:
    """What was sent is fetched, what is to be told is told: one look sends each chat one."""
    await staff.courier.look()
    await staff.courier.finish(10)
    for _ in range(MOST_NEWS):
        await staff.sender.look()
        await staff.sender.finish(10)
        if not (await books.read(lambda tx: notices.count(tx, clock.now()))).get("due"):
            return
    raise StoryError("not all could be told")


def _mornings(after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The mornings between two times of the story, when reminders go out."""
    day = after.astimezone(zone).date()
    while (at := datetime.combine(day, Policy().remind_at, zone)) <= until:
        if at > after:
            yield at.astimezone(UTC)
        day += timedelta(days=1)


def _set_clock(moment: datetime) -> None:
    """It goes on from there."""
    clock.set_ahead(moment - (clock.now() - clock.ahead()))


@asynccontextmanager
async def _staff(books: Books, settings: Settings) -> AsyncIterator[Staff]:
    """Those who deliver what the story's acts send to others, and fetch its photos."""
    transport = Transport()
    application = build(settings.token_or_stop(), settings.bot_api, transport, transport)
    await application.initialize()
    try:
        yield Staff.hire(settings, books, application, transport, talk)
    finally:
        await application.shutdown()
        await transport.shutdown()


@dataclass(slots=True)
class _Telling:
    """The story as far as it has been told."""

    house: House
    now: datetime
    starts: dict[str, Received] = field(default_factory=dict)
    photos: dict[str, Received] = field(default_factory=dict)
    number: int = 0

    def play(self, tx: Tx, chapter: Chapter) -> None:
        """Play a chapter in a transaction."""
        play = Play(
            tx,
            self.house,
            self.starts,
            self.photos,
            chapter.begins(self.now, self.house.tz),
            self.now.astimezone(self.house.tz).date(),
            self.number,
        )
        chapter.play(play)
        self.number = play.number


def note(person: Person, lang: str) -> str:
    """What the page says of a person: role, team, and whether they are still to join."""
    words, post = catalog(lang), person.posts[0]
    role = words.plain(text(f"role.{post.role}"))
    if person.name in NOT_YET:
        return words.plain(text("demo.not-joined", role=role, place=person.workplace or ""))
    where = person.workplace if post.role is Role.ADMIN else post.team or person.workplace
    return f"{role} · {where}"


class _Crowd:
    """The people at the chat server, and what it hands to the bot of what they send."""

    def __init__(
        self, session: aiohttp.ClientSession, token: str, username: str, lang: str
    ) -> None:
        self._session = session
        self._updates = f"/bot{token}/getUpdates"
        self._bot = int(token.partition(":")[0])
        self._username = username
        self._lang = lang
        self._ids: dict[str, int] = {}
        self._offset = 0

    async def enter(self, person: Person) -> None:
        """A new person of the server."""
        wanted = {"name": person.name, "note": note(person, self._lang), "lang": self._lang}
        made = await self._post("/api/people", json=wanted)
        self._ids[person.name] = made["id"]

    async def start(self, name: str) -> Received:
        """Somebody begins the chat with the bot."""
        await self._post(f"{self._chat(name)}/start", json={})
        return await self._newest()

    async def photo(self, shot: Shot) -> Received:
        """Somebody sends a photo."""
        form = aiohttp.FormData({"kind": "photo", "caption": shot.caption}, quote_fields=False)
        drawn = await asyncio.to_thread(picture, shot.picture)
        form.add_field("file", drawn, filename="photo.jpg", content_type="image/jpeg")
        await self._post(f"{self._chat(shot.by)}/messages", data=form)
        return await self._newest()

    def _chat(self, name: str) -> str:
        return f"/api/people/{self._ids[name]}/chats/{self._bot}"

    async def _post(self, path: str, **body: Any) -> Any:
        async with self._session.post(path, **body) as answer:
            return await answer.json()

    async def _newest(self) -> Received:
        asked = {"offset": str(self._offset), "limit": "100"}
        async with self._session.get(self._updates, params=asked) as answer:
            got = await answer.json()
        for raw in got["result"]:
            update = Update.de_json(raw, None)
            self._offset = update.update_id + 1
            read = wire.read(update, self._username)
            if read is not None and update.message is not None:
                sender, heard = read
                return Received(update.update_id, sender, heard, update.message.date)
        raise StoryError("a message of the story did not arrive")

"""Sends what stands in the notices: claimed, sent, marked, in that order.

At most a handful are in flight, so that a kill can double no more than these.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.albums import send_pictures
from bot.brake import Brake
from bot.charts import charts, send_charts
from bot.errors import Fate, outcome_of
from bot.logs import alias
from bot.metrics import Meters
from bot.papers import paper
from bot.tasks import Tasks
from content.locales import catalog
from handlers import views
from handlers.application import CommandsFor
from storage import notices
from storage.apart import EndedError
from storage.db import Books, BooksBusyError
from storage.faults import fault_point
from storage.notices import Notice
from storage.shots import shots as shots_of
from workflow import post
from workflow.digests import Letter, open_digest
from workflow.dispatch_letters import open_dispatch
from workflow.post import Outgoing, Pace
from workflow.scene import House

log = logging.getLogger(__name__)

IN_FLIGHT = 5
TRIES = 3
"""So often a paper whose process was ended is made again."""
NIGHT_FROM, NIGHT_TO = 21, 8
"""Hours, local: messages between them make no sound."""


class Sender:
    """`files` is the data folder; `now` the campaign's time, `wall` the real one."""

    def __init__(
        self,
        books: Books,
        bot: Bot,
        commands_for: CommandsFor,
        pace: Pace,
        brake: Brake,
        meters: Meters,
        *,
        files: Path,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        wall: Callable[[], datetime],
        lang: str = "zh",
    ) -> None:
        self._books = books
        self._bot = bot
        self._commands_for = commands_for
        self._pace = pace
        self._brake = brake
        self._meters = meters
        self._files = files
        self._zone = zone
        self._now = now
        self._wall = wall
        self._lang = lang
        self._busy: set[int] = set()
        self._tasks = Tasks(at_most=IN_FLIGHT)
        self._turn = asyncio.Lock()
        self._landed = asyncio.Event()

    async def look(self) -> None:
        """Send all that may be sent now; the tick calls this every second."""
        if self._turn.locked():
            return
        async with self._turn:
            while await self._send_some():
                pass

    async def finish(self, seconds: float) -> None:
        """Wait so long for what is in flight."""
        await self._tasks.finish(seconds)

    async def release(self, *, every: bool = False) -> None:
        """Settle claims nobody will finish; `every` one right after the start."""
        now, wall = self._now(), self._wall()
        found = await self._books.act(lambda tx: post.release(tx, now, wall, every=every))
        if found:
            log.warning("%d notices had been left in hand", found)

    async def _send_some(self) -> bool:
        room = IN_FLIGHT - len(self._tasks)
        if room == 0:
            await self._wait(1.0)
            return True
        now, wall = self._now(), self._wall()
        busy = frozenset(self._busy)
        claimed = await self._books.act(
            lambda tx: post.claim(tx, now, wall, self._pace, room, busy)
        )
        for outgoing in claimed.outgoing:
            fault_point("after-claim")
            self._busy.add(outgoing.notice.chat_id)
            await self._tasks.start(self._deliver(outgoing))
        if claimed.wait_until is not None:
            seconds = (claimed.wait_until - self._wall()).total_seconds()
            if seconds <= 1.0:
                await asyncio.sleep(max(seconds, 0.0))
                return True
        elif self._tasks and (claimed.outgoing or self._busy):
            await self._wait(1.0)
            return True
        return False

    async def _wait(self, seconds: float) -> None:
        self._landed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._landed.wait()

    async def _deliver(self, outgoing: Outgoing) -> None:
        notice = outgoing.notice
        try:
            await self._try(outgoing)
        except BooksBusyError:
            # Its lease will end, and then it counts as unknown.
            log.warning("notice %s could not be marked", notice.kind)
        except Exception:
            log.exception("notice %s cannot be sent", notice.kind)
            await self._close(notice, "broken")
        finally:
            self._busy.discard(notice.chat_id)
            self._landed.set()

    async def _try(self, outgoing: Outgoing) -> None:
        notice, letter = outgoing.notice, None
        if notice.kind in {"digest", "dispatch"}:
            now, look = self._now(), open_digest if notice.kind == "digest" else open_dispatch
            letter = await self._books.act(lambda tx: look(tx, self._zone, now, notice))
            if letter is None:
                return
            fault_point("after-opening")
        try:
            message_ids = await self._call(outgoing, letter)
        except TelegramError as error:
            await self._failed(notice, error)
            return
        except EndedError:
            # Something ended the process that made it, perhaps for want of memory.
            if notice.attempts >= TRIES:
                raise
            wall = self._wall()
            await self._books.act(lambda tx: post.not_sent(tx, notice, wall, "EndedError"))
            return
        fault_point("after-send")
        now = self._now()
        await self._books.act(lambda tx: post.sent(tx, notice, now, message_ids))
        self._meters.count("ducha_notices_sent_total")

    async def _call(self, outgoing: Outgoing, letter: Letter | None) -> Sequence[int]:
        """Make the one call the notice stands for; the numbers of the messages that it makes.

        `letter` is what a digest, or a dispatch, says today.
        """
        notice, body = outgoing.notice, outgoing.notice.body
        lang = outgoing.lang or self._lang
        match notice.kind:
            case "line" | "digest" | "dispatch":
                if letter is None:
                    letter = Letter((notices.words(notice),), notices.buttons(notice))
                sent = await self._bot.send_message(
                    notice.chat_id,
                    views.html_of(letter.lines, lang),
                    parse_mode=ParseMode.HTML,
                    reply_markup=views.inline(letter.rows, lang),
                    protect_content=body.get("private", True),
                    disable_notification=self._is_night(),
                )
                return [sent.message_id]
            case "file" | "paper":
                return [await self._send_document(notice, await self._content(notice), lang)]
            case "pictures":
                shots = [(s, await self._read(s.path)) for s in shots_of(body)]
                silent = self._is_night()
                return await send_pictures(self._bot, notice.chat_id, shots, lang, silent=silent)
            case "charts":
                house = House(self._zone, lang, self._files, str)
                found = await charts(self._books, house, self._now(), notice.body["recipe"])
                silent = self._is_night()
                return await send_charts(self._bot, notice.chat_id, found, lang, silent=silent)
            case "collapse":
                words, markup = views.collapsed(notices.words(notice), body["place"], lang)
                await self._bot.edit_message_text(
                    words,
                    chat_id=notice.chat_id,
                    message_id=body["message"],
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup,
                )
            case "react":
                await self._bot.set_message_reaction(notice.chat_id, body["message"], "👌")
            case "delete":
                await self._bot.delete_messages(notice.chat_id, body["messages"])
            case "menu":
                await self._set_menu(notice.chat_id, lang)
        return []

    async def _content(self, notice: Notice) -> bytes:
        """The bytes of a document: read, or made now, beside the event loop."""
        if notice.kind == "paper":
            return await paper(self._books, notice.body["recipe"])
        return await self._read(notice.body["path"])

    async def _read(self, below: str) -> bytes:
        path = (self._files / below).resolve()
        if not path.is_relative_to(self._files.resolve()):
            raise ValueError("a file outside the data folder")
        return await asyncio.to_thread(path.read_bytes)

    async def _send_document(self, notice: Notice, content: bytes, lang: str) -> int:
        body = notice.body
        sent = await self._bot.send_document(
            notice.chat_id,
            content,
            filename=body["name"],
            caption=views.html_of((notices.words(notice),), lang, views.CAPTION_LIMIT),
            parse_mode=ParseMode.HTML,
            protect_content=body["private"],
            disable_notification=self._is_night(),
        )
        return sent.message_id

    async def _set_menu(self, chat_id: int, lang: str) -> None:
        commands = await self._books.read(lambda tx: self._commands_for(tx, chat_id))
        words = catalog(lang)
        await self._bot.set_my_commands(
            [BotCommand(name, words.plain(label)[:256]) for name, label in commands],
            scope=BotCommandScopeChat(chat_id),
        )

    async def _failed(self, notice: Notice, error: TelegramError) -> None:
        outcome, wall, now = outcome_of(error), self._wall(), self._now()
        self._meters.count("ducha_notice_failures_total")
        log.info("notice %s to chat %s: %s", notice.kind, alias(notice.chat_id), outcome.fate)
        match outcome.fate:
            case Fate.PAUSED:
                await self._brake.hit(notice.chat_id, outcome.wait)
                until = wall + outcome.wait
                await self._books.act(lambda tx: post.paused(tx, notice, until))
            case Fate.NOT_SENT:
                await self._books.act(lambda tx: post.not_sent(tx, notice, wall, outcome.words))
            case Fate.UNKNOWN:
                await self._books.act(lambda tx: post.outcome_unknown(tx, notice, now, wall))
            case Fate.MOVED:
                soon = wall + timedelta(seconds=1)
                await self._books.act(lambda tx: post.chat_moved(tx, notice, outcome.chat_id, soon))
            case Fate.UNCHANGED | Fate.GONE:
                # What was to become of the message is so already, or needs no more.
                await self._books.act(lambda tx: post.sent(tx, notice, now, []))
            case Fate.BLOCKED:
                await self._books.act(lambda tx: post.blocked(tx, notice.chat_id))
                await self._close(notice, outcome.words)
            case Fate.REFUSED:
                log.error("notice %s was refused: %s", notice.kind, outcome.words)
                await self._close(notice, outcome.words)

    async def _close(self, notice: Notice, error: str) -> None:
        self._meters.count("ducha_notices_dead_total")
        now = self._now()
        await self._books.act(lambda tx: post.dead(tx, notice, now, error))

    def _is_night(self) -> bool:
        hour = self._now().astimezone(self._zone).hour
        return hour >= NIGHT_FROM or hour < NIGHT_TO

"""Fetches evidence from the chat server until its bytes are safe on our own disk.

A file lies under its SHA-256 alone: `<data>/evidence/ab/ab12…`; what people called it is a
column. It is written beside, flushed, and only then given its name.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.errors import outcome_of
from bot.metrics import Meters
from bot.pictures import Look, look_at
from bot.tasks import Tasks
from bot.transport import TooLargeError, Transport
from storage.db import Books, Tx
from storage.downloads import Owed
from storage.faults import fault_point
from storage.twins import Picture
from workflow import fetching
from workflow.fetching import Kept

log = logging.getLogger(__name__)

LARGEST = 20 << 20
"""Bytes a bot may download."""
IN_FLIGHT = 4
COMPARED = 20
"""Pictures compared with one look at all others."""
GIVE_UP = 12
"""So many refusals by the server, over about an hour, and the file counts as gone."""


class Courier:
    """`files` is the data folder; `now` the campaign's time, `wall` the real one."""

    def __init__(
        self,
        books: Books,
        bot: Bot,
        transport: Transport,
        meters: Meters,
        *,
        files: Path,
        now: Callable[[], datetime],
        wall: Callable[[], datetime],
    ) -> None:
        self._books = books
        self._bot = bot
        self._transport = transport
        self._meters = meters
        self._folder = files / "evidence"
        for torn in self._folder.glob("part-*"):
            # What a process was fetching when it was killed; it is fetched again.
            torn.unlink()
        self._now = now
        self._wall = wall
        self._in_hand: set[int] = set()
        self._tasks = Tasks(at_most=IN_FLIGHT)
        self._turn = asyncio.Lock()

    async def look(self) -> None:
        """Start fetching what is owed, a few at a time; the tick calls this every second."""
        if self._turn.locked():
            return
        async with self._turn:
            while True:
                wall = self._wall()
                busy = frozenset(self._in_hand)
                owed = await self._books.read(partial(_owed, wall=wall, besides=busy))
                if not owed:
                    return
                for item in owed:
                    self._in_hand.add(item.id)
                    await self._tasks.start(self._fetch(item))

    async def compare(self) -> None:
        """Hold new pictures beside all others of their campaign; the tick calls this too.

        Reading and comparing go beside the writer; only what was found is written.
        """
        pictures = await self._books.read(lambda tx: fetching.uncompared(tx, COMPARED))
        if not pictures:
            return
        pictures = [await self._looked_at(each) for each in pictures]
        found = await self._books.read(lambda tx: fetching.likenesses(tx, pictures))
        await self._books.act(lambda tx: fetching.note_likenesses(tx, pictures, found))

    async def _looked_at(self, picture: Picture) -> Picture:
        """The picture with its look, taken from the disk where the books have none yet."""
        if picture.look is not None and picture.mirrored is not None:
            return picture
        path = self._folder / picture.sha256[:2] / picture.sha256
        look = await asyncio.to_thread(lambda: look_at(path) if path.exists() else None)
        seen = replace(
            picture, look=look.hash if look else None, mirrored=look.mirrored if look else None
        )
        await self._books.act(lambda tx: fetching.picture_seen(tx, seen, seen.look, seen.mirrored))
        return seen

    async def sweep(self) -> None:
        """Right after the start: remove what a killed process had half fetched."""

        def remove() -> None:
            for part in self._folder.glob("part-*"):
                part.unlink(missing_ok=True)

        await asyncio.to_thread(remove)

    async def finish(self, seconds: float) -> None:
        """Wait so long for downloads in hand; the others are owed again at the next start."""
        await self._tasks.finish(seconds)

    async def _fetch(self, item: Owed) -> None:
        try:
            await self._bring(item)
        except TooLargeError:
            await self._give_up(item, "large")
        except TelegramError as error:
            await self._later_or_never(item, error)
        except Exception as error:
            log.error("evidence %d: %s", item.id, type(error).__name__, exc_info=error)  # noqa: TRY400
            await self._later(item, None)
        finally:
            self._in_hand.discard(item.id)

    async def _bring(self, item: Owed) -> None:
        if item.size is not None and item.size > LARGEST:
            raise TooLargeError
        remote = await self._bot.get_file(item.file_id)
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="part-", dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                size = await self._transport.fetch(remote.file_path or "", file, LARGEST)
                fault_point("during-download")
            sha256, look = await asyncio.to_thread(_keep, part, self._folder, item.kind)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
        if item.kind == "photo" and look is None:
            log.warning("evidence %d is no readable picture; its bytes are kept", item.id)
            self._meters.count("ducha_evidence_unreadable_total")
        now = self._now()
        kept = Kept(sha256, size)
        if look is not None:
            kept = Kept(sha256, size, look.mime, look.hash, look.mirrored)
        path = self._folder / sha256[:2] / sha256

        def safe(tx: Tx) -> None:
            if not path.is_file():
                # The same bytes were removed a moment ago, after another campaign's time.
                raise FileNotFoundError(path)
            fetching.evidence_safe(tx, item, kept, now)

        await self._books.act(safe)
        self._meters.count("ducha_evidence_safe_total")

    async def _later_or_never(self, item: Owed, error: TelegramError) -> None:
        words = str(error).lower()
        if "file is too big" in words:
            await self._give_up(item, "large")
        elif isinstance(error, BadRequest | Forbidden) and item.attempts + 1 >= GIVE_UP:
            await self._give_up(item, "gone")
        else:
            wait = outcome_of(error).wait if isinstance(error, RetryAfter) else None
            log.info("evidence %d is fetched again later (%s)", item.id, type(error).__name__)
            await self._later(item, wait)

    async def _later(self, item: Owed, wait: timedelta | None) -> None:
        pause = wait or timedelta(seconds=min(2.0**item.attempts, 600))
        at = self._wall() + pause
        self._meters.count("ducha_evidence_failures_total")
        await self._books.act(lambda tx: fetching.evidence_later(tx, item, at))

    async def _give_up(self, item: Owed, reason: str) -> None:
        log.error("evidence %d cannot be fetched: %s", item.id, reason)
        now = self._now()
        await self._books.act(lambda tx: fetching.evidence_lost(tx, item, reason, now))


async def fetch_file(bot: Bot, transport: Transport, file_id: str, *, most: int) -> bytes:
    """The bytes of a file by its id. TooLargeError above `most` bytes, TelegramError otherwise."""
    remote = await bot.get_file(file_id)
    whole = BytesIO()
    await transport.fetch(remote.file_path or "", whole, most)
    return whole.getvalue()


def _owed(tx: Tx, *, wall: datetime, besides: frozenset[int]) -> list[Owed]:
    return fetching.owed_files(tx, wall, 20, besides)


def _keep(part: Path, folder: Path, kind: str) -> tuple[str, Look | None]:
    """Flush the file, name it by its hash, flush the folder; a picture is looked at on the way."""
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    look = look_at(part) if kind in ("photo", "document") else None
    place = folder / sha256[:2]
    place.mkdir(exist_ok=True)
    part.rename(place / sha256)
    for each in (place, folder):
        directory = os.open(each, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    return sha256, look

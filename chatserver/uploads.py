"""Files that come in pieces: announced, put piece by piece, resumed after a break, then sent.

What an upload has received stands in the store once its bytes are safe on the disk: whatever a
kill leaves beyond that is written again. A sent upload is remembered until it is swept, so that
whoever did not hear the answer need not send the bytes once more.
"""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from chatserver import heard
from chatserver.asked import PERSON, json_object, person_of
from chatserver.desk import Desk
from chatserver.errors import RefusedError
from chatserver.files import FILES_AT_ONCE, KINDS, Blob, named
from chatserver.pictures import picture_size
from chatserver.tx import Tx

DAY = 86_400
SILENCE = 30.0
"""Seconds without a byte after which a piece counts as broken off."""
UPLOAD = PERSON + r"/uploads/{u:[\w-]{22}}"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload: its size and what of it has been received, in bytes; the hash once taken in."""

    id: str
    name: str
    mime: str
    size: int
    received: int
    sha: str | None


class UploadsApi:
    """The routes by which a person's files come in pieces."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        """What to add to the application."""
        return [
            web.post(f"{PERSON}/uploads", self.announce),
            web.put(UPLOAD, self.put),
            web.get(UPLOAD, self.show),
        ]

    async def announce(self, request: web.Request) -> web.Response:
        """A file is to come; the same `client_id` finds the same upload again."""
        person, limits = person_of(self._desk, request), self._desk.limits
        wanted = await json_object(request)
        upload = await self._desk.store.write(lambda tx: announced(tx, person, wanted))
        offset = self._offset(upload)
        return web.json_response({"id": upload.id, "offset": offset, "chunk": limits.chunk})

    async def show(self, request: web.Request) -> web.Response:
        """Where an upload goes on."""
        return web.json_response({"offset": self._offset(self._asked(request))})

    async def put(self, request: web.Request) -> web.Response:
        """The next bytes; of a piece that breaks off what came is kept."""
        upload, raw = self._asked(request), request.query.get("offset", "")
        if not raw.isdecimal():
            raise RefusedError(400, "offset is a number")
        offset = int(raw)
        self._goes_on(upload, offset)
        if not (room := min(self._desk.limits.chunk, upload.size - offset)):
            return web.json_response({"offset": offset})
        piece, whole = await _received(request, room)
        async with self._desk.bytes.part_lock(upload.id):
            # Meanwhile the same bytes may have come a second time, over a new connection.
            self._goes_on(self._asked(request), offset)
            await asyncio.to_thread(self._desk.bytes.write_part, upload.id, offset, piece)
            end = offset + len(piece)
            await self._desk.store.write(lambda tx: _advance(tx, upload.id, end))
        if not whole:
            raise RefusedError(409, "the piece broke off", offset=end)
        return web.json_response({"offset": end})

    def _asked(self, request: web.Request) -> Upload:
        person, name = person_of(self._desk, request), request.match_info["u"]
        return self._desk.store.read(lambda tx: upload_of(tx, person, name))

    def _offset(self, upload: Upload) -> int:
        """What is safe: noted in the store and, where the files are older than it, still here."""
        if upload.sha is not None:
            return upload.size
        return min(upload.received, self._desk.bytes.part_size(upload.id))

    def _goes_on(self, upload: Upload, offset: int) -> None:
        if offset != (safe := self._offset(upload)):
            raise RefusedError(409, "the upload goes on elsewhere", offset=safe)


async def _received(request: web.Request, most: int) -> tuple[bytes, bool]:
    """The bytes of a piece, and whether it came whole; raises RefusedError 413 past `most`."""
    piece = bytearray()
    try:
        while True:
            async with asyncio.timeout(SILENCE):
                part = await request.content.readany()
            if not part:
                return bytes(piece), True
            piece += part
            if len(piece) > most:
                raise RefusedError(413, "more than a piece, or than was announced")
    except (OSError, web.RequestPayloadError, TimeoutError):
        return bytes(piece), False


async def send_uploaded(desk: Desk, person: int, chat_id: int, wanted: dict[str, Any]) -> list[int]:
    """Send finished uploads as photos, documents, videos or a voice; the messages' numbers."""
    kind, names = wanted.get("kind"), wanted.get("uploads")
    if kind not in KINDS:
        raise RefusedError(400, "kind is missing")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RefusedError(400, "uploads is a list of ids")
    if not 1 <= len(names) <= FILES_AT_ONCE or len(set(names)) < len(names):
        raise RefusedError(400, f"uploads has 1 to {FILES_AT_ONCE} different ids")
    blobs: list[Blob] = []
    if not desk.store.read(lambda tx: heard.done_before(tx, person, wanted)):
        blobs = [await _taken(desk, person, name) for name in names]
    return await desk.store.write(
        lambda tx: heard.send_files(tx, person, chat_id, str(kind), blobs, wanted)
    )


async def _taken(desk: Desk, person: int, name: str) -> Blob:
    """A finished upload as received bytes; raises RefusedError 409 where something is missing."""
    async with desk.bytes.part_lock(name):
        try:
            upload = desk.store.read(lambda tx: upload_of(tx, person, name))
        except RefusedError:
            raise RefusedError(409, "an upload is no longer there", upload=name) from None
        sha = upload.sha
        if sha is None:
            if min(upload.received, desk.bytes.part_size(name)) < upload.size:
                raise RefusedError(409, "an upload is not finished", upload=name)
            sha = await asyncio.to_thread(desk.bytes.take_part, name)
            await desk.store.write(lambda tx: _taken_in(tx, name, sha))
    picture = await asyncio.to_thread(picture_size, desk.bytes.path(sha))
    return Blob(sha, upload.size, upload.name, upload.mime, picture)


def upload_of(tx: Tx, person: int, name: str) -> Upload:
    """An upload of this person; raises RefusedError 404."""
    row = tx.sql.execute(
        "SELECT id, name, mime, size, received, sha FROM uploads WHERE id = ? AND person = ?",
        (name, person),
    ).fetchone()
    if row is None:
        raise RefusedError(404, "no such upload")
    return Upload(*row)


def announced(tx: Tx, person: int, wanted: dict[str, Any]) -> Upload:
    """The upload of this `client_id`, begun if it is new; its bytes count from now on."""
    client_id, size = heard.client_id_of(wanted), wanted.get("size")
    if client_id is None:
        raise RefusedError(400, "client_id is missing")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise RefusedError(400, "size is a number of bytes")
    if size > tx.limits.upload:
        raise RefusedError(413, "the file is too large")
    row = tx.sql.execute(
        "SELECT id, size FROM uploads WHERE person = ? AND client_id = ?", (person, client_id)
    ).fetchone()
    if row is not None:
        if row[1] != size:
            raise RefusedError(400, "this client_id announced another file")
        return upload_of(tx, person, row[0])
    spend(tx, person, size)
    _make_room(tx, person)
    name, mime = named(heard.utf8(str(wanted.get("name") or "")), str(wanted.get("mime") or ""))
    number = secrets.token_urlsafe(16)
    tx.sql.execute(
        "INSERT INTO uploads (id, person, client_id, name, mime, size, touched)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, person, client_id, name, heard.utf8(mime[:100]), size, tx.now),
    )
    return upload_of(tx, person, number)


def _make_room(tx: Tx, person: int) -> None:
    """Of uploads that were begun and never sent the longest untouched make room."""
    tx.sql.execute(
        "DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE person = ? AND sha IS NULL"
        " ORDER BY touched DESC LIMIT -1 OFFSET ?)",
        (person, tx.limits.uploads_open - 1),
    )


def spend(tx: Tx, person: int, size: int) -> None:
    """Count bytes of files to the person's day; raises RefusedError 429 when it is full."""
    day = int(tx.now // DAY)
    (spent,) = tx.sql.execute(
        "INSERT INTO upload_days (person, day, bytes) VALUES (?, ?, ?)"
        " ON CONFLICT (person, day) DO UPDATE SET bytes = bytes + excluded.bytes"
        " RETURNING bytes",
        (person, day, size),
    ).fetchone()
    if spent > tx.limits.upload_day:
        wait = int((day + 1) * DAY - tx.now) + 1
        raise RefusedError(429, "too many bytes for one day", retry_after=wait)


def _advance(tx: Tx, name: str, received: int) -> None:
    tx.sql.execute(
        "UPDATE uploads SET received = ?, touched = ? WHERE id = ?", (received, tx.now, name)
    )


def _taken_in(tx: Tx, name: str, sha: str) -> None:
    tx.sql.execute("UPDATE uploads SET sha = ?, touched = ? WHERE id = ?", (sha, tx.now, name))

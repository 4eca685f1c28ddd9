"""File bytes on disk under their SHA-256, and the rows that say what they are."""

import asyncio
import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakValueDictionary

from aiohttp import BodyPartReader

from chatserver.pictures import picture_size
from chatserver.tx import Tx

KINDS = ("photo", "document", "video", "voice")
FILES_AT_ONCE = 50
LARGEST_TEXT = 1 << 20
FOLDERS = {"photo": "photos", "document": "documents", "video": "videos", "voice": "voice"}


class TooBigError(Exception):
    """An upload is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes received: their hash, size, the name and type they came with, a picture's size."""

    sha: str
    size: int
    name: str
    mime: str
    picture: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent: kind, size in bytes, what is known of it."""

    id: int
    sha: str
    kind: str
    size: int
    name: str | None
    mime: str | None
    width: int | None
    height: int | None
    duration: int | None


class Bytes:
    """The folder of the bytes; a file is there whole and safe, or not at all."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self._folder = folder
        self._durable = durable
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        for torn in self._incoming.iterdir():
            torn.unlink()
        self._parts = folder / "parts"
        self._parts.mkdir(exist_ok=True)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def path(self, sha: str) -> Path:
        """Where the bytes with this hash are."""
        return self._folder / sha[:2] / sha

    async def receive(self, part: BodyPartReader, largest: int) -> Blob:
        """Keep one part of a multipart request; raises TooBigError past `largest` bytes."""
        handle, name = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                digest, size = await _copy(part, file, largest)
                file.flush()
                picture = await asyncio.to_thread(self._settle, file.fileno(), name, digest)
        except BaseException:
            os.unlink(name)  # noqa: PTH108 -- the torn part of an upload
            raise
        shown, mime = named(part.filename or "", part.headers.get("Content-Type", ""))
        return Blob(digest, size, shown, mime, picture)

    def part_size(self, name: str) -> int:
        """How many bytes of an unfinished upload are here."""
        part = self._parts / name
        return part.stat().st_size if part.is_file() else 0

    def write_part(self, name: str, offset: int, piece: bytes) -> None:
        """Put a piece of an upload where it belongs; it is safe when this returns."""
        handle = os.open(self._parts / name, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.seek(offset)
            file.write(piece)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())

    def take_part(self, name: str) -> str:
        """Move a finished upload to its place under its hash, which is returned."""
        part = self._parts / name
        with part.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
            self._settle(file.fileno(), str(part), sha)
        return sha

    def part_lock(self, name: str) -> asyncio.Lock:
        """One at a time works on a part."""
        return self._locks.setdefault(name, asyncio.Lock())

    def parts(self) -> list[str]:
        """The names of all parts."""
        return [part.name for part in self._parts.iterdir()]

    def drop_parts(self, names: Iterable[str]) -> None:
        """Remove these parts."""
        for name in names:
            (self._parts / name).unlink(missing_ok=True)

    def _settle(self, handle: int, name: str, sha: str) -> tuple[int, int] | None:
        target = self.path(sha)
        target.parent.mkdir(exist_ok=True)
        if self._durable:
            os.fsync(handle)
        Path(name).replace(target)
        if self._durable:
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return picture_size(target)

    def drop(self, shas: list[str]) -> None:
        """Remove the bytes with these hashes."""
        for sha in shas:
            self.path(sha).unlink(missing_ok=True)


def named(name: str, mime: str) -> tuple[str, str]:
    """A file's name and type as they are kept; a type that says nothing is guessed by the name."""
    shown = name[-255:]
    kind = mime.partition(";")[0].strip().lower()
    if not kind or kind == "application/octet-stream":
        kind = mimetypes.guess_type(shown)[0] or "application/octet-stream"
    return shown, kind


async def _copy(part: BodyPartReader, file: BinaryIO, largest: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    while chunk := await part.read_chunk(1 << 16):
        size += len(chunk)
        if size > largest:
            raise TooBigError
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


async def short_text(part: BodyPartReader) -> str:
    """A text field of a multipart request; raises TooBigError past LARGEST_TEXT bytes."""
    text = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        text += chunk
        if len(text) > LARGEST_TEXT:
            raise TooBigError
    return text.decode(errors="replace")


def add_file(tx: Tx, blob: Blob, kind: str, *, duration: int = 0) -> File:
    """Note received bytes as a file of this kind; the width and height are a picture's own."""
    width, height = blob.picture or (0, 0)
    row = tx.sql.execute(
        "INSERT INTO files (sha, kind, size, name, mime, width, height, duration, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id, sha, kind, size, name, mime, width, height, duration",
        (blob.sha, kind, blob.size, blob.name, blob.mime, width, height, duration, int(tx.now)),
    ).fetchone()
    return File(*row)


def file_by_id(tx: Tx, number: int) -> File | None:
    """The file of this row."""
    row = tx.sql.execute(
        "SELECT id, sha, kind, size, name, mime, width, height, duration FROM files WHERE id = ?",
        (number,),
    ).fetchone()
    return None if row is None else File(*row)


def described(file: File) -> dict[str, Any]:
    """The file as it is kept in a message's content: what both sides are shown of it."""
    about: dict[str, Any] = {"file": file.id, "sha": file.sha, "file_size": file.size}
    match file.kind:
        case "photo":
            about |= {"width": file.width, "height": file.height}
        case "video":
            about |= {"width": file.width, "height": file.height, "duration": file.duration}
            about |= {"file_name": file.name, "mime_type": file.mime}
        case "voice":
            about |= {"duration": file.duration, "mime_type": file.mime}
        case _:
            about |= {"file_name": file.name, "mime_type": file.mime}
    return about


def unique_id(sha: str, kind: str) -> str:
    """The same for equal content of one kind, whoever sent it."""
    return hashlib.sha256(f"{kind}:{sha}".encode()).hexdigest()[:16]


def api_path(file: File, file_id: str) -> str:
    """The path under which a bot downloads the file."""
    suffix = Path(file.name or "").suffix
    if not suffix[1:].isalnum() or not suffix.isascii():
        suffix = {"photo": ".jpg", "voice": ".oga", "video": ".mp4"}.get(file.kind, "")
    return f"{FOLDERS[file.kind]}/{file_id}{suffix}"

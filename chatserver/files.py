"""File bytes on disk under their SHA-256, and the rows that say what they are."""

import asyncio
import hashlib
import mimetypes
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from aiohttp import BodyPartReader

from chatserver.pictures import picture_size
from chatserver.tx import Tx

KINDS = ("photo", "document", "video", "voice")
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
        shown = (part.filename or "")[-255:]
        mime = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not mime or mime == "application/octet-stream":
            mime = mimetypes.guess_type(shown)[0] or "application/octet-stream"
        return Blob(digest, size, shown, mime, picture)

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

"""The archive of evidence as a zip: originals, stamped copies, an index, hashes; piece by piece."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from content.locales import Catalog, catalog
from exports.archive_entry import Archive, Entry
from exports.archive_index import Index
from exports.archive_manifest import manifest_line
from exports.archive_names import INDEX, MANIFEST, copy_of, original_of
from exports.archive_words import stamp_lines
from exports.fonts import font_file
from exports.long_book import LongBook
from exports.stamp import PictureError, opened, stamped, thumbnail

_BLOCK: Final = 1 << 20
Date: TypeAlias = tuple[int, int, int, int, int, int]
_EARLIEST: Final[Date] = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an archive: originals and stamped copies in it, files that are not, its hash.

    `manifest` is the manifest's SHA-256.
    """

    originals: int
    copies: int
    left_out: int
    manifest: str


def write_archive(
    archive: Archive,
    where: Callable[[str], Path],
    to: Path,
    words: Catalog,
    told: Callable[[int], None] | None = None,
) -> Written:
    """Write the zip; it takes its name when it is whole. OSError where the disk says no.

    `where` knows the file of a SHA-256; `told` hears of every file of evidence. A file that is
    missing, changed, or no picture after all, stops nothing: the index says so.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    try:
        with (
            TemporaryDirectory(prefix=".archive-", dir=to.parent) as scratch,
            part.open("wb") as file,
        ):
            with zipfile.ZipFile(file, "w") as packed:
                made = _Packing(packed, where, Path(scratch), words).all(archive, told)
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return made


class _Packing:
    """A zip on its way, with the lines of its manifest."""

    def __init__(
        self, packed: zipfile.ZipFile, where: Callable[[str], Path], scratch: Path, words: Catalog
    ) -> None:
        self._packed = packed
        self._where = where
        self._scratch = scratch
        self._words = words
        self._font = font_file()
        self._manifest: list[str] = []
        self._originals = self._copies = self._left_out = 0

    def all(self, archive: Archive, told: Callable[[int], None] | None) -> Written:
        file = self._scratch / "index.xlsx"
        with LongBook(file, datetime.fromisoformat(archive.stamp.at)) as book:
            index = Index(book, archive, self._words)
            for entry in archive.entries:
                self._add(entry, index)
                if told is not None:
                    told(1)
            index.end()
        self._put_file(INDEX, file, _EARLIEST, packed=True)
        manifest = "".join(self._manifest).encode()
        self._put(MANIFEST, manifest, _EARLIEST, packed=True)
        digest = hashlib.sha256(manifest).hexdigest()
        return Written(self._originals, self._copies, self._left_out, digest)

    def _add(self, entry: Entry, index: Index) -> None:
        trouble = self._trouble(entry)
        if trouble is not None or entry.sha256 is None:
            self._left_out += 1
            index.add(entry, "", None, trouble)
            return
        source, at = self._where(entry.sha256), _date_of(entry)
        original = original_of(entry)
        self._put_file(original, source, at)
        self._originals += 1
        picture = self._scratch / f"{entry.number}.jpg"
        try:
            found = opened(source)
        except PictureError as error:
            index.add(entry, original, None, error.code)
            return
        picture.write_bytes(thumbnail(found))
        said = self._words if self._font is not None else catalog("en")
        lines = stamp_lines(entry, said, chinese=self._font is not None)
        self._put(copy_of(entry), stamped(found, lines, self._font), at)
        self._copies += 1
        index.add(entry, original, picture, None)

    def _trouble(self, entry: Entry) -> str | None:
        """Why the original cannot be in the archive, None where it can."""
        if entry.removed:
            return "removed"
        if entry.sha256 is None:
            return "lost" if entry.lost else "owed"
        try:
            with self._where(entry.sha256).open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
        except OSError:
            return "missing"
        return None if same else "changed"

    def _put_file(
        self,
        name: str,
        source: Path,
        at: Date,
        *,
        packed: bool = False,
    ) -> None:
        """A file of the disk, block by block."""
        sha256 = hashlib.sha256()
        with source.open("rb") as file, self._packed.open(_named(name, at, packed), "w") as to:
            while block := file.read(_BLOCK):
                sha256.update(block)
                to.write(block)
        self._manifest.append(manifest_line(sha256.hexdigest(), name))

    def _put(
        self,
        name: str,
        content: bytes,
        at: Date,
        *,
        packed: bool = False,
    ) -> None:
        self._packed.writestr(_named(name, at, packed), content)
        self._manifest.append(manifest_line(hashlib.sha256(content).hexdigest(), name))


def _named(name: str, at: Date, packed: bool) -> zipfile.ZipInfo:
    """A file's head: pictures are small already, so only what is not is packed."""
    head = zipfile.ZipInfo(name, at)
    head.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    head.external_attr = 0o644 << 16
    return head


def _date_of(entry: Entry) -> Date:
    at = entry.at
    return max(_EARLIEST, (at.year, at.month, at.day, at.hour, at.minute, at.second))

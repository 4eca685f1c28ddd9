"""The manifest of an archive: a hash and a path a line, as `sha256sum --check` reads them."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

from exports.archive_names import MANIFEST

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
LARGEST: Final = 64 << 20
"""Bytes of a manifest; half a million files need no more."""
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""How reading fails, a zip's too: broken, cut, packed in a way or locked with a word unknown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an archive departs from its manifest; `where` is a path or a line's number.

    `code`: manifest (it has a line that is none), missing, changed, added, twice.
    """

    code: str
    where: str


class Files(Protocol):
    """The files of an archive, beside their manifest."""

    def manifest(self) -> bytes:
        """The manifest itself. OSError where there is none."""

    def names(self) -> Iterable[str]:
        """The path of every file there, again for each time it is there."""

    def open(self, name: str) -> IO[bytes]:
        """A file that `names` gave."""


class Unpacked:
    """An archive unpacked around its manifest."""

    def __init__(self, manifest: Path) -> None:
        self._manifest = manifest

    def manifest(self) -> bytes:
        """The manifest's own bytes."""
        with self._manifest.open("rb") as file:
            return file.read(LARGEST)

    def names(self) -> Iterator[str]:
        """Every file below, links and all, but the manifest."""
        top = self._manifest.parent
        for path in sorted(top.rglob("*")):
            if (path.is_symlink() or not path.is_dir()) and path != self._manifest:
                yield path.relative_to(top).as_posix()

    def open(self, name: str) -> IO[bytes]:
        """The file; a link is none of the archive's. OSError."""
        path = self._manifest.parent / name
        if path.is_symlink():
            raise FileNotFoundError(name)
        return path.open("rb")


class Zipped:
    """An archive as it was made."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def manifest(self) -> bytes:
        """The manifest's own bytes."""
        try:
            with self._file.open(MANIFEST) as file:
                return file.read(LARGEST)
        except KeyError:
            raise FileNotFoundError(MANIFEST) from None

    def names(self) -> list[str]:
        """Every file in it but the manifest."""
        return [
            each.filename
            for each in self._file.infolist()
            if not each.is_dir() and each.filename != MANIFEST
        ]

    def open(self, name: str) -> IO[bytes]:
        """The file, unpacked as it is read."""
        return self._file.open(name)


def manifest_line(sha256: str, path: str) -> str:
    """A line of a manifest."""
    return f"{sha256}  {path}\n"


def read_manifest(content: bytes) -> dict[str, str] | Difference:
    """Hashes by path, or the first line that is none: wrong, twice, or leading out of the folder.

    A note (#) and an empty line say nothing.
    """
    try:
        lines = content.decode().split("\n")
    except UnicodeDecodeError:
        return Difference("manifest", "1")
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        plain = line.removesuffix("\r")
        if not plain or plain.startswith("#"):
            continue
        match = _LINE.fullmatch(plain)
        if match is None or match[2] in found or not _stays_inside(match[2]):
            return Difference("manifest", str(number))
        found[match[2]] = match[1]
    return found


def _stays_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and "\\" not in path


def first_difference(
    files: Files, wanted: dict[str, str], told: Callable[[int], object]
) -> Difference | None:
    """The first file that is not as the manifest says; `told` hears of every file looked at.

    What is in the manifest comes first, in its order, then what is there beside it.
    """
    there: dict[str, int] = {}
    for name in files.names():
        there[name] = there.get(name, 0) + 1
    for name, sha256 in wanted.items():
        if name not in there:
            return Difference("missing", name)
        if there[name] > 1:
            return Difference("twice", name)
        if _sha256(files, name) != sha256:
            return Difference("changed", name)
        told(1)
    added = next((name for name in there if name not in wanted), None)
    return Difference("added", added) if added is not None else None


def _sha256(files: Files, name: str) -> str | None:
    """None where the bytes cannot be read, as in a zip that was touched."""
    sha256 = hashlib.sha256()
    try:
        with files.open(name) as file:
            while block := file.read(1 << 18):
                sha256.update(block)
    except _UNREADABLE:
        return None
    return sha256.hexdigest()

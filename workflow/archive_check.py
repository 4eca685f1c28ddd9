"""Checks an archive of evidence against its manifest, and that against the audit trail."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exports.archive_manifest import (
    Difference,
    Files,
    Unpacked,
    Zipped,
    first_difference,
    read_manifest,
)
from inspection.text import Text, text
from storage import archive, audit
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Checked:
    """An archive that is as its manifest says: how many files, the manifest's SHA-256."""

    files: int
    manifest: str


def check_archive(file: Path, told: Callable[[int, int], object]) -> Checked | Text:
    """Check a zip, or the folder around a manifest; the first difference in words.

    `told` hears of every file looked at: how many more, and of how many.
    """
    try:
        if not zipfile.is_zipfile(file):
            return _check(Unpacked(file), file, told)
        with zipfile.ZipFile(file) as packed:
            return _check(Zipped(packed), file, told)
    except (OSError, zipfile.BadZipFile):
        return text("cli.archive-no-manifest", path=str(file))


def _check(files: Files, file: Path, told: Callable[[int, int], object]) -> Checked | Text:
    content = files.manifest()
    wanted = read_manifest(content)
    if isinstance(wanted, Difference):
        return _words(wanted)
    if not wanted:
        return text("cli.archive-no-manifest", path=str(file))
    found = first_difference(files, wanted, lambda n: told(n, len(wanted)))
    if found is not None:
        return _words(found)
    return Checked(len(wanted), hashlib.sha256(content).hexdigest())


def _words(found: Difference) -> Text:
    return text(f"cli.archive-{found.code}", where=found.where)


def vouched(tx: Tx, checked: Checked) -> Text | None:
    """What speaks against the manifest in the books: a broken trail, or one that has it not."""
    broken = audit.first_break(tx)
    if broken is not None:
        campaign, number = str(broken.campaign_id), str(broken.number)
        return text("cli.chain-broken", campaign=campaign, number=number)
    if not archive.made_here(tx, checked.manifest):
        return text("cli.archive-unknown", sha256=checked.manifest)
    return None

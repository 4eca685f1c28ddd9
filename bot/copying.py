"""Copies for backups, with a bar that shows how far they are; what is copied is on the disk."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from content.locales import catalog
from inspection.text import text
from storage import custody


def copy_database(lang: str, source: Path, target: Path) -> None:
    """A consistent copy of a database that may be in use."""
    label = catalog(lang).plain(text("cli.database"))
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(left: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(total - left - bar.pos)

        custody.copy_database(source, target, progress)


def copy_files(lang: str, pairs: Sequence[tuple[Path, Path]]) -> None:
    """Files named by their hash, from one place to another; those that are there are left."""
    label = catalog(lang).plain(text("cli.evidence"))
    with click.progressbar(pairs, label=label, file=sys.stderr) as bar:
        for original, copy in bar:
            if not copy.is_file() or copy.stat().st_size != original.stat().st_size:
                copy_file(original, copy)


def copy_file(original: Path, copy: Path) -> None:
    """One file, whole or not at all, readable by whom the original is."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(f"{copy.name}.part")
    shutil.copy(original, part)
    custody.flush(part)
    part.replace(copy)

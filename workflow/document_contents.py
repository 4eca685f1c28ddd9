"""The list that lies on top of a folder with every kind of document: what is there, what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from content.locales import Catalog, catalog
from inspection.text import Text, text
from storage import texts, times
from workflow.scene import House

_MARK = "\ufeff"
"""Tells an old text editor which letters these are."""


def contents(
    house: House,
    recipe: Mapping[str, Any],
    folder: Path,
    made: Sequence[tuple[str, Sequence[Path]]],
    left_out: Sequence[tuple[str, Text]],
    failed: Sequence[tuple[str, Text]],
) -> bytes:
    """The list as plain text, in Chinese as the documents are."""
    say = catalog("zh")
    lines = [*_head(say, house, recipe), ""]
    for kind, files in made:
        lines += [*_kind(say, kind, files, folder), ""]
    for title, missing in (("contents.left-out", left_out), ("contents.failed", failed)):
        if missing:
            lines += [say.plain(text(title)), *(f"    {say.plain(why)}" for _, why in missing), ""]
    return (_MARK + "\r\n".join(lines)).encode()


def _head(say: Catalog, house: House, recipe: Mapping[str, Any]) -> Iterator[str]:
    at = times.read(recipe["now"]).astimezone(house.tz)
    yield say.plain(text("contents.title", campaign=recipe["title"], round=recipe["round"]))
    yield say.plain(
        text(
            "contents.about",
            who=recipe["who"],
            at=at.strftime("%Y-%m-%d %H:%M"),
            why=(texts.load(recipe["why"]),),
        )
    )
    yield say.plain(text("contents.masked" if recipe["masked"] else "contents.unmasked"))


def _kind(say: Catalog, kind: str, files: Sequence[Path], folder: Path) -> Iterator[str]:
    """A kind's folder, what it is for, and its files."""
    where = files[0].parent.relative_to(folder) if files else Path()
    what = text(f"contents.about-{kind}")
    yield say.plain(text("contents.kind", folder=str(where), n=len(files), what=what))
    for file in files:
        yield f"    {file.relative_to(folder / where)}"

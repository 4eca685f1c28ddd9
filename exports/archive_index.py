"""The index of an archive: a workbook with a row and a small picture a file, for any system."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from content.locales import Catalog
from exports.archive_entry import Archive, Entry
from exports.archive_words import place_of, remarks_of
from exports.long_book import LongBook
from exports.long_sheet import Column, Kind, LongSheet
from inspection.text import Text, text

COLUMNS: Final[tuple[tuple[str, int, Kind], ...]] = (
    ("number", 8, "label"),
    ("picture", 24, "label"),
    ("township", 10, "label"),
    ("village", 10, "label"),
    ("round", 9, "label"),
    ("item", 22, "text"),
    ("household", 11, "label"),
    ("finding", 11, "label"),
    ("kind", 7, "label"),
    ("at", 12, "label"),
    ("place", 24, "text"),
    ("by", 11, "label"),
    ("caption", 26, "text"),
    ("remarks", 18, "text"),
    ("original", 34, "text"),
    ("sha256", 36, "text"),
)
PICTURE: Final = 1
PICTURE_HIGH: Final = 90.0
"""Points of a row with a picture."""
_LEFT_OUT: Final = {"number": 10, "file": 80, "why": 50}
"""Columns of the sheet that says what is missing, with their widths."""


class Index:
    """The sheets on their way into a book: rows come one by one, and go to the disk at once."""

    def __init__(self, book: LongBook, archive: Archive, catalog: Catalog) -> None:
        self._archive = archive
        self._catalog = catalog
        self._left_out: list[tuple[str, str, str]] = []
        self._book = book
        columns = (
            Column(self._say(f"column.{name}"), width, kind, leading=name == "number")
            for name, width, kind in COLUMNS
        )
        wanted = LongSheet(
            self._say("index"),
            tuple(columns),
            frozen=2,
            title=self._say("title", campaign=archive.campaign),
            lines=self._head(),
            paper="A3",
            laid=True,
        )
        self._page = book.page(wanted)

    def add(self, entry: Entry, original: str, picture: Path | None, trouble: str | None) -> None:
        """A file's row; `original` is its path, empty where it is not in the archive.

        `trouble`: why it is not, or why there is no stamped copy (a code `archive.trouble-…`).
        """
        remarks = [self._plain(words) for words in remarks_of(entry)]
        if trouble is not None:
            why = self._say(f"trouble-{trouble}")
            remarks.insert(0, why)
            if trouble != "no-picture":
                self._left_out.append((entry.number, original or entry.unit, why))
        head = f"\n{entry.head}" if entry.head else ""
        values = (
            entry.number,
            "",
            entry.township,
            entry.village,
            entry.round or "",
            "\n".join(
                filter(None, (f"{entry.item or ''} {entry.item_title}".strip(), entry.question))
            ),
            f"{entry.household}{head}" if entry.household else "",
            self._finding(entry),
            self._say(f"kind-{entry.kind}"),
            entry.at.strftime("%Y-%m-%d\n%H:%M:%S"),
            self._plain(place_of(entry)),
            f"{entry.by}\n{entry.team}" if entry.team else entry.by,
            "\n".join(filter(None, (entry.caption, entry.name))),
            "；".join(remarks),
            original,
            entry.sha256 or "",
        )
        row = self._page.row(values, 0 if picture is None else PICTURE_HIGH)
        if picture is not None:
            self._page.picture(row, PICTURE, picture, entry.number)

    def end(self) -> None:
        """The second sheet: what is not in the archive, or not stamped, and why."""
        self._page.end()
        columns = (Column(self._say(f"column.{name}"), width) for name, width in _LEFT_OUT.items())
        page = self._book.page(
            LongSheet(self._say("left-out"), tuple(columns), paper="A3", laid=True)
        )
        for values in self._left_out or [("", self._say("nothing-left-out"), "")]:
            page.row(values)
        page.end()

    def _finding(self, entry: Entry) -> str:
        shows = self._say(f"shows-{entry.shows}") if entry.shows else ""
        return "\n".join(filter(None, (entry.finding or "", shows)))

    def _head(self) -> tuple[str, ...]:
        archive, stamp = self._archive, self._archive.stamp
        return (
            self._say(
                "about",
                office=archive.office or "",
                unit=archive.unit or self._say("all-units"),
                n=len(archive.entries),
            ),
            self._say(
                "masked" if stamp.masked else "unmasked",
                who=stamp.who,
                at=stamp.at[:16].replace("T", " "),
                why=self._plain(stamp.why),
            ),
            self._say("how"),
        )

    def _say(self, code: str, **params: str | int) -> str:
        return self._catalog.plain(text(f"archive.{code}", **params))

    def _plain(self, words: Text) -> str:
        return self._catalog.plain(words)

"""The index of an archive: a workbook with a row and a small picture a file, for any system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import xlsxwriter

from content.locales import Catalog
from exports.archive_entry import Archive, Entry
from exports.archive_words import place_words, remarks_of
from exports.excel import LOOKS, QUOTED, clean, height_of, room_of
from exports.register import parts_of
from exports.table import Meaning, lines_of
from inspection.text import Text, text

COLUMNS: Final[tuple[tuple[str, int, Meaning], ...]] = (
    ("number", 8, Meaning.LABEL),
    ("picture", 24, Meaning.LABEL),
    ("township", 10, Meaning.LABEL),
    ("village", 10, Meaning.LABEL),
    ("round", 9, Meaning.LABEL),
    ("item", 22, Meaning.TEXT),
    ("household", 11, Meaning.LABEL),
    ("finding", 11, Meaning.LABEL),
    ("kind", 7, Meaning.LABEL),
    ("at", 12, Meaning.LABEL),
    ("place", 24, Meaning.TEXT),
    ("by", 11, Meaning.LABEL),
    ("caption", 26, Meaning.TEXT),
    ("remarks", 18, Meaning.TEXT),
    ("original", 34, Meaning.TEXT),
    ("sha256", 34, Meaning.TEXT),
)
PICTURE: Final = 1
PICTURE_HIGH: Final = 90.0
"""Points of a row with a picture."""
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Index:
    """The workbook on its way: rows come one by one, and go to the disk at once."""

    def __init__(self, to: Path, archive: Archive, catalog: Catalog) -> None:
        self._archive = archive
        self._catalog = catalog
        self._left_out: list[tuple[str, str, str]] = []
        self._counted: Counter[str] = Counter()
        self._book = xlsxwriter.Workbook(str(to), {**_OPTIONS, "tmpdir": str(to.parent)})
        made = datetime.fromisoformat(archive.stamp.at).replace(tzinfo=None)
        self._book.set_properties({"author": "ducha", "created": made})
        self._looks = {meaning: self._look(meaning) for meaning in LOOKS}
        self._quoted = {meaning: self._look(meaning, quote_prefix=True) for meaning in LOOKS}
        self._sheet = self._book.add_worksheet(self._say("index"))
        self._row = 0
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._end()
        elif self._sheet.row_data_fh is not None:
            # What ended early is thrown away with its folder; only its open file is let go.
            self._sheet.row_data_fh.close()

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
        self._counted[entry.kind] += bool(original)
        head = f"\n{entry.head}" if entry.head else ""
        self._lay(
            (
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
                self._plain(place_words(entry.position)),
                f"{entry.by}\n{entry.team}" if entry.team else entry.by,
                "\n".join(filter(None, (entry.caption, entry.name))),
                "；".join(remarks),
                original,
                entry.sha256 or "",
            ),
            picture,
        )

    def _finding(self, entry: Entry) -> str:
        shows = self._say(f"shows-{entry.shows}") if entry.shows else ""
        return "\n".join(filter(None, (entry.finding or "", shows)))

    # -- the sheet ---------------------------------------------------------------------------

    def _begin(self) -> None:
        sheet = self._sheet
        for number, (_, width, _) in enumerate(COLUMNS):
            sheet.set_column(number, number, width)
        archive, whole = self._archive, sum(width for _, width, _ in COLUMNS)
        self._over_all(self._say("title", campaign=archive.campaign), Meaning.TITLE, whole)
        for words in self._head():
            self._over_all(words, Meaning.SUBTITLE, whole)
        names = [self._say(f"column.{name}") for name, _, _ in COLUMNS]
        height = max(
            height_of(lines_of(name, room_of(width, Meaning.HEADING)), Meaning.HEADING)
            for name, (_, width, _) in zip(names, COLUMNS, strict=True)
        )
        sheet.set_row(self._row, height)
        for number, name in enumerate(names):
            sheet.write_string(self._row, number, name, self._looks[Meaning.HEADING])
        self._row += 1
        self._headings = self._row
        sheet.freeze_panes(self._row, 2)
        sheet.repeat_rows(self._row - 1)
        _set_paper(sheet)

    def _head(self) -> list[str]:
        archive, stamp = self._archive, self._archive.stamp
        return [
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
        ]

    def _lay(self, values: Sequence[str], picture: Path | None) -> None:
        """A row; where a text is longer than a row may be, as many as it takes."""
        laid = [
            parts_of(clean(value), room_of(width, meaning))
            for value, (_, width, meaning) in zip(values, COLUMNS, strict=True)
        ]
        for number in range(max(map(len, laid))):
            parts = [each[number] if number < len(each) else ("", 1) for each in laid]
            if number:
                parts[0] = laid[0][0]
            height = max(
                height_of(lines, meaning)
                for (_, lines), (_, _, meaning) in zip(parts, COLUMNS, strict=True)
            )
            shown = picture is not None and number == 0
            self._sheet.set_row(self._row, max(height, PICTURE_HIGH if shown else 0))
            for at, ((words, _), (_, _, meaning)) in enumerate(zip(parts, COLUMNS, strict=True)):
                looks = self._quoted if words[:1] in QUOTED else self._looks
                self._sheet.write(self._row, at, words, looks[meaning])
            if shown:
                self._show(picture, values[0])
            self._row += 1

    def _show(self, picture: Path | None, number: str) -> None:
        place = {"object_position": 1, "x_offset": 5, "y_offset": 4, "description": number}
        self._sheet.insert_image(self._row, PICTURE, str(picture), place)

    def _over_all(self, words: str, meaning: Meaning, width: int) -> None:
        room = room_of(width, meaning)
        self._sheet.set_row(self._row, height_of(lines_of(words, room), meaning))
        self._sheet.merge_range(
            self._row, 0, self._row, len(COLUMNS) - 1, clean(words), self._looks[meaning]
        )
        self._row += 1

    def _end(self) -> None:
        last = max(self._row - 1, self._headings)
        self._sheet.autofilter(self._headings - 1, 0, last, len(COLUMNS) - 1)
        self._sheet.print_area(0, 0, last, len(COLUMNS) - 1)
        self._list_left_out()
        self._book.close()

    def _list_left_out(self) -> None:
        """A second sheet: what is not in the archive, or not stamped, and why."""
        sheet = self._book.add_worksheet(self._say("left-out"))
        rows = [tuple(self._say(f"column.{name}") for name in ("number", "file", "why"))]
        rows += self._left_out or [("", self._say("nothing-left-out"), "")]
        for number, width in enumerate((10, 80, 50)):
            sheet.set_column(number, number, width)
        for at, row in enumerate(rows):
            meaning = Meaning.TEXT if at else Meaning.HEADING
            lines = max(
                lines_of(clean(row[1]), room_of(80, meaning)),
                lines_of(row[2], room_of(50, meaning)),
            )
            sheet.set_row(at, height_of(lines, meaning))
            for column, words in enumerate(row):
                sheet.write_string(at, column, clean(words), self._looks[meaning])
        sheet.freeze_panes(1, 0)
        _set_paper(sheet)

    def _look(self, meaning: Meaning, **more: Any) -> Any:
        look = LOOKS[meaning]
        return self._book.add_format(
            {
                "font_name": look.face,
                "font_size": look.size,
                "bold": look.bold,
                "align": look.across,
                "valign": "vcenter" if look.upright == "center" else look.upright,
                "text_wrap": True,
                "border": int(look.framed),
                **({"bg_color": f"#{look.fill}"} if look.fill else {}),
                **more,
            }
        )

    def _say(self, code: str, **params: str | int) -> str:
        return self._catalog.plain(text(f"archive.{code}", **params))

    def _plain(self, words: Text) -> str:
        return self._catalog.plain(words)


def _set_paper(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&C&10— &P —")

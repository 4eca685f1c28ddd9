"""100,000 answers as Excel out of the books, against bare XlsxWriter with the same rows in memory.

Each way in a process of its own; the ratio is of processor time, so that neighbours on the machine
weigh on neither.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from benchmarks import county
from bot import clock
from content.locales import catalog
from exports.campaign_book import COLUMNS, headings
from exports.long_book import write_long_book
from exports.long_sheet import Column, LongSheet
from inspection.checklist import Scope
from inspection.household_answers import Contact, perfect
from inspection.sheet import Recorded, Visit
from storage import campaigns, people, sheets, visits
from storage.db import Books, Tx
from workflow.campaign_report import build
from workflow.campaign_rows import CampaignRows
from workflow.scene import House

ROWS, VILLAGES, RUNS = 100_000, 440, 3


@dataclass(frozen=True, slots=True)
class Written:
    """Seconds of the processor for so many rows, the best of some runs; megabytes on top."""

    rows: int
    ours: float
    bare: float
    grown: float


async def measure(folder: Path) -> Written:
    """Both ways, in turn."""
    data = folder / "data"
    await county.prepare(data, VILLAGES)
    books = await Books.open(data / "ducha.db")
    await books.act(_answer)
    await books.close()
    ours, bare = [], []
    for _ in range(RUNS):
        ours.append(await _apart("ours", data))
        bare.append(await _apart("bare", data))
    return Written(
        ours[0]["rows"],
        min(each["seconds"] for each in ours),
        min(each["seconds"] for each in bare),
        max(each["grown"] for each in ours),
    )


async def _apart(way: str, data: Path) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.documents", way, str(data)),
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(way)
    found: dict[str, Any] = json.loads(told)
    return found


def _answer(tx: Tx) -> None:
    """Every household of every village, each question answered."""
    now, campaign = clock.now(), campaigns.campaign(tx, 1)
    checklist, by = county.plan(1).checklist, people.members(tx, 1)[-1].id
    recorded = {
        question.id: Recorded(perfect(question, item.points), by, now)
        for item in checklist.items()
        for question in item.questions
        if question.scope is Scope.HOUSEHOLD and question.same_as is None
    }
    round_id = campaigns.rounds(tx, 1)[0].id
    for unit in campaigns.units(tx, 1):
        sheet = sheets.start(tx, 1, round_id, unit.id, campaign.checklist_id, by, now)
        for place in visits.places(tx, sheet.id, unit.id):
            household = place.household.id
            visit = Visit(
                sheet.id, household, True, Contact.VISIT, None, dict(recorded), by, now
            )  # fmt: skip
            visits.save_visit(tx, visit, 0)


def _rows(data: Path) -> Iterator[Sequence[Any]]:
    connection = sqlite3.connect(data / "ducha.db")
    connection.row_factory = sqlite3.Row
    tx = Tx(connection)
    zone, campaign = ZoneInfo("Asia/Shanghai"), campaigns.campaign(tx, 1)
    house = House(zone, "zh", data, lambda: "")
    report = build(tx, house, clock.now(), campaign, whole=False)
    yield from islice(CampaignRows(tx, campaign, report, zone).answers(), ROWS)
    connection.close()


def _ours(data: Path) -> Callable[[], int]:
    rows = _rows(data)
    first = next(rows)

    def write() -> int:
        plain = catalog("zh").words
        columns = tuple(
            Column(str(plain[f"book.{code}"]), width, kind)
            for code, (width, kind) in headings("answers")
        )
        sheet = LongSheet("答案", columns, _with(first, rows), 4)
        return write_long_book(data / "ours.xlsx", [sheet], clock.now(), _watch)

    return write


def _with(first: Sequence[Any], rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield first
    yield from rows


def _bare(data: Path) -> Callable[[], int]:
    some = list(islice(_rows(data), 2000))

    def write() -> int:
        book = Workbook(str(data / "bare.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet()
        forms = [
            book.add_format({"border": 1, "text_wrap": kind == "text", "align": "left"})
            for _, kind in COLUMNS["answers"].values()
        ]
        for number, values in enumerate(islice(cycle(some), ROWS)):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, forms[column])
                elif value is None:
                    sheet.write_blank(number, column, None, forms[column])
                else:
                    sheet.write_number(number, column, value, forms[column])
        book.close()
        return ROWS

    return write


_seen = 0.0


def _watch(_: int) -> None:
    """Every so many rows: the most memory that was taken."""
    global _seen  # noqa: PLW0603 of a process that measures one thing
    _seen = max(_seen, _memory())


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


if __name__ == "__main__":
    _, way, folder = sys.argv
    run = {"ours": _ours, "bare": _bare}[way](Path(folder))
    before, began = _memory(), time.process_time()
    written = run()
    took = time.process_time() - began
    print(json.dumps({"rows": written, "seconds": took, "grown": max(_seen - before, 0)}))

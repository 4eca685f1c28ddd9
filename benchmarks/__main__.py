"""`python -m benchmarks`: all measurements, one table; the exit code says nothing of speed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from benchmarks import documents, load, office, page, reminders, start, summary, table, village
from benchmarks.table import Line

T = TypeVar("T")


async def main() -> None:
    """Measure one after the other; what fails is a row of the table, too."""
    lines = [
        *await _rows("a village", village.walk, table.of_village),
        *await _rows("the load", load.measure, table.of_load),
        *await _rows("the reminders", reminders.measure, table.of_reminders),
        *await _rows("the documents", documents.measure, table.of_documents),
        *await _rows("the summary", summary.measure, table.of_summary),
        *await _rows("a start", start.measure, table.of_start),
        *await _rows("the page", page.measure, page.rows),
        *await _rows("the office", office.measure, office.rows),
    ]
    print(table.show(lines))


async def _rows(
    what: str, measure: Callable[[Path], Awaitable[T]], rows: Callable[[T], list[Line]]
) -> list[Line]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ducha-bench-") as folder:
        try:
            return rows(await measure(Path(folder)))
        except Exception as error:  # noqa: BLE001 the others are still worth having
            traceback.print_exc()
            return [Line(what, type(error).__name__, "a result", met=False)]
        finally:
            print(f"{what}: measured in {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())

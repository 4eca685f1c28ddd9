"""The ledger (整改台账): the 22 columns offices keep, on A3, and the 14 they print, on A4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Final, get_args

from content.locales import Catalog
from exports.long_sheet import Column, Kind, LongSheet, Value
from exports.score_sheet_end import Stamp
from inspection.checklist import RectificationKind
from inspection.finding import FindingState
from inspection.flow.finding import kind_words
from inspection.text import Text, text
from scoring.campaign_report import CampaignReport, Problem


@dataclass(frozen=True, slots=True)
class Ledger:
    """The problems of a report as a ledger; `unit` where it is about one alone."""

    report: CampaignReport
    stamp: Stamp
    unit: str | None = None


COLUMNS: Final[dict[str, tuple[int, int, Kind, bool]]] = {
    "order": (5, 5, "label", False),
    "code": (11, 11, "label", True),
    "township": (8, 8, "label", True),
    "village": (9, 9, "label", True),
    "matter": (28, 32, "text", False),
    "category": (13, 13, "label", True),
    "kind": (10, 10, "label", True),
    "found-on": (12, 0, "day", False),
    "found-by": (8, 0, "label", False),
    "points": (5, 0, "number", False),
    "measure": (22, 25, "text", False),
    "responsible": (17, 17, "text", False),
    "in-charge": (8, 0, "label", False),
    "person": (8, 8, "label", False),
    "due-on": (12, 12, "day", False),
    "told": (20, 0, "text", False),
    "state": (9, 9, "label", True),
    "done-on": (12, 12, "day", False),
    "verified-by": (8, 0, "label", False),
    "closed-on": (12, 12, "day", False),
    "proof": (11, 0, "label", False),
    "remarks": (14, 0, "text", False),
}
"""Widths on A3 and on A4 (0: not printed there), what it is, whether it leads a further row."""
_PRINTED: Final = tuple(name for name, (_, narrow, _, _) in COLUMNS.items() if narrow)
_HASH_SHOWN: Final = 8


def ledger_sheets(ledger: Ledger, catalog: Catalog) -> tuple[LongSheet, LongSheet]:
    """The ledger with all its columns (A3), and the part of it that is printed (A4)."""
    words = _Words(catalog)
    full = LongSheet(
        words.say("ledger.full"),
        words.columns(tuple(COLUMNS), 0),
        words.rows(ledger.report.problems, tuple(COLUMNS)),
        frozen=2,
        title=words.say("ledger.title", campaign=ledger.report.title),
        lines=words.head(ledger),
        paper="A3",
        laid=True,
        further=words.say("ledger.further"),
    )
    printed = replace(
        full,
        name=words.say("ledger.printed"),
        columns=words.columns(_PRINTED, 1),
        rows=words.rows(ledger.report.problems, _PRINTED),
        paper="A4",
    )
    return full, printed


def finding_rows(problems: Iterable[Problem], catalog: Catalog) -> Iterator[Sequence[Value]]:
    """Problems as rows in all `COLUMNS`, numbered as they come."""
    return _Words(catalog).rows(problems, tuple(COLUMNS))


class _Words:
    """What the ledger says, in the words of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        # The same few states and departments come again and again.
        self.often = lru_cache(maxsize=2048)(self.say)
        self.kinds = {kind: catalog.plain(kind_words(kind)) for kind in get_args(RectificationKind)}

    def say(self, code: str, **params: str | int | Fraction | Text) -> str:
        return self.catalog.plain(text(code, **params))

    def columns(self, names: Sequence[str], paper: int) -> tuple[Column, ...]:
        """The columns of those names, as wide as that paper (0: A3, 1: A4) has room for."""
        found = []
        for name in names:
            *widths, kind, leading = COLUMNS[name]
            heading = self.say(f"ledger.column.{name}")
            found.append(Column(heading, (widths[0], widths[1])[paper], kind, leading))
        return tuple(found)

    def rows(self, problems: Iterable[Problem], names: Sequence[str]) -> Iterator[Sequence[Value]]:
        """Problems as rows in those columns, the order first."""
        cells = [_CELLS[name] for name in names if name != "order"]
        for number, problem in enumerate(problems, start=1):
            yield (number, *(cell(self, problem) for cell in cells))

    def head(self, ledger: Ledger) -> tuple[str, ...]:
        """What it is about; who had it made, when and why; what is not on it."""
        report, stamp = ledger.report, ledger.stamp
        about = self.say(
            "ledger.about",
            office=report.office or "",
            round=report.round,
            unit=ledger.unit or self.say("ledger.all-units"),
            at=self._time(report.made_at),
        )
        counts = report.findings
        parts = (
            self.say("ledger.count", state=self.say(f"finding.state-{state}"), n=n)
            for state in FindingState
            if state is not FindingState.WITHDRAWN and (n := counts.states.get(state))
        )
        sums = self.say("ledger.sums", n=counts.known, states=self.say("ledger.and").join(parts))
        if counts.overdue:
            sums += self.say("ledger.sums-late", n=counts.overdue)
        if report.withdrawn:
            codes = "、".join(report.withdrawn)
            sums += self.say("ledger.withdrawn", n=len(report.withdrawn), codes=codes)
        code = "sheet.stamp-masked" if stamp.masked else "sheet.stamp"
        at = self._time(datetime.fromisoformat(stamp.at))
        return about, sums, self.say(code, who=stamp.who, at=at, why=stamp.why)

    def matter(self, line: Problem) -> str:
        matter = line.in_full or line.matter
        if line.household is None:
            return matter
        return self.say("ledger.household", household=line.household, matter=matter)

    def responsible(self, line: Problem) -> str:
        """The unit, beneath it the departments that own the topic."""
        rows = [line.responsible]
        if line.lead:
            rows.append(self.often("ledger.lead", lead=line.lead))
        if line.co_owners:
            rows.append(self.often("ledger.co-owners", names="、".join(line.co_owners)))
        return "\n".join(rows)

    def due_on(self, line: Problem) -> Value:
        """A day; a provisional one in words, beyond the days known to work or rest."""
        if line.due_on is None:
            return self.often("ledger.not-due")
        if line.provisional:
            return self.often("ledger.provisional", day=line.due_on.isoformat())
        return line.due_on

    def told(self, line: Problem) -> str | None:
        if line.told is None or line.told_on is None:
            return None
        return self.say("ledger.told", day=line.told_on.isoformat(), words=line.told)

    def state(self, line: Problem) -> str:
        state = self.often(f"finding.state-{line.state}")
        return f"{state}\n{self.often('ledger.late', n=line.late)}" if line.late else state

    def proof(self, line: Problem) -> str | None:
        if not line.proof:
            return None
        pending = self.often("ledger.file-pending")
        hashes = (each[:_HASH_SHOWN] if each else pending for each in line.proof)
        return "\n".join((self.often("ledger.files", n=len(line.proof)), *hashes))

    def remarks(self, line: Problem) -> str:
        return self.often("ledger.and").join(self.catalog.plain(each) for each in line.remarks)

    def _time(self, at: datetime) -> str:
        day = self.say("sheet.date", year=str(at.year), month=str(at.month), day=str(at.day))
        return f"{day} {at:%H:%M}"


_CELLS: Final[dict[str, Callable[[_Words, Problem], Value]]] = {
    "code": lambda _, line: line.code,
    "township": lambda _, line: line.unit.township,
    "village": lambda _, line: line.unit.village,
    "matter": _Words.matter,
    "category": lambda _, line: line.category,
    "kind": lambda words, line: words.kinds[line.kind],
    "found-on": lambda _, line: line.found_on,
    "found-by": lambda _, line: line.found_by,
    "points": lambda _, line: line.points,
    "measure": lambda _, line: line.measure,
    "responsible": _Words.responsible,
    # Where nobody else has to act, whoever is in charge does.
    "in-charge": lambda _, line: line.in_charge if line.person else None,
    "person": lambda _, line: line.person or line.in_charge,
    "due-on": _Words.due_on,
    "told": _Words.told,
    "state": _Words.state,
    "done-on": lambda _, line: line.done_on,
    "verified-by": lambda _, line: line.verified_by,
    "closed-on": lambda _, line: line.closed_on,
    "proof": _Words.proof,
    "remarks": _Words.remarks,
}

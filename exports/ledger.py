"""The ledger (整改台账): the 22 columns offices keep, on A3, and the 14 they print, on A4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from content.locales import Catalog
from exports.register import Column, Register, Value
from exports.score_sheet_end import Stamp
from exports.table import Meaning
from inspection.checklist import RectificationKind
from inspection.finding import FindingState
from inspection.flow.finding import kind_words
from inspection.text import Text, text


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One finding as the ledger tells it; names are masked already. Days are local.

    `in_charge` answers for the unit (责任领导), `person` sets it right (责任人). `late`: days
    over the deadline while the unit has to act. `proof`: the first digits of the files' hashes,
    None while the bytes are on their way.
    """

    code: str
    township: str
    village: str
    household: str | None
    matter: str
    category: str
    kind: RectificationKind
    found_on: date
    found_by: str | None
    points: Fraction | None
    measure: str
    responsible: str
    lead: str | None
    co_owners: tuple[str, ...]
    in_charge: str | None
    person: str | None
    due_on: date | None
    provisional: bool
    late: int
    told: str | None
    told_on: date | None
    state: FindingState
    done_on: date | None
    verified_by: str | None
    closed_on: date | None
    proof: tuple[str | None, ...]
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines by number, with what the head says: `unit` where it is about one alone."""

    campaign: str
    office: str | None
    unit: str | None
    round: str
    made_at: str
    lines: tuple[LedgerLine, ...]
    withdrawn: tuple[str, ...]
    stamp: Stamp


_LABEL, _NUMBER = Meaning.LABEL, Meaning.NUMBER
COLUMNS: dict[str, tuple[int, int, Meaning, bool]] = {
    "order": (5, 5, _LABEL, False),
    "code": (11, 11, _LABEL, True),
    "township": (8, 8, _LABEL, True),
    "village": (9, 9, _LABEL, True),
    "matter": (28, 32, Meaning.TEXT, False),
    "category": (13, 13, _LABEL, True),
    "kind": (10, 10, _LABEL, True),
    "found-on": (12, 0, _NUMBER, False),
    "found-by": (8, 0, _LABEL, False),
    "points": (5, 0, _NUMBER, False),
    "measure": (22, 25, Meaning.TEXT, False),
    "responsible": (17, 17, Meaning.TEXT, False),
    "in-charge": (8, 0, _LABEL, False),
    "person": (8, 8, _LABEL, False),
    "due-on": (12, 12, _NUMBER, False),
    "told": (20, 0, Meaning.TEXT, False),
    "state": (9, 9, _LABEL, True),
    "done-on": (12, 12, _NUMBER, False),
    "verified-by": (8, 0, _LABEL, False),
    "closed-on": (12, 12, _NUMBER, False),
    "proof": (11, 0, _LABEL, False),
    "remarks": (14, 0, Meaning.TEXT, False),
}
"""Widths on A3 and on A4 (0: not printed there), what it is, whether it leads a further row."""


def ledger_registers(ledger: Ledger, catalog: Catalog) -> tuple[Register, Register]:
    """The ledger with all its columns (A3), and the part of it that is printed (A4)."""
    words = _Words(ledger, catalog)
    printed = [name for name, (_, narrow, _, _) in COLUMNS.items() if narrow]
    full = _register(words, list(COLUMNS), 0)
    return full, _register(words, printed, 1)


def _register(words: _Words, names: list[str], paper: int) -> Register:
    columns = []
    for name in names:
        *widths, meaning, leading = COLUMNS[name]
        heading = words.say(f"ledger.column.{name}")
        columns.append(Column(heading, (widths[0], widths[1])[paper], meaning, leading))
    return Register(
        words.say("ledger.printed" if paper else "ledger.full"),
        "A4" if paper else "A3",
        words.title(),
        words.head(),
        tuple(columns),
        len(words.ledger.lines),
        lambda number: words.entry(number, names),
        frozen=2,
        further=words.say("ledger.further"),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What the ledger says, in the words of the catalog."""

    ledger: Ledger
    catalog: Catalog

    def say(self, code: str, **params: str | int | Fraction | Text) -> str:
        return self.catalog.plain(text(code, **params))

    def title(self) -> str:
        return self.say("ledger.title", campaign=self.ledger.campaign)

    def head(self) -> tuple[str, ...]:
        """What it is about; who had it made, when and why; what is not on it."""
        book = self.ledger
        unit = book.unit or self.say("ledger.all-units")
        made = self._time(book.made_at)
        about = self.say(
            "ledger.about",
            office=book.office or "",
            round=book.round,
            unit=unit,
            at=made,
        )
        counts = Counter(line.state for line in book.lines)
        parts = (
            self.say("ledger.count", state=self.say(f"finding.state-{state}"), n=counts[state])
            for state in FindingState
            if counts[state]
        )
        late = sum(line.late > 0 for line in book.lines)
        sums = self.say("ledger.sums", n=len(book.lines), states=self.say("ledger.and").join(parts))
        if late:
            sums += self.say("ledger.sums-late", n=late)
        if book.withdrawn:
            codes = "、".join(book.withdrawn)
            sums += self.say("ledger.withdrawn", n=len(book.withdrawn), codes=codes)
        stamp = book.stamp
        code = "sheet.stamp-masked" if stamp.masked else "sheet.stamp"
        return (about, sums, self.say(code, who=stamp.who, at=self._time(stamp.at), why=stamp.why))

    def entry(self, number: int, names: list[str]) -> list[Value]:
        """The values of a line, in those columns."""
        line = self.ledger.lines[number]
        return [number + 1 if name == "order" else _CELLS[name](self, line) for name in names]

    def matter(self, line: LedgerLine) -> str:
        if line.household is None:
            return line.matter
        return self.say("ledger.household", household=line.household, matter=line.matter)

    def responsible(self, line: LedgerLine) -> str:
        """The unit, beneath it the departments that own the topic."""
        rows = [line.responsible]
        if line.lead:
            rows.append(self.say("ledger.lead", lead=line.lead))
        if line.co_owners:
            rows.append(self.say("ledger.co-owners", names="、".join(line.co_owners)))
        return "\n".join(rows)

    def due_on(self, line: LedgerLine) -> Value:
        """A day; a provisional one in words, beyond the days known to work or rest."""
        if line.due_on is None:
            return self.say("ledger.not-due")
        if line.provisional:
            return self.say("ledger.provisional", day=line.due_on.isoformat())
        return line.due_on

    def told(self, line: LedgerLine) -> str | None:
        if line.told is None or line.told_on is None:
            return None
        return self.say("ledger.told", day=line.told_on.isoformat(), words=line.told)

    def state(self, line: LedgerLine) -> str:
        state = self.say(f"finding.state-{line.state}")
        return f"{state}\n{self.say('ledger.late', n=line.late)}" if line.late else state

    def proof(self, line: LedgerLine) -> str | None:
        if not line.proof:
            return None
        hashes = (each or self.say("ledger.file-pending") for each in line.proof)
        return "\n".join((self.say("ledger.files", n=len(line.proof)), *hashes))

    def remarks(self, line: LedgerLine) -> str:
        return self.say("ledger.and").join(self.catalog.plain(each) for each in line.remarks)

    def _time(self, iso: str) -> str:
        at = datetime.fromisoformat(iso)
        day = self.say("sheet.date", year=str(at.year), month=str(at.month), day=str(at.day))
        return f"{day} {at:%H:%M}"


_CELLS: dict[str, Callable[[_Words, LedgerLine], Value]] = {
    "code": lambda _, line: line.code,
    "township": lambda _, line: line.township,
    "village": lambda _, line: line.village,
    "matter": _Words.matter,
    "category": lambda _, line: line.category,
    "kind": lambda words, line: words.catalog.plain(kind_words(line.kind)),
    "found-on": lambda _, line: line.found_on,
    "found-by": lambda _, line: line.found_by,
    "points": lambda _, line: line.points,
    "measure": lambda _, line: line.measure,
    "responsible": _Words.responsible,
    "in-charge": lambda _, line: line.in_charge,
    "person": lambda _, line: line.person,
    "due-on": _Words.due_on,
    "told": _Words.told,
    "state": _Words.state,
    "done-on": lambda _, line: line.done_on,
    "verified-by": lambda _, line: line.verified_by,
    "closed-on": lambda _, line: line.closed_on,
    "proof": _Words.proof,
    "remarks": _Words.remarks,
}

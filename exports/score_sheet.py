"""The score sheet (计分表) of one unit as a table: the printed form, filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from content.locales import Catalog
from exports.table import Cell, Meaning, Table, places_of
from inspection.sheet import DONE
from inspection.text import Text, text
from scoring.report import Basis, ItemLine, Report, SectionLine

_WIDTHS = {
    "section": 10,
    "number": 7,
    "group": 13,
    "title": 20,
    "points": 7,
    "criterion": 34,
    "ground": 38,
    "arithmetic": 28,
    "score": 9,
}
_LEFT_OUT: dict[Basis, frozenset[str]] = {
    "points": frozenset(),
    "marks": frozenset({"arithmetic"}),
    "findings": frozenset({"points", "score"}),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who had the file made, when and what for; ISO time with its offset."""

    who: str
    at: str
    why: Text
    masked: bool = True


def score_sheet(report: Report, catalog: Catalog, stamp: Stamp | None = None) -> Table:
    """The filled score sheet of a report, worded by the catalog; rights and masks are done."""
    form = _Form(report, catalog)
    form.head()
    for section in report.sections:
        form.section(section)
    form.parts()
    form.totals()
    form.notes(stamp)
    form.signatures()
    return Table(report.unit, form.widths, tuple(form.cells), (1, 2))


@dataclass(slots=True)
class _Form:
    """The sheet while it is being filled, row by row."""

    report: Report
    catalog: Catalog
    cells: list[Cell] = field(default_factory=list)
    row: int = 0
    columns: tuple[str, ...] = ()
    part_rows: list[tuple[str, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        left_out = _LEFT_OUT[self.report.basis]
        grouped = self.by_part or any(i.group for s in self.report.sections for i in s.items)
        self.columns = tuple(
            name for name in _WIDTHS if name not in left_out and (grouped or name != "group")
        )

    @property
    def by_part(self) -> bool:
        """Whether sections stand in parts: then a part is the first column, a section the next."""
        return any(section.part for section in self.report.sections)

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths; without arithmetic the texts get its room."""
        room = 0 if "arithmetic" in self.columns else _WIDTHS["arithmetic"] // 2
        return tuple(
            _WIDTHS[name] + (room if name in {"criterion", "ground"} else 0)
            for name in self.columns
        )

    def say(self, code: str, **params: str | int | Fraction | Text) -> str:
        """Words of the catalog."""
        return self.catalog.plain(text(code, **params))

    def put(
        self,
        first: str,
        value: str | Fraction | None,
        meaning: Meaning,
        last: str | None = None,
        rows: int = 1,
        row: int | None = None,
        places: int = 0,
    ) -> None:
        """A cell from column `first` to `last` in the present row; columns left out are skipped."""
        if first not in self.columns:
            return
        start = self.columns.index(first)
        end = self.columns.index(last) if last else start
        at = self.row if row is None else row
        self.cells.append(Cell(at, start, value, meaning, rows, end - start + 1, places))

    def line(self, value: str, meaning: Meaning) -> None:
        """A row that is one cell."""
        self.put(self.columns[0], value, meaning, last=self.columns[-1])
        self.row += 1

    def head(self) -> None:
        """Title, what it is about, headings."""
        report = self.report
        self.line(report.checklist_title, Meaning.TITLE)
        about = self.say(
            "sheet.about",
            unit=report.unit,
            campaign=report.campaign,
            round=report.round,
            team=report.team,
            date=self.date(report.signed_at or report.made_at),
        )
        draft = "" if report.state in DONE else self.say("sheet.draft")
        self.line(about + draft, Meaning.SUBTITLE)
        kind = "marks" if report.basis == "marks" else "points"
        for name in self.columns:
            special = {
                "points": f"sheet.column.points-{kind}",
                "score": f"sheet.column.score-{kind}",
            }
            if report.basis == "findings":
                special |= {"criterion": "sheet.column.look", "ground": "sheet.column.found"}
            if name == "title" and "group" in self.columns:
                continue
            last = "title" if name == "group" else None
            code = special.get(name, f"sheet.column.{'title' if name == 'group' else name}")
            self.put(name, self.say(code), Meaning.HEADING, last=last)
        self.row += 1

    def section(self, section: SectionLine) -> None:
        """The rows of a section, its groups and its own total where it has one."""
        top = self.row
        named = self.titled(section.title, section.points)
        for group, items in groupby(section.items, key=lambda item: item.group):
            rows = list(items)
            if group and not self.by_part:
                title = self.titled(group, rows[0].group_points)
                self.put("group", title, Meaning.SECTION, rows=len(rows))
            for item in rows:
                self.item(item, grouped=bool(group) or self.by_part)
        if len(section.items) > 1 and "score" in self.columns:
            self.subtotal(section)
        if self.by_part:
            self.put("group", named, Meaning.SECTION, rows=self.row - top, row=top)
            self.part_rows.append((section.part or "", top, self.row))
        else:
            self.put("section", named, Meaning.SECTION, rows=self.row - top, row=top)

    def item(self, item: ItemLine, *, grouped: bool) -> None:
        """One row."""
        first = "title" if grouped or "group" not in self.columns else "group"
        self.put("number", item.id, Meaning.LABEL)
        self.put(first, item.title, Meaning.TEXT, last="title")
        self.number("points", item.points if self.worth(item) else None, Meaning.NUMBER, exact=True)
        self.put("criterion", item.criterion, Meaning.TEXT)
        self.put("ground", self.ground(item), Meaning.TEXT)
        told = item.arithmetic is not None and item.standing is None
        arithmetic = self.catalog.plain(item.arithmetic) if item.arithmetic and told else ""
        self.put("arithmetic", arithmetic, Meaning.TEXT)
        if item.standing:
            self.put("score", self.say(f"sheet.{item.standing}"), Meaning.LABEL)
        elif not self.worth(item):
            # A bonus adds to its section's total; the row itself is worth nothing.
            self.put("score", "—", Meaning.LABEL)
        else:
            self.number("score", item.score, Meaning.NUMBER)
        self.row += 1

    def worth(self, item: ItemLine) -> bool:
        """Whether a row is worth points of its own."""
        return item.points not in {None, "0"}

    def ground(self, item: ItemLine) -> str:
        """Why points were lost, or why the row was set aside; what was let off beneath."""
        lines = [item.ground] if item.ground else []
        if item.standing:
            lines = [self.say(f"sheet.{item.standing}-because", reason=item.reason)]
        lines += [
            self.say("sheet.let-off", question=x.question, cases=x.cases, reason=x.reason)
            for x in item.let_off
        ]
        return "\n".join(lines)

    def subtotal(self, section: SectionLine) -> None:
        """What a section comes to: its rows' sum, or what its pool has left."""
        first = "number" if not self.by_part else "title"
        if self.by_part:
            self.put("number", "", Meaning.SUBTOTAL)
        self.put(first, self.say("sheet.subtotal"), Meaning.SUBTOTAL, last="title")
        points = section.points if section.points != "0" else None
        self.number("points", points, Meaning.SUBTOTAL, exact=True)
        told = "arithmetic" if "arithmetic" in self.columns else "ground"
        pool = self.catalog.plain(section.pool) if section.pool else ""
        self.put("criterion", pool, Meaning.SUBTOTAL, last=told)
        if section.score is None:
            self.put("score", self.say("sheet.na"), Meaning.LABEL)
        else:
            self.number("score", section.score, Meaning.SUBTOTAL)
        self.row += 1

    def parts(self) -> None:
        """The first column of a sheet in parts: each over all its sections."""
        for part, ranges in groupby(self.part_rows, key=lambda entry: entry[0]):
            rows = list(ranges)
            top, bottom = rows[0][1], rows[-1][2]
            self.put("section", part, Meaning.SECTION, rows=bottom - top, row=top)

    def totals(self) -> None:
        """得分, 应得分, 百分制."""
        report = self.report
        if report.score is None or report.applicable is None:
            found = self.say("sheet.problems", n=report.problems)
            self.put(self.columns[0], found, Meaning.TOTAL, last=self.columns[-1])
            self.row += 1
            return
        printed = sum((Fraction(s.points) for s in report.sections if s.points), Fraction(0))
        told = "; ".join(self.remarks()) if self.catalog.lang == "en" else "；".join(self.remarks())
        rows = (
            (self.say("sheet.total"), str(printed), told, report.score),
            (self.say("sheet.percent"), report.applicable, self.explained(), report.percent),
        )
        for label, points, words, figure in rows:
            self.put(self.columns[0], label, Meaning.TOTAL, last="title")
            self.number("points", points, Meaning.TOTAL, exact=True)
            last = "arithmetic" if "arithmetic" in self.columns else "ground"
            self.put("criterion", words, Meaning.TEXT, last=last)
            self.number("score", figure, Meaning.TOTAL)
            self.row += 1

    def remarks(self) -> Iterator[str]:
        """What else belongs to the total: rows set aside, a bonus, that it is not complete."""
        rows = [item for section in self.report.sections for item in section.items]
        for standing in ("na", "unchecked"):
            aside = [item for item in rows if item.standing == standing]
            if aside:
                points = sum((Fraction(i.points) for i in aside if i.points), Fraction(0))
                yield self.say(f"sheet.aside-{standing}", n=len(aside), points=points)
        if self.report.bonus and Fraction(self.report.bonus):
            yield self.say("sheet.bonus", bonus=self.report.bonus)
        if not self.report.complete:
            low, high = self.report.low or "", self.report.high or ""
            yield self.say("sheet.incomplete", low=low, high=high)

    def explained(self) -> str:
        """How the percent comes about."""
        report = self.report
        if report.percent is None:
            return self.say("sheet.nothing-applies")
        return self.say(
            "sheet.percent-how",
            score=report.score or "",
            applicable=report.applicable or "",
            percent=report.percent,
        )

    def notes(self, stamp: Stamp | None) -> None:
        """Households, evidence, who signed and confirmed; who had the file made and why."""
        report = self.report
        if report.households is not None:
            h = report.households
            self.line(
                self.say(
                    "sheet.households",
                    roster=h.roster,
                    visited=h.visited,
                    telephoned=h.telephoned,
                    absent=h.absent,
                    evidence=report.evidence,
                ),
                Meaning.NOTE,
            )
        if report.signed_by and report.signed_at:
            signed = self.say("sheet.signed", who=report.signed_by, at=self.time(report.signed_at))
            if report.confirmed_by:
                signed += self.say("sheet.confirmed", who="、".join(report.confirmed_by))
            self.line(signed, Meaning.NOTE)
        if stamp is not None:
            code = "sheet.stamp-masked" if stamp.masked else "sheet.stamp"
            line = self.say(code, who=stamp.who, at=self.time(stamp.at), why=stamp.why)
            self.line(line, Meaning.NOTE)

    def signatures(self) -> None:
        """Room for the hand: head, members, the inspected unit, the date."""
        names = {"head": self.report.leaders, "members": self.report.members}
        for kind in ("head", "members"):
            line = self.say(f"sheet.sign-{kind}")
            if names[kind]:
                line += self.say("sheet.sign-names", names="、".join(names[kind]))
            self.line(line, Meaning.SIGNATURE)
        self.line(self.say("sheet.sign-unit"), Meaning.SIGNATURE)

    def number(
        self, column: str, value: str | None, meaning: Meaning, *, exact: bool = False
    ) -> None:
        """A number of the report, with the decimals it needs or always two."""
        number = None if value is None else Fraction(value)
        places = 2 if number is None or not exact else places_of(number)
        self.put(column, number, meaning, places=places)

    def titled(self, title: str, points: str | None) -> str:
        """A section or group with its points."""
        if points is None or points == "0":
            return title
        return self.say("sheet.titled", title=title, points=points)

    def date(self, iso: str) -> str:
        """A day in words."""
        day = datetime.fromisoformat(iso)
        return self.say("sheet.date", year=str(day.year), month=str(day.month), day=str(day.day))

    def time(self, iso: str) -> str:
        """A day with its time."""
        return f"{self.date(iso)} {datetime.fromisoformat(iso):%H:%M}"

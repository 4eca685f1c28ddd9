"""The score sheet (计分表) of one unit as a table: the printed form, filled in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from content.locales import Catalog
from exports.form import Form
from exports.score_sheet_end import Stamp, notes, signatures, totals
from exports.table import Meaning, Table
from inspection.sheet import DONE
from scoring.report import ItemLine, Report, SectionLine


def score_sheet(report: Report, catalog: Catalog, stamp: Stamp | None = None) -> Table:
    """The filled score sheet of a report, worded by the catalog; rights and masks are done."""
    form = _ScoreSheet(report, catalog)
    form.head()
    rows: list[tuple[str, int, int]] = []
    for section in report.sections:
        top = form.row
        form.section(section)
        rows.append((section.part or "", top, form.row))
    if form.by_part:
        form.parts(rows)
    totals(form)
    notes(form, stamp)
    signatures(form)
    return Table(report.unit, form.widths, tuple(form.cells), (1, 2), form.last_item)


class _ScoreSheet(Form):
    """The rows of a score sheet: head, sections with their items, parts."""

    last_item: int | None = None

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
        else:
            self.put("section", named, Meaning.SECTION, rows=self.row - top, row=top)

    def item(self, item: ItemLine, *, grouped: bool) -> None:
        """One row."""
        self.last_item = self.row
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

    def parts(self, sections: Iterable[tuple[str, int, int]]) -> None:
        """The first column of a sheet in parts: each over all its sections (part, first, end)."""
        for part, ranges in groupby(sections, key=lambda entry: entry[0]):
            rows = list(ranges)
            top, bottom = rows[0][1], rows[-1][2]
            self.put("section", part, Meaning.SECTION, rows=bottom - top, row=top)

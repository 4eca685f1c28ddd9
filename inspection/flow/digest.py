"""The daily digest of reminders: one message a person and day, each line opens its finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspection.buttons import button
from inspection.card import Button, Rows, Words
from inspection.flow import says
from inspection.flow.finding import day_words
from inspection.flow.findings import WIDE, Line, mark, narrowed, place_of
from inspection.text import Text, text

SHOWN = 10
"""Findings with a button of their own; the others stand behind one button."""
UNITS_SHOWN = 15


@dataclass(frozen=True, slots=True)
class LateUnit:
    """What an observer hears of a unit: counts only."""

    unit_id: int
    name: str
    overdue: int
    longest: int
    false: int
    """Of these, marked as false."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """A contact whom no reminder reaches; without a name the unit has none."""

    unit: str
    name: str | None
    joined: bool


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest as of today; `days` from how many days overdue a talk is proposed."""

    id: str
    today: date
    units: Sequence[str]
    """The names of the units that `lines` are about, in short."""
    lines: Sequence[Line]
    late: Sequence[LateUnit]
    unreached: Sequence[Unreached]
    days: int
    more: str
    """Which filter of the list shows the lines that have no button."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of its own: lines and buttons."""

    lines: tuple[Words, ...]
    rows: Rows = ()


def digest(view: DigestView) -> Letter:
    """The message; 知道了 stands last."""
    lines: list[Words] = [_title(view)]
    rows: list[tuple[Button, ...]] = []
    if view.lines:
        lines.append(_counts(view))
        rows += [(_line(each, view.today),) for each in view.lines[:SHOWN]]
        left = len(view.lines) - SHOWN
        if left > 0:
            rows.append((says.go(text("reminder.more", n=left), 0, place_of(view.more, 0)),))
    if view.late:
        lines.append(text("reminder.late", days=view.days))
        lines += [_late(each) for each in view.late[:UNITS_SHOWN]]
        left = len(view.late) - UNITS_SHOWN
        if left > 0:
            lines.append(text("reminder.late-more", n=left))
        lines.append(text("reminder.talk"))
        rows += _late_rows(view)
    if view.unreached:
        lines.append(text("reminder.unreached"))
        lines += [_unreached(each) for each in view.unreached[:UNITS_SHOWN]]
        left = len(view.unreached) - UNITS_SHOWN
        if left > 0:
            lines.append(text("reminder.late-more", n=left))
    rows.append((button(text("reminder.got"), "got", view.id),))
    return Letter(tuple(lines), tuple(rows))


def _title(view: DigestView) -> Text:
    day = day_words(view.today, view.today)
    if len(view.units) == 1:
        return text("reminder.title", unit=view.units[0], day=day)
    if view.units:
        return text("reminder.title-units", n=len(view.units), day=day)
    return text("reminder.title-all", day=day)


def _counts(view: DigestView) -> Text:
    """逾期1 · 今天1 · 3天内2."""
    left = [each.finding.days_left(view.today) or 0 for each in view.lines]
    ahead = [days for days in left if days > 0]
    parts: list[Text | str] = []
    for words in (
        text("reminder.over", n=sum(days < 0 for days in left)),
        text("reminder.today", n=left.count(0)),
        text("reminder.within", days=max(ahead, default=0), n=len(ahead)),
    ):
        if words.params["n"]:
            parts += [text("reminder.and"), words] if parts else [words]
    return text("reminder.counts", parts=tuple(parts))


def _line(line: Line, today: date) -> Button:
    found = line.finding
    whose = f"{line.whose} " if line.whose else ""
    label = text(
        "findings.line",
        number=f"{found.number:04d}",
        mark=mark(found, today),
        matter=narrowed(whose + line.matter, WIDE),
    )
    return says.go(label, 0, f"finding.{found.id}")


def _late(unit: LateUnit) -> Text:
    words = text("reminder.late-unit", unit=unit.name, n=unit.overdue, days=unit.longest)
    return text("reminder.late-false", words=words, n=unit.false) if unit.false else words


def _late_rows(view: DigestView) -> list[tuple[Button, ...]]:
    if len(view.late) > SHOWN:
        return [(says.go(text("reminder.look"), 0, place_of("overdue", 0)),)]
    return [(says.go(each.name, 0, place_of("overdue", 0, each.unit_id)),) for each in view.late]


def _unreached(each: Unreached) -> Text:
    if each.name is None:
        return text("reminder.no-contact", unit=each.unit)
    if not each.joined:
        return text("reminder.not-joined", unit=each.unit, name=each.name)
    return text("reminder.blocked", unit=each.unit, name=each.name)

"""What is left to be put right and how it goes (对账销号, 定期调度, 处置率), in counts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.card import Button, Card, Words
from inspection.flow.says import go
from inspection.text import Text, text

PAGE = 12
"""Rows on a page of figures: each is a line or two of a phone."""
LETTER = 10
"""Townships, and departments, named in a message."""
_DEPARTMENTS = text("dispatch.departments")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the findings of a unit, a township or a department are."""

    given: int
    closed: int
    overdue: int
    due_week: int
    due: int
    """应结案."""
    closing: Words
    on_time: Words
    rework: Words
    extension: Words
    """The handling rates as words: a percent, or that there is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of figures, and where its button leads."""

    name: Words
    standing: Standing
    place: str | None = None


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Figures of one kind by something: `whole` first, then the rows; `ways` lead elsewhere."""

    place: str
    title: Words
    whole: Standing | None
    rows: Sequence[Row]
    page: int
    ways: Sequence[tuple[Words, str]]
    cleared: int = 0
    """Rows that have nothing left and are not shown."""
    notice: Words | None = None


def left_card(view: FiguresView) -> Card:
    """`left…`: 销号 n/m by unit or department, those with most left first; each a button."""
    lines: list[Words] = [view.title]
    if view.whole is not None:
        lines.append(left_words(text("left.whole"), view.whole))
    if not view.rows:
        lines.append(text("left.nothing"))
    if view.cleared:
        if view.place.startswith("left.dept"):
            lines.append(text("left.cleared-dept", n=view.cleared))
        else:
            lines.append(text("left.cleared", n=view.cleared))
    shown = view.rows[view.page * PAGE : (view.page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (go(left_words(each.name, each.standing), 0, each.place or view.place),) for each in shown
    ]
    return _card(view, lines, rows)


def left_words(name: Words, standing: Standing) -> Text:
    """大坪村 销号 12/18，逾期 2."""
    code = "left.row-late" if standing.overdue else "left.row"
    return text(
        code,
        name=(name,),
        closed=str(standing.closed),
        of=str(standing.given),
        late=str(standing.overdue),
    )


def dispatch_card(view: FiguresView) -> Card:
    """`dispatch…`: given, closed, overdue, due this week and rates by township or department."""
    lines: list[Words] = [view.title]
    if view.whole is not None:
        lines.append(_dispatched(text("dispatch.whole"), view.whole))
    if not view.rows:
        lines.append(text("dispatch.nothing"))
    shown = view.rows[view.page * PAGE : (view.page + 1) * PAGE]
    lines += [_dispatched(each.name, each.standing) for each in shown]
    return _card(view, lines, [])


def letter_rows(
    title: Words, whole: Standing, towns: Sequence[Row], departments: Sequence[Row]
) -> list[Words]:
    """A message of its own: all together, then townships and departments, the latest first."""
    lines: list[Words] = [title, _dispatched(text("dispatch.whole"), whole)]
    for heading, rows in ((text("dispatch.towns"), towns), (_DEPARTMENTS, departments)):
        first = sorted(rows, key=lambda row: (-row.standing.overdue, -_open(row.standing)))
        lines.append(heading)
        lines += [_dispatched(row.name, row.standing) for row in first[:LETTER]]
        if len(first) > LETTER:
            lines.append(text("dispatch.more", n=len(first) - LETTER))
    return lines


def _open(at: Standing) -> int:
    return at.given - at.closed


def _dispatched(name: Words, at: Standing) -> Text:
    return text(
        "dispatch.row",
        name=(name,),
        given=str(at.given),
        closed=str(at.closed),
        overdue=str(at.overdue),
        week=str(at.due_week),
        closing=(at.closing,),
        on_time=(at.on_time,),
    )


def rates_card(view: FiguresView) -> Card:
    """`rates…`: 应结案, 结案率, 按期结案率, 返工率, 延期率 by unit or department."""
    lines: list[Words] = [view.title, text("rates.how")]
    if view.whole is not None:
        lines.append(_rates(text("rates.whole"), view.whole))
    if not view.rows:
        lines.append(text("dispatch.nothing"))
    shown = view.rows[view.page * PAGE : (view.page + 1) * PAGE]
    lines += [_rates(each.name, each.standing) for each in shown]
    return _card(view, lines, [])


def _rates(name: Words, at: Standing) -> Text:
    return text(
        "rates.row",
        name=(name,),
        due=str(at.due),
        closing=(at.closing,),
        on_time=(at.on_time,),
        rework=(at.rework,),
        extension=(at.extension,),
    )


def _card(view: FiguresView, lines: list[Words], rows: list[tuple[Button, ...]]) -> Card:
    if view.notice:
        lines.append(view.notice)
    count = -(-len(view.rows) // PAGE)
    turn = [
        go(text(label), 0, f"{view.place}.{page}")
        for label, page in (("button.page-back", view.page - 1), ("button.page-on", view.page + 1))
        if 0 <= page < count
    ]
    if turn:
        rows.append(tuple(turn))
    buttons = [go(words, 0, place) for words, place in view.ways]
    rows += [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    place = view.place if view.page == 0 else f"{view.place}.{view.page}"
    return Card(f"0|{place}", view.title, tuple(lines), tuple(rows))

"""`/rank` and the list of `/export`: who stands where, and whose score sheet one may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.flow.summary import PAGE, pages, side_by_side
from inspection.text import Text, text


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit at its place; `last` if it is among the last N."""

    place: int
    name: str
    percent: Fraction
    last: bool
    scores: Sequence[tuple[str, str]] = ()
    """Its percents by round, where several have one."""


@dataclass(frozen=True, slots=True)
class RankView:
    """A ranking of townships or villages; `of` is how many are ranked in all."""

    place: str
    round_name: str
    lines: Sequence[RankLine]
    of: int
    waiting: Sequence[str]
    provisional: bool
    last_n: int
    page: int = 0
    other: tuple[Text, str] | None = None
    """The button to the other level, where there is one."""
    notice: Words | None = None


def rank_card(view: RankView) -> Card:
    """The ranking; provisional until all sheets are final, the last N marked."""
    code = "rank.title-provisional" if view.provisional else "rank.title"
    title = text(code, round=view.round_name, n=view.of)
    lines: list[Words] = [title]
    if not view.lines:
        lines.append(text("rank.nobody"))
    for entry in view.lines[view.page * PAGE : (view.page + 1) * PAGE]:
        code = "rank.line-last" if entry.last else "rank.line"
        line = text(code, place=str(entry.place), name=entry.name, percent=entry.percent)
        if len(entry.scores) > 1:
            line = text("rank.rounds", line=line, scores=side_by_side(entry.scores))
        lines.append(line)
    if any(entry.last for entry in view.lines):
        lines.append(text("rank.last-n", n=view.last_n))
    if view.waiting:
        lines.append(text("rank.waiting", names="、".join(view.waiting[:PAGE])))
    if view.notice:
        lines.append(view.notice)
    rows = pages(view.place, view.page, len(view.lines))
    ways = [says.go(text("button.to-summary"), 0, "summary")]
    if view.lines:
        level = "villages" if view.place == "rank.villages" else "towns"
        ways.insert(0, button(text("chart.button"), "ch", level))
    if view.other:
        ways.insert(0, says.go(view.other[0], 0, view.other[1]))
    rows.append(tuple(ways))
    place = view.place if view.page == 0 else f"{view.place}.{view.page}"
    return Card(f"0|{place}", title, tuple(lines), tuple(rows))


def export_card(
    sheets: Sequence[tuple[int, Words]],
    page: int,
    notice: Words | None = None,
    kinds: Sequence[str] = (),
    orders: Sequence[tuple[int, Words]] = (),
) -> Card:
    """What one may have: documents by kind, the ledger, the score sheets by unit.

    A tap brings the file. `orders` are documents asked for, each with where it stands.
    """
    title = text("export.title", n=len(sheets)) if sheets else text("export.nothing")
    shown = sheets[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [(button(label, "xs", sheet),) for sheet, label in shown]
    rows += pages("export", page, len(sheets))
    offered = [button(text(f"order.kind-{kind}"), "xk", kind) for kind in kinds]
    offered.insert(0, button(text("button.ledger"), "xl"))
    rows += [tuple(offered[at : at + 2]) for at in range(0, len(offered), 2)]
    rows += [(button(label, "xa", number),) for number, label in orders]
    lines: list[Words] = [title]
    if sheets:
        lines.append(text("export.how"))
    if notice:
        lines.append(notice)
    rows.append((says.go(text("home.back"), 0, "home"),))
    place = "export" if page == 0 else f"export.{page}"
    return Card(f"0|{place}", title, tuple(lines), tuple(rows))

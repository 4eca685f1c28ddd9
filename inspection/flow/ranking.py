"""`/rank`: who stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Card, Words
from inspection.flow import says
from inspection.flow.summary import PAGE, pages, side_by_side
from inspection.text import Text, text


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit at its place; `last` if it is among the last N."""

    place: int
    name: str
    percent: str
    last: bool
    tied: bool = False
    """Whether another one has the same place."""
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


def title_words(round_name: str, ranked: int, *, provisional: bool) -> Text:
    """Provisional until all sheets are final, and then said to be final."""
    code = "rank.title-provisional" if provisional else "rank.title"
    return text(code, round=round_name, n=ranked)


def line_words(entry: RankLine) -> Text:
    """One unit's line: its place, shared or not, and whether it is among the last."""
    percent: Words = entry.percent
    if entry.tied:
        percent = text("rank.tied", percent=percent)
    code = "rank.line-last" if entry.last else "rank.line"
    line = text(code, place=str(entry.place), name=entry.name, percent=percent)
    if len(entry.scores) > 1:
        line = text("rank.rounds", line=line, scores=side_by_side(entry.scores))
    return line


def waiting_words(names: Sequence[str]) -> Text:
    """Who is not ranked yet; of many the first, and how many more."""
    shown = "、".join(names[:PAGE])
    if len(names) > PAGE:
        return text("rank.waiting-more", names=shown, n=len(names))
    return text("rank.waiting", names=shown)


def rank_card(view: RankView) -> Card:
    """The ranking by pages, the last N marked."""
    title = title_words(view.round_name, view.of, provisional=view.provisional)
    lines: list[Words] = [title]
    if not view.lines:
        lines.append(text("rank.nobody"))
    lines += map(line_words, view.lines[view.page * PAGE : (view.page + 1) * PAGE])
    if any(entry.last for entry in view.lines):
        lines.append(text("rank.last-n", n=view.last_n))
    if view.waiting:
        lines.append(waiting_words(view.waiting))
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

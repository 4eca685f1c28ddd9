"""One item of the sheet by itself: what is recorded, what it costs, and how to answer it."""

from __future__ import annotations

from inspection import walk, wording
from inspection.buttons import button
from inspection.card import Button, Card, Rows, Words
from inspection.checklist import Each, Item, Question, Scope
from inspection.flow import says
from inspection.flow.answer_rows import answer_rows
from inspection.flow.village import VillageView, navigation
from inspection.marked import seen_mark
from inspection.sheet import ItemStanding
from inspection.text import text


def item_card(view: VillageView, item: Item) -> Card:
    """One item by itself, with a button for every answer its rules allow."""
    number, of = walk.position(view.checklist, item)
    standing = view.standings.get(item.id)
    lines: list[Words] = [
        text(
            "item.head",
            title=says.item_title(item),
            unit=view.unit_name,
            number=str(number),
            of=str(of),
            bar=says.bar(number, of),
        )
    ]
    if item.criterion:
        lines.append(wording.criterion(item))
    if item.id in view.remarks:
        lines.append(text("item.remark", words=view.remarks[item.id]))
    lines += _recorded(view, item)
    lines += _state(view, item, standing)
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = []
    if not view.locked:
        if standing is None:
            asked = [q for q in item.questions if q.scope is Scope.VILLAGE]
            for question in asked:
                rows += answer_rows(view, item, question, alone=len(asked) == 1)
        rows += _aside(view, item, standing)
    if view.may_remark:
        rows.append((says.go(text("button.remark"), view.sheet_id, f"askr.remark.{item.id}"),))
    rows.append(navigation(view, f"item.{item.id}"))
    title = says.item_title(item)
    place = f"{view.sheet_id}|item.{item.id}"
    return Card(place, title, tuple(lines), tuple(rows), private=True)


def countable(item: Item) -> list[Question]:
    """The questions of which single cases can be let off: those that count cases."""
    return [question for question in item.questions if isinstance(question.rule, Each)]


def _recorded(view: VillageView, item: Item) -> list[Words]:
    lines: list[Words] = []
    for question in item.questions:
        asked = says.prompt(question, view.lang)
        if question.scope is Scope.HOUSEHOLD:
            lines.append(text("item.by-household", prompt=asked))
            continue
        recorded = view.answers.get(question.id)
        if recorded is None:
            lines.append(text("item.unanswered", prompt=asked))
        else:
            lines.append(
                text("item.answered", prompt=asked, value=says.value(question, recorded.value))
            )
    return lines


def _state(view: VillageView, item: Item, standing: ItemStanding | None) -> list[Words]:
    if standing is not None:
        code = f"standing.{standing.standing}"
        decided = text(f"standing.{standing.decision or 'undecided'}")
        return [text(code, reason=standing.reason, decided=decided)]
    figures = view.figures.get(item.id)
    lines: list[Words] = []
    if figures is not None:
        if figures.begun:
            lines.append(text("item.arithmetic", arithmetic=figures.arithmetic))
        if figures.pool:
            lines.append(figures.pool)
        if figures.lost:
            lines.append(
                text("item.ground", ground=figures.ground)
                if figures.ground
                else text("item.ground-missing")
            )
    for question in item.questions:
        exempt = view.exemptions.get(question.id)
        if exempt:
            let_off = text(
                "item.exempt",
                cases=exempt.cases,
                reason=exempt.reason,
                decided=text(f"standing.{exempt.decision or 'undecided'}"),
            )
            name = says.label(question, view.lang)
            several = len(countable(item)) > 1
            lines.append(text("item.exempt-of", label=name, what=let_off) if several else let_off)
    if view.evidence.get(item.id):
        lines.append(text("item.evidence", n=view.evidence[item.id]))
    return lines


def _aside(view: VillageView, item: Item, standing: ItemStanding | None) -> Rows:
    """不适用 is offered where the scheme knows it, 无法核查 everywhere."""
    if standing is not None:
        change = f"{seen_mark(standing.words)}>clear"
        return ((button(text("button.look-again"), "st", view.sheet_id, item.id, change),),)
    row: list[Button] = []
    if item.applies:
        row.append(says.go(text("button.na"), view.sheet_id, f"ask.na.{item.id}"))
    row.append(says.go(text("button.unchecked"), view.sheet_id, f"ask.nc.{item.id}"))
    more: list[Button] = []
    figures = view.figures.get(item.id)
    if figures is not None and figures.lost:
        more.append(says.go(text("button.ground"), view.sheet_id, f"ask.ground.{item.id}"))
    counted = countable(item)
    if item.exempt and counted:
        ask = f"ask.exempt.{counted[0].id}" if len(counted) == 1 else f"aside.e.item.{item.id}"
        more.append(says.go(text("button.exempt"), view.sheet_id, ask))
    if any(q.scope is Scope.HOUSEHOLD for q in item.questions):
        more.append(says.go(text("button.households"), view.sheet_id, "list"))
    return (tuple(row), tuple(more)) if more else (tuple(row),)

"""The inspected unit's word on its signed result, and the leader's answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.sheet import SheetState
from inspection.text import text


@dataclass(frozen=True, slots=True)
class ResultView:
    """The signed result as the inspected unit's contact sees it."""

    sheet_id: int
    unit_name: str
    state: SheetState
    score: Words
    lost: Sequence[Words]
    objections: Sequence[Words]
    until: Words | None
    may_answer: bool
    objectable: bool
    notice: Words | None = None


def result_card(view: ResultView) -> Card:
    """The result, to confirm or to object to per item."""
    title = text("result.title", unit=view.unit_name, score=view.score)
    lines: list[Words] = [title, text(f"result.{view.state}")]
    lines += list(view.lost)
    lines += list(view.objections)
    if view.until:
        lines.append(view.until)
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = []
    row: list[Button] = []
    if view.may_answer:
        row.append(says.go(text("button.no-objection"), view.sheet_id, "accepting"))
    if view.objectable:
        row.append(says.go(text("button.object"), view.sheet_id, "objecting"))
    if row:
        rows.append(tuple(row))
    rows.append((says.go(text("home.back"), 0, "home"),))
    return Card(f"{view.sheet_id}|result", title, tuple(lines), tuple(rows), private=True)


def accepting_card(sheet_id: int, unit_name: str, score: Words, seen: str) -> Card:
    """Once more, before the unit's word makes the result final; `seen` says which result."""
    title = text("accepting.title", unit=unit_name, score=score)
    rows = (
        (button(text("button.accept-now"), "af", sheet_id, seen),),
        (says.go(text("button.not-accepted"), sheet_id, "result"),),
    )
    lines = (title, text("accepting.meaning"))
    return Card(f"{sheet_id}|accepting", title, lines, rows, private=True)


def objecting_card(sheet_id: int, items: Sequence[tuple[str, Words]]) -> Card:
    """Which item the objection is about."""
    title = text("objecting.title")
    rows: list[tuple[Button, ...]] = [
        (says.go(words, sheet_id, f"askc.object.{item_id}"),) for item_id, words in items
    ]
    rows.append((says.go(text("button.cancel"), sheet_id, "result"),))
    return Card(f"{sheet_id}|objecting", title, (title,), tuple(rows), private=True)


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection that waits: `pictures` are what the unit sent with it.

    `granted` and `refused` are the places where the leader writes either answer.
    """

    sheet_id: int
    id: int
    left: int
    lines: Sequence[Words]
    pictures: int
    granted: str
    refused: str


def objection_card(view: ObjectionView) -> Card:
    """One objection, for the leader to answer."""
    title = text("objections.title", n=view.left)
    rows = (
        *_objection_pictures(view.id, view.pictures),
        (
            says.go(text("button.objection-granted"), view.sheet_id, view.granted),
            says.go(text("button.objection-refused"), view.sheet_id, view.refused),
        ),
        (says.go(text("button.back-to-review"), view.sheet_id, "review"),),
    )
    return Card(f"{view.sheet_id}|objections", title, (title, *view.lines), rows, private=True)


def verdict_card(
    sheet_id: int,
    objection_id: int,
    verdict: str,
    lines: Sequence[Words],
    pictures: int,
    seen: str,
    notice: Words | None,
) -> Card:
    """The leader's answer once more, before it is given; `seen` says which words."""
    rows = (
        *_objection_pictures(objection_id, pictures),
        (
            button(text("button.give"), "oa", objection_id, verdict, seen),
            says.go(text("button.rewrite"), sheet_id, f"askr.{verdict}.{objection_id}"),
        ),
        (says.go(text("button.back-to-objections"), sheet_id, "objections"),),
    )
    place = f"{sheet_id}|verdict.{verdict}.{objection_id}"
    shown = (*lines, notice) if notice else tuple(lines)
    return Card(place, lines[0], shown, rows, private=True)


def _objection_pictures(objection_id: int, count: int) -> tuple[tuple[Button, ...], ...]:
    if not count:
        return ()
    return ((button(text("button.objection-pictures", n=count), "eo", objection_id),),)

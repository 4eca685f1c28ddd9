"""The village's own questions of a section on one page: tap what was not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspection import walk, wording
from inspection.answers import misfit
from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.checklist import Checklist, Each, Question
from inspection.flow import says
from inspection.marked import MISSING, token
from inspection.sheet import Exemption, ItemStanding, Recorded
from inspection.text import Text, text

_TOLD = {"f": "toggle.problem", "t": "toggle.fine"}


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What an item has come to so far, put into words by the scoring."""

    arithmetic: Text
    lost: bool
    ground: str
    """The ground as it stands on the sheet: written by someone, else composed; may be empty."""
    pool: Text | None = None
    begun: bool = True
    """Whether anything was recorded for it at all."""


@dataclass(frozen=True, slots=True)
class VillageView:
    """All a village card needs, loaded for the items it shows."""

    sheet_id: int
    unit_name: str
    checklist: Checklist
    lang: str
    answers: Mapping[str, Recorded]
    standings: Mapping[str, ItemStanding]
    exemptions: Mapping[str, Exemption]
    figures: Mapping[str, ItemFigures]
    evidence: Mapping[str, int]
    remarks: Mapping[str, str]
    locked: bool = False
    may_remark: bool = False
    """Whether the leader reads it: a remark can be made on the item."""
    can_undo: bool = False
    notice: Words | None = None
    lost: Sequence[str] = ()
    """The items that lost points, while the sheet is read: ‹ › go from one to the next."""

    def old(self, question: Question) -> str:
        """The token of what is recorded, `-` where nothing is."""
        recorded = self.answers.get(question.id)
        return MISSING if recorded is None else token(question, recorded.value)


def page_card(view: VillageView, step: walk.Step) -> Card:
    """A section's page: tap what was not done, one tap says the rest is in order."""
    pages = [s for s in walk.steps(view.checklist) if s.section.id == step.section.id]
    pages = [s for s in pages if s.place.startswith("page.")]
    left = sum(q.id not in view.answers for q in step.questions)
    lines: list[Words] = [
        text(
            "page.title",
            unit=view.unit_name,
            section=wording.title(step.section),
            page=str(pages.index(step) + 1),
            pages=str(len(pages)),
        ),
        text("page.left", n=left) if left else text("page.done"),
    ]
    lines += _told(view, step)
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = []
    if not view.locked:
        rows += _pairs([b for q in step.questions for b in _page_buttons(view, q)])
        if left:
            rows.append((button(text("page.rest-fine"), "ok", view.sheet_id, step.place),))
        rows.append(_aside_of_page(view, step))
    rows.append(navigation(view, step.place))
    place = f"{view.sheet_id}|{step.place}"
    # What was just typed or sent for a household is told here too.
    return Card(place, lines[0], tuple(lines), tuple(rows), private=True)


def _told(view: VillageView, step: walk.Step) -> list[Words]:
    """What the page's answers cost so far, item by item, and the pool where there is one."""
    items = dict.fromkeys(view.checklist.item_of(q.id).id for q in step.questions)
    told: list[Words] = []
    pool: Text | None = None
    for item_id in items:
        item, figures = view.checklist.item(item_id), view.figures.get(item_id)
        standing = view.standings.get(item_id)
        if item is None or figures is None:
            continue
        pool = figures.pool or pool
        if item_id in view.remarks:
            told.append(text("page.remark", id=item_id, words=view.remarks[item_id]))
        if standing is not None:
            told.append(text(f"standing.{standing.standing}-short", id=item_id))
        elif figures.lost:
            told.append(text("page.lost", id=item_id, arithmetic=figures.arithmetic))
    return [*told, pool] if pool else told


def _page_buttons(view: VillageView, question: Question) -> list[Button]:
    if view.checklist.item_of(question.id).id in view.standings:
        return []
    old = view.old(question)
    new = _turned(question, old)
    # A tap that would be refused has nothing after it.
    refused = new.isdecimal() and misfit(question, None, int(new)) is not None
    after = None if refused else _turn(view, question, new)
    return [_turn(view, question, old, after)]


def _turn(view: VillageView, question: Question, old: str, after: Button | None = None) -> Button:
    """A toggle or counter of the page while `old` is what is recorded."""
    name = says.label(question, view.lang)
    shown: Words = name
    if isinstance(question.rule, Each):
        count = old if old.isdecimal() else "0"
        code = "toggle.count-problem" if count != "0" else "toggle.count"
        shown = text(code, label=name, count=count)
    elif old in _TOLD:
        shown = text(_TOLD[old], label=name)
    return _changed(view, question, shown, f"{old}>{_turned(question, old)}", after)


def _turned(question: Question, old: str) -> str:
    """What one more tap makes of it: a counter rises, a toggle turns."""
    if isinstance(question.rule, Each):
        return str(int(old) + 1) if old.isdecimal() else "1"
    return "t" if old == "f" else "f"


def change(view: VillageView, question: Question, label: Words, new: str) -> Button:
    """The button that changes a question's answer from what is recorded to `new`."""
    return _changed(view, question, label, f"{view.old(question)}>{new}")


def _changed(
    view: VillageView, question: Question, label: Words, change: str, after: Button | None = None
) -> Button:
    return button(label, "v", view.sheet_id, question.id, change, after=after)


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _aside_of_page(view: VillageView, step: walk.Step) -> tuple[Button, ...]:
    items = [view.checklist.item_of(q.id) for q in step.questions]
    aside = [says.go(text("button.unchecked"), view.sheet_id, f"aside.u.{step.place}")]
    if any(item.applies for item in items):
        aside.insert(0, says.go(text("button.na"), view.sheet_id, f"aside.n.{step.place}"))
    return tuple(aside)


def navigation(view: VillageView, place: str) -> tuple[Button, ...]:
    """‹ 目录 ›; after the last stop comes what is missing for submitting, or the review."""
    before, after = (_beside(view, place, by) for by in (-1, +1))
    row = [says.go(text("button.toc"), view.sheet_id, "toc")]
    if before:
        row.insert(0, says.go(text("button.back"), view.sheet_id, before))
    end = "review" if view.locked else "submit"
    row.append(says.go(text("button.next"), view.sheet_id, after or end))
    if view.locked:
        row.append(says.go(text("button.review"), view.sheet_id, "review"))
    elif view.can_undo:
        row.append(button(text("button.undo"), "un", view.sheet_id))
    return tuple(row)


def _beside(view: VillageView, place: str, by: int) -> str | None:
    reading = [f"item.{item_id}" for item_id in view.lost]
    if place not in reading:
        return walk.beside(view.checklist, place, by)
    at = reading.index(place) + by
    return reading[at] if 0 <= at < len(reading) else None

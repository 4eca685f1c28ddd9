"""A unit's figures for those who read results: its sheet, an item, a household behind it."""

from __future__ import annotations

from collections.abc import Sequence

from inspection import wording
from inspection.buttons import read_id
from inspection.card import Card, Words
from inspection.checklist import Item, Question, Scope
from inspection.flow import says
from inspection.flow.reading import (
    HouseholdFacts,
    ItemsView,
    ItemView,
    SheetView,
    items_card,
    read_household_card,
    read_item_card,
    sheet_card,
)
from inspection.flow.summary import Entry
from inspection.household_answers import Contact, fill, problems
from inspection.people import RefusalError, Right, may
from inspection.sheet import Household, Visit
from inspection.text import text
from scoring.ground_words import counts_cases
from storage import campaigns, evidence, marks, sheets, visits
from workflow.figures import figures, item_figures
from workflow.household_words import named
from workflow.results import scores_of_unit, townships_of
from workflow.reviewing import score_words
from workflow.route_types import PlaceRoute
from workflow.scene import Scene


def read_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`read`, `read.items`, `read.item.<id>`, with `.p.<page>` or not; `read.hh.<id>.<item>`."""
    parts, page = page_after(args)
    match parts:
        case []:
            return _sheet(scene, page)
        case ["items"]:
            return _items(scene, page)
        case ["item", *rest]:
            return _item(scene, _the_item(scene, rest), page)
        case ["hh", household, *rest]:
            return _household(scene, household, _the_item(scene, rest))
        case _:
            raise RefusalError("button-unknown")


def _sheet(scene: Scene, page: int) -> Card:
    found = scene.sheet_desk
    now = figures(scene.tx, found.sheet.id)
    counts = sheets.rollup(scene.tx, found.sheet.id).counts
    every = townships_of(campaigns.units(scene.tx, found.campaign.id))
    view = SheetView(
        found.sheet.id,
        found.unit.name,
        found.sheet.state,
        score_words(now),
        counts.households,
        counts.done,
        counts.absent,
        now.problems,
        [
            (item.id, wording.named(found.checklist, item.id), now.lost_points(item.id))
            for item in found.checklist.items()
            if item.id in now.lost
        ],
        Entry(
            text("button.to-level", name=found.unit.township),
            f"summary.town.{every.index(found.unit.township)}",
        ),
        Entry(text("read.findings"), f"findings.all.0.u{found.unit.id}"),
        scene.focus.notice,
        scores_of_unit(scene.tx, found.unit),
        page,
    )
    return sheet_card(view)


def _items(scene: Scene, page: int) -> Card:
    """Every item of the sheet, with what it lost."""
    found = scene.sheet_desk
    now = figures(scene.tx, found.sheet.id)
    aside = marks.standings(scene.tx, found.sheet.id)
    told: list[tuple[str, Words, Words]] = []
    for item in found.checklist.items():
        figure: Words = ""
        if item.id in aside:
            figure = text(f"read.item-{aside[item.id].standing}")
        elif item.id in now.lost:
            figure = text("read.item-lost", points=now.lost_points(item.id))
        told.append((item.id, wording.named(found.checklist, item.id), figure))
    return items_card(ItemsView(found.sheet.id, found.unit.name, told, page))


def _item(scene: Scene, item: Item, page: int) -> Card:
    found = scene.sheet_desk
    lines: list[Words] = []
    standing = marks.standings(scene.tx, found.sheet.id).get(item.id)
    if standing is not None:
        decided = text(f"standing.{standing.decision or 'undecided'}")
        code = f"standing.{standing.standing}"
        lines.append(text(code, reason=standing.reason, decided=decided))
    told = item_figures(scene.tx, found, [item.id], scene.lang).get(item.id)
    if told is not None:
        lines.append(told.arithmetic)
        if told.pool:
            lines.append(told.pool)
        if told.ground:
            lines.append(text("read.ground", ground=told.ground))
    files = evidence.count(scene.tx, found.sheet.id, item.id, None)
    if files:
        lines.append(text("read.evidence", n=files))
    view = ItemView(
        found.sheet.id,
        found.unit.name,
        item.id,
        says.item_title(item),
        wording.criterion(item),
        lines,
        [(who.id, named(who), cases) for who, cases in _behind(scene, item)],
        files if _may_see(scene) else 0,
        page,
    )
    return read_item_card(view)


def _behind(scene: Scene, item: Item) -> list[tuple[Household, int]]:
    """The households in which the item found problems, with how many."""
    asked = [q for q in item.questions if q.scope is Scope.HOUSEHOLD and counts_cases(q)]
    if not asked:
        return []
    found = scene.sheet_desk
    by_id = {
        p.household.id: p.household for p in visits.places(scene.tx, found.sheet.id, found.unit.id)
    }
    behind = []
    for visit in visits.visits(scene.tx, found.sheet.id):
        who = by_id[visit.household_id]
        cases = sum(n for _, n in _problems(scene, who, visit, asked))
        if cases:
            behind.append((who, cases))
    return behind


def _problems(
    scene: Scene, household: Household, visit: Visit, asked: list[Question]
) -> list[tuple[Question, int]]:
    if not visit.done:
        return []
    found = scene.sheet_desk
    recorded = {question: r.value for question, r in visit.recorded.items()}
    has_tags = found.campaign.has_tags
    complete = fill(found.checklist, household.tags, recorded, visit.mode, has_tags=has_tags)
    told = [(q, problems(complete.get(q.id))) for q in asked]
    return [(q, cases) for q, cases in told if cases]


def _household(scene: Scene, raw: str, item: Item) -> Card:
    found = scene.sheet_desk
    household_id = read_id(raw)
    who = visits.household(scene.tx, household_id) if household_id else None
    visit = visits.visit(scene.tx, found.sheet.id, household_id) if household_id else None
    if who is None or visit is None or who.unit_id != found.unit.id:
        raise RefusalError("button-unknown")
    asked = [
        q
        for q in found.checklist.questions()
        if q.scope is Scope.HOUSEHOLD and counts_cases(q) and q.same_as is None
    ]
    view = HouseholdFacts(
        found.sheet.id,
        found.unit.name,
        f"read.hh.{who.id}.{item.id}",
        named(who),
        _reached(visit),
        [(says.label(q, scene.lang), cases) for q, cases in _problems(scene, who, visit, asked)],
        who.id,
        evidence.count(scene.tx, found.sheet.id, None, who.id),
        f"read.item.{item.id}",
        _may_see(scene),
    )
    return read_household_card(view)


def _may_see(scene: Scene) -> bool:
    """Whether the files behind a figure may be seen too, not only counted."""
    return may(scene.who, Right.SEE_EVIDENCE, scene.sheet_desk.unit)


def _reached(visit: Visit) -> Words:
    if not visit.done:
        return text("read.reached-draft")
    if visit.mode is Contact.ABSENT:
        return text("read.reached-absent", reason=visit.reason or "")
    return text(f"read.reached-{visit.mode}")


def page_after(parts: Sequence[str]) -> tuple[list[str], int]:
    """A place's parts, and the page where `p.<page>` follows them."""
    match list(parts):
        case [*before, "p", page] if page.isascii() and page.isdecimal() and len(page) < 4:
            return before, int(page)
        case every:
            return every, 0


def _the_item(scene: Scene, parts: list[str]) -> Item:
    item = scene.sheet_desk.checklist.item(".".join(parts))
    if item is None:
        raise RefusalError("button-unknown")
    return item


PLACES = {"read": PlaceRoute(Right.READ_RESULTS, read_place)}

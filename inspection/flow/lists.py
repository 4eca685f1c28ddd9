"""Lists: the villages one may inspect, the households of a village, the items of a sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inspection import walk, wording
from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.checklist import Checklist, Scope
from inspection.flow import says
from inspection.household_answers import Contact
from inspection.people import Unit
from inspection.sheet import ItemStanding, Place, SheetState
from inspection.text import Text, text

PAGE = 20
"""Entries on a page of a list, one a row."""
HOMES = walk.LIST_BY_GROUP_FROM
"""Households on a page of their list, two a row: a village that is not shown by group has one."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit on the list, with where its sheet stands (None: not begun)."""

    unit: Unit
    state: SheetState | None
    done: int
    households: int
    today: bool = False
    old: tuple[int, int] | None = None
    """Findings of earlier rounds that this one goes back to: looked at, of how many."""


def _pages(
    place: str, sheet: int, page: int, count: int, size: int = PAGE
) -> list[tuple[Button, ...]]:
    row: list[Button] = []
    if page > 0:
        row.append(says.go(text("button.page-back"), sheet, f"{place}.{page - 1}"))
    if (page + 1) * size < count:
        row.append(says.go(text("button.page-on"), sheet, f"{place}.{page + 1}"))
    return [tuple(row)] if row else []


def units_card(lines: Sequence[UnitLine], page: int, notice: Words | None = None) -> Card:
    """The units of one's team: today's first, then those begun, then the rest."""
    ordered = sorted(lines, key=lambda each: (not each.today, each.state is not SheetState.OPEN))
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [
        (button(_unit_label(each), "in", each.unit.id),) for each in shown
    ]
    rows += _pages("units", 0, page, len(ordered))
    rows.append((says.go(text("home.back"), 0, "home"),))
    head = text("units.title", n=len(lines)) if lines else text("units.none")
    body: tuple[Words, ...] = (head, notice) if notice else (head,)
    return Card(f"0|units.{page}", text("units.line"), body, tuple(rows))


def _unit_label(line: UnitLine) -> Text:
    code = f"units.{line.state}" if line.state else "units.new"
    state = text(code, done=str(line.done), of=str(line.households))
    if line.old is not None:
        done, of = map(str, line.old)
        state = text("units.old", done=done, of=of, state=state)
    return text("units.today" if line.today else "units.entry", name=line.unit.name, state=state)


@dataclass(frozen=True, slots=True)
class ListView:
    """What the list of households needs; `here` names who is in a household just now."""

    sheet_id: int
    unit_name: str
    places: Sequence[Place]
    masked: Mapping[int, str]
    here: Mapping[int, str]
    locked: bool = False
    can_undo: bool = False
    notice: Words | None = None
    unplaced: int = 0


def households_card(view: ListView, group: str | None, page: int) -> Card:
    """The village's households, those still to be visited first on the way; long lists by 组."""
    todo = walk.waiting(view.places)
    done = sum(p.state == "done" for p in view.places)
    of = done + len(todo)
    lines: list[Words] = [
        text("list.title", unit=view.unit_name, done=str(done), of=str(of)),
        text("list.left", n=len(todo)) if todo else text("list.all-done"),
    ]
    if view.notice:
        lines.append(view.notice)
    rows = _unplaced(view.sheet_id, view.unplaced)
    if group is None and len(view.places) > walk.LIST_BY_GROUP_FROM:
        place = "list"
        names = walk.groups(view.places)
        rows += [
            (says.go(_group_label(view, name), view.sheet_id, f"list.{at}.0"),)
            for at, name in enumerate(names)
        ]
    else:
        named = walk.groups(view.places)
        inside = [
            p
            for p in view.places
            if group is None or (p.household.group or "") == named[int(group)]
        ]
        # Whoever opens the list looks for who is left; the sort keeps the roster's order.
        inside.sort(key=lambda p: p.state == "done" or p.household.gone is not None)
        place = f"list.{'a' if group is None else group}"
        shown = inside[page * HOMES : (page + 1) * HOMES]
        entries = [_household_button(view, p) for p in shown]
        rows += [tuple(entries[at : at + 2]) for at in range(0, len(entries), 2)]
        rows += _pages(place, view.sheet_id, page, len(inside), HOMES)
        if group is not None:
            rows.append((says.go(text("list.to-groups"), view.sheet_id, "list"),))
    rows += _list_ending(view, bool(todo))
    full = f"{place}.{page}" if place != "list" else place
    return Card(f"{view.sheet_id}|{full}", lines[0], tuple(lines), tuple(rows), private=True)


def _unplaced(sheet_id: int, count: int) -> list[tuple[Button, ...]]:
    """The way to the files that have no place yet: before everything else."""
    return [(says.go(text("list.unplaced", n=count), sheet_id, "pics.0"),)] if count else []


def _group_label(view: ListView, name: str) -> Text:
    inside = [p for p in view.places if (p.household.group or "") == name]
    done = sum(p.state == "done" for p in inside)
    shown: Words = name or text("list.no-group")
    if isinstance(shown, str):
        return text("list.group", name=shown, done=str(done), of=str(len(inside)))
    return text("list.group", name=(shown,), done=str(done), of=str(len(inside)))


def _household_button(view: ListView, place: Place) -> Button:
    who = place.household
    name = says.household(who, view.masked[who.id])
    code = "list.todo"
    if who.gone is not None:
        code = "list.gone"
    elif place.state == "draft":
        code = "list.draft"
    elif place.state == "done":
        by_mode = {Contact.ABSENT: "list.absent", Contact.PHONE: "list.phone"}
        fine = "list.problems" if place.problems else "list.fine"
        code = by_mode.get(place.mode or Contact.VISIT, fine)
    label = text(code, name=name, n=place.problems)
    if who.id in view.here:
        label = text("list.somebody-here", label=label, who=view.here[who.id])
    return says.go(label, view.sheet_id, f"hh.{who.id}")


def _list_ending(view: ListView, todo: bool) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if todo and not view.locked:
        rows.append((says.go(text("button.next-household"), view.sheet_id, "next"),))
    elif not view.locked:
        rows.append((says.go(text("button.submit"), view.sheet_id, "submit"),))
    row = [says.go(text("button.toc"), view.sheet_id, "toc")]
    if not view.locked:
        row.insert(0, says.go(text("button.add-household"), view.sheet_id, "ask.add"))
        if view.can_undo:
            row.append(button(text("button.undo"), "un", view.sheet_id))
    rows.append(tuple(row))
    return rows


@dataclass(frozen=True, slots=True)
class TocView:
    """What the directory of a sheet needs."""

    sheet_id: int
    unit_name: str
    checklist: Checklist
    answered: Collection[str]
    standings: Mapping[str, ItemStanding]
    lost: Mapping[str, str]
    """What items have lost so far, as written numbers, by id; only those that have."""
    visited: int
    households: int
    pictures: int = 0
    locked: bool = False
    unplaced: int = 0
    old: tuple[int, int, int] | None = None
    """In a round that looks back: the unit's id, old findings looked at, of how many."""
    empty: bool = False
    """Whether the sheet may be thrown away again."""


def toc_card(view: TocView, section: str | None) -> Card:
    """The directory: sections, and of one section its items, each with where it stands."""
    lines: list[Words] = [
        text("toc.title", unit=view.unit_name, title=wording.title(view.checklist))
    ]
    rows = _unplaced(view.sheet_id, view.unplaced)
    if view.old is not None:
        unit_id, done, of = view.old
        label = text("toc.old", done=str(done), of=str(of))
        rows.append((says.go(label, 0, f"recheck.{unit_id}.0"),))
    for each in view.checklist.sections:
        if each.id == section or len(view.checklist.sections) == 1:
            lines.append(text("toc.section", title=wording.title(each)))
            entries = [
                says.go(_item_label(view, item.id), view.sheet_id, f"item.{item.id}")
                for item in each.items
            ]
            rows += [(entry,) for entry in entries]
        else:
            done = sum(_is_done(view, item.id) for item in each.items)
            label = text(
                "toc.section-entry",
                title=wording.title(each),
                done=str(done),
                of=str(len(each.items)),
            )
            rows.append((says.go(label, view.sheet_id, f"toc.{each.id}"),))
    if walk.has_households(view.checklist):
        label = text("toc.households", done=str(view.visited), of=str(view.households))
        rows.append((says.go(label, view.sheet_id, "list"),))
    if view.locked:
        rows.append((says.go(text("button.back-to-review"), view.sheet_id, "review"),))
    else:
        rows.append((says.go(text("button.submit"), view.sheet_id, "submit"),))
    if view.pictures:
        label = text("button.pictures", n=view.pictures)
        rows.append((says.go(label, view.sheet_id, "pics.0"),))
    if view.empty and not section:
        rows.append((button(text("recheck.discard"), "sd", view.sheet_id),))
    whole = says.go(text("button.toc"), view.sheet_id, "toc")
    home = says.go(text("home.back"), 0, "home")
    rows.append((whole, home) if section else (home,))
    place = f"toc.{section}" if section else "toc"
    return Card(f"{view.sheet_id}|{place}", lines[0], tuple(lines), tuple(rows), private=True)


def _is_settled(view: TocView, item_id: str) -> bool:
    item = view.checklist.item(item_id)
    return item_id in view.standings or (
        item is not None
        and all(q.id in view.answered for q in item.questions if q.scope is Scope.VILLAGE)
    )


def _is_done(view: TocView, item_id: str) -> bool:
    """Settled, and not still waiting for households to be visited."""
    item = view.checklist.item(item_id)
    waits = (
        item is not None
        and item_id not in view.standings
        and view.visited < view.households
        and any(q.scope is Scope.HOUSEHOLD for q in item.questions)
    )
    return _is_settled(view, item_id) and not waits


def _item_label(view: TocView, item_id: str) -> Text:
    item = view.checklist.item(item_id)
    if item is None:
        raise KeyError(item_id)
    if item_id in view.standings:
        code = f"toc.{view.standings[item_id].standing}"
    elif item_id in view.lost:
        code = "toc.lost"
    elif not _is_settled(view, item_id):
        code = "toc.open"
    elif any(q.scope is Scope.VILLAGE for q in item.questions):
        code = "toc.fine"
    else:
        code = "toc.rolled-up"
    return text(code, id=item_id, title=wording.title(item), lost=view.lost.get(item_id, ""))

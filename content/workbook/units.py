"""The sheets 督查对象, 名册 and 责任单位: what is inspected, who lives there, who owns a topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from content.workbook.cells import Cells
from content.workbook.notes import Notes
from content.workbook.people import Entry
from content.workbook.table import Table
from content.workbook.words import UNITS
from inspection.campaign import Department, Household, Role, Unit

_SHOWN = 5


def read_units(table: Table, notes: Notes) -> tuple[Unit, ...]:
    """Townships and villages, each once; a township is inspected itself or by its villages."""
    units: dict[tuple[str, str | None], Unit] = {}
    rows: dict[tuple[str, str | None], int] = {}
    shapes: dict[str, bool] = {}
    for cells in table.rows:
        township, village = cells.name("乡镇", required=True), cells.name("村")
        kind, contact, drawable = cells.name("类型"), cells.name("联系人"), cells.yes("可抽取")
        if township is None:
            continue
        if (township, village) in units:
            unit = units[township, village].name
            first = rows[township, village]
            cells.fault("村" if village else "乡镇", "unit.twice", unit=unit, row=first)
            continue
        if shapes.setdefault(township, village is not None) != (village is not None):
            cells.fault("村", "unit.mixed", township=township)
        rows[township, village] = cells.row.number
        units[township, village] = Unit(
            township, village, kind, contact, drawable=drawable is not False
        )
    if not table.rows:
        notes.fault(UNITS, "unit.none")
    return tuple(units.values())


def check_contacts(
    units: Collection[Unit], table: Table, entries: tuple[Entry, ...], notes: Notes
) -> None:
    """A unit's contact is a person of 督查组, once; a unit without one cannot be told anything."""
    contacts: dict[str, set[str]] = defaultdict(set)
    covered: set[str] = set()
    for entry in entries:
        if entry.post.role is Role.CONTACT:
            contacts[entry.name].add(entry.number or entry.name)
            covered.update(entry.post.townships)
    for cells in table.rows:
        name = cells.name("联系人")
        if name and len(contacts[name]) > 1:
            cells.fault("联系人", "unit.contact-doubtful", name=name)
        elif name and not contacts[name]:
            cells.warn("联系人", "unit.contact-unknown", name=name)
    without = [u.name for u in units if not u.contact and u.township not in covered]
    if without:
        notes.warn(UNITS, "unit.no-contact", n=len(without), units=_some(without))


def _some(names: list[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")


def read_roster(table: Table, units: Collection[Unit]) -> tuple[Household, ...]:
    """The households, each once in its village; a village must stand in 督查对象."""
    known = {(unit.township, unit.village) for unit in units}
    unknown: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    households: dict[tuple[str, str, str], Household] = {}
    rows: dict[tuple[str, str, str], int] = {}
    for cells in table.rows:
        township = cells.name("乡镇", required=True)
        village = cells.name("村", required=True)
        number, head = cells.name("户编号", required=True), cells.name("户主", required=True)
        group, people = cells.name("组"), cells.whole("人口", 0, 99)
        helper, tags = cells.name("帮扶责任人"), cells.tags("标签")
        if known and township and village and (township, village) not in known:
            unknown[township, village].append(cells)
        if not (township and village and number and head):
            continue
        key = township, village, number
        if key in households:
            cells.fault("户编号", "roster.twice", number=number, village=village, row=rows[key])
            continue
        rows[key] = cells.row.number
        households[key] = Household(township, village, number, head, group, people, helper, tags)
    _tell_unknown(unknown, frozenset(unit.township for unit in units))
    return tuple(households.values())


def _tell_unknown(
    unknown: Mapping[tuple[str, str], list[Cells]], townships: frozenset[str]
) -> None:
    """One fault for each village that is not inspected, at its first row."""
    for (township, village), rows in unknown.items():
        if township in townships:
            code = "roster.unknown-village"
            rows[0].fault("村", code, township=township, village=village, n=len(rows))
        else:
            rows[0].fault("乡镇", "roster.unknown-township", township=township, n=len(rows))


def check_roster(units: Collection[Unit], households: Collection[Household], notes: Notes) -> None:
    """Villages without a single household, where the checklist asks at home."""
    filled = {(h.township, h.village) for h in households}
    empty = [u.name for u in units if u.village and (u.township, u.village) not in filled]
    if empty:
        notes.warn(UNITS, "roster.empty", n=len(empty), units=_some(empty))


def read_departments(table: Table | None) -> tuple[Department, ...]:
    """Who owns which topic, each topic once."""
    departments: dict[str, Department] = {}
    for cells in table.rows if table else ():
        topic, lead = cells.name("事项", required=True), cells.name("牵头单位", required=True)
        co_owners, contact = cells.words("配合单位"), cells.text("联系人")
        if topic in departments:
            cells.fault("事项", "department.twice", topic=topic)
        elif topic and lead:
            departments[topic] = Department(topic, lead, co_owners, contact)
    return tuple(departments.values())

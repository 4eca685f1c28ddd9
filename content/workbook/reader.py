"""Reads a campaign workbook: the whole plan, or every fault by sheet and cell."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from content import checklists
from content.workbook.basics import Basics, read_basics, read_rest_days, read_rounds
from content.workbook.grid import Grid, GridSheet
from content.workbook.notation import loose
from content.workbook.notes import Notes
from content.workbook.people import check_teams, people, read_entries
from content.workbook.scores import read_scores
from content.workbook.table import Table, read_table
from content.workbook.units import (
    check_contacts,
    check_roster,
    read_departments,
    read_roster,
    read_units,
)
from content.workbook.words import (
    BASIC_COLUMNS,
    BASICS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS,
    GUIDE,
    OWN_SHEET,
    REQUIRED_SHEETS,
    REST_DAY_COLUMNS,
    REST_DAYS,
    ROSTER,
    ROSTER_COLUMNS,
    ROUND_COLUMNS,
    ROUNDS,
    SCORES,
    SHEETS,
    TEAM_COLUMNS,
    TEAMS,
    TOPICS,
    UNIT_COLUMNS,
    UNITS,
)
from content.xlsx_guard import read_grid
from inspection.campaign import CampaignPlan, Household
from inspection.checklist import Checklist, Scope
from inspection.fault import Fault

_COLUMNS = {
    BASICS: BASIC_COLUMNS,
    ROUNDS: ROUND_COLUMNS,
    TEAMS: TEAM_COLUMNS,
    UNITS: UNIT_COLUMNS,
    ROSTER: ROSTER_COLUMNS,
    DEPARTMENTS: DEPARTMENT_COLUMNS,
    REST_DAYS: REST_DAY_COLUMNS,
}
Shipped = Callable[[str], Checklist]
"""A checklist that comes with the program, by its id; KeyError where there is none."""


@dataclass(frozen=True, slots=True)
class CampaignReading:
    """What a workbook gave: a plan where there was no fault, and what a person should know."""

    plan: CampaignPlan | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_campaign(
    source: Path | Grid,
    shipped: Shipped = checklists.shipped,
    shipped_ids: tuple[str, ...] | None = None,
) -> CampaignReading:
    """The plan of a workbook, or everything that is wrong with it, in the order of its sheets.

    From a path it blocks until the file is read (20 seconds at most): call it in a thread.
    """
    grid = read_grid(source) if isinstance(source, Path) else source
    if isinstance(grid, Fault):
        return CampaignReading(None, (grid,))
    ids = checklists.shipped_ids() if shipped_ids is None else shipped_ids
    notes = Notes()
    plan = _plan(grid, shipped, ids, notes)
    faults, warnings = notes.in_order()
    return CampaignReading(None if faults else plan, faults, grid.warnings + warnings)


def read_workbook(source: Path | Grid) -> checklists.Reading:
    """The checklist of a workbook: of a campaign, or of one that holds only the sheet 评分表.

    Blocks as `read_campaign` does; so does what is wrong with the rest of a campaign.
    """
    grid = read_grid(source) if isinstance(source, Path) else source
    if isinstance(grid, Fault):
        return checklists.Reading(None, (grid,))
    known = [sheet for sheet in grid.sheets if loose(sheet.name) in SHEETS]
    if [loose(sheet.name) for sheet in known] != [SCORES]:
        campaign = read_campaign(grid)
        checklist = campaign.plan.checklist if campaign.plan else None
        return checklists.Reading(checklist, campaign.faults, campaign.warnings)
    notes = Notes()
    sheet = GridSheet(SCORES, known[0].rows, known[0].merges)
    checklist = read_scores(sheet, SCORES, notes, checklists.read_tree)
    faults, warnings = notes.in_order()
    return checklists.Reading(None if faults else checklist, faults, grid.warnings + warnings)


def _plan(grid: Grid, shipped: Shipped, ids: tuple[str, ...], notes: Notes) -> CampaignPlan | None:
    sheets = _sheets(grid, notes)
    tables = {
        name: read_table(sheets[name], columns, notes) if name in sheets else None
        for name, columns in _COLUMNS.items()
    }
    basics = _basics(tables[BASICS], notes)
    rounds = read_rounds(tables[ROUNDS], basics, notes) if basics else ()
    teams, targets, roster = tables[TEAMS], tables[UNITS], tables[ROSTER]
    entries = read_entries(teams) if teams else ()
    persons = people(entries)
    units = read_units(targets, notes) if targets else ()
    townships = frozenset(unit.township for unit in units)
    if basics:
        check_teams(entries, townships, basics.mode, notes)
    if targets:
        check_contacts(units, targets, entries, notes)
    households = read_roster(roster, units) if roster else ()
    departments = read_departments(tables[DEPARTMENTS])
    rest_days = read_rest_days(tables[REST_DAYS])
    checklist = _checklist(basics, sheets, shipped, ids, notes) if basics else None
    if checklist and any(q.scope is Scope.HOUSEHOLD for q in checklist.questions()):
        check_roster(units, households, notes)
    if not (basics and basics.title and basics.starts_on and basics.ends_on and checklist):
        return None
    return CampaignPlan(
        title=basics.title,
        starts_on=basics.starts_on,
        ends_on=basics.ends_on,
        checklist=checklist,
        mode=basics.mode,
        document_number=basics.document_number,
        office=basics.office,
        policy=basics.policy,
        rounds=rounds,
        people=persons,
        units=units,
        households=households,
        departments=departments,
        calendar=rest_days,
        has_tags=_has_tags(households),
    )


def _has_tags(households: tuple[Household, ...]) -> bool:
    # The template always has the column; left empty throughout it tags nobody, it was not filled.
    return any(household.tags for household in households)


def _sheets(grid: Grid, notes: Notes) -> Mapping[str, GridSheet]:
    found: dict[str, GridSheet] = {}
    for sheet in grid.sheets:
        name = loose(sheet.name)
        if name in found:
            notes.fault(sheet.name, "workbook.sheet-twice", sheet=name)
        elif name in SHEETS:
            found[name] = GridSheet(name, sheet.rows, sheet.merges)
        elif sheet.rows and name not in {GUIDE, TOPICS}:
            notes.warn(sheet.name, "workbook.sheet-ignored", sheet=sheet.name)
    strange = [sheet.name for sheet in grid.sheets if loose(sheet.name) not in SHEETS]
    for name in REQUIRED_SHEETS:
        if name not in found:
            near = "".join(difflib.get_close_matches(name, strange, 1, 0.5))
            code = "workbook.sheet-near" if near else "workbook.sheet-missing"
            notes.fault("", code, sheet=name, near=near)
    return found


def _basics(table: Table | None, notes: Notes) -> Basics | None:
    return read_basics(table, notes) if table else None


def _checklist(
    basics: Basics,
    sheets: Mapping[str, GridSheet],
    shipped: Shipped,
    ids: tuple[str, ...],
    notes: Notes,
) -> Checklist | None:
    said = loose(basics.checklist or "")
    if not said:
        return None
    if said != OWN_SHEET:
        try:
            return shipped(said)
        except KeyError:
            near = "".join(difflib.get_close_matches(said, ids, 1, 0.5))
            code = "checklist-id-near" if near else "checklist-id"
            allowed = "、".join((*ids, OWN_SHEET))
            notes.fault(basics.checklist_at, code, value=said, near=near, allowed=allowed)
            return None
    if SCORES not in sheets:
        notes.fault(basics.checklist_at, "scores.missing", sheet=SCORES)
        return None
    title = basics.title or SCORES
    return read_scores(sheets[SCORES], title, notes, checklists.read_tree)

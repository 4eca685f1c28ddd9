"""The sheet 督查组: people, their roles, teams and townships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from content.workbook.cells import Cells
from content.workbook.notes import Notes
from content.workbook.table import Table
from content.workbook.words import ROLE_GUESSES, ROLES, TEAMS
from inspection.campaign import Mode, Person, Post, Role

_IN_TEAM = frozenset({Role.LEADER, Role.DEPUTY, Role.INSPECTOR})
_HEADS = frozenset({Role.LEADER, Role.DEPUTY})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the sheet, read: a person in one post."""

    cells: Cells
    name: str
    number: str | None
    post: Post
    workplace: str | None
    phone: str | None


def read_entries(table: Table) -> tuple[Entry, ...]:
    """The rows that can be read; what is wrong with the others is noted."""
    return tuple(entry for cells in table.rows if (entry := _entry(cells)))


def _entry(cells: Cells) -> Entry | None:
    role = cells.choice("角色", ROLES, required=True, guesses=ROLE_GUESSES)
    # Who belongs to no team (an admin, a contact, a leader in charge) may leave it empty.
    team = cells.name("组别", required=role is None or role in _IN_TEAM)
    name = cells.name("姓名", required=True)
    number, workplace = cells.name("编号"), cells.name("工作单位")
    phone, townships = cells.phone("电话"), cells.words("负责乡镇")
    if name is None or role is None:
        return None
    return Entry(cells, name, number, Post(role, team, townships), workplace, phone)


def people(entries: Iterable[Entry]) -> tuple[Person, ...]:
    """One person for all rows of one 编号, or of one name where no 编号 is given."""
    rows: dict[str, list[Entry]] = {}
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        rows.setdefault(entry.number or entry.name, []).append(entry)
        by_name[entry.name].append(entry)
    for same in by_name.values():
        if len({entry.number is None for entry in same}) > 1:
            for entry in same:
                if entry.number is None:
                    entry.cells.fault("编号", "person.number-needed", name=entry.name)
    return tuple(_person(same) for same in rows.values())


def _person(rows: list[Entry]) -> Person:
    first = rows[0]
    workplace, phone = first.workplace, first.phone
    posts: list[Post] = []
    for entry in rows:
        if entry.name != first.name:
            number = entry.number or entry.name
            entry.cells.fault("编号", "person.number-twice", number=number, name=first.name)
            continue
        for heading, ours, theirs in (
            ("工作单位", workplace, entry.workplace),
            ("电话", phone, entry.phone),
        ):
            if ours and theirs and ours != theirs:
                code = "person.differs" if first.number else "person.twice"
                entry.cells.fault(heading, code, name=entry.name)
        workplace, phone = workplace or entry.workplace, phone or entry.phone
        if entry.post in posts:
            entry.cells.warn("姓名", "person.row-twice", name=entry.name)
        else:
            posts.append(entry.post)
    return Person(first.name, first.number, tuple(posts), workplace, phone)


def check_teams(
    entries: tuple[Entry, ...], townships: frozenset[str], mode: Mode, notes: Notes
) -> None:
    """Townships that exist, a head for every team, nobody at home, nothing inspected twice."""
    teams: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for township in entry.post.townships:
            if townships and township not in townships:
                entry.cells.fault("负责乡镇", "team.unknown-township", township=township)
        if entry.post.team and entry.post.role in _IN_TEAM:
            teams[entry.post.team].append(entry)
    covered: dict[str, str] = {}
    for team, members in teams.items():
        if not any(entry.post.role in _HEADS for entry in members):
            members[0].cells.fault("组别", "team.no-head", team=team)
        own = dict.fromkeys(t for entry in members for t in entry.post.townships)
        if not own:
            members[0].cells.warn("负责乡镇", "team.no-townships", team=team)
        for township in own:
            other = covered.setdefault(township, team)
            if other != team:
                where = next(e for e in members if township in e.post.townships).cells
                where.warn("负责乡镇", "team.overlap", township=township, team=team, other=other)
        if mode is Mode.INSPECTION:
            _warn_of_home(members, tuple(own))
    if not any(entry.post.role is Role.ADMIN for entry in entries):
        notes.warn(TEAMS, "team.no-admin")
    uncovered = sorted(townships - set(covered))
    if covered and uncovered:
        notes.warn(TEAMS, "team.uncovered", n=len(uncovered), townships="、".join(uncovered))


def _warn_of_home(members: list[Entry], townships: tuple[str, ...]) -> None:
    for entry in members:
        for township in townships:
            if entry.workplace and township in entry.workplace:
                entry.cells.warn("工作单位", "team.home", name=entry.name, township=township)

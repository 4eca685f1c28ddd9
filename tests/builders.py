"""Small campaigns in a real database: made through storage and the roll-ups, as acts make them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from content.checklists import shipped
from inspection.answers import Value
from inspection.campaign import (
    CampaignPlan,
    Household,
    Person,
    Policy,
    Post,
    Role,
    Round,
    RoundKind,
    Unit,
)
from inspection.checklist import Checklist, Scope
from inspection.household_answers import Contact, perfect
from inspection.people import Unit as BookedUnit
from inspection.sheet import Recorded, SheetState, Visit
from scoring.tally import Tally, tally
from storage import campaigns, checklists, focus, people, sheets, visits
from storage.db import Tx
from storage.migrate import migrate
from workflow import rolling
from workflow.scene import Desk, House, Scene, desk

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
ROUND = Round("第一轮", RoundKind.INSPECT, date(2026, 10, 10), date(2026, 10, 20))
POLICY = Policy(last_n=1)
PEOPLE = (
    Person("郑一二", None, (Post(Role.ADMIN),), "督查办"),
    Person("李四五", None, (Post(Role.LEADER, "第一组", ("青石镇",)),), "县农业农村局"),
    Person("王五六", None, (Post(Role.INSPECTOR, "第一组"),), "县财政局"),
    Person("赵六七", None, (Post(Role.LEADER, "第二组", ("柳河乡",)),), "县水利局"),
    Person("孙七八", None, (Post(Role.OBSERVER),)),
    Person("周八九", None, (Post(Role.CONTACT),), "青石镇人民政府"),
)
"""An admin, two teams, an observer, and a contact (of the units that name them)."""


@contextmanager
def books(folder: Path) -> Iterator[Tx]:
    """A migrated database in the folder, open for writing; nothing is ever committed."""
    file = folder / "ducha.sqlite3"
    file.write_bytes(_migrated())
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("BEGIN")
    try:
        yield Tx(connection)
    finally:
        connection.close()


@cache
def _migrated() -> bytes:
    """An empty database of the present schema."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ducha.sqlite3"
        migrate(file)
        return file.read_bytes()


def house(folder: Path) -> House:
    """What the process gives to acts."""
    return House(ZoneInfo("Asia/Shanghai"), "zh", folder, lambda: "token")


def village(township: str, name: str, *heads: str, contact: str | None = None) -> PlannedVillage:
    """A village with its roster: households numbered 01, 02 … by the heads given."""
    roster = tuple(
        Household(township, name, f"{number:02d}", head)
        for number, head in enumerate(heads, start=1)
    )
    return PlannedVillage(Unit(township, name, contact=contact), roster)


@dataclass(frozen=True, slots=True)
class PlannedVillage:
    """A unit with its households."""

    unit: Unit
    roster: tuple[Household, ...] = ()


@dataclass(slots=True)
class Built:
    """A campaign in the books, with ids by name."""

    tx: Tx
    id: int
    round_id: int
    checklist: Checklist
    units: dict[str, BookedUnit]
    people: dict[str, int]
    accounts: dict[str, int] = field(default_factory=dict)


def campaign(
    tx: Tx,
    checklist: str | Checklist,
    villages: Sequence[PlannedVillage],
    who: Sequence[Person] = PEOPLE,
    *,
    title: str = "秋季专项督查",
    policy: Policy = POLICY,
    rounds: Sequence[Round] = (ROUND,),
    has_tags: bool = False,
) -> Built:
    """A campaign as an import would leave it; everyone has joined, account 1001 the first."""
    sheet = shipped(checklist) if isinstance(checklist, str) else checklist
    plan = CampaignPlan(
        title,
        date(2026, 10, 10),
        date(2026, 10, 30),
        sheet,
        office="县督查办",
        policy=policy,
        rounds=tuple(rounds),
        people=tuple(who),
        units=tuple(v.unit for v in villages),
        households=tuple(h for v in villages for h in v.roster),
        has_tags=has_tags,
    )
    checklist_id = checklists.save_checklist(tx, sheet)
    campaign_id = campaigns.save_campaign(tx, plan, checklist_id, "made", NOW)
    campaigns.save_rounds(tx, campaign_id, plan)
    ids = campaigns.save_units(tx, campaign_id, plan.units)
    for unit in plan.units:
        unit_id = ids[unit.township, unit.village or ""]
        campaigns.save_households(tx, unit_id, list(plan.of_unit(unit)))
    people.save_people(tx, campaign_id, plan.people)
    members = people.members(tx, campaign_id)
    built = Built(
        tx,
        campaign_id,
        campaigns.rounds(tx, campaign_id)[0].id,
        sheet,
        {unit.name: unit for unit in campaigns.units(tx, campaign_id)},
        {member.name: member.id for member in members},
    )
    for account, member in enumerate(members, start=1000 * campaign_id + 1):
        people.join(tx, member.id, account, NOW)
        built.accounts[member.name] = account
    return built


def sheet(built: Built, unit: str, by: str = "王五六", round_id: int | None = None) -> Desk:
    """The unit's sheet, begun, with its roster counted."""
    begun = sheets.start(
        built.tx,
        built.id,
        round_id or built.round_id,
        built.units[unit].id,
        campaigns.campaign(built.tx, built.id).checklist_id,
        built.people[by],
        NOW,
    )
    found = desk(built.tx, begun.id)
    assert found is not None
    rolling.count_households(built.tx, found)
    return found


def again(tx: Tx, found: Desk) -> Desk:
    """The same desk as the books have it now."""
    fresh = desk(tx, found.sheet.id)
    assert fresh is not None
    return fresh


def answer(tx: Tx, found: Desk, given: Mapping[str, Value]) -> None:
    """Village answers, by question id."""
    for question_id, value in given.items():
        question = found.checklist.question(question_id)
        assert question is not None, question_id
        old = sheets.answer(tx, found.sheet.id, question_id)
        before = Tally() if old is None else tally(question, old.value)
        sheets.save_answer(tx, found.sheet.id, question_id, value, found.sheet.started_by, NOW)
        rolling.change_answers(tx, found, [(question, before, tally(question, value))])


def answer_all(tx: Tx, found: Desk, but: Mapping[str, Value] | None = None) -> None:
    """Every village question without a problem, except for those given."""
    given: dict[str, Value] = {}
    for item in found.checklist.items():
        for question in item.questions:
            if question.scope is Scope.VILLAGE:
                given[question.id] = perfect(question, item.points)
    answer(tx, found, given | dict(but or {}))


def visit(
    tx: Tx,
    found: Desk,
    number: str,
    recorded: Mapping[str, Value] | None = None,
    mode: Contact = Contact.VISIT,
) -> None:
    """A household's visit, saved; what is not recorded is without a problem."""
    here = visits.places(tx, found.sheet.id, found.unit.id)
    household = next(p.household for p in here if p.household.number == number)
    old = visits.visit(tx, found.sheet.id, household.id)
    by = found.sheet.started_by
    new = Visit(
        found.sheet.id,
        household.id,
        True,
        mode,
        "家中无人" if mode is Contact.ABSENT else None,
        {q: Recorded(value, by, NOW) for q, value in (recorded or {}).items()},
        by,
        NOW,
    )
    rolling.save_visit(tx, found, household, old, new)


def visit_all(tx: Tx, found: Desk, but: Mapping[str, Mapping[str, Value]] | None = None) -> None:
    """Every household of the roster visited, without problems except for those given."""
    for place in visits.places(tx, found.sheet.id, found.unit.id):
        visit(tx, found, place.household.number, (but or {}).get(place.household.number))


def to_state(tx: Tx, found: Desk, state: SheetState, by: str | None = None) -> Desk:
    """The sheet in that state, without what the act of getting there does besides."""
    person = None
    if by is not None:
        person = people.named(tx, found.campaign.id, by)[0].id
    columns = {} if person is None else {"signed_by": person, "signed_at": NOW}
    sheets.set_state(tx, found.sheet.id, state, **columns)
    return again(tx, found)


def scene(built: Built, folder: Path, who: str, found: Desk | None = None) -> Scene:
    """A turn of that person's, in a private chat."""
    account = built.accounts[who]
    row = focus.meet(built.tx, account, account, None, "0|home", NOW)
    speaker = people.speaker(built.tx, account)
    return Scene(built.tx, house(folder), NOW, row, speaker, None, found)


def worth(checklist: Checklist, item_id: str, points: int) -> Checklist:
    """The checklist with one item's points changed: another version of it."""
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(item, points=Fraction(points)) if item.id == item_id else item
                for item in section.items
            ),
        )
        for section in checklist.sections
    )
    return replace(checklist, sections=sections)

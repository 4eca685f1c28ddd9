"""A million answers in the books: one village filled the real way, the others copied from it."""

from __future__ import annotations

from dataclasses import replace

from benchmarks import county
from bot import clock
from inspection.campaign import CampaignPlan, Household
from inspection.checklist import Scope
from inspection.household_answers import Contact, perfect
from inspection.sheet import Recorded, Visit
from storage import campaigns, findings, people, sheets, visits
from storage.db import Tx
from workflow import rolling
from workflow.finding_making import outlook
from workflow.scene import Desk, desk

VILLAGES, HOUSEHOLDS = 500, 70
LEADER = 1
"""The account of who reads results."""


def fill(tx: Tx) -> int:
    """Write a county and a round of it; how many answers that are."""
    now, plan = clock.now(), _plan()
    county.import_plan(tx, plan, now)
    known = {member.name: member.id for member in people.members(tx, 1)}
    people.join(tx, known["领导"], LEADER, now)
    for number in range(VILLAGES):
        people.join(tx, known[f"组员{number + 1}"], county.FIRST_ACCOUNT + number, now)
    round_id, checklist = campaigns.rounds(tx, 1)[0].id, campaigns.campaign(tx, 1).checklist_id
    by = known["组员1"]
    ids = [
        sheets.start(tx, 1, round_id, unit.id, checklist, by, now).id
        for unit in campaigns.units(tx, 1)
    ]
    first = desk(tx, ids[0])
    if first is None:
        raise LookupError(ids[0])
    rolling.count_households(tx, first)
    _visit_all(tx, first)
    for table, columns in _COPIED.items():
        tx.do(_COPY[table].format(columns=columns), first=ids[0])
    _find(tx, first, round_id)
    row = tx.one("SELECT sum((SELECT count(*) FROM json_each(recorded))) AS n FROM visits")
    return int(row["n"]) if row else 0


def _plan() -> CampaignPlan:
    plan = county.plan(VILLAGES)
    observer = county.Person("领导", None, (county.Post(county.Role.OBSERVER),))
    households = tuple(
        Household(*county.village(n), f"{k:02d}", f"张第{k}")
        for n in range(VILLAGES)
        for k in range(1, HOUSEHOLDS + 1)
    )
    return replace(plan, people=(*plan.people, observer), households=households)


def _visit_all(tx: Tx, first: Desk) -> None:
    """Every household with an answer to every question of a visit, one in ten with a problem."""
    now, by = clock.now(), first.sheet.started_by
    asked = [q for q in first.checklist.questions() if q.scope is Scope.HOUSEHOLD]
    for number, place in enumerate(visits.places(tx, first.sheet.id, first.unit.id)):
        given = {q.id: Recorded(perfect(q, None), by, now) for q in asked}
        if number % 10 == 0:
            given["1.2.2a"] = Recorded(1, by, now)
        new = Visit(first.sheet.id, place.household.id, True, Contact.VISIT, None, given, by, now)
        rolling.save_visit(tx, first, place.household, None, new)


def _find(tx: Tx, first: Desk, round_id: int) -> None:
    """As many findings as there are problems, a quarter of them closed."""
    draft = outlook(tx, first)[0]
    made = findings.make(tx, 1, 2026, round_id, first.sheet.id, first.unit.id, draft, clock.now())
    columns = [row["name"] for row in tx.all("PRAGMA table_info(findings)")]
    changed = {
        "id": "NULL",
        "number": "f.number + n.i",
        "key": "f.key || '/' || n.i",
        "sheet_id": "s.id",
        "unit_id": "s.unit_id",
        "state": "CASE n.i % 4 WHEN 0 THEN 'closed' ELSE 'assigned' END",
        "due_on": "date(f.made_at, (n.i % 20 - 10) || ' days')",
        "closed_at": "CASE n.i % 4 WHEN 0 THEN f.made_at END",
    }
    values = ", ".join(changed.get(name, f"f.{name}") for name in columns)
    tx.do(
        f"""INSERT INTO findings
            WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < :times)
            SELECT {values} FROM n JOIN findings f ON f.id = :made
            JOIN sheets s ON s.id = :first + n.i % :sheets""",  # noqa: S608 our own columns
        times=VILLAGES * HOUSEHOLDS // 10,
        made=made,
        first=first.sheet.id,
        sheets=VILLAGES,
    )


_COPIED = {
    "visits": "state, mode, reason, recorded, problems, by_person, at",
    "rollups": "tallies, figures, households, visited, telephoned, absent, problems",
}
_COPY = {
    "visits": """INSERT INTO visits (sheet_id, household_id, {columns})
        SELECT s.id, h2.id, v.state, v.mode, v.reason, v.recorded, v.problems, v.by_person, v.at
        FROM visits v JOIN households h1 ON h1.id = v.household_id
        JOIN sheets s ON s.id <> :first
        JOIN households h2 ON h2.unit_id = s.unit_id AND h2.number = h1.number
        WHERE v.sheet_id = :first""",
    "rollups": """INSERT OR REPLACE INTO rollups (sheet_id, {columns})
        SELECT s.id, {columns} FROM rollups r JOIN sheets s ON s.id <> :first
        WHERE r.sheet_id = :first""",
}

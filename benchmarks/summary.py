"""Figure L3: `/summary` over a million answers, while people answer and pictures are drawn.

One village is filled the real way and copied to the others row by row: what is read is the same.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks import county
from bot import clock
from bot.charts import charts
from content.locales import catalog
from inspection.campaign import CampaignPlan, Household
from inspection.checklist import Scope
from inspection.heard import Command, Heard, Moment, Pressed, Sender
from inspection.household_answers import Contact, perfect
from inspection.sheet import Recorded, Visit
from storage import campaigns, people, sheets, visits
from storage.db import Books, Tx
from storage.migrate import migrate
from workflow import rolling
from workflow.cards import card_for
from workflow.hear import hear
from workflow.scene import Desk, House, desk

VILLAGES, HOUSEHOLDS = 500, 70
ASKED, A_SECOND = 100, 100
"""How often /summary is asked for, and updates a second beside it."""
LEADER = 1
PROBE = 0.002


@dataclass(frozen=True, slots=True)
class Summed:
    """Answers in the books, and seconds."""

    answers: int
    p50: float
    p95: float
    longest_lag: float
    """The longest the event loop was held up meanwhile."""
    updates: int
    """Answered beside it."""
    seconds: float
    pictures: float
    """From asking to all pictures of the county being drawn, beside all of it."""


async def measure(folder: Path) -> Summed:
    """Fill the books, then ask."""
    data = folder / "data"
    data.mkdir(parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    house = House(ZoneInfo("Asia/Shanghai"), "zh", data, lambda: "t")
    books = await Books.open(data / "ducha.db")
    answers = await books.act(_fill)
    await books.close()
    # What filling left in memory is not the bot's to look through.
    gc.collect()
    gc.freeze()
    books = await Books.open(data / "ducha.db")
    try:
        return await _asked(books, house, answers)
    finally:
        await books.close()


async def _asked(books: Books, house: House, answers: int) -> Summed:
    lags: list[float] = []
    probe = asyncio.ensure_future(_probe(lags))
    beside = asyncio.ensure_future(_answering(books, house))
    drawing = asyncio.ensure_future(_timed(_draw(books, house)))
    await asyncio.sleep(0.5)
    began, took = time.perf_counter(), []
    for number in range(ASKED):
        started = time.perf_counter()
        await _summary(books, house, number)
        took.append(time.perf_counter() - started)
        await asyncio.sleep(0.05)
    seconds = time.perf_counter() - began
    pictures = await drawing
    beside.cancel()
    probe.cancel()
    (updates,) = await asyncio.gather(beside)
    took.sort()
    p50, p95 = took[ASKED // 2], took[int(ASKED * 0.95) - 1]
    return Summed(answers, p50, p95, max(lags), updates, seconds, pictures)


async def _timed(work: Awaitable[object]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _summary(books: Books, house: House, number: int) -> None:
    """What one /summary costs: the act in its transaction, the card, its words."""
    moment = _moment(10_000_000 + number, LEADER, Command("summary", ""))
    await books.act(lambda tx: hear(house, tx, moment))
    card = await books.read(lambda tx: card_for(house, tx, clock.now(), LEADER))
    if card is None or "500" not in "".join(catalog("zh").html(line) for line in card.lines):
        raise LookupError("no summary")


async def _draw(books: Books, house: House) -> None:
    units = await books.read(lambda tx: [unit.id for unit in campaigns.units(tx, 1)])
    which = ["progress", "ranking", "heat", "findings"]
    recipe = {"campaign": 1, "units": units, "which": which, "level": None}
    await charts(books, house, clock.now(), recipe)


async def _probe(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(PROBE)
        lags.append(time.perf_counter() - before - PROBE)


async def _answering(books: Books, house: House) -> int:
    """Inspectors answer, at a fixed pace whatever it takes; how many they were."""
    dice, number, began = random.Random(1), 0, time.perf_counter()  # noqa: S311 no secret
    going: set[asyncio.Future[object]] = set()
    try:
        while True:
            number += 1
            sheet = dice.randrange(1, VILLAGES + 1)
            moment = _moment(
                number, county.FIRST_ACCOUNT + sheet - 1, Pressed(f"v|{sheet}|1.4a|*>f")
            )
            task = asyncio.ensure_future(books.act(partial(_heard, house=house, moment=moment)))
            going.add(task)
            task.add_done_callback(going.discard)
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
    except asyncio.CancelledError:
        await asyncio.gather(*going)
        return number


def _heard(tx: Tx, house: House, moment: Moment) -> object:
    return hear(house, tx, moment)


def _moment(update: int, user: int, heard: Heard) -> Moment:
    return Moment(update, Sender(user, user, True, update), heard, clock.now())


def _fill(tx: Tx) -> int:
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
    _visit_all(tx, first)
    for table, columns in _COPIED.items():
        tx.do(_COPY[table].format(columns=columns), first=ids[0])
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

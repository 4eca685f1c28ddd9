"""Figure L3: `/summary` over a million answers, while people answer and pictures are drawn."""

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

from benchmarks import county, million
from benchmarks.million import LEADER, VILLAGES
from bot import clock
from bot.charts import charts
from content.locales import catalog
from inspection.heard import Command, Heard, Moment, Pressed, Sender
from scoring.figures import figures_of
from scoring.score import score
from scoring.tally import Tally
from storage import campaigns, checklists, sheets
from storage.db import Books, Tx
from storage.migrate import migrate
from storage.sheets import Rollup
from workflow.cards import card_for
from workflow.figures import freshen
from workflow.hear import hear
from workflow.recounting import recounted
from workflow.scene import House

ASKED, A_SECOND = 100, 100
"""How often /summary is asked for, and updates a second beside it."""
PROBE = 0.002


@dataclass(frozen=True, slots=True)
class Summed:
    """Answers in the books, and seconds."""

    answers: int
    p50: float
    p95: float
    longest_lag: float
    """The longest the event loop was held up meanwhile, by whatever ran on the machine."""
    longest_own: float
    """The most of the processor that this process took while the loop waited for its turn."""
    updates: int
    """Answered beside it."""
    seconds: float
    pictures: float
    """From asking to all pictures of the county being drawn, beside all of it."""
    rebuilt: float
    """All roll-ups made anew from every answer, of the processor's time."""
    scored: float
    """All figures computed from these, on top."""
    equal: bool
    """Whether both are what was kept running."""


async def measure(folder: Path) -> Summed:
    """Fill the books, then ask."""
    data = folder / "data"
    data.mkdir(parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    house = House(ZoneInfo("Asia/Shanghai"), "zh", data, lambda: "t")
    books = await Books.open(data / "ducha.db")
    answers = await books.act(million.fill)
    await books.close()
    # What filling left in memory is not the bot's to look through.
    gc.collect()
    gc.freeze()
    books = await Books.open(data / "ducha.db")
    try:
        # As the bot does every few seconds; so many sheets at once only here.
        while await books.read(lambda tx: sheets.stale(tx, 1)):
            await freshen(books)
        rebuilt = await books.read(_rebuild)
        return await _asked(books, house, answers, rebuilt)
    finally:
        await books.close()


def _rebuild(tx: Tx) -> tuple[float, float, bool]:
    """Make all roll-ups and figures anew, and hold them beside those that were kept."""
    every = [sheet.id for sheet in sheets.of_round(tx, campaigns.rounds(tx, 1)[0].id)]
    began = time.thread_time()
    rollups = recounted(tx, 1, every)
    rebuilt = time.thread_time() - began
    checklist = checklists.checklist(tx, campaigns.campaign(tx, 1).checklist_id)
    figures = {
        sheet_id: figures_of(score(checklist, rollup.tallies)).to_json()
        for sheet_id, rollup in rollups.items()
    }
    scored = time.thread_time() - began - rebuilt
    equal = all(
        _running(tx, sheet_id) == rollups[sheet_id]
        and sheets.figures(tx, sheet_id) == figures[sheet_id]
        for sheet_id in every
    )
    return rebuilt, scored, equal


def _running(tx: Tx, sheet_id: int) -> Rollup:
    """As it is kept, without the questions that nobody answered."""
    kept = sheets.rollup(tx, sheet_id)
    return replace(kept, tallies={q: t for q, t in kept.tallies.items() if t != Tally()})


async def _asked(
    books: Books, house: House, answers: int, rebuilt: tuple[float, float, bool]
) -> Summed:
    lags: list[float] = []
    own: list[float] = []
    probe = asyncio.ensure_future(_probe(lags, own))
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
    return Summed(answers, p50, p95, max(lags), max(own), updates, seconds, pictures, *rebuilt)


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


async def _probe(lags: list[float], own: list[float]) -> None:
    while True:
        before, ours = time.perf_counter(), time.process_time()
        await asyncio.sleep(PROBE)
        lags.append(time.perf_counter() - before - PROBE)
        own.append(time.process_time() - ours)


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

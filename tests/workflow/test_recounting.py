"""Roll-ups made anew from every answer, many sheets at once, and figures computed ahead."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from inspection.answers import Ratio, Value
from inspection.checklist import Each, Scope
from inspection.household_answers import Contact
from inspection.sheet import Recorded
from scoring.tally import Tally
from storage import sheets, visits
from storage.db import Books, Tx
from storage.sheets import Rollup
from tests import builders
from tests.builders import Built
from tests.workflow.documented import written
from tests.workflow.one_round import desk_of, one_round
from workflow import rolling
from workflow.figures import figures, freshen
from workflow.recounting import recounted
from workflow.scene import desk


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


def running(tx: Tx, sheet_id: int) -> Rollup:
    found = sheets.rollup(tx, sheet_id)
    return replace(found, tallies={q: t for q, t in found.tallies.items() if t != Tally()})


def one_by_one(tx: Tx, sheet_ids: list[int]) -> dict[int, Rollup]:
    found = {number: desk(tx, number) for number in sheet_ids}
    return {number: rolling.recount(tx, each) for number, each in found.items() if each}


def all_sheets(built: Built) -> list[int]:
    return [each.id for each in sheets.of_round(built.tx, built.round_id)]


def test_every_sheet_is_counted_as_one_by_itself_and_as_it_runs(tx: Tx) -> None:
    built = one_round(tx)
    mixed(built, "柳河乡西沟村", random.Random(7))  # noqa: S311 no secret
    ids = all_sheets(built)
    got = recounted(tx, built.id, ids)
    assert got == one_by_one(tx, ids) == {number: running(tx, number) for number in ids}


def mixed(built: Built, unit: str, dice: random.Random) -> None:
    """Visits of every kind, changed and changed again."""
    found = desk_of(built, unit)
    asked = [q for q in found.checklist.questions() if q.scope is Scope.HOUSEHOLD and not q.same_as]
    for _ in range(12):
        chosen = {
            q.id: dice.randint(0, 2) for q in dice.sample(asked, 4) if isinstance(q.rule, Each)
        }
        mode = dice.choice([Contact.VISIT, Contact.PHONE, Contact.ABSENT])
        builders.visit(built.tx, found, dice.choice(["01", "02"]), chosen, mode)


@pytest.mark.parametrize(
    "value",
    [Ratio(3, 5), Fraction(5, 2), True, '甲", x'],
    ids=["n of m", "a broken number", "met", "words with marks"],
)
def test_an_answer_of_any_form_comes_out_as_it_was_written(tx: Tx, value: Value) -> None:
    built = one_round(tx)
    found = desk_of(built, "柳河乡西沟村")
    (place, *_) = visits.places(tx, found.sheet.id, found.unit.id)
    visit = visits.visit(tx, found.sheet.id, place.household.id)
    assert visit is not None
    given = {"1.1a": Recorded(value, 1, builders.NOW), "1.2.2a": Recorded(None, 1, builders.NOW)}
    visits.save_visit(tx, replace(visit, recorded=given), 0)
    (one,) = visits.alike(tx, [found.sheet.id])
    assert one.values == {"1.1a": value, "1.2.2a": None}
    assert one.visits == 1


async def test_figures_are_computed_before_anybody_asks(tmp_path: Path) -> None:
    books = await Books.open(written(tmp_path / "ducha.db"))
    try:
        stale = await books.read(lambda tx: sheets.stale(tx, 9))
        assert len(stale) > 1
        want = await books.read(lambda tx: {n: figures(tx, n).to_json() for n in stale})
        await freshen(books)
        assert await books.read(lambda tx: sheets.stale(tx, 9)) == []
        assert await books.read(lambda tx: {n: sheets.figures(tx, n) for n in stale}) == want
    finally:
        await books.close()

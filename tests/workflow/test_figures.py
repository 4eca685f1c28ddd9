"""A sheet's figures: from the running roll-up, equal to a count from scratch; grounds; reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from content.checklists import shipped
from inspection.answers import SheetAnswers, Value
from inspection.checklist import Each, Fail, Finding, Question, Scope, Zero
from inspection.household_answers import Contact, fill
from inspection.sheet import SheetState
from scoring.contract import result
from scoring.figures import Figures
from scoring.report import for_contact
from storage import marks, reports, sheets, visits
from storage.db import Tx
from tests import builders
from workflow.figures import figures, item_figures, lost_items
from workflow.heads import mask_heads
from workflow.reporting import build, frozen, report_of
from workflow.scene import Desk

HEADS = tuple(f"张{name}" for name in "一二三四五六七八")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


def village(tx: Tx, checklist: str = "lingling-2018") -> Desk:
    built = builders.campaign(tx, checklist, [builders.village("青石镇", "大坪村", *HEADS)])
    return builders.sheet(built, "青石镇大坪村")


def wrong(question: Question, dice: random.Random) -> Value:
    """An answer that tells of a problem."""
    match question.rule:
        case Fail() | Zero():
            return False
        case Each(unit=unit):
            return 1 if unit == "户" else dice.randint(1, 3)
        case Finding():
            return dice.randint(1, 3)
        case _:
            return False


def from_scratch(tx: Tx, found: Desk) -> dict[str, Any]:
    """The contract's result from every recorded answer, without the roll-up."""
    households = {}
    for place in visits.places(tx, found.sheet.id, found.unit.id):
        visit = visits.visit(tx, found.sheet.id, place.household.id)
        if visit is not None and visit.done:
            recorded = {q: r.value for q, r in visit.recorded.items()}
            households[place.household.number] = fill(
                found.checklist, place.household.tags, recorded, visit.mode, has_tags=False
            )
    standings = marks.standings(tx, found.sheet.id).values()
    exemptions = marks.exemptions(tx, found.sheet.id).values()
    answers = SheetAnswers(
        {q: r.value for q, r in sheets.answers(tx, found.sheet.id).items()},
        households,
        frozenset(s.item_id for s in standings if s.decision != "refused"),
        {e.question_id: e.cases for e in exemptions if e.decision != "refused"},
    )
    return dict(result(found.checklist, answers))


@pytest.mark.parametrize("seed", range(6))
def test_figures_from_the_roll_up_equal_a_count_from_scratch(tx: Tx, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same throws every time
    found = village(tx)
    asked = [q for q in found.checklist.questions() if q.scope is Scope.HOUSEHOLD]
    builders.answer_all(tx, found, {"2.9a": dice.random() < 0.5, "1.5a": dice.randint(0, 2)})
    for _ in range(20):
        number = f"{dice.randint(1, len(HEADS)):02d}"
        mode = dice.choice([Contact.VISIT, Contact.VISIT, Contact.PHONE, Contact.ABSENT])
        chosen = dice.sample([q for q in asked if q.same_as is None], dice.randint(0, 4))
        builders.visit(tx, found, number, {q.id: wrong(q, dice) for q in chosen}, mode)
    by = found.sheet.started_by
    marks.set_standing(tx, found.sheet.id, "2.8", "na", "没有", by, builders.NOW)
    marks.set_standing(tx, found.sheet.id, "2.7", "unchecked", "没有", by, builders.NOW)
    marks.decide_standing(tx, found.sheet.id, "2.7", "refused", by, builders.NOW)
    marks.set_exemption(tx, found.sheet.id, "2.3.2a", 1, "已报", by, builders.NOW)
    sheets.forget_figures(tx, found.sheet.id)
    got = figures(tx, found.sheet.id)
    want = from_scratch(tx, found)
    assert {key: getattr(got, key) for key in want} == want


def test_figures_are_kept_by_an_act_and_made_anew_after_a_change(tx: Tx) -> None:
    found = village(tx)
    builders.answer_all(tx, found)
    builders.visit_all(tx, found)
    assert sheets.figures(tx, found.sheet.id) is None
    first = figures(tx, found.sheet.id)
    assert sheets.figures(tx, found.sheet.id) is None, "a card keeps nothing"
    assert figures(tx, found.sheet.id, keep=True) == first
    kept = sheets.figures(tx, found.sheet.id)
    assert kept is not None
    assert Figures.from_json(kept) == first
    builders.visit(tx, found, "03", {"1.2.2a": 4})
    second = figures(tx, found.sheet.id)
    assert (first.percent, second.percent) == ("100.00", "98.00")
    assert (first.problems, second.problems) == (0, 4)


def test_what_the_leader_refused_does_not_count(tx: Tx) -> None:
    found = village(tx)
    builders.answer_all(tx, found, {"2.9a": False})
    builders.visit_all(tx, found)
    by = found.sheet.started_by
    marks.set_standing(tx, found.sheet.id, "2.9", "na", "没有群", by, builders.NOW)
    assert figures(tx, found.sheet.id).applicable == "98"
    marks.decide_standing(tx, found.sheet.id, "2.9", "refused", by, builders.NOW)
    assert figures(tx, found.sheet.id).score == "98.00"


def test_an_items_ground_is_composed_or_what_somebody_wrote(tx: Tx) -> None:
    found = village(tx)
    builders.answer_all(tx, found, {"2.9a": False, "1.4c": False})
    builders.visit_all(tx, found, {"02": {"1.2.2a": 2}, "05": {"1.2.2a": 1}})
    by = found.sheet.started_by
    marks.set_ground(tx, found.sheet.id, "1.4", "方案没有下发到村", by, builders.NOW)
    got = item_figures(tx, found, ["1.2.2", "1.3", "1.4", "2.9"])
    assert {i: (f.ground, f.lost) for i, f in got.items()} == {
        "1.2.2": ("手册错误3处：02×2 05", True),
        "1.3": ("", False),
        "1.4": ("方案没有下发到村", True),
        "2.9": ("没建微信群", True),
    }
    assert lost_items(tx, found) == {"1.2.2": "1.5", "1.4": "1", "2.9": "2"}


def test_an_item_set_aside_has_no_figures(tx: Tx) -> None:
    found = village(tx)
    marks.set_standing(
        tx, found.sheet.id, "2.8", "na", "没有", found.sheet.started_by, builders.NOW
    )
    assert list(item_figures(tx, found, ["2.8", "2.9"])) == ["2.9"]


def test_a_pooled_item_says_what_its_section_has_left(tx: Tx) -> None:
    built = builders.campaign(tx, "village-rules", [builders.village("柳河乡", "石桥村")])
    found = builders.sheet(built, "柳河乡石桥村", by="赵六七")
    builders.answer_all(tx, found, {"2.1.1a": 4})
    pool = item_figures(tx, found, ["2.1.2"])["2.1.2"].pool
    assert pool is not None
    assert dict(pool.params) == {"left": "22", "points": "30"}


def test_findings_without_points_have_their_ground_too(tx: Tx) -> None:
    found = village(tx, "town-rectification")
    builders.answer_all(tx, found, {"1.2a": 2})
    builders.visit_all(tx, found, {"04": {"1.1a": 3}})
    got = item_figures(tx, found, ["1.1", "1.2", "1.3"])
    assert [got[i].lost for i in ("1.1", "1.2", "1.3")] == [True, True, False]
    assert "04×3" in got["1.1"].ground
    assert figures(tx, found.sheet.id).problems == 5


def test_the_contact_gets_counts_where_villagers_spoke_in_confidence(
    tx: Tx, tmp_path: Path
) -> None:
    found = village(tx)
    builders.answer_all(tx, found)
    builders.visit_all(tx, found, {"02": {"1.1a": False, "1.2.2a": 1}, "05": {"1.1a": False}})
    by = found.sheet.started_by
    marks.set_ground(tx, found.sheet.id, "1.1", "02、05两户说没见过工作队", by, builders.NOW)
    report = build(tx, builders.house(tmp_path), found, builders.NOW)
    secret, books = report.item("1.1"), report.item("1.2.2")
    assert secret is not None
    assert books is not None
    assert secret.ground == "02、05两户说没见过工作队"
    open_row = for_contact(report).item("1.1")
    assert open_row is not None
    assert open_row.ground == "队没来过 2/8 户"
    assert books.open_ground == "手册错误1处：02"


def test_no_confidential_question_shows_a_household_to_the_contact(tx: Tx, tmp_path: Path) -> None:
    found = village(tx)
    dice = random.Random(1)  # noqa: S311 - the same throws every time
    asked = [
        q
        for q in found.checklist.questions()
        if q.scope is Scope.HOUSEHOLD and q.same_as is None and q.confidential
    ]
    assert asked
    builders.answer_all(tx, found)
    builders.visit_all(tx, found, {"07": {q.id: wrong(q, dice) for q in asked}})
    report = for_contact(build(tx, builders.house(tmp_path), found, builders.NOW))
    grounds = [item.ground for section in report.sections for item in section.items]
    assert [ground for ground in grounds if ground]
    assert not [ground for ground in grounds if "07" in ground]


def test_the_signed_report_stands_whatever_comes_after(tx: Tx, tmp_path: Path) -> None:
    found = village(tx)
    builders.answer_all(tx, found)
    builders.visit_all(tx, found)
    found = builders.to_state(tx, found, SheetState.SIGNED, "李四五")
    house = builders.house(tmp_path)
    signed = build(tx, house, found, builders.NOW)
    sheets.set_state(tx, found.sheet.id, SheetState.SIGNED, report=reports.dump(signed))
    builders.answer(tx, found, {"2.9a": False})
    assert frozen(tx, found.sheet.id) == signed
    assert report_of(tx, house, found, builders.NOW) == signed
    reopened = builders.to_state(tx, found, SheetState.OPEN)
    now = report_of(tx, house, reopened, builders.NOW)
    assert (signed.percent, now.percent) == ("100.00", "98.00")
    assert (signed.signed_by, now.signed_by, now.signed_at) == ("李四五", None, None)


def test_a_report_names_unit_team_and_counts(tx: Tx, tmp_path: Path) -> None:
    found = village(tx)
    builders.visit_all(tx, found)
    builders.visit(tx, found, "08", mode=Contact.ABSENT)
    report = build(tx, builders.house(tmp_path), found, builders.NOW)
    assert (report.unit, report.round, report.team) == ("青石镇大坪村", "第一轮", "第一组")
    assert (report.leaders, report.members) == (("李四五",), ("王五六",))
    assert report.households is not None
    assert (report.households.roster, report.households.visited, report.households.absent) == (
        8,
        7,
        1,
    )
    assert report.made_at == "2026-10-12T18:00+08:00"
    assert not report.complete


def test_heads_of_households_are_masked_in_what_people_wrote(tx: Tx) -> None:
    found = village(tx)
    assert mask_heads(tx, found, "张三家与张四家相邻，李四不在") == "张*家与张*家相邻，李四不在"


def test_every_item_is_worth_what_its_checklist_says(tx: Tx, tmp_path: Path) -> None:
    for name in ("lingling-2018", "village-rules"):
        built = builders.campaign(
            tx, name, [builders.village("青石镇", "大坪村", *HEADS)], title=name
        )
        found = builders.sheet(built, "青石镇大坪村")
        report = build(tx, builders.house(tmp_path), found, builders.NOW)
        got = {i.id: Fraction(i.points or 0) for s in report.sections for i in s.items}
        assert got == {item.id: item.points or 0 for item in shipped(name).items()}

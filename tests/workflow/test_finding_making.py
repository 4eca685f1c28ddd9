"""Findings that make themselves: made once, changed and withdrawn with a trace."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspection.campaign import Department
from storage import campaigns, marks
from storage.db import Tx
from tests.builders import NOW
from tests.workflow import finding_town as room
from tests.workflow.finding_town import Town
from workflow.finding_handing import to_give

tx, town = room.tx, room.town


def test_findings_are_numbered_in_the_order_of_the_sheet(town: Town) -> None:
    town.answer({"2.9a": False, "1.4c": False})
    town.visit("02", {"1.2.2a": 2})
    assert town.reconcile() == {"make": 3}
    assert [(f.code, f.draft.key) for f in town.findings().values()] == [
        ("2026-0001", f"hh/1.2.2a/{town.household('02')}"),
        ("2026-0002", "item/1.4"),
        ("2026-0003", "item/2.9"),
    ]


def test_the_person_is_the_head_and_who_is_in_charge_the_helper_else_the_contact(
    town: Town,
) -> None:
    town.visit("02", {"1.2.2a": 2})
    town.reconcile()
    (got,) = town.findings().values()
    assert (got.draft.person, got.draft.in_charge) == ("李二", "周八九")


def test_departments_of_the_campaign_own_topics(town: Town) -> None:
    plan = [Department("基本医疗", "卫健局", ("医保局",))]
    campaigns.save_departments(town.tx, town.built.id, plan)
    town.visit("02", {"2.5a": 1})
    town.reconcile()
    (got,) = town.findings().values()
    assert (got.draft.topic, got.draft.lead, got.draft.co_owners) == (
        "基本医疗",
        "卫健局",
        ("医保局",),
    )


def test_a_corrected_answer_changes_its_finding_and_says_what(town: Town) -> None:
    town.visit("02", {"1.2.2a": 3})
    town.reconcile()
    key = next(iter(town.findings()))
    town.visit("02", {"1.2.2a": 2})
    assert town.reconcile() == {"change": 1}
    assert town.findings()[key].draft.points == Fraction(1)
    assert town.story(key) == [
        ("make", None),
        ("change", "手册错误3处 → 手册错误2处；扣分 1.5 → 1"),
    ]


def test_an_answer_that_was_wrong_withdraws_its_finding_and_says_why(town: Town) -> None:
    town.answer({"2.9a": False, "1.4c": False})
    town.reconcile()
    town.answer({"2.9a": True})
    by = town.built.people["王五六"]
    marks.set_standing(town.tx, town.desk.sheet.id, "1.4", "na", "无此任务", by, NOW)
    assert town.reconcile() == {"withdraw": 2}
    assert town.story("item/2.9")[-1] == ("withdraw", "答案已更正，不再是问题")
    assert town.story("item/1.4")[-1] == ("withdraw", "该项已改为不适用或无法核查")


def test_an_item_whose_setting_aside_was_refused_counts_again(town: Town) -> None:
    town.answer({"1.4c": False})
    by = town.built.people["王五六"]
    marks.set_standing(town.tx, town.desk.sheet.id, "1.4", "na", "无此任务", by, NOW)
    assert town.reconcile() == {}
    marks.decide_standing(town.tx, town.desk.sheet.id, "1.4", "refused", by, NOW)
    assert town.reconcile() == {"make": 1}


def test_corrected_and_corrected_back_leaves_all_as_it_was_but_the_trace(town: Town) -> None:
    town.answer({"2.9a": False})
    town.reconcile()
    before = town.findings()["item/2.9"]
    town.answer({"2.9a": True})
    town.reconcile()
    town.answer({"2.9a": False})
    town.reconcile()
    assert town.findings() == {"item/2.9": before}
    assert [act for act, _ in town.story("item/2.9")] == ["make", "withdraw", "revive"]


def test_every_change_stands_in_the_audit_trail(town: Town) -> None:
    town.answer({"2.9a": False})
    town.reconcile()
    town.answer({"2.9a": True})
    town.reconcile()
    acts = [row["act"] for row in town.tx.all("SELECT act FROM audit ORDER BY number")]
    assert acts == ["finding-make", "finding-withdraw"]


def test_what_was_written_by_hand_is_never_overwritten(town: Town) -> None:
    town.visit("02", {"1.2.2a": 3})
    town.reconcile()
    (key,) = town.findings()
    town.edit(
        key, matter="手册缺签字", open_matter="手册缺签字", in_charge="吴小暑", kind="立行立改"
    )
    town.visit("02", {"1.2.2a": 2})
    town.reconcile()
    got = town.findings()[key].draft
    assert (got.matter, got.open_matter) == ("手册缺签字", "手册缺签字")
    assert (got.in_charge, got.kind) == ("吴小暑", "立行立改")
    assert (got.cases, got.points) == (2, Fraction(1))
    assert town.story(key)[-1] == ("change", "扣分 1.5 → 1")


def test_counts_go_on_being_counted_where_the_matter_was_written_by_hand(town: Town) -> None:
    town.visit("02", {"1.3a": 1})
    town.reconcile()
    town.edit("item/1.3", matter="02户说没见过镇领导")
    town.visit("03", {"1.3a": 1})
    town.reconcile()
    got = town.findings()["item/1.3"].draft
    assert (got.matter, got.open_matter) == ("02户说没见过镇领导", "领导没来2户")


def test_a_change_among_those_who_spoke_in_confidence_names_nobody(town: Town) -> None:
    town.visit("02", {"1.3a": 1})
    town.reconcile()
    town.visit("02", {})
    town.visit("03", {"1.3a": 1})
    town.reconcile()
    assert town.story("item/1.3")[-1] == ("change", "具体情形已更正")


def test_shares_make_their_finding_when_the_sheet_is_handed_in(town: Town) -> None:
    town.visit("02", {"3.7a": False})
    town.visit("03", {"3.7a": False})
    assert town.reconcile() == {}
    town.submit()
    assert town.states() == {"item/3.7": "new"}
    town.reopen()
    assert town.reconcile() == {}


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("2.9a"), st.booleans()),
        st.tuples(st.just("1.4b"), st.booleans()),
        st.tuples(st.just("1.5a"), st.integers(0, 2)),
        st.tuples(st.sampled_from(("01", "02")), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES, looks=st.lists(st.booleans(), min_size=6, max_size=6))
def test_looking_at_any_time_makes_no_difference_in_the_end(
    tx: Tx, tmp_path: Path, moves: list[tuple[str, Any]], looks: list[bool]
) -> None:
    """Reconciled twice nothing changes; what stands in the end hangs on the last answers alone."""
    tx.do("SAVEPOINT example")
    try:
        town = Town(tx, tmp_path)
        for (subject, value), look in zip(moves, looks, strict=False):
            if subject in {"01", "02"}:
                town.visit(subject, {"1.2.2a": value})
            else:
                town.answer({subject: value})
            if look:
                town.reconcile()
        town.reconcile()
        assert town.reconcile() == {}
        last = dict(moves)
        wanted = {
            *({"item/2.9"} if last.get("2.9a") is False else ()),
            *({"item/1.4"} if last.get("1.4b") is False else ()),
            *({"item/1.5"} if last.get("1.5a") else ()),
            *(f"hh/1.2.2a/{town.household(number)}" for number in ("01", "02") if last.get(number)),
        }
        assert {key for key, state in town.states().items() if state == "new"} == wanted
        assert to_give(town.scene()).count == len(wanted)
    finally:
        tx.do("ROLLBACK TO example")

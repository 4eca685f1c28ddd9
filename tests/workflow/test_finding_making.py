"""Findings that make themselves: made once, changed and withdrawn with a trace, handed over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.locales import catalog
from inspection.answers import Value
from inspection.campaign import Department, Round, RoundKind
from inspection.finding import Act, Finding, FindingState
from inspection.people import RefusalError
from inspection.sheet import SheetState
from storage import audit, campaigns, findings, marks, texts
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from workflow import findings_list
from workflow.finding_handing import hand_over, hand_over_on_spot, press_findings, to_give
from workflow.finding_making import reconcile
from workflow.finding_steps import take
from workflow.scene import Desk, Scene

VILLAGE = "青石镇大坪村"
HEADS = ("张一", "李二", "王三", "赵四")
ROUNDS = (
    Round("第一轮", RoundKind.INSPECT, date(2026, 10, 10), date(2026, 10, 20)),
    Round("回头看", RoundKind.RECHECK, date(2026, 11, 1), date(2026, 11, 10)),
    Round("清零", RoundKind.CLEAR, date(2026, 12, 1), date(2026, 12, 10)),
)
S = FindingState


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


class Town:
    """One village of a campaign, its sheets round by round, and who does what."""

    def __init__(
        self, tx: Tx, folder: Path, checklist: str = "lingling-2018", contact: str | None = "周八九"
    ) -> None:
        plan = [builders.village("青石镇", "大坪村", *HEADS, contact=contact)]
        self.built: Built = builders.campaign(tx, checklist, plan, rounds=ROUNDS)
        self.tx, self.folder, self.now = tx, folder, NOW
        self.round = 0
        self.desk = self.begin(0)

    def begin(self, number: int) -> Desk:
        """The sheet of a round, everything without a problem."""
        rounds = campaigns.rounds(self.tx, self.built.id)
        self.desk = builders.sheet(self.built, VILLAGE, round_id=rounds[number].id)
        builders.answer_all(self.tx, self.desk)
        builders.visit_all(self.tx, self.desk)
        return self.desk

    def answer(self, given: Mapping[str, Value]) -> None:
        builders.answer(self.tx, self.desk, given)

    def visit(self, number: str, recorded: Mapping[str, Value]) -> None:
        builders.visit(self.tx, self.desk, number, recorded)

    def scene(self, who: str = "李四五") -> Scene:
        made = builders.scene(self.built, self.folder, who, builders.again(self.tx, self.desk))
        made.now = self.now
        return made

    def reconcile(self) -> dict[str, int]:
        done = reconcile(self.scene("王五六"))
        return {act.value: len(found) for act, found in done.done.items()}

    def submit(self) -> None:
        builders.to_state(self.tx, self.desk, SheetState.SUBMITTED)
        reconcile(self.scene("王五六"))

    def sign(self, who: str = "李四五") -> None:
        builders.to_state(self.tx, self.desk, SheetState.SIGNED, who)
        hand_over(self.scene(who))

    def reopen(self) -> None:
        builders.to_state(self.tx, self.desk, SheetState.OPEN)

    def findings(self) -> dict[str, Finding]:
        unit = self.built.units[VILLAGE].id
        return {f.draft.key: f for f in findings.of_unit(self.tx, unit)}

    def states(self) -> dict[str, str]:
        return {key: found.state.value for key, found in self.findings().items()}

    def story(self, key: str) -> list[tuple[str, str | None]]:
        steps = findings.steps(self.tx, self.findings()[key].id)
        return [(step.act.value, step.words) for step in steps]

    def edit(self, key: str, **written: Any) -> None:
        """What the team writes by hand."""
        found = self.findings()[key]
        edited = (*found.edited, *(name for name in written if name != "open_matter"))
        take(
            self.tx,
            self.scene("王五六").actor,
            self.now,
            found,
            Act.EDIT,
            round_id=found.round_id,
            draft=replace(found.draft, **written),
            edited=edited,
        )

    def close(self, key: str) -> None:
        """The whole chain, as the unit and the team walk it."""
        for act, changes in (
            (Act.ACCEPT, {"accepted_at": self.now}),
            (Act.SUBMIT, {"submitted_at": self.now, "submitted_by": self.built.people["周八九"]}),
            (Act.CLOSE, {"closed_at": self.now, "closed_by": self.built.people["王五六"]}),
        ):
            found = self.findings()[key]
            actor = audit.Actor(self.built.id, self.built.people["王五六"])
            take(self.tx, actor, self.now, found, act, round_id=found.round_id, **changes)

    def household(self, number: str) -> int:
        row = self.tx.one("SELECT id FROM households WHERE number = :n", n=number)
        assert row is not None
        return int(row["id"])

    def told(self, who: str) -> list[str]:
        """The lines sent to a person, in words."""
        rows = self.tx.all(
            "SELECT body FROM notices WHERE chat_id = :c AND kind = 'line' ORDER BY rowid",
            c=self.built.accounts[who],
        )
        words = catalog("zh")
        return [words.plain(texts.load(json.loads(row["body"])["words"])) for row in rows]


@pytest.fixture
def town(tx: Tx, tmp_path: Path) -> Town:
    return Town(tx, tmp_path)


# -- made, changed, withdrawn -----------------------------------------------------------------


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


# -- 交办 -------------------------------------------------------------------------------------


def test_signing_hands_everything_over_with_its_deadline_and_one_line_to_the_contact(
    town: Town,
) -> None:
    town.answer({"2.9a": False})
    town.visit("02", {"1.2.2a": 2, "3.1.1b": 1})
    town.submit()
    town.sign()
    got = {
        f.draft.questions[0]: (f.state, f.due_on, f.due_set_on) for f in town.findings().values()
    }
    today = date(2026, 10, 12)
    assert got == {
        "2.9a": (S.ASSIGNED, date(2026, 11, 2), today),
        "1.2.2a": (S.ASSIGNED, date(2026, 11, 2), today),
        "3.1.1b": (S.ASSIGNED, date(2026, 10, 15), today),
    }
    assert town.told("周八九") == [
        "青石镇大坪村 3 个问题已交办，最早 10月15日 24 时前整改到位，请逐个签收。"
    ]


def test_the_campaigns_fixed_day_is_the_deadline(tx: Tx, tmp_path: Path) -> None:
    town = Town(tx, tmp_path, "town-rectification")
    town.answer({"1.2a": 1})
    town.visit("02", {"1.5a": 1})
    town.submit()
    town.sign()
    assert sorted(str(f.due_on) for f in town.findings().values()) == ["2026-10-30", "2026-11-30"]


def test_who_has_no_contact_has_it_told_to_the_heads(tx: Tx, tmp_path: Path) -> None:
    town = Town(tx, tmp_path, contact=None)
    town.answer({"2.9a": False})
    town.submit()
    assert to_give(town.scene()).nameless == 1
    town.sign("郑一二")
    assert town.told("周八九") == []
    assert town.told("李四五") == ["青石镇大坪村 没有能收到消息的联系人，1 个问题请组长当面交办。"]


def test_a_sheet_without_findings_says_nothing(town: Town) -> None:
    town.submit()
    town.sign()
    assert town.told("周八九") == []


def test_a_day_that_the_team_chose_stays_at_handing_over(town: Town) -> None:
    town.answer({"2.9a": False})
    town.submit()
    found = town.findings()["item/2.9"]
    findings.save(town.tx, replace(found, edited=("due_on",), due_on=date(2026, 12, 1)))
    town.sign()
    got = town.findings()["item/2.9"]
    assert (got.due_on, got.due_rule, got.provisional) == (date(2026, 12, 1), None, False)


def test_a_kind_chosen_by_hand_brings_its_own_deadline(tx: Tx, tmp_path: Path) -> None:
    town = Town(tx, tmp_path, "town-rectification")
    town.answer({"1.6a": 1})
    town.submit()
    town.edit("item/1.6", kind="立行立改")
    town.sign()
    assert town.findings()["item/1.6"].due_on == date(2026, 10, 15)


def test_given_findings_change_when_a_correction_is_signed_and_not_before(town: Town) -> None:
    town.answer({"2.9a": False, "1.4a": False, "1.5a": 2})
    town.submit()
    town.sign()
    due = town.findings()["item/2.9"].due_on
    town.reopen()
    town.answer({"2.9a": True, "1.5a": 1, "2.1b": False})
    assert town.reconcile() == {"make": 1}
    town.submit()
    town.now += timedelta(days=1)
    town.sign()
    assert town.states() == {
        "item/1.4": "assigned",
        "item/1.5": "assigned",
        "item/2.9": "withdrawn",
        "item/2.1": "assigned",
    }
    assert town.findings()["item/1.5"].due_on == due
    assert town.told("周八九")[1:] == [
        "青石镇大坪村 的结果更正后重新审签，整改台账有变动：新交办 1 个、内容更正 1 个、撤销 1 个。"
    ]


def test_signed_again_without_a_change_nobody_is_told(town: Town) -> None:
    town.answer({"2.9a": False})
    town.submit()
    town.sign()
    town.close("item/2.9")
    town.reopen()
    town.submit()
    town.sign()
    assert town.states() == {"item/2.9": "closed"}
    assert len(town.told("周八九")) == 1


def test_corrected_and_corrected_back_before_signing_leaves_a_given_finding_alone(
    town: Town,
) -> None:
    town.answer({"2.9a": False})
    town.submit()
    town.sign()
    before = town.findings()
    town.reopen()
    town.answer({"2.9a": True})
    town.reconcile()
    town.answer({"2.9a": False})
    town.reconcile()
    town.submit()
    town.sign()
    assert town.findings() == before


def test_what_was_withdrawn_by_a_signature_and_comes_back_is_handed_over_anew(town: Town) -> None:
    town.answer({"2.9a": False})
    town.submit()
    town.sign()
    for answer in (True, False):
        town.now += timedelta(days=1)
        town.reopen()
        town.answer({"2.9a": answer})
        town.submit()
        town.sign()
    got = town.findings()["item/2.9"]
    assert (got.state, got.due_set_on, got.number) == (S.ASSIGNED, date(2026, 10, 14), 1)
    acts = [act for act, _ in town.story("item/2.9")]
    assert acts == ["make", "assign", "withdraw", "revive", "assign"]


# -- on the spot ------------------------------------------------------------------------------


def test_what_is_to_be_put_right_at_once_is_handed_over_before_signing(town: Town) -> None:
    town.visit("02", {"3.1.1b": 1})
    town.reconcile()
    (found,) = town.findings().values()
    got = hand_over_on_spot(town.scene("王五六"), found)
    assert (got.state, got.on_spot, got.due_on) == (S.ASSIGNED, True, date(2026, 10, 15))
    assert town.told("周八九") == ["青石镇大坪村 的问题 2026-0001 已当场交办，请立即整改。"]
    with pytest.raises(RefusalError, match="finding-assigned"):
        hand_over_on_spot(town.scene("王五六"), got)


def test_nothing_else_is_handed_over_on_the_spot(town: Town) -> None:
    town.answer({"2.9a": False})
    town.reconcile()
    with pytest.raises(RefusalError, match="finding-not-at-once"):
        hand_over_on_spot(town.scene("王五六"), town.findings()["item/2.9"])
    assert town.states() == {"item/2.9": "new"}


def test_what_an_answer_no_longer_says_is_not_handed_over_on_the_spot(town: Town) -> None:
    town.visit("02", {"3.1.1b": 1})
    town.reconcile()
    (found,) = town.findings().values()
    town.visit("02", {})
    with pytest.raises(RefusalError, match="finding-withdrawn"):
        hand_over_on_spot(town.scene("王五六"), found)


def test_looking_at_the_list_brings_it_in_step(town: Town) -> None:
    town.answer({"2.9a": False})
    scene = town.scene("王五六")
    press_findings(scene, (str(town.desk.sheet.id),))
    assert town.states() == {"item/2.9": "new"}
    assert scene.focus.place == f"0|findings.all.0.u{town.desk.unit.id}"


# -- later rounds -----------------------------------------------------------------------------


def later_round(town: Town, number: int, given: Mapping[str, Value]) -> None:
    town.now = datetime(2026, 10 + number, 2, 3, 0, tzinfo=UTC)
    town.begin(number)
    town.answer(given)
    town.submit()
    town.sign()


@pytest.fixture
def second(town: Town) -> Town:
    """A round later: one finding of the first round closed, one still with the unit."""
    town.answer({"2.9a": False, "1.5a": 1})
    town.submit()
    town.sign()
    town.close("item/2.9")
    return town


def test_the_same_problem_in_a_later_round_is_the_same_finding(second: Town) -> None:
    later_round(second, 1, {"2.9a": False, "1.5a": 2})
    got = second.findings()
    assert {key: (f.number, f.state) for key, f in got.items()} == {
        "item/1.5": (1, S.ASSIGNED),
        "item/2.9": (2, S.REOPENED),
    }
    assert (got["item/2.9"].relapses, got["item/2.9"].closed_at) == (1, None)
    assert got["item/2.9"].due_set_on == date(2026, 11, 2)
    assert got["item/1.5"].due_set_on == date(2026, 10, 12)
    assert got["item/1.5"].draft.cases == 2
    assert second.story("item/2.9")[-1] == ("reopen", "检查时再次发现：没建微信群")
    assert second.story("item/1.5")[-1] == ("stands", "检查时再次发现：答不上来2题")
    assert second.told("周八九")[-1].endswith("：反弹 1 个、仍未整改 1 个。")


def test_before_a_later_sheet_is_signed_earlier_findings_are_left_alone(second: Town) -> None:
    before = second.findings()
    second.begin(1)
    second.answer({"2.9a": False})
    assert second.reconcile() == {}
    second.submit()
    assert second.findings() == before


def test_what_a_later_round_does_not_meet_again_is_looked_at_by_hand(second: Town) -> None:
    before = second.findings()
    later_round(second, 1, {})
    assert second.findings() == before


def test_signed_again_a_later_sheet_reopens_nothing_twice(second: Town) -> None:
    later_round(second, 1, {"2.9a": False})
    second.close("item/2.9")
    second.reopen()
    second.submit()
    second.sign()
    assert second.findings()["item/2.9"].state is S.CLOSED
    later_round(second, 2, {"2.9a": False})
    got = second.findings()["item/2.9"]
    assert (got.state, got.relapses) == (S.REOPENED, 2)


def test_a_relapse_that_was_a_wrong_answer_is_closed_as_before(second: Town) -> None:
    closed = second.findings()["item/2.9"]
    later_round(second, 1, {"2.9a": False})
    second.reopen()
    second.answer({"2.9a": True})
    second.submit()
    second.sign()
    got = second.findings()["item/2.9"]
    assert (got.state, got.relapses) == (S.CLOSED, 0)
    assert (got.closed_at, got.closed_by, got.due_on) == (
        closed.closed_at,
        closed.closed_by,
        closed.due_on,
    )
    second.reopen()
    second.answer({"2.9a": False})
    second.submit()
    second.sign()
    assert second.findings()["item/2.9"].state is S.REOPENED


def test_an_earlier_sheet_signed_again_does_not_undo_what_a_later_round_found(
    second: Town,
) -> None:
    first = second.desk
    later_round(second, 1, {"2.9a": False, "1.5a": 2})
    before = second.findings()
    second.desk = first
    second.reopen()
    second.answer({"2.9a": True, "1.5a": 1})
    second.submit()
    second.sign()
    assert second.findings() == before


def test_what_the_first_sheet_never_handed_over_the_later_one_does(town: Town) -> None:
    town.answer({"2.9a": False})
    town.submit()
    first = town.desk
    later_round(town, 1, {"2.9a": False})
    got = town.findings()["item/2.9"]
    assert (got.state, got.sheet_id) == (S.ASSIGNED, town.desk.sheet.id)
    town.desk = first
    town.sign()
    assert town.findings()["item/2.9"] == got


def test_a_withdrawn_finding_comes_back_under_its_number(town: Town) -> None:
    town.answer({"2.9a": False})
    town.reconcile()
    town.answer({"2.9a": True})
    town.submit()
    town.sign()
    later_round(town, 1, {"2.9a": False})
    got = town.findings()["item/2.9"]
    assert (got.number, got.state, got.sheet_id) == (1, S.ASSIGNED, town.desk.sheet.id)


def test_who_asks_for_findings_sees_those_of_the_sheet_in_hand(town: Town) -> None:
    town.visit("02", {"3.1.1b": 1})
    scene = town.scene("王五六")
    scene.go("toc", town.desk.sheet.id)
    scene.desk = None
    findings_list.command(scene, "")
    assert list(town.states().values()) == ["new"]

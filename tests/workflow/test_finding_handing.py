"""交办: at signing everything is handed over, on the spot what is put right at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspection.people import RefusalError
from storage import findings
from storage.db import Tx
from tests.workflow import finding_town as room
from tests.workflow.finding_town import S, Town
from workflow.finding_handing import hand_over_on_spot, press_findings, to_give

tx, town = room.tx, room.town


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

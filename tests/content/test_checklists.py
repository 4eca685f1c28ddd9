"""Checklist files: every fault with its path, exact numbers, the form read and written back."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from content.checklists import (
    ChecklistError,
    canonical,
    check,
    load_text,
    read_file,
    read_text,
    read_tree,
    shipped,
    shipped_ids,
    to_plain,
    version,
)
from content.exact import from_json, from_yaml
from inspection.checklist import Band, Bands, Each, Judged
from tests.scoring.sheets import EVERY_RULE


def _sheet(**changes: Any) -> dict[str, Any]:
    """A small sound checklist as plain form, with fields of its question, item or rule changed."""
    rule = {"kind": "each", "deduct": 1, "unit": "处"} | changes.pop("rule", {})
    question = {"id": "1.1a", "prompt": "手册错误", "scope": "village", "rule": rule}
    question |= changes.pop("question", {})
    item = {"id": "1.1", "title": "手册", "points": 5, "questions": [question]}
    item |= changes.pop("item", {})
    section = {"id": "1", "title": "责任", "items": [item]} | changes.pop("section", {})
    return {"id": "small", "title": "小表", "sections": [section]} | changes


def _exactly(plain: Any) -> Any:
    return from_json(json.dumps(plain))


QUESTION = "sections[0].items[0].questions[0]"
RULE = f"{QUESTION}.rule"


def _rule(**fields: Any) -> dict[str, Any]:
    return _sheet(question={"rule": fields})


@pytest.mark.parametrize(
    ("plain", "where", "code"),
    [
        pytest.param(_sheet(colour=1), "colour", "field.unknown", id="unknown at the top"),
        pytest.param(_sheet(item={"worth": 1}), "sections[0].items[0].worth", "field.unknown",
                     id="unknown in an item"),
        pytest.param(_sheet(rule={"max": 3}), f"{RULE}.max", "field.unknown",
                     id="unknown in a rule"),
        pytest.param(_sheet(rule={"deduct": "0.5"}), f"{RULE}.deduct", "field.expected-number",
                     id="a number in quotes"),
        pytest.param(_sheet(rule={"deduct": True}), f"{RULE}.deduct", "field.expected-number",
                     id="true for a number"),
        pytest.param(_sheet(rule={"deduct": -1}), f"{RULE}.deduct", "field.number-range",
                     id="a negative number"),
        pytest.param(_sheet(rule={"kind": "every"}), f"{RULE}.kind", "field.expected-one-of",
                     id="no such rule"),
        pytest.param(_sheet(question={"rule": {"deduct": 1}}), f"{RULE}.kind", "field.missing",
                     id="a rule without its kind"),
        pytest.param(_sheet(question={"rule": "each"}), RULE, "field.expected-fields",
                     id="a rule that is a word"),
        pytest.param(_sheet(question={"scope": "home"}), f"{QUESTION}.scope",
                     "field.expected-one-of", id="no such scope"),
        pytest.param(_sheet(question={"prompt": " "}), f"{QUESTION}.prompt", "field.empty",
                     id="an empty prompt"),
        pytest.param(_sheet(question={"label": "a\u202eb"}), f"{QUESTION}.label", "field.odd-text",
                     id="a text that turns round"),
        pytest.param(_sheet(question={"label": "a\nb"}), f"{QUESTION}.label", "field.one-line",
                     id="a button of two lines"),
        pytest.param(_sheet(question={"by_phone": "yes"}), f"{QUESTION}.by_phone",
                     "field.expected-bool", id="yes for true"),
        pytest.param(_sheet(question={"only": "学生"}), f"{QUESTION}.only", "field.expected-list",
                     id="a tag that is no list"),
        pytest.param(_sheet(question={"id": 1.1}), f"{QUESTION}.id", "field.expected-text",
                     id="an id without quotes"),
        pytest.param(_sheet(item={"questions": []}), "sections[0].items[0].questions",
                     "field.empty", id="no questions"),
        pytest.param(_sheet(rule={"most_cases": 0}), f"{RULE}.most_cases",
                     "field.expected-count", id="no cases at most"),
        pytest.param({"id": "a", "title": "b"}, "sections", "field.missing", id="no sections"),
        pytest.param(_sheet(id="Small!"), "id", "checklist.id", id="an odd id"),
        pytest.param(_sheet(question={"id": "2.1a"}), f"{QUESTION}.id", "checklist.question-id",
                     id="a question of another item"),
        pytest.param(_sheet(question={"id": "1.1"}), f"{QUESTION}.id", "checklist.question-id",
                     id="a question named as its item"),
        pytest.param(_sheet(question={"id": "1.1|a"}), f"{QUESTION}.id", "checklist.id",
                     id="an id that no button can carry"),
        pytest.param(_sheet(item={"pool": True}), "sections[0].points",
                     "checklist.pool-without-points", id="a pool without points"),
        pytest.param(_sheet(item={"points": None}), f"{RULE}.kind",
                     "checklist.rule-without-points", id="a deduction from nothing"),
        pytest.param(_sheet(question={"same_as": "9a"}), f"{QUESTION}.same_as",
                     "checklist.no-question", id="the same as nothing"),
        pytest.param(_sheet(question={"same_as": "1.1a"}), f"{QUESTION}.same_as",
                     "checklist.same-as-chain", id="the same as itself"),
        pytest.param(_sheet(question={"when": "9a"}), f"{QUESTION}.when", "checklist.no-question",
                     id="waiting for nothing"),
        pytest.param(_sheet(question={"when": "1.1a"}), f"{QUESTION}.when",
                     "checklist.when-circle", id="waiting for itself"),
        pytest.param(_sheet(question={"only": ["学生"]}), f"{QUESTION}.only",
                     "checklist.household-only", id="tags of a village"),
        pytest.param(_sheet(question={"by_phone": True}), f"{QUESTION}.by_phone",
                     "checklist.household-only", id="telephoning a village"),
        pytest.param(_sheet(question={"deadline": "11-31"}), None, None, id="a day that may be"),
        pytest.param(_sheet(question={"deadline": "13-01"}), f"{QUESTION}.deadline",
                     "checklist.deadline", id="a thirteenth month"),
        pytest.param(_sheet(question={"deadline": "15 days"}), f"{QUESTION}.deadline",
                     "checklist.deadline", id="a deadline in prose"),
        pytest.param(_sheet(total_counts="printed"), "total_counts",
                     "checklist.no-printed-total", id="no total to count"),
        pytest.param(_sheet(rule={"deduct": 0}), f"{RULE}.deduct", "rule.above-zero",
                     id="deducting nothing"),
        pytest.param(_sheet(rule={"at_most": 0.5}), f"{RULE}.at_most", "rule.at-most-small",
                     id="a ceiling under one case"),
        pytest.param(_rule(kind="share", full_at=90), f"{RULE}.full_at", "rule.share",
                     id="a percent for a share"),
        pytest.param(_rule(kind="share", points=6), f"{RULE}.points", "rule.within",
                     id="a share worth more than the item"),
        pytest.param(_rule(kind="below", deduct=1, at=0), f"{RULE}.at", "rule.share",
                     id="below nothing"),
        pytest.param(_rule(kind="excess", over=1, step=0.01, deduct=1), f"{RULE}.over",
                     "rule.share", id="over everything"),
        pytest.param(_rule(kind="excess", over=0.3, step=0, deduct=1), f"{RULE}.step",
                     "rule.share", id="steps of nothing"),
        pytest.param(_rule(kind="bands", bands=[]), f"{RULE}.bands", "rule.no-bands",
                     id="no bands"),
        pytest.param(_rule(kind="bands", bands=[{"under": 9, "deduct": 2},
                                                {"under": 8, "deduct": 1}]),
                     f"{RULE}.bands[1].under", "rule.bands-order", id="bands upside down"),
        pytest.param(_rule(kind="choice", options={"好": 5, "坏": 6}),
                     f'{RULE}.options["坏"]', "rule.within", id="an option above the points"),
        pytest.param(_rule(kind="choice", options={"好": 5}), f"{RULE}.options",
                     "rule.options-few", id="a choice of one"),
        pytest.param(_rule(kind="marks", step=2), f"{RULE}.step", "rule.step",
                     id="marks that miss the points"),
        pytest.param(_rule(kind="marks", step=0), f"{RULE}.step", "rule.step",
                     id="marks without a step"),
        pytest.param(_rule(kind="judged", **{"from": 3, "to": 2}), f"{RULE}.from",
                     "rule.from-to", id="judged backwards"),
        pytest.param(_rule(kind="judged", **{"from": 1, "to": 6}), f"{RULE}.to", "rule.within",
                     id="judged beyond the points"),
        pytest.param(_sheet(question={"scope": "household", "rule": {"kind": "marks"}}),
                     f"{QUESTION}.scope", "checklist.village-only", id="marks for households"),
        pytest.param(_sheet(item={"exempt": "可免"}, question={"rule": {"kind": "zero"}}),
                     "sections[0].items[0].exempt", "checklist.exempt-without-each",
                     id="nothing to exempt"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_path(plain: Any, where: str | None, code: str | None) -> None:
    got = [(fault.where, fault.text.code) for fault in read_tree(_exactly(plain)).faults]
    assert got[:1] == ([] if where is None else [(where, f"fault.{code}")])


@pytest.mark.parametrize(
    ("plain", "where", "code"),
    [
        pytest.param(_sheet(printed_total=6), "printed_total", "checklist.total-rows",
                     id="a wrong printed total"),
        pytest.param(_sheet(printed_total=6, total_counts="printed"), "printed_total",
                     "checklist.total-printed", id="a wrong printed total that counts"),
        pytest.param(_sheet(section={"points": 6}), "sections[0].points",
                     "checklist.section-sum", id="a wrong section"),
        pytest.param(_sheet(item={"group": {"title": "组", "points": 6}}),
                     "sections[0].items[0].group.points", "checklist.group-sum",
                     id="a wrong group"),
        pytest.param(_sheet(section={"at_most": 3}), "sections[0].at_most",
                     "checklist.at-most-without-bonus", id="a ceiling of no bonus"),
        pytest.param(_sheet(question={"label": "手册错误不少呀"}), f"{QUESTION}.label",
                     "checklist.label-long", id="seven characters"),
        pytest.param(_sheet(question={"label_en": "Handbook errors"}), f"{QUESTION}.label_en",
                     "checklist.label-long", id="fifteen letters"),
        pytest.param(_sheet(rule={"deduct": 6}), f"{RULE}.deduct", "rule.more-than-points",
                     id="a case dearer than the item"),
        pytest.param(_rule(kind="bands", bands=[{"under": 8, "deduct": 1},
                                                {"under": 9, "deduct": 2}]),
                     f"{RULE}.bands[1].deduct", "rule.bands-dearer", id="a dearer high band"),
        pytest.param(_rule(kind="choice", options={"好": 4, "坏": 0}), f"{RULE}.options",
                     "rule.no-full-option", id="no full option"),
        pytest.param(_rule(kind="judged", **{"from": 0.3, "to": 2}), f"{RULE}.from",
                     "rule.off-step", id="judged off its step"),
    ],
)  # fmt: skip
def test_what_is_only_odd_is_a_warning(plain: Any, where: str, code: str) -> None:
    reading = read_tree(_exactly(plain))
    assert reading.faults == ()
    assert reading.checklist is not None
    got = [(fault.where, fault.text.code) for fault in reading.warnings]
    assert got == [(where, f"warning.{code}")]


def test_all_faults_come_at_once_those_of_form_and_those_of_sense() -> None:
    plain = _sheet(id="Not so", colour="red")
    question = plain["sections"][0]["items"][0]["questions"][0]
    twin = question | {"id": "1.1b", "label": 5, "rule": {"kind": "every"}}
    third = question | {"id": "1.1b", "when": "9z"}
    fourth = question | {"id": "1.1a"}
    plain["sections"][0]["items"][0]["questions"] = [question, twin, third, fourth]
    got = {(fault.where, fault.text.code) for fault in read_tree(_exactly(plain)).faults}
    path = "sections[0].items[0].questions"
    assert got == {
        ("colour", "fault.field.unknown"),
        ("id", "fault.checklist.id"),
        (f"{path}[1].label", "fault.field.expected-text"),
        (f"{path}[1].rule.kind", "fault.field.expected-one-of"),
        (f"{path}[2].id", "fault.checklist.id-twice"),
        (f"{path}[2].when", "fault.checklist.no-question"),
        (f"{path}[3].id", "fault.checklist.id-twice"),
    }


@pytest.mark.parametrize(
    ("plain", "wheres"),
    [
        ([], [""]),
        ("lingling", [""]),
        (None, [""]),
        ({"id": "a", "title": "b", "sections": 3}, ["sections"]),
        ({"id": "a", "title": "b", "sections": [3]}, ["sections[0]"]),
        ({"id": "a", "title": "b", "sections": [{"id": "1", "title": "x", "items": {}}]},
         ["sections[0].items"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_checklist_at_all_is_refused(plain: Any, wheres: list[str]) -> None:
    reading = read_tree(_exactly(plain))
    assert reading.checklist is None
    assert [fault.where for fault in reading.faults] == wheres


def test_a_chain_of_waiting_that_comes_back_is_found() -> None:
    plain = _sheet()
    first = plain["sections"][0]["items"][0]["questions"][0]
    questions = [
        first | {"id": f"1.1{own}", "when": f"1.1{other}"} for own, other in ("ab", "bc", "cb")
    ]
    plain["sections"][0]["items"][0]["questions"] = questions
    got = [fault.text.code for fault in read_tree(_exactly(plain)).faults]
    assert got == ["fault.checklist.when-circle"] * 3


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        ("a: 0.1", Fraction(1, 10)),
        ("a: 2.50", Fraction(5, 2)),
        ("a: 100", 100),
        ("a: 010", "010"),
        ("a: 1:30", "1:30"),
        ("a: 11-30", "11-30"),
        ("a: 2018-09-25", "2018-09-25"),
        ("a: yes", "yes"),
        ("a: on", "on"),
        ("a: true", True),
        ("a:", None),
        ("a: 1.1a", "1.1a"),
        ("a: '1.10'", "1.10"),
        ("a: .inf", ".inf"),
        ("a: 1e5", "1e5"),
    ],
)
def test_yaml_says_what_stands_there(lines: str, want: object) -> None:
    got = from_yaml(lines)["a"]
    assert got == want
    assert type(got) is type(want)


@pytest.mark.parametrize(
    ("lines", "where", "code"),
    [
        ("id: [", "line 1, column 6", "not-yaml"),
        ("a: &x 1\nb: *x", "line 1, column 4", "not-yaml"),
        ("a: !!python/name:os.system x", "line 1, column 4", "not-yaml"),
        ("1: 2", "line 1, column 1", "key-text"),
        ("a: b\nc: \0", "line 2", "not-yaml"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "not-yaml"),
        ("a: " + "[" * 100 + "]" * 100, "", "too-deep"),
        ("[" * 20_000, "", "too-deep"),
        ("x" * 2_000_001, "", "too-large"),
    ],
    ids=range(9),
)
def test_yaml_that_is_not_ours_is_refused(lines: str, where: str, code: str) -> None:
    (fault,) = read_text(lines).faults
    assert (fault.where, fault.text.code) == (where, f"fault.file.{code}")


def test_a_key_twice_is_a_fault_not_the_last_one_wins() -> None:
    text = "id: a\ntitle: b\nid: c\nsections: []\n"
    got = [(fault.where, fault.text.code) for fault in read_text(text).faults]
    assert got == [("id", "fault.file.key-twice"), ("sections", "fault.field.empty")]


def test_a_file_that_is_not_utf8_is_refused_and_a_mark_before_it_is_not(tmp_path: Path) -> None:
    file = tmp_path / "sheet.yaml"
    file.write_bytes("id: 表".encode("gb18030"))
    assert [fault.text.code for fault in read_file(file).faults] == ["fault.file.not-utf8"]
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(_sheet()).encode())
    assert read_file(file).checklist == read_tree(_exactly(_sheet())).checklist


def test_a_bad_text_is_raised_with_all_its_faults() -> None:
    with pytest.raises(ChecklistError) as bad:
        load_text("id: x\ncolour: red\n")
    assert [fault.where for fault in bad.value.faults] == ["title", "sections", "colour"]


@pytest.mark.parametrize(
    "checklist", [*map(shipped, shipped_ids()), EVERY_RULE], ids=lambda c: c.id
)
def test_a_checklist_written_reads_back_the_same(checklist: Any) -> None:
    plain = to_plain(checklist)
    for written in (
        json.dumps(plain),
        yaml.safe_dump(plain, allow_unicode=True, sort_keys=False),
        canonical(checklist),
    ):
        assert load_text(written) == checklist
    assert check(checklist).checklist == checklist
    assert list(plain)[-1] == "sections"


def test_a_version_is_the_same_for_the_same_sheet_and_another_for_another() -> None:
    one, same = load_text(json.dumps(_sheet())), load_text(yaml.safe_dump(_sheet()))
    other = load_text(json.dumps(_sheet(rule={"deduct": 0.5})))
    assert version(one) == version(same)
    assert version(one) != version(other)
    assert len(version(one)) == 64


def test_rules_with_other_names_in_the_file_are_read_and_written() -> None:
    judged = load_text(json.dumps(_rule(kind="judged", **{"from": 1, "to": 2.5})))
    rule = next(judged.questions()).rule
    assert rule == Judged(Fraction(1), Fraction(5, 2))
    plain = to_plain(judged)["sections"][0]["items"][0]["questions"][0]["rule"]
    assert plain == {"kind": "judged", "from": 1, "to": 2.5}
    bands = load_text(json.dumps(_rule(kind="bands", bands=[{"under": 90, "deduct": 0.1}])))
    assert next(bands.questions()).rule == Bands((Band(Fraction(90), Fraction(1, 10)),))
    each = next(load_text(json.dumps(_sheet(rule={"at_most": 0.3, "deduct": 0.1}))).questions())
    assert each.rule == Each(Fraction(1, 10), "处", Fraction(3, 10))

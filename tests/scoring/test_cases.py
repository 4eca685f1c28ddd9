"""Worked cases: every key of `expect` must equal the result's, to the hundredth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content.answer_files import read_answers
from content.checklists import read_tree, shipped
from content.exact import from_json
from inspection.checklist import Checklist
from scoring.contract import result

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*.json"))
KEYS = [
    "checklist",
    "complete",
    "score",
    "applicable",
    "percent",
    "bonus",
    "low",
    "high",
    "sections",
    "items",
    "findings",
]


def _checklist(case: Any) -> Checklist:
    """A case names a shipped checklist or brings its own."""
    if isinstance(case["checklist"], str):
        return shipped(case["checklist"])
    reading = read_tree(case["checklist"])
    assert reading.checklist is not None, reading.faults
    return reading.checklist


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_worked_case_comes_out_as_expected(path: Path) -> None:
    case = from_json(path.read_text(encoding="utf-8"))
    plain = json.loads(path.read_text(encoding="utf-8"))
    checklist = _checklist(case)
    got = result(checklist, read_answers(checklist, json.dumps(plain["input"])))
    assert {key: got[key] for key in plain["expect"]} == plain["expect"], plain["note"]
    assert list(got) == KEYS
    assert json.loads(json.dumps(got)) == got


def test_the_worked_cases_are_all_there() -> None:
    shared = [path for path in CASES if path.parent.name == "shared"]
    own = [path for path in CASES if path.parent.name == "own"]
    assert len(shared) == 16
    assert len(own) >= 80

"""`ducha summary --json`: every figure as a string, by whole, township, unit and round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from storage import campaigns
from storage.db import Tx
from tests import builders
from tests.builders import Built
from tests.workflow.one_round import one_round
from workflow.summary_json import summary_json


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


@pytest.fixture
def built(tx: Tx) -> Built:
    return one_round(tx)


def test_the_json_has_every_figure_as_a_string(built: Built, tmp_path: Path) -> None:
    campaign = campaigns.campaign(built.tx, built.id)
    got = summary_json(built.tx, builders.house(tmp_path), builders.NOW, campaign)
    assert got["sheets"] == {
        "all": "4",
        "open": "1",
        "submitted": "1",
        "signed": "2",
        "final": "1",
    }
    assert got["households"] == {
        "roster": "6",
        "done": "5",
        "visited": "4",
        "telephoned": "0",
        "absent": "1",
    }
    assert got["percent"] == {
        "counted": "3",
        "mean": "98.33",
        "least": "97.00",
        "most": "100.00",
        "provisional": True,
    }
    assert got["lost"][0] == {
        "item": "2.9",
        "title": "贫困户微信群",
        "points": "4.00",
        "sheets": "2",
    }
    assert [(t["township"], t["score"]) for t in got["townships"]] == [
        ("青石镇", "98.50"),
        ("柳河乡", None),
    ]
    assert got["not_begun"] == ["白云乡"]
    assert [e["percent"] for e in got["ranking"]["villages"]["ranked"]] == [
        "100.00",
        "98.00",
        "97.00",
    ]
    assert not list(_numbers(got))
    assert json.loads(json.dumps(got, ensure_ascii=False)) == got


def _numbers(tree: object) -> Iterator[object]:
    match tree:
        case dict():
            for below in tree.values():
                yield from _numbers(below)
        case list():
            for below in tree:
                yield from _numbers(below)
        case bool():
            return
        case int() | float() | Fraction():
            yield tree


def test_rounds_stand_side_by_side(tx: Tx, tmp_path: Path) -> None:
    second = replace(
        builders.ROUND,
        name="第二轮",
        starts_on=builders.ROUND.starts_on.replace(month=11),
        ends_on=builders.ROUND.ends_on.replace(month=11),
    )
    made = builders.campaign(
        tx, "village-rules", [builders.village("青石镇", "大坪村")], rounds=(builders.ROUND, second)
    )
    first_sheet = builders.sheet(made, "青石镇大坪村")
    later = campaigns.rounds(tx, made.id)[1].id
    second_sheet = builders.sheet(made, "青石镇大坪村", round_id=later)
    builders.answer_all(tx, first_sheet, {"1.1a": 1})
    builders.answer_all(tx, second_sheet)
    campaign, house = campaigns.campaign(tx, made.id), builders.house(tmp_path)
    then = summary_json(tx, house, builders.NOW, campaign)
    now = summary_json(tx, house, builders.NOW.replace(month=11), campaign)
    assert [(x["round"], x["units"][0]["percent"]) for x in (then, now)] == [
        ("第一轮", "99.00"),
        ("第二轮", "100.00"),
    ]

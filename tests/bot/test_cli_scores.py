"""The command line: check and score."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands import scores
from tests.bot import terminal
from tests.bot.terminal import Run

words, run, workbook = terminal.words, terminal.run, terminal.workbook


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    file.write_text('{"answers": {"1.1b": true}, "households": {}}', encoding="utf-8")
    return file


def test_a_score_is_one_json_object_and_several_are_one_a_line(run: Run, answers: Path) -> None:
    one = run(scores.score, "lingling-2018", answers)
    assert one.exit_code == 0
    assert json.loads(one.stdout)["checklist"] == "lingling-2018"
    other = answers.with_name("other.json")
    other.write_text('{"answers": {"1.1b": false}}', encoding="utf-8")
    two = run(scores.score, "lingling-2018", answers, other)
    first, second = (json.loads(line) for line in two.stdout.splitlines())
    assert first["items"]["1.1"]["deducted"] == "0.00"
    assert second["items"]["1.1"]["deducted"] == "1.00"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"answers": {"9.9": true}}', "9.9"),
        ('{"answers": {"1.1b": 7}}', "1.1b"),
        ("{", "answers.json"),
        (None, "answers.json"),
    ],
    ids=["unknown question", "wrong kind", "broken", "not there"],
)
def test_bad_answers_exit_2_and_name_the_place(
    run: Run, answers: Path, content: str | None, place: str
) -> None:
    if content is None:
        answers.unlink()
    else:
        answers.write_text(content, encoding="utf-8")
    result = run(scores.score, "lingling-2018", answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert place in result.stderr


@pytest.mark.parametrize("name", ["lingling-2018", "dongyuan-2020", "village-rules"])
def test_what_is_shipped_is_sound(run: Run, name: str) -> None:
    assert run(scores.check, name).exit_code == 0


def test_every_fault_of_a_checklist_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(
        "id: x\ntitle: 表\nsections:\n- {id: '1', title: 一, points: 5, items: ["
        "{id: '1.1', title: 甲, points: five, questions: []}, {id: '1.2'}]}\n",
        encoding="utf-8",
    )
    result = run(scores.check, file)
    assert result.exit_code == 2
    assert "points" in result.stderr
    assert "items[1]" in result.stderr


def test_a_workbook_is_checked_too(run: Run, workbook: Path) -> None:
    assert run(scores.check, workbook).exit_code == 0

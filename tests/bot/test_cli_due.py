"""`ducha due`: what is due today and for whom, whatever the hour; looking changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from storage.db import Tx
from storage.migrate import migrate
from tests.workflow.chased import Chase


@pytest.fixture(autouse=True)
def words() -> None:
    """This command speaks the product's own words."""


@contextmanager
def chased(folder: Path, now: str) -> Iterator[Chase]:
    migrate(folder / "ducha.db")
    connection = sqlite3.connect(folder / "ducha.db", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    yield Chase.begin(Tx(connection), now)
    connection.execute("COMMIT")
    connection.close()


def due(folder: Path, now: str, *options: str) -> str:
    (folder / "clock").write_text(now)
    env = {"DUCHA_DATA": str(folder), "DUCHA_CLOCK": str(folder / "clock")}
    result = CliRunner().invoke(main, ["due", *options], env=env)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_day_in_words(tmp_path: Path) -> None:
    with chased(tmp_path, "2026-10-12T09:00") as chase:
        chase.given("2026-10-11")
        chase.given("2026-10-15")
        chase.given("2026-10-12", "柳河乡东沟村")
        chase.leave("吴九十")
    assert due(tmp_path, "2026-10-12T07:00:00+08:00").splitlines() == [
        "秋季专项督查　10月12日",
        "李四五　2026-0001 青石镇大坪村 逾期1天",
        "冯二三　2026-0001 青石镇大坪村 逾期1天",
        "赵六七　柳河乡东沟村的联系人收不到提醒",
        "周八九　2026-0001 青石镇大坪村 逾期1天",
        "周八九　2026-0002 青石镇大坪村 提前3天",
    ]


def test_a_day_without_reminders(tmp_path: Path) -> None:
    migrate(tmp_path / "ducha.db")
    assert due(tmp_path, "2026-10-12T07:00:00+08:00") == "今天没有到提醒时间的整改。\n"
    assert json.loads(due(tmp_path, "2026-10-12T07:00:00+08:00", "--json")) == []


def test_the_day_as_json_before_and_after_the_digest(tmp_path: Path) -> None:
    with chased(tmp_path, "2026-10-12T09:00") as chase:
        chase.given("2026-10-12")
    before = json.loads(due(tmp_path, "2026-10-12T07:00:00+08:00", "--json"))
    line: dict[str, Any] = {
        "id": "finding/1/2026-10-12/day/7",
        "finding": "2026-0001",
        "unit": "青石镇大坪村",
        "due_on": "2026-10-12",
        "stage": "day",
        "days_overdue": 0,
        "person": "周八九",
        "digest": None,
        "digest_state": None,
    }
    assert before == [
        {
            "campaign": "秋季专项督查",
            "day": "2026-10-12",
            "opens_at": "2026-10-12T09:00+08:00",
            "overdue_opens_at": "2026-10-12T09:00+08:00",
            "reminders": [line],
        }
    ]
    connection = sqlite3.connect(tmp_path / "ducha.db", isolation_level=None)
    connection.row_factory = sqlite3.Row
    Chase(Tx(connection), chase.built, chase.now).tick()
    connection.close()
    after = json.loads(due(tmp_path, "2026-10-12T21:30:00+08:00", "--json"))
    assert after[0]["reminders"] == [
        {**line, "digest": "digest/7/2026-10-12", "digest_state": "due"}
    ]
    assert after[0]["opens_at"] == "2026-10-13T09:00+08:00"

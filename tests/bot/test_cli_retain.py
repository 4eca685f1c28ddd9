"""`ducha retain` on the command line: said first, then done; killed midway and done again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.commands import custody, retain
from storage.db import Tx
from storage.migrate import migrate
from tests import builders
from tests.workflow.filed import sent
from tests.workflow.ledger_book import two_villages

Run = Callable[..., Result]
FIX = {"latitude": "26.1", "longitude": "111.6", "accuracy": "12", "fix_at": "2026-10-12T10:00:00Z"}


@pytest.fixture(autouse=True)
def words() -> None:
    """These commands speak the product's own words."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUCHA_DATABASE_URL", raising=False)
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_CLOCK", str(tmp_path / "now"))
    (tmp_path / "now").write_text("2028-10-31T09:00:00+08:00")
    migrate(tmp_path / "ducha.db")
    connection = sqlite3.connect(tmp_path / "ducha.db", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    built = two_villages(Tx(connection))
    here = builders.sheet(built, "青石镇大坪村")
    for _ in range(3):
        sent(built, tmp_path, here, item_id="2.9", **FIX)
    connection.execute("COMMIT")
    connection.close()

    def invoke(command: click.Command, *args: object) -> Result:
        return CliRunner().invoke(command, list(map(str, args)), catch_exceptions=False)

    return invoke


def files(folder: Path) -> int:
    return sum(each.is_file() for each in (folder / "evidence").rglob("*"))


def test_a_dry_run_says_what_would_go_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    result = run(retain.retain, "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "秋季专项督查：保留到 2028-10-30，已到期；材料 3 件，原件 3 个（0.0 MB），位置 3 处",
        "（试运行，没有清除）",
    ]
    assert files(tmp_path) == 3


def test_it_is_done_once_and_the_trail_says_so(run: Run, tmp_path: Path) -> None:
    copy = tmp_path.parent / f"{tmp_path.name}-copy"
    assert run(custody.backup, copy).exit_code == 0
    assert files(copy) == 3
    assert run(retain.retain).stdout.splitlines()[-1] == "已清除 3 件材料的原件和位置。"
    assert files(tmp_path) == 0
    verified = run(custody.verify)
    assert verified.exit_code == 0, verified.stderr
    assert verified.stdout.splitlines()[-1] == (
        "3 件证据已过保留期，原件按规定清除，哈希和记录都在。"
    )
    assert run(custody.backup, copy).exit_code == 0
    assert files(copy) == 0
    assert run(retain.retain).stdout.splitlines() == ["没有到期要清除的。"]


def test_before_its_time_it_says_when_the_next_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "now").write_text("2028-10-30T23:59:00+08:00")
    result = run(retain.retain)
    assert result.stdout.splitlines() == [
        "没有到期要清除的。",
        "最早到期的是秋季专项督查：保留到 2028-10-30；材料 3 件，原件 3 个（0.0 MB），位置 3 处",
    ]
    assert files(tmp_path) == 3


def test_killed_between_marking_and_deleting_it_goes_on(run: Run, tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "retain"],
        env={**os.environ, "DUCHA_FAULT": "during-retention"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert files(tmp_path) == 3
    assert run(custody.verify).exit_code == 0
    assert run(retain.retain).exit_code == 0
    assert files(tmp_path) == 0
    assert run(custody.verify).exit_code == 0

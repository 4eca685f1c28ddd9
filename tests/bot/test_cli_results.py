"""The command line: summary and export, on a round under way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import custody, results
from storage.db import Tx
from storage.migrate import migrate
from tests.workflow.one_round import one_round

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def words() -> None:
    """These commands speak the product's own words."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name in ("DUCHA_CLOCK", "DUCHA_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    (tmp_path / "now").write_text("2026-10-12T18:00:00+08:00")
    monkeypatch.setenv("DUCHA_CLOCK", str(tmp_path / "now"))

    def invoke(command: object, *args: object) -> Result:
        return CliRunner().invoke(  # type: ignore[arg-type]
            command, [str(a) for a in args], catch_exceptions=False
        )

    return invoke


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    file = tmp_path / "ducha.db"
    migrate(file)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    one_round(Tx(connection))
    connection.execute("COMMIT")
    connection.close()
    return tmp_path


@pytest.mark.usefixtures("filled")
def test_the_summary_is_lines_for_people_and_figures_for_programs(run: Run) -> None:
    told = run(results.summary)
    assert told.exit_code == 0
    assert told.stdout.splitlines()[1] == "表 2/4 已签（待审 1，在查 1）"
    figures = run(results.summary, "--json")
    assert json.loads(figures.stdout)["percent"]["mean"] == "98.33"


def test_every_score_sheet_is_written_in_a_transaction_of_its_own(run: Run, filled: Path) -> None:
    result = run(results.export, "sheet", "--out", filled / "out")
    assert result.exit_code == 0
    written = [Path(line) for line in result.stdout.splitlines()]
    assert sorted(written) == sorted((filled / "out").iterdir())
    assert len(written) == 4
    with sqlite3.connect(filled / "ducha.db") as books:
        noted = books.execute("SELECT count(*) FROM audit WHERE act = 'export'").fetchone()
    assert noted == (4,)
    assert run(custody.verify).exit_code == 0


@pytest.mark.usefixtures("filled")
def test_a_unit_or_campaign_that_is_not_there_is_bad_input(run: Run) -> None:
    for wrong in (("--unit", "无名村"), ("--campaign", "没有的项目")):
        result = run(results.export, "sheet", "--out", "out", *wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.endswith("。\n")


def test_without_a_campaign_there_is_nothing_to_tell(run: Run) -> None:
    for command in ((results.summary,), (results.export, "sheet", "--out", "out")):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        pytest.param(results.summary, (), id="summary"),
        pytest.param(results.export, ("sheet", "--out", "out"), id="export"),
        pytest.param(custody.verify, (), id="audit verify"),
        pytest.param(custody.backup, ("copy",), id="backup"),
    ],
)
def test_what_only_reads_says_that_there_is_nothing_yet_and_makes_nothing(
    run: Run, tmp_path: Path, command: object, arguments: tuple[str, ...]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = run(command, *arguments)
    assert result.exit_code == 2
    assert "ducha import" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before

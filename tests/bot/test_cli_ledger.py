"""`ducha export ledger`: the file, the reason for names in full, what is said of an empty one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.commands import custody, results
from bot.papers import paper
from inspection.finding import FindingState
from storage import campaigns, findings
from storage.db import Books, Tx
from storage.findings import Wanted
from storage.migrate import migrate
from tests import builders
from tests.workflow import ledger_book as book
from workflow.ledger import export_ledger

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

    def invoke(*args: object) -> Result:
        return CliRunner().invoke(
            results.export, ["ledger", *map(str, args)], catch_exceptions=False
        )

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two villages; one finding of the first."""
    made = tmp_path / "ducha.db"
    migrate(made)
    connection = sqlite3.connect(made, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    built = book.two_villages(Tx(connection))
    here = builders.sheet(built, "青石镇大坪村")
    book.made(built, here, book.of_household(here, built.tx))
    connection.execute("COMMIT")
    connection.close()
    return made


def told(file: Path) -> str:
    full = openpyxl.load_workbook(file).worksheets[0]
    return "\n".join(str(cell.value) for row in full.iter_rows() for cell in row if cell.value)


def noted(file: Path) -> int:
    with sqlite3.connect(file) as books:
        (rows,) = books.execute("SELECT count(*) FROM audit WHERE act = 'export'").fetchone()
    return int(rows)


def test_the_ledger_is_written_masked_and_noted(run: Run, file: Path, tmp_path: Path) -> None:
    result = run("--out", tmp_path / "out")
    assert result.exit_code == 0
    (written,) = (Path(line) for line in result.stdout.splitlines())
    assert written.name == "秋季专项督查-整改台账-2026-10-12.xlsx"
    assert "01 张*户：手册错误2处" in told(written)
    assert "张三四" not in told(written)
    assert noted(file) == 1
    verified = CliRunner().invoke(custody.verify, catch_exceptions=False)
    assert verified.exit_code == 0


def test_names_in_full_take_a_reason(run: Run, file: Path, tmp_path: Path) -> None:
    refused = run("--out", tmp_path / "out", "--unmasked", " ")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.strip() == "不脱敏导出必须写明理由。"
    assert noted(file) == 0
    result = run("--out", tmp_path / "out", "--unmasked", "依法调阅", "--unit", "大坪村")
    written = Path(result.stdout.strip())
    assert written.name == "大坪村-整改台账-2026-10-12-未脱敏.xlsx"
    assert "01 张三四户：手册错误2处" in told(written)
    assert "用途：依法调阅" in told(written)


@pytest.mark.usefixtures("file")
def test_an_empty_ledger_is_bad_input_said_kindly(run: Run, tmp_path: Path) -> None:
    result = run("--out", tmp_path / "out", "--unit", "东沟村")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip() == "“东沟村”的台账还没有问题。"
    assert not (tmp_path / "out").exists()


async def test_a_paper_is_read_and_made_when_it_is_sent(file: Path, tmp_path: Path) -> None:
    books = await Books.open(file)
    try:

        def order(tx: Tx) -> dict[str, object]:
            (campaign,) = campaigns.campaigns(tx)
            return export_ledger(tx, builders.house(tmp_path), builders.NOW, campaign)[1]

        def rewrite(tx: Tx) -> None:
            (campaign,) = campaigns.campaigns(tx)
            (found,) = findings.listed(tx, campaign.id, Wanted(tuple(FindingState)))
            tx.do("UPDATE findings SET open_matter = '后来的话' WHERE id = :id", id=found.id)

        recipe = await books.act(order)
        await books.act(rewrite)
        made = await paper(books, recipe)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await books.read_long(rewrite)
    finally:
        await books.close()
    full = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
    assert full["E6"].value == "01 张*户：后来的话"

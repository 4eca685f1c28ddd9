"""The command line: audit, backup, restore."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.commands import custody
from storage import custody as books_custody
from tests.bot import terminal
from tests.bot.terminal import Run, database

words, run, imported_once, laid, filled = (
    terminal.words,
    terminal.run,
    terminal.imported_once,
    terminal.laid,
    terminal.filled,
)


def test_a_whole_trail_prints_its_heads(run: Run, filled: Path) -> None:
    result = run(custody.verify)
    assert result.exit_code == 0
    assert "项目 1：" in result.stdout


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET after = 'x' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 3",
    ],
    ids=["changed", "taken out", "another time"],
)
def test_a_break_of_the_trail_is_named(run: Run, filled: Path, tmp_path: Path, sql: str) -> None:
    with sqlite3.connect(database(tmp_path)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_updated")
        connection.execute("DROP TRIGGER audit_is_not_deleted")
        connection.execute(sql)
    connection.close()
    result = run(custody.verify)
    assert result.exit_code == 1
    assert "项目 1 第 3 条" in result.stderr


@pytest.mark.parametrize("how", ["changed", "missing"])
def test_evidence_that_was_touched_is_named(run: Run, filled: Path, how: str) -> None:
    if how == "changed":
        filled.write_bytes(b"A photo")
    else:
        filled.unlink()
    result = run(custody.verify)
    assert result.exit_code == 1
    assert filled.name in result.stderr


def test_a_copy_comes_back_whole(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(custody.backup, tmp_path / "copy").exit_code == 0
    assert run(custody.backup, tmp_path / "copy").exit_code == 0
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path / "elsewhere"))
    result = run(custody.restore, tmp_path / "copy")
    assert result.exit_code == 0, result.stderr
    assert run(custody.verify).exit_code == 0
    back = tmp_path / "elsewhere" / "evidence" / filled.name[:2] / filled.name
    assert back.read_bytes() == b"a photo"


def test_a_copy_made_while_the_books_are_written_is_consistent(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        connection = sqlite3.connect(database(tmp_path), timeout=10)
        number = 0
        while not stop.is_set():
            number += 1
            with connection:
                connection.execute("INSERT INTO rates VALUES (?, 'a')", (f"a{number}",))
                connection.execute("INSERT INTO rates VALUES (?, 'b')", (f"b{number}",))
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [run(custody.backup, tmp_path / f"copy{n}").exit_code for n in range(5)]
    finally:
        stop.set()
        writer.join()
    assert results == [0] * 5
    for number in range(5):
        copy = tmp_path / f"copy{number}" / "ducha.db"
        counts = books_custody.look(
            copy,
            lambda tx: [tuple(r) for r in tx.all("SELECT free_at, count(*) FROM rates GROUP BY 1")],
        )
        assert len({n for _, n in counts}) <= 1
        assert books_custody.look(copy, books_custody.integrity) is None


def test_nothing_is_restored_over_a_filled_folder(run: Run, filled: Path, tmp_path: Path) -> None:
    run(custody.backup, tmp_path / "copy")
    before = database(tmp_path).read_bytes()
    assert run(custody.restore, tmp_path / "copy").exit_code == 2
    assert database(tmp_path).read_bytes() == before


@pytest.mark.parametrize("damage", ["the database", "a piece of evidence", "no database"])
def test_a_damaged_copy_is_not_restored(
    run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    copy = tmp_path / "copy"
    run(custody.backup, copy)
    match damage:
        case "the database":
            whole = (copy / "ducha.db").read_bytes()
            (copy / "ducha.db").write_bytes(whole[:4096] + b"\0" * 8192 + whole[12288:])
        case "a piece of evidence":
            shutil.rmtree(copy / "evidence")
        case "no database":
            (copy / "ducha.db").unlink()
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path / "elsewhere"))
    assert run(custody.restore, copy).exit_code in {1, 2}
    assert not (tmp_path / "elsewhere").exists()

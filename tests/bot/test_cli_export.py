"""`ducha export`: every kind, all at once, and what goes on when one cannot be made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from bot.commands import results
from tests.workflow import documented

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
    documented.written(tmp_path / "ducha.db")

    def invoke(*args: object) -> Result:
        return CliRunner().invoke(results.export, list(map(str, args)), catch_exceptions=False)

    return invoke


def written(result: Result) -> list[Path]:
    return [Path(line) for line in result.stdout.splitlines()]


def test_all_makes_a_folder_with_every_kind_and_a_list_of_them(run: Run, tmp_path: Path) -> None:
    result = run("all", "--out", tmp_path / "out", "--why", "归档")
    assert result.exit_code == 0, result.stderr
    listed, *files = written(result)
    assert all(file.is_file() for file in files)
    folders = [
        *("01-计分表", "02-整改台账", "03-排名表", "04-督查工作簿", "05-督查通报", "06-督查报告"),
        *("07-通知书", "08-结转考核清单"),
    ]
    assert sorted({file.parent.name for file in files}) == folders
    # Nobody took a picture: that is said, and is no failure.
    assert "还没有证据" in result.stderr
    lines = listed.read_text(encoding="utf-8-sig").splitlines()
    assert (listed.name, lines[0]) == ("00-目录.txt", "秋季专项督查 第一轮 文书目录")
    assert lines[1] == "导出：督查办　　时间：2026-10-12 18:00　　用途：归档"
    told = [line.partition("（")[0] for line in lines if line[:1].isdigit()]
    assert told == folders
    names = [file.name for file in files]
    assert sorted(line.strip() for line in lines if line.strip() in names) == sorted(names)
    assert "    “秋季专项督查”还没有证据" in "\n".join(lines[lines.index("没有的：") :])


def test_one_kind_that_fails_names_itself_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "05-督查通报").write_text("no folder")
    result = run("all", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "督查通报没有生成：不能写入" in result.stderr
    assert {"06-督查报告", "08-结转考核清单"} <= {file.parent.name for file in written(result)}
    assert "没有生成的：" in (tmp_path / "out" / "00-目录.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["ranking", "circular", "report", "carryover"])
def test_what_speaks_of_all_is_not_had_of_one_unit(run: Run, tmp_path: Path, kind: str) -> None:
    result = run(kind, "--unit", "大坪村", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip().endswith("针对全部单位，不能用 --unit。")


def test_the_notice_of_one_unit(run: Run, tmp_path: Path) -> None:
    result = run("notices", "--unit", "大坪村", "--out", tmp_path / "out")
    (file,) = written(result)
    assert file.name == "秋季专项督查-第一轮-整改通知书-青石镇大坪村-2026-10-12.docx"
    nowhere = run("notices", "--unit", "无名村", "--out", tmp_path / "out")
    assert nowhere.exit_code == 2


def test_a_public_document_is_stopped_where_it_names_a_villager(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ducha.db") as books:
        books.execute("UPDATE findings SET category = '欧阳七八未入住'")
    result = run("circular", "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "含有不得公开的个人信息" in result.stderr
    assert "欧阳七八" not in result.stderr
    assert not list((tmp_path / "out").glob("*"))


def test_the_workbook_is_masked_unless_a_reason_is_given(run: Run, tmp_path: Path) -> None:
    for args, names in (((), {"张*"}), (("--unmasked", "依法调阅"), {"张三四"})):
        (file,) = written(run("campaign", "--out", tmp_path / "out", *args))
        heads = {row[4] for row in openpyxl.load_workbook(file)["入户"].values}
        assert names <= heads

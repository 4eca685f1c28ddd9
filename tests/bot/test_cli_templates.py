"""`ducha template set`, `list`, `remove`, `fields`: the office's own Word templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from exports.template_fields import FIELDS
from tests.exports.test_template import OWN, document
from tests.workflow import documented

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def words() -> None:
    """These commands speak the product's own words."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUCHA_DATABASE_URL", raising=False)
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_CLOCK", str(tmp_path / "now"))
    monkeypatch.setenv("DUCHA_FONT_BODY", "仿宋")
    (tmp_path / "now").write_text("2026-10-12T18:00:00+08:00")
    documented.written(tmp_path / "ducha.db")

    def invoke(*args: object) -> Result:
        return CliRunner().invoke(main, list(map(str, args)), catch_exceptions=False)

    return invoke


def test_a_template_is_set_used_for_documents_and_removed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "红头.docx").write_bytes(OWN)
    told = run("template", "set", "circular", "红头.docx")
    assert (told.exit_code, told.stdout) == (
        0, "通报模板已换上 红头.docx（秋季专项督查），试填没有问题。\n",
    )  # fmt: skip
    assert run("template", "list").stdout.splitlines()[:2] == [
        "通报模板：红头.docx（2026-10-12）",
        "报告模板：内置",
    ]
    made = run("export", "circular", "--out", tmp_path / "out").stdout.strip()
    assert docx.Document(made).paragraphs[0].text == "县督查办文件"
    assert run("template", "remove", "circular").stdout == (
        "通报模板已恢复内置格式（秋季专项督查）。\n"
    )
    assert run("template", "remove", "circular").stdout.startswith("通报模板用的就是内置格式")
    made = run("export", "circular", "--out", tmp_path / "out").stdout.strip()
    built_in = docx.Document(made)
    assert built_in.paragraphs[0].text == "县督查办"
    normal = built_in.styles["Normal"].element
    assert 'w:eastAsia="仿宋"' in normal.xml


def test_one_with_faults_is_not_set_and_every_fault_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(document("{{ 标提 }}", "{{ 排名 }}"))
    told = run("template", "set", "circular", "own.docx")
    assert (told.exit_code, told.stdout) == (2, "")
    lines = told.stderr.splitlines()
    assert lines[0].startswith("正文第 1 段 {{ 标提 }}：没有“标提”这个字段，是不是“标题”？")
    assert lines[-1] == "2 处要改，没有换上。"
    assert run("template", "list").stdout.splitlines()[0] == "通报模板：内置"


def test_the_fields_of_a_kind_are_listed(run: Run) -> None:
    lines = run("template", "fields", "supervision").stdout.splitlines()
    names = {line.split("\t")[0] for line in lines if "\t" in line}
    assert {field.name for field in FIELDS["supervision"]} <= names
    assert "排名.单位" in names


def test_a_campaign_there_is_not_is_said(run: Run) -> None:
    assert run("template", "list", "--campaign", "没有").exit_code == 2

"""`ducha audit verify --manifest`: an archive as it was made, and the first thing that is not."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import custody
from storage import campaigns
from storage.db import Tx
from storage.migrate import migrate
from tests import builders
from tests.builders import NOW
from tests.workflow.filed import sent
from tests.workflow.ledger_book import two_villages
from workflow.evidence_archive import archive_file, export_evidence, note_archive, read_archive

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

    def invoke(file: Path) -> Result:
        return CliRunner().invoke(custody.verify, ["--manifest", str(file)], catch_exceptions=False)

    return invoke


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive of three photos, noted in the trail."""
    migrate(tmp_path / "ducha.db")
    connection = sqlite3.connect(tmp_path / "ducha.db", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    tx = Tx(connection)
    built = two_villages(tx)
    here = builders.sheet(built, "青石镇大坪村")
    for _ in range(3):
        sent(built, tmp_path, here, item_id="2.9")
    campaign = campaigns.campaign(tx, built.id)
    name, recipe = export_evidence(tx, builders.house(tmp_path), NOW, campaign)
    done = archive_file(tmp_path, read_archive(tx, recipe), tmp_path / "out" / name)
    note_archive(tx, recipe, NOW, done)
    connection.execute("COMMIT")
    connection.close()
    return tmp_path / "out" / name


@pytest.fixture
def unpacked(packed: Path, tmp_path: Path) -> Path:
    """The manifest of the archive where it was unpacked."""
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "there")
    return tmp_path / "there" / "manifest.sha256"


def a_photo(manifest: Path, top: str = "原件") -> Path:
    return sorted((manifest.parent / top).rglob("*.jpg"))[1]


def test_an_archive_as_it_was_made_is_whole(run: Run, packed: Path, unpacked: Path) -> None:
    for file in (packed, unpacked):
        result = run(file)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines() == [
            *("档案完整：7 个文件与清单一致。", "清单与本系统留痕一致。"),
        ]


def test_the_tool_of_every_system_says_the_same(unpacked: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum here")

    def agrees() -> bool:
        command = [tool, "--check", "--strict", "--quiet", unpacked.name]
        run = subprocess.run(command, cwd=unpacked.parent, capture_output=True, check=False)  # noqa: S603
        return run.returncode == 0

    assert agrees()
    a_photo(unpacked).write_bytes(b"other")
    assert not agrees()


def altered(manifest: Path) -> str:
    file = a_photo(manifest)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    return f"文件被改动：{file.relative_to(manifest.parent)}"


def shortened(manifest: Path) -> str:
    file = a_photo(manifest)
    file.write_bytes(file.read_bytes()[:-1])
    return f"文件被改动：{file.relative_to(manifest.parent)}"


def lengthened(manifest: Path) -> str:
    file = a_photo(manifest, "水印件")
    file.write_bytes(file.read_bytes() + b"\0")
    return f"文件被改动：{file.relative_to(manifest.parent)}"


def missing(manifest: Path) -> str:
    file = a_photo(manifest)
    file.unlink()
    return f"缺少文件：{file.relative_to(manifest.parent)}"


def added(manifest: Path) -> str:
    (manifest.parent / "原件" / "多出.jpg").write_bytes(b"x")
    return "清单之外的文件：原件/多出.jpg"


def linked(manifest: Path) -> str:
    file = a_photo(manifest)
    kept = manifest.parent.parent / "kept"
    file.rename(kept)
    file.symlink_to(kept)
    return f"文件被改动：{file.relative_to(manifest.parent)}"


def outside(manifest: Path) -> str:
    lines = manifest.read_text().splitlines()
    lines[2] = f"{'0' * 64}  ../../etc/passwd"
    manifest.write_text("\n".join(lines))
    return "清单第 3 行有误。"


def no_line(manifest: Path) -> str:
    manifest.write_text(manifest.read_text() + "a note\n")
    return "清单第 8 行有误。"


def forged(manifest: Path) -> str:
    """A file changed, and the manifest with it: only the trail knows."""
    file = a_photo(manifest)
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(b"other")
    new = hashlib.sha256(b"other").hexdigest()
    manifest.write_text(manifest.read_text().replace(old, new))
    return "清单不是本系统生成的档案所附"


@pytest.mark.parametrize(
    "change",
    [altered, shortened, lengthened, missing, added, linked, outside, no_line, forged],
    ids=lambda change: change.__name__,
)
def test_the_first_difference_is_named(
    run: Run, unpacked: Path, change: Callable[[Path], str]
) -> None:
    want = change(unpacked)
    result = run(unpacked)
    assert result.exit_code == 1
    assert want in result.stderr


def test_the_first_of_several_is_named_alone(run: Run, unpacked: Path) -> None:
    added(unpacked)
    want = missing(unpacked)
    result = run(unpacked)
    assert want in result.stderr
    assert "清单之外" not in result.stderr


def test_a_zip_with_a_changed_byte_a_second_file_or_no_manifest_is_named(
    run: Run, packed: Path, tmp_path: Path
) -> None:
    content = bytearray(packed.read_bytes())
    content[len(content) // 4] ^= 1
    (tmp_path / "changed.zip").write_bytes(content)
    assert "文件被改动：" in run(tmp_path / "changed.zip").stderr
    twice = shutil.copy(packed, tmp_path / "twice.zip")
    with zipfile.ZipFile(twice, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("索引.xlsx", b"another")
    assert "同名文件不止一个：索引.xlsx" in run(tmp_path / "twice.zip").stderr
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("a", b"b")
    for name in ("other.zip", "ducha.db"):
        result = run(tmp_path / name)
        assert (result.exit_code, "清单" in result.stderr) == (1, True)


def test_away_from_the_books_the_files_alone_are_compared(
    run: Run, unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path / "elsewhere"))
    result = run(unpacked)
    assert result.exit_code == 0
    assert "未与留痕比对" in result.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_broken_trail_vouches_for_nothing(run: Run, packed: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ducha.db") as connection:
        connection.execute("DROP TRIGGER audit_is_not_updated")
        connection.execute("UPDATE audit SET at = '2020' WHERE number = 1")
    connection.close()
    result = run(packed)
    assert result.exit_code == 1
    assert "项目 1 第 1 条" in result.stderr

"""The command line in a folder of its own: empty, with a campaign, with evidence in it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import people
from content.workbook.writer import write_plan
from tests.workflow.plans import PLAN, without

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def words() -> None:
    """These commands speak the product's own words."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    at_home(tmp_path, monkeypatch)
    return invoke


def at_home(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let commands work in that folder, on the data in it."""
    patch.chdir(folder)
    for name in ("TELEGRAM_BOT_TOKEN", "DUCHA_BOT_API", "DUCHA_CLOCK", "DUCHA_DATABASE_URL"):
        patch.delenv(name, raising=False)
    patch.setenv("DUCHA_DATA", str(folder / "data"))


def invoke(command: object, *args: object) -> Result:
    result = CliRunner().invoke(command, [str(a) for a in args])  # type: ignore[arg-type]
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    write_plan(PLAN, tmp_path / "campaign.xlsx")
    return tmp_path / "campaign.xlsx"


@pytest.fixture(scope="module")
def imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the campaign just imported, to be copied."""
    home = tmp_path_factory.mktemp("imported")
    write_plan(PLAN, home / "campaign.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        at_home(home, patch)
        assert invoke(people.import_, home / "campaign.xlsx").exit_code == 0
    return home / "data"


@pytest.fixture
def imported(run: Run, imported_once: Path, tmp_path: Path) -> Path:
    """A copy of it where commands find it."""
    return Path(shutil.copytree(imported_once, tmp_path / "data"))


def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ducha.db"


CONTENT = b"a photo"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
EVIDENCE = Path("evidence", SHA256[:2], SHA256)


@pytest.fixture(scope="module")
def laid(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a campaign, a trail and a piece of evidence."""
    home = tmp_path_factory.mktemp("filled")
    data = Path(shutil.copytree(imported_once, home / "data"))
    write_plan(without("周芒种"), home / "campaign.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        at_home(home, patch)
        assert invoke(people.import_, home / "campaign.xlsx").exit_code == 0
    file = data / EVIDENCE
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    with sqlite3.connect(data / "ducha.db") as connection:
        connection.execute(
            """INSERT INTO evidence (campaign_id, kind, file_id, file_unique_id, sha256, chat_id,
                                     message_id, by_person, at, state)
               VALUES (1, 'photo', 'f', 'u', ?, 1, 1, 1, '2026-10-12', 'safe')""",
            (SHA256,),
        )
    connection.close()
    return data


@pytest.fixture
def filled(run: Run, laid: Path, tmp_path: Path) -> Path:
    """The piece of evidence in a copy of that folder."""
    return Path(shutil.copytree(laid, tmp_path / "data")) / EVIDENCE

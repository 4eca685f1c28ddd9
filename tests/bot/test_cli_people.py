"""The command line: import, template, invite."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import people
from content.workbook.reader import read_campaign
from content.workbook.writer import write_plan
from inspection.campaign import Household
from storage import custody as books_custody
from storage import invites
from storage.people import members
from tests.bot import terminal
from tests.bot.terminal import Run, database
from tests.workflow.plans import PLAN, rostered
from workflow.tokens import hashed

words, run, workbook, imported_once, imported = (
    terminal.words,
    terminal.run,
    terminal.workbook,
    terminal.imported_once,
    terminal.imported,
)


def test_an_import_says_what_is_new_and_a_second_one_that_nothing_changes(
    run: Run, workbook: Path
) -> None:
    first = run(people.import_, workbook)
    assert (first.exit_code, "农户：4" in first.stdout) == (0, True)
    second = run(people.import_, workbook)
    assert (second.exit_code, "没有变化" in second.stdout) == (0, True)


def test_a_dry_run_keeps_nothing(
    run: Run, workbook: Path, imported_once: Path, tmp_path: Path
) -> None:
    rehearsed = run(people.import_, workbook, "--dry-run")
    assert (rehearsed.exit_code, "农户：4" in rehearsed.stdout) == (0, True)
    assert not database(tmp_path).exists()
    shutil.copytree(imported_once, tmp_path / "data", dirs_exist_ok=True)
    before = books_custody.look(database(tmp_path), lambda tx: members(tx, 1))
    write_plan(rostered(("09", "新户主")), workbook)
    assert "大坪村 09" in run(people.import_, workbook, "--dry-run").stdout
    assert books_custody.look(database(tmp_path), lambda tx: members(tx, 1)) == before


def test_an_import_shows_how_far_it_is(run: Run, workbook: Path) -> None:
    assert run(people.import_, workbook).stderr.splitlines()[-1].strip() == "导入"


@pytest.mark.usefixtures("imported")
def test_every_changed_name_is_listed(run: Run, workbook: Path) -> None:
    many = [(f"{n:02d}", f"户主{n}") for n in range(10, 40)]
    write_plan(rostered(*many), workbook)
    printed = run(people.import_, workbook).stdout
    assert all(f"大坪村 {number}" in printed for number, _ in many)


def test_faults_come_one_a_line_with_their_cell_and_exit_2(
    run: Run, workbook: Path, tmp_path: Path
) -> None:
    bad = tuple(Household("青石镇", f"没有的{n}村", "01", "张三四") for n in range(30))
    write_plan(replace(PLAN, households=bad), workbook)
    result = run(people.import_, workbook)
    assert result.exit_code == 2
    assert sum(line.startswith("名册!B") for line in result.stderr.splitlines()) == 30
    assert not database(tmp_path).exists()


def test_what_is_no_workbook_is_refused_with_exit_2(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes("姓名,村\n张三四,大坪村\n".encode("gb18030"))
    assert run(people.import_, file).exit_code == 2
    assert run(people.import_, tmp_path / "nothing.xlsx").exit_code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_written_and_reads_back_as_an_empty_one(
    run: Run, tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "empty.xlsx"
    result = run(people.template, "--lang", lang, "--out", out)
    assert (result.exit_code, result.stdout.strip()) == (0, str(out))
    reading = read_campaign(out)
    assert reading.plan is None
    assert all("!" in f.where or f.where for f in reading.faults)


@pytest.mark.usefixtures("imported")
def test_an_invitation_is_printed_alone_on_the_last_line_and_kept_as_its_hash(
    run: Run, tmp_path: Path
) -> None:
    result = run(people.invite, "孙立秋")
    token = result.stdout.splitlines()[-1]
    assert (result.exit_code, len(token)) == (0, 22)
    found = books_custody.look(database(tmp_path), lambda tx: invites.by_token(tx, hashed(token)))
    assert found is not None
    assert token.encode() not in database(tmp_path).read_bytes()


@pytest.mark.usefixtures("imported")
def test_a_name_lined_up_with_a_space_is_the_same_name(run: Run) -> None:
    assert run(people.invite, "孙 立秋").exit_code == 0


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("name", ["没有这人", "孙立"])
def test_nobody_of_that_name_is_bad_input(run: Run, name: str) -> None:
    result = run(people.invite, name)
    assert (result.exit_code, result.stdout) == (2, "")


def test_two_people_of_one_name_are_told_apart_by_number(
    run: Run, workbook: Path, tmp_path: Path
) -> None:
    twin = replace(PLAN.people[1], number="B09")
    write_plan(replace(PLAN, people=(*PLAN.people, twin)), workbook)
    run(people.import_, workbook)
    doubtful = run(people.invite, "孙立秋")
    assert doubtful.exit_code == 2
    assert "B01、B09" in doubtful.stderr
    assert run(people.invite, "B09").exit_code == 0


def test_an_office_starts_from_nothing_with_its_first_admin(run: Run, tmp_path: Path) -> None:
    result = run(people.invite, "--admin", "钱小满")
    token = result.stdout.splitlines()[-1]
    founder = books_custody.look(
        database(tmp_path), lambda tx: invites.founder_by_token(tx, hashed(token))
    )
    assert founder is not None
    assert founder.name == "钱小满"


@pytest.mark.usefixtures("imported")
def test_an_admin_whom_the_roster_does_not_name_is_made(run: Run, tmp_path: Path) -> None:
    assert run(people.invite, "--admin", "外来人").exit_code == 0
    everyone = books_custody.look(database(tmp_path), lambda tx: members(tx, 1))
    assert "外来人" in [m.name for m in everyone]

"""The command line: import, template, invite, audit, backup, restore, doctor, check, score."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot.commands import custody, doctor, people, scores
from chatserver import Running
from content.workbook.reader import read_campaign
from content.workbook.writer import write_plan
from inspection.campaign import Household
from storage import custody as books_custody
from storage import invites
from storage.people import members
from tests.bot.conftest import TOKEN
from tests.workflow.plans import PLAN, rostered, without
from workflow.tokens import hashed

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


# Import, template, invite ---------------------------------------------------------------------


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


# Audit, backup, restore -----------------------------------------------------------------------


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


# Doctor ---------------------------------------------------------------------------------------


async def test_the_doctor_finds_all_well_on_a_running_server(
    run: Run, filled: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DUCHA_BOT_API", server.address)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 0, result.stdout
    assert len(result.stdout.splitlines()) == 7
    assert "@ducha_bot" in result.stdout
    assert TOKEN not in result.output


@pytest.mark.parametrize("ill", ["no token", "no server", "another token", "the database"])
async def test_the_doctor_names_what_is_ill(
    run: Run,
    filled: Path,
    tmp_path: Path,
    server: Running,
    monkeypatch: pytest.MonkeyPatch,
    ill: str,
) -> None:
    token, address, sign = TOKEN, server.address, "✗ "
    match ill:
        case "no token":
            token, sign = "", "✗ 令牌"
        case "no server":
            address, sign = "http://127.0.0.1:9", "✗ 服务器"
        case "another token":
            token, sign = "700002:another-secret-of-thirty-letters-x", "✗ 服务器"
        case "the database":
            database(tmp_path).write_bytes(b"no database at all" * 1000)
            sign = "✗ 数据库"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    monkeypatch.setenv("DUCHA_BOT_API", address)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 1
    assert any(line.startswith(sign) for line in result.stdout.splitlines())
    assert "secret" not in result.output


@pytest.fixture
async def late_server() -> object:
    """A server whose clock is two minutes behind."""

    async def me(_: web.Request) -> web.Response:
        late = datetime.now(UTC) - timedelta(minutes=2)  # noqa: TID251 a server's own clock
        headers = {"Date": late.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        answer = {"ok": True, "result": {"username": "ducha_bot"}}
        return web.json_response(answer, headers=headers)

    app = web.Application()
    app.router.add_get(f"/bot{TOKEN}/getMe", me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_the_doctor_sees_a_clock_that_is_off(
    run: Run, late_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DUCHA_BOT_API", late_server)
    result = await asyncio.to_thread(run, doctor.doctor)
    assert result.exit_code == 1
    assert any(line.startswith("✗ 时钟") for line in result.stdout.splitlines())


# Check and score ------------------------------------------------------------------------------


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    file.write_text('{"answers": {"1.1b": true}, "households": {}}', encoding="utf-8")
    return file


def test_a_score_is_one_json_object_and_several_are_one_a_line(run: Run, answers: Path) -> None:
    one = run(scores.score, "lingling-2018", answers)
    assert one.exit_code == 0
    assert json.loads(one.stdout)["checklist"] == "lingling-2018"
    other = answers.with_name("other.json")
    other.write_text('{"answers": {"1.1b": false}}', encoding="utf-8")
    two = run(scores.score, "lingling-2018", answers, other)
    first, second = (json.loads(line) for line in two.stdout.splitlines())
    assert first["items"]["1.1"]["deducted"] == "0.00"
    assert second["items"]["1.1"]["deducted"] == "1.00"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"answers": {"9.9": true}}', "9.9"),
        ('{"answers": {"1.1b": 7}}', "1.1b"),
        ("{", "answers.json"),
        (None, "answers.json"),
    ],
    ids=["unknown question", "wrong kind", "broken", "not there"],
)
def test_bad_answers_exit_2_and_name_the_place(
    run: Run, answers: Path, content: str | None, place: str
) -> None:
    if content is None:
        answers.unlink()
    else:
        answers.write_text(content, encoding="utf-8")
    result = run(scores.score, "lingling-2018", answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert place in result.stderr


@pytest.mark.parametrize("name", ["lingling-2018", "dongyuan-2020", "village-rules"])
def test_what_is_shipped_is_sound(run: Run, name: str) -> None:
    assert run(scores.check, name).exit_code == 0


def test_every_fault_of_a_checklist_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text(
        "id: x\ntitle: 表\nsections:\n- {id: '1', title: 一, points: 5, items: ["
        "{id: '1.1', title: 甲, points: five, questions: []}, {id: '1.2'}]}\n",
        encoding="utf-8",
    )
    result = run(scores.check, file)
    assert result.exit_code == 2
    assert "points" in result.stderr
    assert "items[1]" in result.stderr


def test_a_workbook_is_checked_too(run: Run, workbook: Path) -> None:
    assert run(scores.check, workbook).exit_code == 0

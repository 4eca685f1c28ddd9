"""The process dies at every place that is named in the code; started again, all is as it should."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from storage.faults import POINTS
from storage.migrate import migrate
from tests.hard.ground import ME, Office, reading
from tests.hard.load import Load, Sent, until
from tests.hard.program import ROOT, Program, webhook
from tests.hard.reckoning import check, settled
from tests.phone import Phone

CASES = (
    ("before-act", 0),
    ("before-act", 25),
    ("before-commit", 20),
    ("after-commit", 0),
    ("after-commit", 30),
    ("after-acknowledge", 1),
    ("after-claim", 0),
    ("after-claim", 6),
    ("after-send", 0),
    ("after-send", 9),
    ("during-download", 2),
    ("during-migration", 0),
)
"""Where it dies while people work, and how often it may pass there before."""
ALONE = {"during-export", "during-planning", "after-opening", "during-retention"}
"""What has a test of its own, below, in `test_reminder_kills`, in `tests/bot/test_cli_retain.py`:
no inspector comes by there."""


def test_every_named_point_is_in_the_code_and_dies_here() -> None:
    packages = ("bot", "handlers", "workflow", "storage", "exports", "content")
    called = {
        name
        for package in packages
        for file in (ROOT / package).rglob("*.py")
        for name in re.findall(r'fault_point\("([^"]+)"\)', file.read_text())
    }
    assert called == set(POINTS)
    assert {point for point, _ in CASES} | ALONE == set(POINTS)


async def through(office: Office, point: str, after: int, **more: str) -> list[Sent]:
    """People work, the process dies there, another one takes over; what was sent."""
    env = {**office.env, **more}
    fault = {"DUCHA_FAULT": point, "DUCHA_FAULT_AFTER": str(after)}
    first = await Program.start({**env, **fault}, office.logs / "dies.log")
    await first.at_work()
    load = Load(office, 5)
    working = asyncio.ensure_future(load.run(15))
    try:
        assert await first.died(60) == -signal.SIGKILL, first.log.read_text()
        second = await Program.start(env, office.logs / "lives.log")
        try:
            sent = await working
            await settled(office, 60)
        finally:
            await second.kill()
    finally:
        await first.kill()
        load.enough()
        await working
    return sent


@pytest.mark.parametrize(("point", "after"), CASES, ids=str)
async def test_killed_there_nothing_is_lost_or_doubled(
    point: str, after: int, office: Office
) -> None:
    check(office, await through(office, point, after), kills=1)


async def test_killed_after_the_answer_to_a_webhook(office: Office) -> None:
    check(office, await through(office, "after-acknowledge", 9, **webhook()), kills=1)


async def test_killed_while_a_file_is_written_it_is_sent_once(office: Office) -> None:
    leader, sheet = office.leader, office.members[0].sheet
    fault = {"DUCHA_FAULT": "during-export"}
    first = await Program.start({**office.env, **fault}, office.logs / "dies.log")
    async with Phone(office.server.address, leader.account, ME.id) as phone:
        try:
            await phone._act("press", {"message_id": leader.card, "data": f"xs|{sheet}"})
            assert await first.died(60) == -signal.SIGKILL
        finally:
            await first.kill()
        second = await Program.start(office.env, office.logs / "lives.log")
        try:
            sent = await phone.wait_for(lambda m: m["document"] is not None, 30)
            await settled(office, 30)
        finally:
            await second.kill()
        assert (await phone.file(sent)).startswith(b"PK")
        assert sum(m["document"] is not None for m in await phone.messages()) == 1
    assert not list((office.data / "exports").glob("*.part"))
    with reading(office.data) as books:
        rows = books.execute("SELECT 1 FROM audit WHERE act = 'export'").fetchall()
    assert len(rows) == 1


async def test_killed_while_the_first_books_are_made_the_next_start_makes_them(
    office: Office, tmp_path: Path
) -> None:
    env = {**office.env, "DUCHA_DATA": str(tmp_path / "new")}
    (tmp_path / "logs").mkdir()
    dying = {**env, "DUCHA_FAULT": "during-migration"}
    first = await Program.start(dying, tmp_path / "logs" / "dies.log")
    assert await first.died(60) == -signal.SIGKILL
    file = tmp_path / "new" / "ducha.db"
    assert tables(file) == set()
    await asyncio.to_thread(migrate, file)
    assert {"inbox", "audit", "alembic_version"} <= tables(file)


def tables(file: Path) -> set[str]:
    """The names of a database's tables."""
    connection = sqlite3.connect(file)
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}
    finally:
        connection.close()


async def test_the_owed_card_is_drawn_after_a_restart_without_a_new_update(
    office: Office,
) -> None:
    """The tap is taken and acknowledged, but no card can be drawn before the process dies."""
    desk = office.server.desk
    for method in ("sendMessage", "editMessageText"):
        desk.faults.ask({"method": method, "fault": "500", "times": 10_000})
    first = await Program.start(office.env, office.logs / "dies.log")
    load = Load(office, 6)
    sent = await load.run(1)
    try:
        await until(lambda: owed_alone(office))
    finally:
        await first.kill()
    desk.faults.waiting.clear()
    heard = numbers(office)
    second = await Program.start(office.env, office.logs / "lives.log")
    try:
        await settled(office, 60)
    finally:
        await second.kill()
    assert numbers(office) == heard
    check(office, sent, kills=1)


def owed_alone(office: Office) -> bool:
    """Whether every update is acknowledged while cards are owed to all who work."""
    waiting = office.server.desk.store.read(
        lambda tx: tx.sql.execute("SELECT count(*) FROM updates").fetchone()[0]
    )
    with reading(office.data) as books:
        owed = books.execute("SELECT count(*) FROM focus WHERE owed > painted").fetchone()[0]
    return bool(waiting == 0 and owed == len(office.members) + 1)


def numbers(office: Office) -> set[int]:
    """The ids of all updates heard so far."""
    with reading(office.data) as books:
        return {row[0] for row in books.execute("SELECT update_id FROM inbox")}

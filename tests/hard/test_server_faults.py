"""The chat server fails while people work: a table of faults and what comes of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.hard.ground import ME, TOKEN, Office, reading
from tests.hard.load import Load, until
from tests.hard.program import Program
from tests.hard.reckoning import check, settled

Calls = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A fault asked of the server, and what it may cost; `one_chat`: only the first person's.

    `doubles`: answers that get lost, each may double a message. `dead`: messages that never
    arrive. `after`: what the list of calls must show besides.
    """

    method: str
    fault: str
    times: int
    seconds: float | None = None
    one_chat: bool = False
    doubles: int = 0
    dead: int = 0
    after: Callable[[Calls, float], None] | None = None


def waited(calls: Calls, seconds: float) -> None:
    """After each 429 nothing was sent to that chat for as long as it said."""
    hits = [one for one in calls if one["outcome"] == "429"]
    assert hits
    for hit in hits:
        soon = [
            one
            for one in calls
            if one["chat"] == hit["chat"]
            and one["n"] > hit["n"]
            and one["method"] in {"sendMessage", "editMessageText"}
            and one["time"] < hit["time"] + seconds - 0.05
            # What was on its way when the server said so cannot be called back.
            and one["time"] > hit["time"] + 0.1
        ]
        assert not soon


TABLE = {
    "429 to one chat": Row("sendMessage", "429", 2, 2, one_chat=True, after=waited),
    "429 to edits": Row("editMessageText", "429", 2, 1),
    "429 to polls": Row("getUpdates", "429", 1, 1),
    "500 to everything": Row("*", "500", 3),
    "502 to everything": Row("*", "502", 3),
    "500 to messages": Row("sendMessage", "500", 3),
    "502 to edits": Row("editMessageText", "502", 3),
    "500 to answers of taps": Row("answerCallbackQuery", "500", 3),
    "cut after a message was taken": Row("sendMessage", "cut", 4, doubles=4),
    "cut after an edit was taken": Row("editMessageText", "cut", 4),
    "cut while it polls": Row("getUpdates", "cut", 2),
    "a message answered late": Row("sendMessage", "hang", 2, 4),
    "a poll answered late": Row("getUpdates", "hang", 1, 5),
    "403 to one chat": Row("sendMessage", "403", 1, one_chat=True, dead=1),
    "chat not found": Row("sendMessage", "chat not found", 1, one_chat=True, dead=1),
    "500 to downloads": Row("file", "500", 3),
}


@pytest.mark.parametrize("name", TABLE)
async def test_a_fault_of_the_server_loses_nothing(name: str, office: Office) -> None:
    row = TABLE[name]
    program = await Program.start(office.env, office.logs / "run.log")
    try:
        await program.at_work()
        fault = {"method": row.method, "fault": row.fault, "times": row.times}
        if row.seconds is not None:
            fault |= {"retry_after" if row.fault == "429" else "seconds": row.seconds}
        if row.one_chat:
            fault |= {"chat": office.members[0].account}
        await ask(office, fault)
        load = Load(office, 7)
        await load.run(10)
        await settled(office, 60)
        # Whoever could not be reached is drawn a card again as soon as they speak.
        sent = await load.run(13)
        await settled(office, 60)
        calls = office.server.desk.log.after(0)
    finally:
        await program.kill()
    assert not office.server.desk.faults.waiting, "the fault was not played out"
    check(office, sent, row.doubles, row.dead)
    assert not unreachable(office)
    if row.after is not None:
        row.after(calls, row.seconds or 0)


@pytest.mark.hard
@pytest.mark.timeout(300)
async def test_a_minute_of_silence_loses_nothing(office: Office) -> None:
    program = await Program.start(office.env, office.logs / "run.log")
    try:
        await program.at_work()
        for method in ("getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery"):
            await ask(office, {"method": method, "fault": "hang", "times": 1, "seconds": 60})
        sent = await Load(office, 7).run(15)
        await settled(office, 200)
    finally:
        await program.kill()
    check(office, sent, kills=2)


async def test_another_program_with_the_token_takes_nothing_away(office: Office) -> None:
    program = await Program.start(office.env, office.logs / "run.log")
    polls = office.server.desk.polls
    before = polls.get(ME.id, 0)
    try:
        await program.at_work()
        await until(lambda: polls.get(ME.id, 0) > before)
        async with aiohttp.ClientSession() as session:
            await session.get(f"{office.server.address}/bot{TOKEN}/getUpdates?limit=1")
        sent = await Load(office, 8).run(15)
        await settled(office, 60)
    finally:
        await program.kill()
    assert "another program polls" in program.log.read_text()
    check(office, sent, kills=0)


async def test_who_blocked_the_bot_sees_the_card_after_coming_back(office: Office) -> None:
    member = office.members[0]
    program = await Program.start(office.env, office.logs / "run.log")
    try:
        await program.at_work()
        for blocked in (True, False):
            path = f"/api/people/{member.account}/chats/{ME.id}/block"
            await ask(office, {"blocked": blocked}, path)
        sent = await Load(office, 9).run(10)
        await settled(office, 60)
    finally:
        await program.kill()
    assert not unreachable(office)
    check(office, sent, kills=0)


def unreachable(office: Office) -> list[str]:
    """Who counts as out of reach."""
    with reading(office.data) as books:
        rows = books.execute("SELECT name FROM people WHERE unreachable")
        return [row["name"] for row in rows]


async def ask(office: Office, wanted: dict[str, Any], path: str = "/api/faults") -> None:
    """Tell the server."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{office.server.address}{path}", json=wanted) as answer,
    ):
        assert answer.status == 200, await answer.text()

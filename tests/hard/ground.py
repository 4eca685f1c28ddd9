"""The campaign that all kills start from: imported, everyone joined, both sheets begun."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import clock
from chatserver import Bot, Limits, Running, serve
from content.checklists import shipped
from inspection.campaign import CampaignPlan, Household, Person, Post, Role, Round, RoundKind, Unit
from inspection.finding import Act, Draft
from storage import campaigns, findings, sheets
from storage.audit import Actor
from storage.db import Books, Tx
from storage.migrate import migrate
from storage.people import members
from tests.hard.program import Program
from tests.phone import Phone
from workflow.finding_steps import take
from workflow.inviting import make_invite
from workflow.taking_over import import_plan

TOKEN = "700001:first-secret-of-at-least-thirty-letters"
ME = Bot(TOKEN, "ducha_bot", "督查")
LEADER, CONTACT = "孙立秋", "周芒种"
INSPECTORS = {"李谷雨": "大坪村", "王惊蛰": "大坪村", "陈清明": "小坪村", "赵白露": "柳湾村"}
"""Two share a village and its sheet, each with every other household; two work alone."""
HOUSEHOLDS = 24
FINDINGS = 2
"""How many each village has to put right, with a deadline that nobody is reminded of yet."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has joined: the account, the sheet of the village, households by number."""

    name: str
    account: int
    card: int
    sheet: int
    households: tuple[tuple[str, int], ...]
    alone: bool
    """Whether nobody else changes what stands on this person's card."""


@dataclass(frozen=True, slots=True)
class Office:
    """A running chat server, the bot's data folder beside it, and the people with phones."""

    server: Running
    data: Path
    logs: Path
    members: tuple[Member, ...]
    leader: Member
    contact: Member
    findings: tuple[int, ...]
    first_update: int

    @property
    def env(self) -> dict[str, str]:
        """What the program is told."""
        return environment(self.server.address, self.data)


def environment(address: str, data: Path) -> dict[str, str]:
    """The program's settings: limits on, but high enough not to hold the tests up."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DUCHA_BOT_API": address,
        "DUCHA_DATA": str(data),
        "DUCHA_SEND_PER_SECOND": "500",
        "DUCHA_SEND_CHAT_SECONDS": "0",
    }


def plan() -> CampaignPlan:
    """Scheme A with two villages and one team, in a round that runs today."""
    today = clock.wall().date()
    begins, ends = today - timedelta(days=3), today + timedelta(days=30)
    posts = {LEADER: Post(Role.LEADER, "一组", ("青石镇",))}
    posts |= dict.fromkeys(INSPECTORS, Post(Role.INSPECTOR, "一组"))
    posts[CONTACT] = Post(Role.CONTACT, None, ("青石镇",))
    villages = list(dict.fromkeys(INSPECTORS.values()))
    return CampaignPlan(
        "秋季专项督查",
        begins,
        ends,
        shipped("lingling-2018"),
        office="青石县督查办",
        rounds=(Round("第一轮", RoundKind.INSPECT, begins, ends),),
        people=tuple(Person(name, None, (post,), "县审计局") for name, post in posts.items()),
        units=tuple(Unit("青石镇", village) for village in villages),
        households=tuple(
            Household("青石镇", village, f"{number:02d}", f"张第{number}")
            for village in villages
            for number in range(1, HOUSEHOLDS + 1)
        ),
    )


async def lay(folder: Path) -> None:
    """Make it: the plan imported, then the program run once for people to join and begin."""
    data = folder / "data"
    data.mkdir(parents=True)
    file = data / "ducha.db"
    await asyncio.to_thread(migrate, file)
    books = await Books.open(file)
    tokens = await books.act(_imported)
    await books.close()
    async with _chat(folder) as server:
        (folder / "logs").mkdir()
        env = environment(server.address, data)
        program = await Program.start(env, folder / "logs" / "first.log")
        try:
            found = {name: await _join(server, name, token) for name, token in tokens.items()}
            assert await program.stop() == 0
        finally:
            await program.kill()
    books = await Books.open(file)
    await books.act(_given)
    await books.close()
    (folder / "people.json").write_text(json.dumps(found, ensure_ascii=False))


def _imported(tx: Tx) -> dict[str, str]:
    now = clock.wall()
    import_plan(tx, plan(), now)
    everyone = members(tx, 1)
    for member in everyone:
        make_invite(tx, member, _token(member.name), now)
    return {member.name: _token(member.name) for member in everyone}


def _given(tx: Tx) -> None:
    """Every village has findings that were handed over."""
    now, today = clock.wall(), clock.wall().date()
    (round_row,) = campaigns.rounds(tx, 1)
    for unit in campaigns.units(tx, 1):
        sheet = sheets.of_unit(tx, round_row.id, unit.id)
        assert sheet is not None
        for number in range(FINDINGS):
            draft = Draft(
                f"item/{number}", "1.4", ("1.4a",), None, 1, None, "没搞突击月", "没搞突击月",
                None, "责任落实", None, None, (), "补开展活动", "乡镇街道", None,
                "限期整改", "25d",
            )  # fmt: skip
            of = (1, today.year, round_row.id, sheet.id, unit.id)
            made = findings.finding(tx, findings.make(tx, *of, draft, now))
            assert made is not None
            findings.step(tx, made, Act.MAKE, None, round_row.id, None, None, now)
            due = today + timedelta(days=25)
            take(
                tx, Actor(1), now, made, Act.ASSIGN, round_id=round_row.id,
                due_on=due, due_set_on=today, assigned_at=now,
            )  # fmt: skip


def _token(name: str) -> str:
    return f"token-{name.encode().hex()}"


async def _join(server: Running, name: str, token: str) -> tuple[int, int]:
    """Join and begin the village; the account and the message of the card."""
    made = await server.desk.store.write(
        lambda tx: tx.sql.execute(
            "INSERT INTO people (name, lang, note) VALUES (?, 'zh', '') RETURNING id", (name,)
        ).fetchone()
    )
    async with Phone(server.address, made[0], ME.id) as phone:
        await phone.start(token)
        await phone.wait_for(name)
        village = INSPECTORS.get(name)
        if village is None:
            await phone.say("/findings" if name == CONTACT else "/summary")
            card = await phone.wait_for(lambda m: m["inline"] is not None)
        else:
            await phone.say(f"/inspect {village}")
            card = await phone.wait_for(lambda m: village in (m["text"] or "") and m["inline"])
            sheet = next(b["data"] for row in card["inline"] for b in row).split("|")[1]
            await phone.press_data(f"go|{sheet}|list", card)
            card = await phone.wait_for(f"0/{HOUSEHOLDS}")
        return made[0], card["id"]


@asynccontextmanager
async def _chat(folder: Path) -> AsyncIterator[Running]:
    # A tap may wait long for a program that is killed again and again.
    limits = Limits(tap_life=86_400)
    server = await serve(folder=folder / "chat", bots=[ME], durable=False, limits=limits)
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def opened(laid: Path, folder: Path) -> AsyncIterator[Office]:
    """A copy of it with its chat server running."""
    await asyncio.to_thread(shutil.copytree, laid, folder, dirs_exist_ok=True)
    data = folder / "data"
    people = json.loads((folder / "people.json").read_text())
    async with _chat(folder) as server:
        last = server.desk.store.read(
            lambda tx: tx.sql.execute("SELECT last_update FROM bots").fetchone()[0]
        )
        with reading(data) as books:
            found = tuple(_member(books, name, *people[name]) for name in INSPECTORS)
            given = tuple(row["id"] for row in books.execute("SELECT id FROM findings"))
        leader, contact = (
            Member(name, *people[name], 0, (), alone=False) for name in (LEADER, CONTACT)
        )
        logs = folder / "logs"
        yield Office(server, data, logs, found, leader, contact, given, last + 1)


def _member(books: sqlite3.Connection, name: str, account: int, card: int) -> Member:
    village = INSPECTORS[name]
    (sheet,) = books.execute(
        "SELECT s.id FROM sheets s JOIN units u ON u.id = s.unit_id WHERE u.village = ?", (village,)
    ).fetchone()
    rows = books.execute(
        "SELECT h.number, h.id FROM households h JOIN units u ON u.id = h.unit_id"
        " WHERE u.village = ? ORDER BY h.number",
        (village,),
    ).fetchall()
    team = [who for who, where in INSPECTORS.items() if where == village]
    mine = tuple((number, at) for number, at in rows[team.index(name) :: len(team)])
    return Member(name, account, card, sheet, mine, alone=len(team) == 1)


@contextmanager
def reading(data: Path) -> Iterator[sqlite3.Connection]:
    """The books as they are on the disk."""
    connection = sqlite3.connect(data / "ducha.db")
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()

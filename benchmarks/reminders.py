"""Figure L4: 3,000 reminders due at once go out within the limits, and people are still answered.

One contact a village, one finding each, all due on one day; Telegram's limits are on.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks import county, processes
from content.checklists import shipped
from inspection.campaign import CampaignPlan, Person, Post, Role, Round, RoundKind, Unit
from inspection.finding import Draft, FindingState
from storage import campaigns, findings, people, sheets
from storage.db import Books, Tx
from storage.migrate import migrate
from workflow.taking_over import import_plan

CONTACTS, TALKERS = 3000, 5
PER_SECOND = 25
TODAY = date(2026, 10, 12)
NOW = datetime.fromisoformat("2026-10-12T09:00:00+08:00")


@dataclass(frozen=True, slots=True)
class Reminded:
    """What it took: seconds from the first to the last, and the closest sends came together."""

    sent: int
    seconds: float
    most_in_a_second: int
    least_gap: float
    """Seconds between two messages to one chat."""
    longest_answer: float


async def measure(folder: Path) -> Reminded:
    """Send them all once."""
    data = folder / "data"
    await prepare(data)
    (folder / "clock").write_text((NOW - timedelta(hours=1)).isoformat())
    async with processes.town(folder / "chat", CONTACTS + TALKERS) as town:
        await town.ask("meet")
        env = processes.ducha(town.address, data) | {
            "DUCHA_CLOCK": str(folder / "clock"),
            "DUCHA_SEND_PER_SECOND": str(PER_SECOND),
            "DUCHA_SEND_CHAT_SECONDS": "1",
        }
        async with processes.bot(str(processes.DUCHA), "run", log=folder / "ducha.log", **env):
            await town.ask("greet", talkers=TALKERS)
            day = asyncio.ensure_future(_begin_day(folder / "clock"))
            try:
                got = await town.ask("reminded", count=CONTACTS, talkers=TALKERS)
            finally:
                day.cancel()
    return Reminded(**got)


async def _begin_day(file: Path) -> None:
    """The campaign's hour has come, and its time goes on."""
    began, part = time.monotonic(), file.with_suffix(".part")
    while True:
        part.write_text((NOW + timedelta(seconds=time.monotonic() - began)).isoformat())
        part.replace(file)
        await asyncio.sleep(1)


async def prepare(data: Path) -> None:
    """The books; contacts have the accounts from FIRST_ACCOUNT on, then those who talk."""
    data.mkdir(parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    books = await Books.open(data / "ducha.db")
    await books.act(_fill)
    await books.close()


def _fill(tx: Tx) -> None:
    span = (date(2026, 10, 1), date(2026, 10, 30))
    plan = CampaignPlan(
        "全县督查",
        *span,
        shipped("lingling-2018"),
        rounds=(Round("第一轮", RoundKind.INSPECT, *span),),
        people=(
            *(Person(f"联系人{n + 1}", None, (Post(Role.CONTACT),)) for n in range(CONTACTS)),
            *(
                Person(f"组员{n + 1}", None, (Post(Role.INSPECTOR, "一组"),))
                for n in range(TALKERS)
            ),
        ),
        units=tuple(
            Unit("第1乡", f"第{n + 1}村", contact=f"联系人{n + 1}") for n in range(CONTACTS)
        ),
    )
    import_plan(tx, plan, NOW)
    members = people.members(tx, 1)
    for account, member in enumerate(members, county.FIRST_ACCOUNT):
        people.join(tx, member.id, account, NOW)
    round_id, checklist = campaigns.rounds(tx, 1)[0].id, campaigns.campaign(tx, 1).checklist_id
    for unit in campaigns.units(tx, 1):
        sheet = sheets.start(tx, 1, round_id, unit.id, checklist, members[-1].id, NOW)
        draft = Draft(
            "item/1.4", "1.4", ("1.4a",), None, 1, None, "未公示", "未公示", None, "责任落实",
            None, None, (), "公示", unit.name, None, "限期整改", "15wd",
        )  # fmt: skip
        made = findings.make(tx, 1, TODAY.year, round_id, sheet.id, unit.id, draft, NOW)
        found = findings.finding(tx, made)
        if found is None:
            raise LookupError(made)
        given = replace(
            found, state=FindingState.ASSIGNED, due_on=TODAY, due_set_on=date(2026, 9, 1)
        )
        findings.save(tx, given)

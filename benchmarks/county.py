"""A county large enough to measure: 500 inspectors who have joined, each with a village."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot import clock
from content.checklists import shipped
from inspection.campaign import CampaignPlan, Household, Person, Post, Role, Round, RoundKind, Unit
from storage import people
from storage.db import Books, Tx
from storage.migrate import migrate
from workflow.taking_over import import_plan

TOKEN = "700001:made-up-token-of-the-benchmarks-0123456789"  # noqa: S105 made up
BOT = f"{TOKEN}:ducha_bot:督查"
TOWNSHIPS = 25
VILLAGES = 20
HOUSEHOLDS = 8
"""Of each village; what an update costs does not grow with them."""
FIRST_ACCOUNT = 1001


def village(inspector: int) -> tuple[str, str]:
    """Township and village of an inspector, counted from 0."""
    return f"第{inspector // VILLAGES + 1}乡", f"第{inspector + 1}村"


def plan(inspectors: int) -> CampaignPlan:
    """Scheme A; a team for each township."""
    today = clock.now().date()
    span = (today - timedelta(days=3), today + timedelta(days=30))
    units = [village(number) for number in range(inspectors)]
    return CampaignPlan(
        "全县督查",
        *span,
        shipped("lingling-2018"),
        rounds=(Round("第一轮", RoundKind.INSPECT, *span),),
        people=(
            *(
                Person(f"组长{n + 1}", None, (Post(Role.LEADER, f"{n + 1}组", (f"第{n + 1}乡",)),))
                for n in range(TOWNSHIPS)
            ),
            *(
                Person(f"组员{n + 1}", None, (Post(Role.INSPECTOR, f"{n // VILLAGES + 1}组"),))
                for n in range(inspectors)
            ),
        ),
        units=tuple(Unit(*where) for where in units),
        households=tuple(
            Household(*where, f"{number:02d}", f"张第{number}")
            for where in units
            for number in range(1, HOUSEHOLDS + 1)
        ),
    )


async def prepare(data: Path, inspectors: int) -> None:
    """The books with the campaign; the inspectors have the accounts from FIRST_ACCOUNT on."""
    data.mkdir(parents=True)
    await asyncio.to_thread(migrate, data / "ducha.db")
    books = await Books.open(data / "ducha.db")

    def fill(tx: Tx) -> None:
        now = clock.now()
        import_plan(tx, plan(inspectors), now)
        known = {member.name: member.id for member in people.members(tx, 1)}
        for number in range(inspectors):
            people.join(tx, known[f"组员{number + 1}"], FIRST_ACCOUNT + number, now)

    await books.act(fill)
    await books.close()

"""Findings in the books without a sheet's answers: made, handed over and led to a state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from inspection.finding import Act, Draft, Finding
from storage import findings
from storage.audit import Actor
from storage.db import Tx
from tests.builders import NOW
from workflow.finding_steps import take
from workflow.scene import Desk

DUE = date(2026, 10, 20)
HOURS = timedelta(hours=12)


def draft(key: str, matter: str, **more: Any) -> Draft:
    """A draft by its key, `item/1.4` or `hh/1.2.2a/3`; what it needs else has usual values."""
    kind, of, *household = key.split("/")
    made = Draft(
        key,
        of if kind == "item" else of.rstrip("abcdefgh"),
        (f"{of}a",) if kind == "item" else (of,),
        int(household[0]) if household else None,
        1,
        Fraction(2),
        matter,
        matter,
        None,
        "责任落实",
        None,
        "县农业农村局",
        ("县水利局",),
        "对照要求逐项整改到位",
        "大坪村",
        None,
        "限期整改",
        "15wd",
    )
    return replace(made, **more)


class Ledger:
    """The findings of one sheet, made one after the other."""

    def __init__(self, tx: Tx, desk: Desk, leader: int, contact: int | None = None) -> None:
        self.tx = tx
        self.desk = desk
        self.leader = leader
        self.contact = contact

    def make(self, wanted: Draft, *acts: Act, due: date = DUE) -> Finding:
        """A finding, handed over first where there are acts, each an hour after the last."""
        sheet, tx, now = self.desk.sheet, self.tx, NOW - HOURS
        made = findings.make(
            tx, sheet.campaign_id, 2026, sheet.round_id, sheet.id, sheet.unit_id, wanted, now
        )
        found = findings.finding(tx, made)
        assert found is not None
        findings.step(tx, found, Act.MAKE, None, sheet.round_id, None, self.leader, now)
        for hours, act in enumerate(acts, start=1):
            found = self.do(found, act, due=due, hours=hours)
        return found

    def do(self, found: Finding, act: Act, *, due: date = DUE, hours: int = 1) -> Finding:
        """One act, by the contact where it is the unit's, else by the leader."""
        now = NOW - HOURS + timedelta(hours=hours)
        by = self.contact if act in {Act.ACCEPT, Act.SUBMIT, Act.ASK_TIME} else self.leader
        words, changes = None, dict[str, Any]()
        match act:
            case Act.ASSIGN:
                changes = {"assigned_at": now, "due_on": due, "due_set_on": now.date()}
            case Act.ACCEPT:
                changes = {"accepted_at": now}
            case Act.SUBMIT:
                words = "已整改到位"
                changes = {"submitted_at": now, "submitted_by": by}
            case Act.RETURN:
                words, changes = "照片看不清", {"returns": found.returns + 1}
            case Act.CLOSE:
                changes = {"closed_at": now, "closed_by": by}
            case Act.WITHDRAW:
                words = "答案已更正，不再是问题"
            case Act.ASK_TIME:
                words = "材料未齐"
                findings.ask_time(self.tx, found.id, due + timedelta(days=5), words, by or 0, now)
            case _:
                pass
        actor = Actor(found.campaign_id, by)
        new, _ = take(
            self.tx,
            actor,
            now,
            found,
            act,
            round_id=found.round_id,
            words=words,
            **changes,
        )
        return new

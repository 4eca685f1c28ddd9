"""One village of a campaign with its sheets, for the tests of findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from content.locales import catalog
from inspection.answers import Value
from inspection.campaign import Round, RoundKind
from inspection.finding import Act, Finding, FindingState
from inspection.sheet import SheetState
from storage import audit, campaigns, findings, texts
from storage.db import Tx
from tests import builders
from tests.builders import NOW, Built
from workflow.finding_handing import hand_over
from workflow.finding_making import reconcile
from workflow.finding_steps import take
from workflow.scene import Desk, Scene

VILLAGE = "青石镇大坪村"
HEADS = ("张一", "李二", "王三", "赵四")
ROUNDS = (
    Round("第一轮", RoundKind.INSPECT, date(2026, 10, 10), date(2026, 10, 20)),
    Round("回头看", RoundKind.RECHECK, date(2026, 11, 1), date(2026, 11, 10)),
    Round("清零", RoundKind.CLEAR, date(2026, 12, 1), date(2026, 12, 10)),
)
S = FindingState


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    with builders.books(tmp_path) as open_books:
        yield open_books


class Town:
    """One village of a campaign, its sheets round by round, and who does what."""

    def __init__(
        self, tx: Tx, folder: Path, checklist: str = "lingling-2018", contact: str | None = "周八九"
    ) -> None:
        plan = [builders.village("青石镇", "大坪村", *HEADS, contact=contact)]
        self.built: Built = builders.campaign(tx, checklist, plan, rounds=ROUNDS)
        self.tx, self.folder, self.now = tx, folder, NOW
        self.round = 0
        self.desk = self.begin(0)

    def begin(self, number: int) -> Desk:
        """The sheet of a round, everything without a problem."""
        rounds = campaigns.rounds(self.tx, self.built.id)
        self.desk = builders.sheet(self.built, VILLAGE, round_id=rounds[number].id)
        builders.answer_all(self.tx, self.desk)
        builders.visit_all(self.tx, self.desk)
        return self.desk

    def answer(self, given: Mapping[str, Value]) -> None:
        builders.answer(self.tx, self.desk, given)

    def visit(self, number: str, recorded: Mapping[str, Value]) -> None:
        builders.visit(self.tx, self.desk, number, recorded)

    def scene(self, who: str = "李四五") -> Scene:
        made = builders.scene(self.built, self.folder, who, builders.again(self.tx, self.desk))
        made.now = self.now
        return made

    def reconcile(self) -> dict[str, int]:
        done = reconcile(self.scene("王五六"))
        return {act.value: len(found) for act, found in done.done.items()}

    def submit(self) -> None:
        builders.to_state(self.tx, self.desk, SheetState.SUBMITTED)
        reconcile(self.scene("王五六"))

    def sign(self, who: str = "李四五") -> None:
        builders.to_state(self.tx, self.desk, SheetState.SIGNED, who)
        hand_over(self.scene(who))

    def reopen(self) -> None:
        builders.to_state(self.tx, self.desk, SheetState.OPEN)

    def findings(self) -> dict[str, Finding]:
        unit = self.built.units[VILLAGE].id
        return {f.draft.key: f for f in findings.of_unit(self.tx, unit)}

    def states(self) -> dict[str, str]:
        return {key: found.state.value for key, found in self.findings().items()}

    def story(self, key: str) -> list[tuple[str, str | None]]:
        steps = findings.steps(self.tx, self.findings()[key].id)
        return [(step.act.value, step.words) for step in steps]

    def edit(self, key: str, **written: Any) -> None:
        """What the team writes by hand."""
        found = self.findings()[key]
        edited = (*found.edited, *(name for name in written if name != "open_matter"))
        take(
            self.tx,
            self.scene("王五六").actor,
            self.now,
            found,
            Act.EDIT,
            round_id=found.round_id,
            draft=replace(found.draft, **written),
            edited=edited,
        )

    def close(self, key: str) -> None:
        """The whole chain, as the unit and the team walk it."""
        for act, changes in (
            (Act.ACCEPT, {"accepted_at": self.now}),
            (Act.SUBMIT, {"submitted_at": self.now, "submitted_by": self.built.people["周八九"]}),
            (Act.CLOSE, {"closed_at": self.now, "closed_by": self.built.people["王五六"]}),
        ):
            found = self.findings()[key]
            actor = audit.Actor(self.built.id, self.built.people["王五六"])
            take(self.tx, actor, self.now, found, act, round_id=found.round_id, **changes)

    def household(self, number: str) -> int:
        row = self.tx.one("SELECT id FROM households WHERE number = :n", n=number)
        assert row is not None
        return int(row["id"])

    def told(self, who: str) -> list[str]:
        """The lines sent to a person, in words."""
        rows = self.tx.all(
            "SELECT body FROM notices WHERE chat_id = :c AND kind = 'line' ORDER BY rowid",
            c=self.built.accounts[who],
        )
        words = catalog("zh")
        return [words.plain(texts.load(json.loads(row["body"])["words"])) for row in rows]


@pytest.fixture
def town(tx: Tx, tmp_path: Path) -> Town:
    return Town(tx, tmp_path)

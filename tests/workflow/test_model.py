"""Random acts of two people on one small village: after each, the books agree with themselves."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from inspection.answers import SheetAnswers
from inspection.card import Card
from inspection.heard import Attached, Command, Heard, Pressed, Typed
from inspection.household_answers import fill
from inspection.sheet import SheetState
from scoring.contract import result
from storage import marks, sheets, visits
from storage.db import Tx
from tests.talks.stages import stage
from tests.talks.talk import Talk, datas, opened, the_sheet
from workflow.figures import figures
from workflow.scene import desk

PAIR = ("王五六", "吴七七")
RECORDING = ("v", "ov", "ok", "h", "oh", "ow", "op", "hs", "hm", "un", "ax", "st")
LINES = {
    "kinds": ("1 标签2.1a3", "2 标签2.1a", "1 无", "2 未遇", "1 电话", "2 标签2.3a", "标签1.1b 4"),
    "village": (
        "1 手册2 没告知书",
        "2 无",
        "3 未遇 外出务工",
        "4 电话",
        "5 手册1",
        "1 资料",
        "没建微信群",
    ),
    "pools": ("机构计划缺 2", "会议缺项 1", "设施缺项 0", "1", "2", "没建台账", "3"),
}
WORDS = ("3", "0", "1.5", "9/10", "85", "无", "资料未提供", "1 台账有记录", "49 李三七", "50 别家")


def an_act(dice: random.Random, name: str, card: Card, seen: list[str]) -> Heard:
    """Something people do: mostly a button in front of them, now and then an old one or a line."""
    here = datas(card)
    recording = [d for d in here if d.split("|")[0] in RECORDING]
    roll = dice.random()
    if roll < 0.55 and recording:
        return Pressed(dice.choice(recording))
    if roll < 0.75 and here:
        return Pressed(dice.choice([d for d in here if d.split("|")[0] != "sb"] or here))
    if roll < 0.82:
        return Pressed(dice.choice([d for d in seen if d.split("|")[0] in RECORDING] or here))
    if roll < 0.92:
        return Typed(dice.choice(LINES[name]))
    return Typed(dice.choice(WORDS))


def exported(tx: Tx) -> SheetAnswers:
    """Everything that was recorded, from the answers alone: no roll-up is looked at."""
    found = desk(tx, 1)
    assert found is not None
    households = {}
    for visit in visits.visits(tx, 1):
        who = visits.household(tx, visit.household_id)
        if not visit.done or who is None:
            continue
        recorded = {q: r.value for q, r in visit.recorded.items()}
        has_tags = found.campaign.has_tags
        households[who.number] = fill(
            found.checklist, who.tags, recorded, visit.mode, has_tags=has_tags
        )
    return SheetAnswers(
        village={q: r.value for q, r in sheets.answers(tx, 1).items()},
        households=households,
        not_applicable=frozenset(marks.standings(tx, 1)),
        exempt={q: e.cases for q, e in marks.exemptions(tx, 1).items()},
    )


def kept(tx: Tx) -> dict[str, Any]:
    """The figures that the roll-up gives."""
    now = figures(tx, 1)
    return {
        name: getattr(now, name)
        for name in ("complete", "score", "applicable", "percent", "bonus", "low", "high", "items")
    }


@pytest.mark.parametrize("name", sorted(LINES))
@pytest.mark.parametrize("seed", range(3))
def test_the_running_figures_equal_those_of_all_answers(
    tmp_path: Path, name: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311
    talk = Talk(stage(tmp_path, name))
    for who in PAIR:
        talk.do(who, Command("inspect"))
    for step in range(100):
        who = dice.choice(PAIR)
        # The driver compares the running roll-up with a recount after every act.
        talk.do(who, an_act(dice, name, talk.cards[who], talk.older[who]))
        if step % 30 == 29:
            talk.do(who, Attached("photo", f"f{step}", f"u{step}"))
            talk.do(who, Command("inspect", "大坪"))
    with opened(talk.stage.file) as tx:
        found = desk(tx, 1)
        assert found is not None
        assert found.sheet.state is SheetState.OPEN
        want = result(found.checklist, exported(tx))
        got = kept(tx)
        assert got == {key: want[key] for key in got}
        assert the_sheet(tx).state is SheetState.OPEN
        assert Fraction(got["low"]) <= Fraction(got["high"])
        acts = tx.all("SELECT DISTINCT act FROM audit")
    # The walk did things, and did not stand still at one card.
    assert len(acts) >= 4

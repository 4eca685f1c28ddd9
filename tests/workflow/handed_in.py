"""A village's sheet at the leader's, or objected to: what comes after handing in."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.locales import catalog
from inspection.card import Card
from inspection.sheet import SheetState
from storage import evidence, sheets
from storage.evidence import Evidence
from tests.talks.script import say
from tests.talks.stages import stage
from tests.talks.talk import Talk, opened

CLERK, HEAD, CONTACT, OBSERVER = "王五六", "李四五", "周八九", "孙七八"


def do(talk: Talk, *lines: str) -> None:
    for line in lines:
        say(talk, line)


def words(card: Card, lang: str = "zh") -> str:
    return "\n".join(catalog(lang).plain(line) for line in card.lines)


def files(talk: Talk) -> list[Evidence]:
    with opened(talk.stage.file) as tx:
        return evidence.of_sheet(tx, 1)


def state(talk: Talk) -> SheetState:
    with opened(talk.stage.file) as tx:
        found = sheets.sheet(tx, 1)
    assert found is not None
    return found.state


def place(talk: Talk, who: str) -> str:
    return talk.cards[who].place.partition("|")[2]


@pytest.fixture
def handed_in(tmp_path: Path) -> Talk:
    """大坪村 with a problem each in household 1 and at item 1.4, at the leader's."""
    talk = Talk(stage(tmp_path, "village"))
    do(talk, f"{CLERK} command inspect", f"{CLERK} press v 1.4a f", f"{CLERK} finishes")
    do(talk, f"{CLERK} press sb")
    return talk


@pytest.fixture
def objected(handed_in: Talk) -> Talk:
    talk = handed_in
    do(talk, f"{HEAD} raw sg|1", f"{CONTACT} raw go|1|askc.object.1.4", f"{CONTACT} photo o1")
    do(talk, f"{CONTACT} type 有记录", f"{CONTACT} photo o2")
    return talk

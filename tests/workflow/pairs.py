"""Two inspectors of one team at one sheet: what they do, what their cards and the books say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from content.locales import catalog
from inspection.heard import Command
from inspection.sheet import Visit
from storage import visits
from storage.db import Tx
from tests.talks.script import say
from tests.talks.stages import stage
from tests.talks.talk import Talk, opened

T = TypeVar("T")
CLERK, COLLEAGUE = "王五六", "吴七七"


def begun(folder: Path, name: str) -> Talk:
    made = Talk(stage(folder, name))
    for who in (CLERK, COLLEAGUE):
        made.do(who, Command("inspect"))
    return made


def do(talk: Talk, *lines: str) -> None:
    for line in lines:
        say(talk, line)


def place(talk: Talk, who: str = CLERK) -> str:
    return talk.cards[who].place.partition("|")[2]


def words(talk: Talk, who: str = CLERK) -> str:
    return "\n".join(catalog("zh").plain(line) for line in talk.cards[who].lines)


def in_books(talk: Talk, look: Callable[[Tx], T]) -> T:
    with opened(talk.stage.file) as tx:
        return look(tx)


def visit(talk: Talk, household: int = 1) -> Visit:
    found = in_books(talk, lambda tx: visits.visit(tx, 1, household))
    assert found is not None
    return found

"""A colleague's words (ground, standing, exemption) are never overwritten unseen: shown, and asked.

What waits for the answer stands in the place: `clash.w.<kind>.<subject>.<words>`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspection.card import Reply, Words
from inspection.marked import placed_words, seen_mark
from inspection.text import text
from workflow.ask_kind import recorded_words
from workflow.scene import Scene


@dataclass(frozen=True, slots=True)
class Stood:
    """What somebody has written there: as it would be said again and as it is shown."""

    said: str
    """Empty where other words altogether stand there than the question asks for."""
    shown: Words
    by: int
    at: datetime

    @property
    def mark(self) -> str:
        """What a button keeps of it."""
        return seen_mark(recorded_words(self.shown))


@dataclass(frozen=True, slots=True)
class Guard:
    """Words of which only one can stand: those that do, and how others take their place."""

    stood: Callable[[Scene, str], Stood | None]
    write: Callable[[Scene, str, str], Reply]


def put(scene: Scene, guard: Guard, kind: str, subject: str, said: str) -> Reply:
    """Write the words, unless a colleague's others stand there that the person has not seen."""
    theirs = guard.stood(scene, subject)
    if theirs is None or theirs.said == said or _seen(scene, f"{kind}.{subject}", theirs):
        return guard.write(scene, subject, said)
    scene.go(f"clash.w.{kind}.{subject}.{placed_words(said)}")
    return scene.reply(text("clash.toast", who=scene.name(theirs.by)))


def standing_line(scene: Scene, stood: Stood | None) -> tuple[Words, ...]:
    """What the card that asks for words says of those that stand there already."""
    if stood is None:
        return ()
    who, at = scene.name(stood.by), scene.clock(stood.at)
    return (text("ask.stands", who=who, at=at, words=stood.shown),)


def _seen(scene: Scene, asked: str, theirs: Stood) -> bool:
    """Whether they are one's own, or stood there when the card that asks was opened."""
    if theirs.by == scene.who.person_id:
        return True
    here = scene.focus.place == f"{scene.sheet_desk.sheet.id}|ask.{asked}"
    return here and theirs.at < scene.focus.moved_at

"""Plays people's acts for the demo through the conversation itself, as if they had just been sent.

Nothing is written into the books by hand, so that trail, figures and grounds are genuine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspection import walk
from inspection.card import Reply
from inspection.heard import Command, Heard, Moment, Pressed, Sender, Typed
from inspection.sheet import SheetState
from inspection.text import Text
from storage import focus
from storage.db import Tx
from workflow.hear import hear
from workflow.scene import Desk, House, desk

ACT = timedelta(seconds=25)
"""How long one act takes in the story."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the chat server handed it to the bot: its update, who sent it, what, when."""

    update_id: int
    sender: Sender
    heard: Heard
    at: datetime


class StoryError(Exception):
    """The story does not come out as it should."""


@dataclass(slots=True)
class Play:
    """Plays in one transaction; `now` moves on with each act.

    `starts` and `photos` are what people really sent into their chats: the /start of everyone,
    by name, and photos by theirs. `today` is the real one, `number`
    the last made-up update id.
    """

    tx: Tx
    house: House
    starts: Mapping[str, Received]
    photos: Mapping[str, Received]
    now: datetime
    today: date
    number: int = 0

    def hear(self, who: str, heard: Heard) -> None:
        """One act that leaves no message in the chat: a tap, or words."""
        # Update ids below zero: the chat server's own are never met.
        self.number -= 1
        known = self.starts[who].sender
        sender = Sender(known.user_id, known.chat_id, private=True, name=known.name)
        _done(hear(self.house, self.tx, Moment(self.number, sender, heard, self.now)))
        self.now += ACT

    def receive(self, got: Received, heard: Heard | None = None) -> None:
        """One act whose message stands in the chat."""
        self.now = got.at
        moment = Moment(got.update_id, got.sender, heard or got.heard, got.at)
        _done(hear(self.house, self.tx, moment))
        self.now += ACT

    def photo(self, name: str) -> None:
        """A photo arrives at its own time."""
        self.receive(self.photos[name])

    def say(self, who: str, words: str) -> None:
        """Words, or a command."""
        name, _, rest = words.removeprefix("/").partition(" ")
        self.hear(who, Command(name, rest) if words.startswith("/") else Typed(words))

    def press(self, who: str, code: str, *args: str) -> None:
        """A tap on a button of the sheet in hand."""
        self.hear(who, Pressed("|".join((code, str(self.desk(who).sheet.id), *args))))

    def desk(self, who: str) -> Desk:
        """The sheet the person has in hand."""
        at = focus.of_user(self.tx, self.starts[who].sender.user_id)
        found = desk(self.tx, at.sheet_id) if at is not None and at.sheet_id else None
        if found is None:
            raise StoryError(f"{who} has no sheet in hand")
        return found

    # ---- what takes several acts

    def walk(
        self, who: str, unit: str, lost: Mapping[str, str], sections: Iterable[str] = "123"
    ) -> None:
        """The village's own questions of these sections; `lost` are the answers that cost points.

        A question that waits for cases elsewhere is left: it does not apply before there are any.
        """
        self.say(who, f"/inspect {unit}")
        for step in walk.steps(self.desk(who).checklist):
            if step.section.id not in sections or any(q.when for q in step.questions):
                continue
            alone = step.place.startswith("item.")
            for question in step.questions:
                if question.id in lost or alone:
                    self.press(who, "v", question.id, f"->{lost.get(question.id, '0')}")
            if not alone:
                self.press(who, "ok", step.place)

    def visit(self, who: str, households: range, lines: Mapping[int, str]) -> None:
        """Households one after the other, each typed as a line: its problems, else 无."""
        for number in households:
            self.say(who, f"{number:02d} {lines.get(number, '无')}")

    def hand_in(self, who: str) -> int:
        """The complete sheet goes to the leader; its id."""
        self.press(who, "go", "submit")
        self.press(who, "sb")
        return self._now_is(who, SheetState.SUBMITTED)

    def sign(self, who: str, sheet_id: int) -> None:
        """The leader reads and signs."""
        self.hear(who, Pressed(f"go|{sheet_id}|sign"))
        self.hear(who, Pressed(f"sg|{sheet_id}"))
        self._now_is(who, SheetState.SIGNED)

    def accept(self, who: str, sheet_id: int) -> None:
        """The unit's contact confirms the result, having read what that means."""
        self.hear(who, Pressed(f"go|{sheet_id}|accepting"))
        self.say(who, "确认，结果为最终")
        self._now_is(who, SheetState.FINAL)

    def _now_is(self, who: str, state: SheetState) -> int:
        found = self.desk(who)
        if found.sheet.state is not state:
            raise StoryError(f"{found.unit.name} is {found.sheet.state}, not {state}")
        return found.sheet.id


def _done(reply: Reply) -> None:
    """StoryError where an act was refused."""
    if isinstance(reply.toast, Text) and reply.toast.code.startswith("refusal."):
        raise StoryError(reply.toast.code)

"""Drives talks: what people say to the acts, on a real database closed and opened at every step.

What the acts answer is written down as `< …` and `| …` lines, in codes and parameters instead of
words. Cards of a place already shown leave out the rows that have not changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

from content.locales import LANGUAGES, catalog
from inspection.card import Button, Card, Reply, Words
from inspection.heard import (
    Command,
    Heard,
    Moment,
    Pressed,
    Sender,
)
from inspection.sheet import Sheet
from inspection.text import Param, Text
from storage import notices, sheets
from storage.db import Tx
from tests import builders
from workflow import painting, rolling
from workflow.cards import card_for
from workflow.hear import hear
from workflow.routes import BUTTONS
from workflow.scene import House, desk

STEP = timedelta(seconds=20)


class NoSuchButtonError(AssertionError):
    """The card does not offer what the talk wants to press."""


@contextmanager
def opened(file: Path) -> Iterator[Tx]:
    """The books, opened anew for one transaction and closed again."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield Tx(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()


def said(words: Param | tuple[Param, ...]) -> str:
    """Words without language: the code, and what stands in its gaps.

    A checklist's own words and its units are said as they stand in it, in Chinese.
    """
    match words:
        case Text("word.either", params):
            return said(params["zh"])
        case Text(code) if code.startswith("unit."):
            return code.removeprefix("unit.")
        case Text(code, params) if params:
            return f"{code}({', '.join(f'{k}={said(v)}' for k, v in params.items())})"
        case Text(code):
            return code
        case tuple():
            return "+".join(said(part) for part in words) or "-"
        case Fraction():
            return str(words)
        case _:
            return str(words).replace("\n", "⏎")


def pressed(data: str) -> str:
    """What a button says, without its sheet and without what the answer was before."""
    code, *args = data.split("|")
    route = BUTTONS.get(code)
    if args and route is not None and route.of == "sheet" and args[0] != "0":
        args = args[1:]
    if args and ">" in args[-1]:
        args[-1] = args[-1].partition(">")[2]
    return " ".join((code, *args))


@dataclass(frozen=True, slots=True)
class Line:
    """A message beside the cards: to whom, of which kind, its words and buttons."""

    to: int
    kind: str
    words: Words
    rows: tuple[tuple[Button, ...], ...]


@dataclass(slots=True)
class Stage:
    """A campaign in the books, and whose accounts the names are."""

    file: Path
    accounts: dict[str, int]
    house: House


@dataclass(slots=True)
class Talk:
    """One conversation of several people with the acts."""

    stage: Stage
    now: datetime = builders.NOW
    update: int = 0
    message: int = 100
    cards: dict[str, Card] = field(default_factory=dict)
    older: dict[str, list[str]] = field(default_factory=dict)
    """All data of the buttons a person was ever shown, the newest last."""
    last: Moment | None = None
    written: list[str] = field(default_factory=list)
    check: Callable[[Tx], None] | None = None

    # -- what people do ------------------------------------------------------------------------

    def do(self, who: str, heard: Heard) -> Reply:
        """One thing said; the answer and the new card are written down."""
        self.update += 1
        self.message += 1
        self.now += STEP
        account = self.stage.accounts[who]
        # Button presses come from an old message, all else is a message of its own.
        sender = Sender(account, account, True, self.message, None, who)
        return self.hear(who, Moment(self.update, sender, heard, self.now))

    def hear(self, who: str, moment: Moment) -> Reply:
        """Let the acts hear it in a transaction of its own, then paint in another one."""
        self.last = moment
        with opened(self.stage.file) as tx:
            before = tx.all("SELECT max(rowid) AS n FROM notices")[0]["n"] or 0
            reply = hear(self.stage.house, tx, moment)
        if reply.toast is not None:
            self.write(f"< toast {said(reply.toast)}")
            speak(reply.toast)
        with opened(self.stage.file) as tx:
            for line in sent(tx, before):
                self._write_line(line)
            self._write_card(who, self._painted(tx, who))
            sound(tx)
            if self.check is not None:
                self.check(tx)
        return reply

    def press(self, who: str, what: str, *, old: bool = False) -> Reply:
        """Press the button that says so: on the present card, or on any older one."""
        data = self.older.get(who, [])[::-1] if old else datas(self.cards[who])
        found = dict.fromkeys(d for d in data if pressed(d) == what)
        if not found or (len(found) > 1 and not old):
            shown = [pressed(d) for d in data]
            raise NoSuchButtonError(f"{who}: {what!r} is {len(found)} times among {shown}")
        chosen = next(iter(found))
        seen = () if old else self.cards[who].rows
        reply = self.do(who, Pressed(chosen, self.message))
        for button in (b for row in seen for b in row if b.data == chosen):
            kept_promise(button, self.cards[who])
        return reply

    def act(self, who: str, command: str) -> Reply:
        """A command."""
        return self.do(who, Command(command))

    def card(self, who: str) -> Card:
        """The person's card as the books have it now."""
        with opened(self.stage.file) as tx:
            found = card_for(self.stage.house, tx, self.now, self.stage.accounts[who])
        assert found is not None
        return found

    # -- what is written down ------------------------------------------------------------------

    def write(self, line: str) -> None:
        """One line of the talk."""
        self.written.append(line)

    def _painted(self, tx: Tx, who: str) -> Card:
        """Draw the card as the painter does: in place while it is last, else as a new message."""
        account = self.stage.accounts[who]
        look = partial(card_for, self.stage.house)
        shown = painting.views(tx, self.now, look, [account])
        if not shown:
            found = look(tx, self.now, account)
            assert found is not None
            return found
        (view,) = shown
        assert view.card is not None
        at = view.focus.card_message_id
        if at is None or view.focus.last_message_id > at:
            self.message += 1
            at = self.message
        painting.card_shown(tx, view, at, "", self.now)
        return view.card

    def _write_line(self, line: Line) -> None:
        names = {account: name for name, account in self.stage.accounts.items()}
        rows = "".join(f" [{pressed(b.data)}]" for row in line.rows for b in row)
        self.write(f"< {line.kind} to {names.get(line.to, line.to)}: {said(line.words)}{rows}")
        name = names.get(line.to)
        if name is not None:
            self.older.setdefault(name, []).extend(b.data for row in line.rows for b in row)

    def _write_card(self, who: str, card: Card) -> None:
        before = self.cards.get(who)
        self.cards[who] = card
        self.older.setdefault(who, []).extend(datas(card))
        for words in (card.title, *card.lines, *(b.label for row in card.rows for b in row)):
            speak(words)
        shown = [f"| {said(words)}" for words in card.lines]
        shown += ["| " + " ".join(_shown(b) for b in row) for row in card.rows]
        self.write(f"< card {card.place.partition('|')[2]}")
        known: list[str] = []
        if before is not None and before.place == card.place:
            known = [f"| {said(words)}" for words in before.lines]
            known += ["| " + " ".join(_shown(b) for b in row) for row in before.rows]
        fresh = [line for line in shown if line not in known]
        self.written += fresh
        if len(fresh) < len(shown):
            self.write("| …")


def _shown(button: Button) -> str:
    return f"[{said(button.label)}: {pressed(button.data)}]"


def datas(card: Card) -> list[str]:
    """What the card's buttons say when pressed."""
    return [button.data for row in card.rows for button in row]


def kept_promise(tapped: Button, card: Card) -> None:
    """Where the tapped button is still there, it has become what it said it would be."""
    if (promised := tapped.after) is None:
        return
    about = promised.data.rpartition("|")[0]
    for button in (b for row in card.rows for b in row if b.data.startswith(f"{about}|")):
        assert (button.label, button.data) == (promised.label, promised.data)


def speak(words: Words) -> None:
    """Every word can be said in each language."""
    for lang in LANGUAGES:
        catalog(lang).html(words)
        catalog(lang).plain(words)


def sent(tx: Tx, after: int) -> list[Line]:
    """The messages written since, lines and files first of all."""
    rows = tx.all(
        """SELECT id, chat_id, kind, body, due_at, attempts, error FROM notices
           WHERE rowid > :n ORDER BY rowid""",
        n=after,
    )
    found = []
    for row in rows:
        notice = notices._notice(row)
        words = notices.words(notice) if "words" in notice.body else Text(notice.kind)
        found.append(Line(notice.chat_id, notice.kind, words, notices.buttons(notice)))
    return found


def sound(tx: Tx) -> None:
    """The running roll-ups equal what a recount finds, on every sheet."""
    for row in tx.all("SELECT id FROM sheets"):
        found = desk(tx, row["id"])
        assert found is not None
        running = sheets.rollup(tx, row["id"])
        tallies = {q: t for q, t in running.tallies.items() if t != type(t)()}
        again = rolling.recount(tx, found)
        assert (tallies, running.counts) == (dict(again.tallies), again.counts)


def the_sheet(tx: Tx, sheet_id: int = 1) -> Sheet:
    """The sheet of that id."""
    found = sheets.sheet(tx, sheet_id)
    assert found is not None
    return found

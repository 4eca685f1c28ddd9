"""Drives talks: what people say to the acts, on a real database closed and opened at every step.

A talk is a text file of `> person does something` lines; what the acts answer stands below each
as `< …` and `| …` lines, in codes and parameters instead of words. Cards of a place already shown
leave out the rows that have not changed.
"""

from __future__ import annotations

import shlex
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
    Attached,
    Command,
    Heard,
    Located,
    Moment,
    Other,
    Pressed,
    Sender,
    Typed,
)
from inspection.sheet import Sheet
from inspection.text import Param, Text
from storage import notices, sheets
from storage.db import Tx
from tests import builders
from workflow import feedback, painting, rolling
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
    """Words without language: the code, and what stands in its gaps."""
    match words:
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
        return self.do(who, Pressed(next(iter(found)), self.message))

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


# -- the file form ---------------------------------------------------------------------------------


def run(talk: Talk, script: str) -> str:
    """Say a file's `>` lines anew; what comes is the file as it ought to be."""
    talk.written = []
    for line in script.splitlines():
        if line.startswith("> "):
            talk.write(line)
            say(talk, line[2:])
        elif line.startswith("#") or not line.strip():
            talk.write(line)
    # Only one blank line where the answers before it went away.
    return "\n".join(talk.written).rstrip() + "\n"


def say(talk: Talk, line: str) -> None:
    """One line: `王五六 press v 1.4a f`, `王五六 type 12 无`, `wait 4m`, `again`, `lapse`."""
    first, _, rest = line.partition(" ")
    match first:
        case "wait":
            amount, unit = int(rest[:-1]), {"m": "minutes", "h": "hours", "d": "days"}[rest[-1]]
            talk.now += timedelta(**{unit: amount})
        case "again":
            assert talk.last is not None
            names = {account: name for name, account in talk.stage.accounts.items()}
            talk.hear(names[talk.last.sender.user_id], talk.last)
        case "lapse":
            with opened(talk.stage.file) as tx:
                talk.write(f"< {feedback.lapse(talk.stage.house, tx, talk.now)} final")
        case _:
            _act(talk, first, *_verb(rest))


def _verb(rest: str) -> tuple[str, str]:
    verb, _, what = rest.partition(" ")
    return verb, what


def _act(talk: Talk, who: str, verb: str, what: str) -> None:
    match verb:
        case "press":
            talk.press(who, what)
        case "old":
            talk.press(who, what, old=True)
        case "raw":
            talk.do(who, Pressed(what, talk.message))
        case "type":
            talk.do(who, Typed(what))
        case "command":
            name, _, rest = what.partition(" ")
            talk.do(who, Command(name, rest))
        case "location":
            latitude, longitude = what.split()
            talk.do(who, Located(latitude, longitude, "12"))
        case "finishes":
            finish(talk, who)
        case "sticker":
            talk.do(who, Other("sticker"))
        case "photo" | "document" | "voice" | "video":
            talk.do(who, _attached(talk, who, verb, what))
        case _:
            raise ValueError(f"{who} {verb} {what}")


def finish(talk: Talk, who: str) -> None:
    """Walk the sheet in hand to its end by its own buttons, without a problem; not written down."""
    written = len(talk.written)
    talk.do(who, Typed("▶ 当前卡"))
    tried: list[list[str]] = []
    for _ in range(400):
        place = talk.cards[who].place.partition("|")[2]
        left = [d for d in datas(talk.cards[who])[:-1] if place == "submit" and d.startswith("go|")]
        if left and left not in tried:
            tried.append(left)
            talk.do(who, Pressed(left[0]))
            continue
        if place == "submit":
            break
        _step(talk, who, place.partition(".")[0])
    else:
        raise AssertionError(f"{who} never came to an end")
    del talk.written[written:]
    talk.write(f"< card {talk.cards[who].place.partition('|')[2]}")
    talk.written += [f"| {said(words)}" for words in talk.cards[who].lines]


def _step(talk: Talk, who: str, kind: str) -> None:
    """The next tap that says "no problem", or the way on where everything has been said."""
    data = datas(talk.cards[who])
    asked = [d for d in data if d.startswith("go|") and "|ask.value." in d]
    fine = [d for d in data if d.split("|")[0] in {"ok", "hs"}]
    answers = [d for d in data if d.startswith("v|") and "|->" in d and kind == "item"]
    if kind == "ask":
        code = [said(words) for words in talk.cards[who].lines][-1]
        talk.do(who, Typed("100" if "bands" in code else "10/10"))
    elif fine or answers:
        talk.do(who, Pressed((fine or answers)[0]))
    elif asked and kind == "item" and "item.unanswered" in str(said(talk.cards[who].lines)):
        talk.do(who, Pressed(asked[0]))
    else:
        on = [b for row in talk.cards[who].rows for b in row]
        said_on = {said(b.label): b.data for b in on}
        words = ("button.next-household", "button.submit", "button.next")
        talk.do(who, Pressed(next(said_on[w] for w in words if w in said_on)))


def _left(talk: Talk, who: str, place: str) -> int:
    """The message in which the card of that place was left behind last."""
    with opened(talk.stage.file) as tx:
        (row,) = tx.all(
            """SELECT json_extract(body, '$.message') AS message FROM notices
               WHERE kind = 'collapse' AND chat_id = :c AND json_extract(body, '$.place') LIKE :p
               ORDER BY rowid DESC LIMIT 1""",
            c=talk.stage.accounts[who],
            p=f"%|{place}",
        )
    return int(row["message"])


def _attached(talk: Talk, who: str, kind: str, what: str) -> Attached:
    """`photo u1 "12 手册" album=a reply=hh.3 forwarded`."""
    unique, *words = shlex.split(what)
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    caption = next((w for w in words if "=" not in w and w != "forwarded"), None)
    reply = settings.get("reply")
    return Attached(
        kind,  # type: ignore[arg-type]
        f"file-{unique}",
        unique,
        1000,
        settings.get("name"),
        None,
        caption,
        settings.get("album"),
        "forwarded" in words,
        _left(talk, who, reply) if reply else None,
    )

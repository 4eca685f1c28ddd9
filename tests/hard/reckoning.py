"""Compares what was sent with what stands in the books, on the disk and in the chats."""

from __future__ import annotations

import asyncio
import hashlib
import html
import itertools
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import clock
from bot.sender import IN_FLIGHT
from chatserver.updates import count_pending
from handlers.views import render
from inspection.card import Card
from scoring.tally import Tally
from storage import audit, sheets
from storage.db import Tx
from storage.sheets import Rollup
from tests.hard.chain import check_chain, check_stories
from tests.hard.ground import ME, Member, Office, reading
from tests.hard.load import CAPTIONED, TYPED, Sent
from workflow.cards import card_for
from workflow.rolling import recount
from workflow.scene import House, desk

OPEN = """
    SELECT 'owed card' AS what FROM focus WHERE owed > painted
    UNION ALL SELECT 'notice ' || kind || ' ' || state FROM notices
        WHERE state IN ('due', 'claimed')
    UNION ALL SELECT 'file to fetch' FROM evidence WHERE state = 'owed'
"""
_DONE = re.compile(r"update (\d+) chat \S+ \S+ done")


async def settled(office: Office, seconds: float) -> None:
    """Wait until nothing is waiting at the server and nothing is owed in the books."""
    end = asyncio.get_running_loop().time() + seconds
    while left := _left(office):
        assert asyncio.get_running_loop().time() < end, f"still open: {Counter(left)}"
        await asyncio.sleep(0.1)


def _left(office: Office) -> list[str]:
    waiting = office.server.desk.store.read(lambda tx: count_pending(tx, ME.id))
    with reading(office.data) as books:
        return ["update"] * waiting + [row["what"] for row in books.execute(OPEN)]


def check_books(office: Office, *, chain: bool = True) -> None:
    """Whole in themselves, whatever was done: roll-ups, and the chain of the trail."""
    with reading(office.data) as books:
        tx = Tx(books)
        assert books.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for sheet in {member.sheet for member in office.members}:
            found = desk(tx, sheet)
            assert found is not None
            running = sheets.rollup(tx, sheet)
            plain = {q: t for q, t in running.tallies.items() if t != Tally()}
            assert Rollup(plain, running.counts) == recount(tx, found)
        check_stories(tx)
        if chain:
            assert audit.first_break(tx) is None


def check(office: Office, sent: Sequence[Sent], kills: int, dead: int = 0) -> None:
    """All that was sent is there, once; the cards show it; few messages came twice.

    `kills`: how often a process died, or an answer was lost, while something was on its way.
    `dead`: how many messages the server may have refused for good.
    """
    check_books(office)
    with reading(office.data) as books:
        tx = Tx(books)
        for one in sent:
            _check_trail(tx, one)
            _check_evidence(tx, office, one)
            _check_notices(tx, office, one)
            _check_card(tx, office, one.member)
            if one.chain is not None:
                check_chain(tx, office, one.chain)
        _check_numbers(tx, office, sent)
        rows = tx.all("SELECT kind, state FROM notices WHERE state <> 'sent'")
        ends = Counter((row["kind"], row["state"]) for row in rows)
        # A message whose sender was killed, and killed again, is not sent a third time.
        assert ends.pop(("line", "unknown"), 0) <= kills // 2
        assert {state for _, state in ends} <= {"dead"}
        assert ends.total() <= dead
        _check_doubles(tx, office, kills)


def _check_trail(tx: Tx, sent: Sent) -> None:
    """Each count went up by one with every act, in the order sent, by who sent it."""
    for (household, question), count in sent.counts.items():
        subject = f"sheet/{sent.member.sheet}/household/{household}/{question}"
        rows = tx.all(
            "SELECT user_id, before, after FROM audit WHERE subject = :s ORDER BY number",
            s=subject,
        )
        steps = [None, *(str(n) for n in range(1, count + 1))]
        got = [(row["user_id"], row["before"], row["after"]) for row in rows]
        want = [(sent.member.account, *pair) for pair in itertools.pairwise(steps)]
        assert got == want, subject
        row = tx.one(
            "SELECT recorded FROM visits WHERE sheet_id = :s AND household_id = :h",
            s=sent.member.sheet,
            h=household,
        )
        assert row is not None
        assert json.loads(row["recorded"])[question][0] == str(count), subject


def _check_evidence(tx: Tx, office: Office, sent: Sent) -> None:
    rows = tx.all("SELECT sha256, state FROM evidence WHERE chat_id = :c", c=sent.member.account)
    assert Counter(row["sha256"] for row in rows) == Counter(sent.photos)
    assert {row["state"] for row in rows} <= {"safe"}
    assert not list((office.data / "evidence").glob("part-*"))
    for digest in sent.photos:
        content = (office.data / "evidence" / digest[:2] / digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


def _check_notices(tx: Tx, office: Office, sent: Sent) -> None:
    """Of every number that was hidden one line tells; its message is gone."""
    who = sent.member.account
    rows = tx.all(
        "SELECT id FROM notices WHERE chat_id = :c AND kind = 'line' AND id LIKE 'masked/%'", c=who
    )
    assert {row["id"] for row in rows} == {f"masked/{who}/{number}" for number in sent.masked}
    shown = _ask(office, "SELECT id, content, reactions FROM messages WHERE sender = :who", who=who)
    gone = {number for number, content, _ in shown if not content or content == "{}"}
    assert gone == set(sent.masked)
    liked = sum("👌" in (reactions or "") for _, _, reactions in shown)
    assert liked == len(sent.photos)


def _check_card(tx: Tx, office: Office, member: Member) -> None:
    """The card in the chat is the one of the place in the books, and shows what they hold now.

    A colleague's acts do not draw it anew, so its words are compared for those who work alone.
    """
    card = present_card(tx, office, member.account)
    look = render(card, "zh")
    row = tx.one("SELECT * FROM focus WHERE user_id = :u", u=member.account)
    assert row is not None
    assert row["card_place"] == row["place"] == card.place
    if not member.alone:
        return
    (shown,) = _ask(
        office,
        "SELECT content, markup FROM messages WHERE id = :id",
        id=row["card_message_id"],
    )
    words = html.unescape(re.sub(r"<[^>]*>", "", look.html))
    assert json.loads(shown[0])["text"] == words
    keys = json.loads(shown[1])["inline_keyboard"]
    assert look.markup is not None
    want = [[b["callback_data"] for b in line] for line in look.markup["inline_keyboard"]]
    assert [[b["callback_data"] for b in line] for line in keys] == want


def present_card(tx: Tx, office: Office, account: int) -> Card:
    """What the person is to see now."""
    ours = House(ZoneInfo("Asia/Shanghai"), "zh", office.data, lambda: "", ME.username)
    card = card_for(ours, tx, clock.wall(), account)
    assert card is not None
    return card


def _check_numbers(tx: Tx, office: Office, sent: Sequence[Sent]) -> None:
    """As many updates were heard as the server made; as many answers as acts that gave one."""
    made = _ask(office, "SELECT last_update FROM bots")[0][0]
    rows = tx.all("SELECT update_id FROM inbox WHERE update_id >= :n", n=office.first_update)
    heard = {row["update_id"] for row in rows}
    assert heard == set(range(office.first_update, made + 1))
    assert _count(tx, "SELECT count(*) FROM quarantine") == 0
    answers = sum(sum(one.counts.values()) for one in sent)
    assert _count(tx, "SELECT count(*) FROM audit WHERE act = 'answer'") == answers
    typed = {at for one in sent for at, question in one.counts if question == TYPED}
    captioned = {at for one in sent for at, question in one.counts if question == CAPTIONED}
    saved = [
        int(row["subject"].rpartition("/")[2])
        for row in tx.all("SELECT subject FROM audit WHERE act = 'visit'")
    ]
    assert len(saved) == len(set(saved))
    # A line saves its household's visit; a caption does so unless that household is open.
    assert typed <= set(saved) <= typed | captioned


def _check_doubles(tx: Tx, office: Office, kills: int) -> None:
    """What the books do not know of was sent by a process that died before it could note it."""
    known = {row["m"] for row in tx.all("SELECT card_message_id AS m FROM focus")}
    for row in tx.all("SELECT message_id AS m, kind, body FROM notices"):
        known.add(json.loads(row["body"])["message"] if row["kind"] == "collapse" else row["m"])
    rows = _ask(office, "SELECT id, markup FROM messages WHERE by_bot AND content IS NOT NULL")
    cards = [n for n, markup in rows if "inline_keyboard" in (markup or "") and n not in known]
    lines = [n for n, markup in rows if not markup and n not in known]
    keyboards = sum("inline_keyboard" not in markup for _, markup in rows if markup)
    people = len(office.members) + 2
    assert len(cards) <= kills * people, cards
    assert len(lines) <= kills * IN_FLIGHT, lines
    assert keyboards <= people + kills


def heard_again(logs: Path) -> int:
    """How many updates were heard by more than one of the processes (the first log left out)."""
    seen: Counter[str] = Counter()
    for log in logs.glob("*.log"):
        if log.name != "first.log":
            seen.update(set(_DONE.findall(log.read_text())))
    return sum(times > 1 for times in seen.values())


def _ask(office: Office, sql: str, **params: Any) -> list[Any]:
    return office.server.desk.store.read(lambda tx: tx.sql.execute(sql, params).fetchall())


def _count(tx: Tx, sql: str) -> int:
    row = tx.one(sql)
    return int(row[0]) if row else 0

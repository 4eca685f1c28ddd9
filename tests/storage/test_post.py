"""Words, update ids, limits, notices and the focus row, as they stand in the books."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspection.card import Card
from inspection.text import Text, text
from storage import focus, mailbox, notices, rates, texts
from storage.db import Books, Tx
from storage.rates import Limit, Wait
from workflow import failing, painting, post
from workflow.post import Pace

NOW = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)

_leaf = st.text() | st.integers() | st.fractions()
_words = st.recursive(
    st.builds(Text, st.text(), st.dictionaries(st.text(), _leaf)),
    lambda inner: st.builds(
        Text,
        st.text(),
        st.dictionaries(st.text(), _leaf | inner | st.lists(st.text() | inner).map(tuple)),
    ),
    max_leaves=8,
)


@given(st.text() | _words)
def test_words_come_back_exactly(words: Text | str) -> None:
    assert texts.load(texts.dump(words)) == words


def test_a_fraction_stays_a_fraction() -> None:
    back = texts.load(texts.dump(text("a", x=Fraction(2, 1), y=2)))
    assert isinstance(back, Text)
    assert [type(back.params[name]) for name in "xy"] == [Fraction, int]


@pytest.mark.parametrize("stored", ["5", "null", "[1]", '{"over":[1,2]}'])
def test_what_is_no_words_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not words"):
        texts.load(stored)


async def test_an_update_is_new_once_until_its_id_is_forgotten(books: Books) -> None:
    seen = [await books.act(lambda tx: mailbox.first_sight(tx, 7, NOW)) for _ in range(3)]
    assert seen == [True, False, False]
    assert await books.act(lambda tx: failing.tidy(tx, NOW + timedelta(hours=48))) == 0
    assert await books.act(lambda tx: failing.tidy(tx, NOW + timedelta(hours=49))) == 1
    assert await books.act(lambda tx: mailbox.first_sight(tx, 7, NOW))


async def test_a_limit_grants_its_burst_then_its_pace(books: Books) -> None:
    limit = Limit("all", SECOND / 10, SECOND * 4 / 10)

    def drain(tx: Tx, now: datetime) -> int:
        granted = 0
        while rates.take(tx, now, limit) is None:
            granted += 1
        return granted

    assert await books.act(lambda tx: drain(tx, NOW)) == 5
    assert await books.act(lambda tx: drain(tx, NOW + SECOND / 10)) == 1
    assert await books.act(lambda tx: drain(tx, NOW + SECOND * 5)) == 5


async def test_two_limits_are_taken_both_or_neither(books: Books) -> None:
    chat, whole = Limit("chat", SECOND * 3), Limit("all", SECOND / 10)
    got = await books.act(
        lambda tx: [rates.take(tx, NOW, whole, chat), rates.take(tx, NOW + SECOND, whole, chat)]
    )
    assert got == [None, Wait("chat", NOW + 3 * SECOND)]
    assert await books.act(lambda tx: rates.take(tx, NOW + SECOND, whole)) is None


async def test_a_pause_never_shortens_another(books: Books) -> None:
    await books.act(lambda tx: rates.pause(tx, "all", NOW + 9 * SECOND))
    await books.act(lambda tx: rates.pause(tx, "all", NOW + 3 * SECOND))
    got = await books.act(lambda tx: rates.take(tx, NOW, Limit("all", SECOND)))
    assert got == Wait("all", NOW + 9 * SECOND)


async def test_a_notice_written_twice_is_one(books: Books) -> None:
    wrote = [
        await books.act(lambda tx: notices.line(tx, "finding/17/due-3", 1, "到期", NOW))
        for _ in range(2)
    ]
    assert wrote == [True, False]


async def test_cards_run_ahead_of_notices_unless_these_are_long_due(books: Books) -> None:
    pace = Pace(per_second=10, chat_seconds=0)

    def act(tx: Tx) -> tuple[int, int]:
        painting.take_slots(tx, NOW, pace, range(1, 4))
        notices.line(tx, "new", 50, "a", NOW)
        fresh = len(post.claim(tx, NOW, NOW, pace, 5).outgoing)
        notices.line(tx, "old", 51, "b", NOW - timedelta(minutes=5))
        return fresh, len(post.claim(tx, NOW, NOW, pace, 5).outgoing)

    assert await books.act(act) == (0, 1)


@pytest.mark.parametrize(("minutes", "sent"), [(5, 0), (16, 1)], ids=["waits", "long due"])
async def test_answers_go_before_a_mornings_digests(minutes: int, sent: int, books: Books) -> None:
    pace = Pace(per_second=10, chat_seconds=0)

    def act(tx: Tx) -> int:
        painting.take_slots(tx, NOW, pace, range(1, 4))
        due = NOW - timedelta(minutes=minutes)
        notices.digest(tx, "digest/1/2026-10-12", 50, 1, NOW.date(), due)
        return len(post.claim(tx, NOW, NOW, pace, 5).outgoing)

    assert await books.act(act) == sent


async def test_a_chat_gets_one_line_at_a_time_and_a_waiting_chat_holds_up_no_other(
    books: Books,
) -> None:
    pace = Pace(per_second=1000)

    def act(tx: Tx) -> list[list[str]]:
        for n in range(3):
            notices.line(tx, f"a{n}", 1, "x", NOW + n * SECOND / 10)
        notices.line(tx, "b", 2, "x", NOW + SECOND)
        found = []
        for at in (NOW + SECOND, NOW + SECOND * 1.5, NOW + 2 * SECOND):
            claimed = post.claim(tx, at, at, pace, 5).outgoing
            found.append([one.notice.id for one in claimed])
        return found

    assert await books.act(act) == [["a0", "b"], [], ["a1"]]


@pytest.mark.parametrize(
    ("kind", "ends"),
    [("line", "unknown"), ("bulk", "unknown"), ("react", "due")],
)
async def test_unknown_outcomes_by_kind(kind: str, ends: str, books: Books) -> None:
    def act(tx: Tx) -> list[str]:
        match kind:
            case "react":
                notices.react(tx, 1, 5, NOW)
            case _:
                notices.line(tx, "n", 1, "x", NOW, bulk=kind == "bulk")
        states, at = [], NOW
        for _ in range(3):
            for one in post.claim(tx, at, at, Pace(), 5).outgoing:
                post.outcome_unknown(tx, one.notice, at, at)
            row = tx.one("SELECT state FROM notices")
            states.append(row["state"] if row else "")
            at += 10 * SECOND
        return states

    first = "unknown" if kind == "bulk" else "due"
    assert await books.act(act) == [first, ends, ends]


async def test_a_lease_that_ended_is_settled_and_another_is_left(books: Books) -> None:
    def act(tx: Tx) -> tuple[int, int]:
        notices.line(tx, "n", 1, "x", NOW)
        post.claim(tx, NOW, NOW, Pace(), 5)
        return post.release(tx, NOW, NOW), post.release(tx, NOW, NOW + 2 * post.LEASE)

    assert await books.act(act) == (0, 1)


async def test_the_conversations_block_is_saved_and_the_painters_left_alone(books: Books) -> None:
    def act(tx: Tx) -> focus.Focus | None:
        at = focus.meet(tx, 1, 1, "zh", "home", NOW)
        focus.owe(tx, 1)
        focus.shown(tx, 1, 1, 9, "home", text("card.home", n=Fraction(1, 2)), "open:ff")
        focus.save(tx, replace(at, place="hh|7", notice=text("note"), undo="u", fix="f"))
        return focus.of_user(tx, 1)

    at = await books.act(act)
    assert at is not None
    assert (at.place, at.notice, at.undo, at.fix) == ("hh|7", text("note"), "u", "f")
    assert (at.owed, at.painted, at.card_message_id, at.last_message_id) == (1, 1, 9, 9)
    assert at.card_line == text("card.home", n=Fraction(1, 2))


async def test_a_card_left_behind_while_it_was_being_edited_is_not_taken_back(
    books: Books,
) -> None:
    def act(tx: Tx) -> focus.Focus | None:
        focus.meet(tx, 1, 1, "zh", "home", NOW)
        focus.owe(tx, 1)
        focus.shown(tx, 1, 1, 9, "home", "家", "open:ff")
        focus.owe(tx, 1)
        (view,) = painting.views(tx, NOW, lambda *_: Card("home", "家", ("家",)), [1])
        focus.leave_line(tx, 1, "✅", NOW)
        focus.owe(tx, 1)
        painting.card_shown(tx, view, 9, "open:ee", NOW)
        return focus.of_user(tx, 1)

    at = await books.act(act)
    assert at is not None
    assert (at.card_message_id, at.owed, at.painted) == (None, 3, 2)


async def test_a_hundred_slots_asked_for_at_once_share_a_few_commits(books: Books) -> None:
    commits = 0

    def counted(connection) -> None:  # type: ignore[no-untyped-def]
        def trace(statement: str) -> None:
            nonlocal commits
            commits += statement.startswith("COMMIT")

        connection.set_trace_callback(trace)

    await books._writer.run(counted)
    await asyncio.gather(
        *(books.act(lambda tx, n=n: painting.take_slots(tx, NOW, Pace(), [n])) for n in range(100))
    )
    assert commits <= 4

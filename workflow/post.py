"""The acts of sending: how fast, and the sender's notices claimed and marked.

`now` is the campaign's time, `wall` the real one: limits, leases and second tries are kept in
real time even where training pretends it is another day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import focus, notices, rates
from storage.db import Tx
from storage.notices import Notice
from storage.rates import Limit

LEASE = timedelta(seconds=90)
LONG_DUE = timedelta(minutes=1)
LONG_DUE_DIGEST = timedelta(minutes=15)
"""A morning's reminders take minutes at the allowed pace: answers go before them so long."""
ALL = "all"
TIDY_AFTER = timedelta(hours=40)
"""A bot can delete messages for 48 hours; this leaves a night's outage in between."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the server lets us send; 0 is without limit.

    Cards may run a few slots ahead, notices only one, so that answers go before notices; a
    notice long due waits behind nobody.
    """

    per_second: int = 25
    chat_seconds: int = 1
    group_per_minute: int = 20

    @property
    def limited(self) -> bool:
        """Whether any slot must be asked for."""
        return bool(self.per_second or self.chat_seconds or self.group_per_minute)

    def token(self, slots_ahead: int) -> Limit:
        """The limit of all sending together."""
        return _limit(ALL, 1 / self.per_second if self.per_second else 0, slots_ahead)

    def chat(self, chat_id: int, slots_ahead: int = 0) -> Limit:
        """The limit of one chat; groups have negative ids."""
        if chat_id > 0:
            return _limit(f"chat/{chat_id}", self.chat_seconds, slots_ahead)
        seconds = 60 / self.group_per_minute if self.group_per_minute else 0
        return _limit(f"chat/{chat_id}", seconds, slots_ahead)


def _limit(key: str, seconds: float, slots_ahead: int) -> Limit:
    interval = timedelta(seconds=seconds)
    return Limit(key, interval, interval * slots_ahead)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice in hand, with the language of whoever gets it (None: not known)."""

    notice: Notice
    lang: str | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """What may be sent now, and when to look again if slots ran out."""

    outgoing: tuple[Outgoing, ...]
    wait_until: datetime | None


def claim(
    tx: Tx, now: datetime, wall: datetime, pace: Pace, at_most: int, busy: Collection[int] = ()
) -> Claimed:
    """Claim what may be sent now, one at a time for each chat, and never to a busy one."""
    claimed: list[Outgoing] = []
    chats = set(busy)
    wait_until: datetime | None = None
    for notice in notices.due(tx, now, wall, 200):
        if len(claimed) == at_most:
            break
        if notice.chat_id in chats:
            continue
        patience = LONG_DUE_DIGEST if notice.kind == "digest" else LONG_DUE
        overdue = now - notice.due_at > patience
        limits = [pace.token(4 if overdue else 1)]
        match notice.kind:
            case "line" | "file" | "pictures" | "charts" | "paper" | "digest" | "dispatch":
                limits.append(pace.chat(notice.chat_id))
            case "collapse":
                # Part of the card that was just sent: an edit beside it, not a talk of its own.
                limits.append(pace.chat(notice.chat_id, 2))
        wait = rates.take(tx, wall, *limits)
        if wait is None:
            notices.claim(tx, notice.id, wall + LEASE)
            at = focus.of_user(tx, notice.chat_id)
            claimed.append(Outgoing(notice, at.lang if at else None))
            chats.add(notice.chat_id)
        elif wait.key == ALL:
            wait_until = wait.until
            break
        else:
            notices.put_back(tx, notice.id, wait.until, notice.error)
    return Claimed(tuple(claimed), wait_until)


def sent(tx: Tx, notice: Notice, now: datetime, message_ids: Sequence[int]) -> None:
    """It arrived, as these messages: they stand below the person's card.

    Evidence that was only to be looked at goes out of the chat again.
    """
    notices.close(tx, notice.id, "sent", now, message_ids[-1] if message_ids else None)
    if message_ids and notice.kind in notices.MESSAGES:
        focus.saw_message(tx, notice.chat_id, message_ids[-1])
        if notice.body.get("passing"):
            notices.delete(tx, notice.chat_id, message_ids, now + TIDY_AFTER)


def not_sent(tx: Tx, notice: Notice, wall: datetime, error: str) -> None:
    """It certainly did not arrive: again, later each time, at most five minutes."""
    pause = timedelta(seconds=min(2.0 ** min(notice.attempts, 10), 300))
    notices.put_back(tx, notice.id, wall + pause, error)


def paused(tx: Tx, notice: Notice, until: datetime) -> None:
    """The server takes nothing for that chat before then."""
    notices.put_back(tx, notice.id, until, notice.error)


def dead(tx: Tx, notice: Notice, now: datetime, error: str) -> None:
    """It never will arrive."""
    notices.close(tx, notice.id, "dead", now, error=error)


def chat_moved(tx: Tx, notice: Notice, chat_id: int, not_before: datetime) -> None:
    """The group has become another chat: everything due there goes to the new one."""
    notices.put_back(tx, notice.id, not_before, notice.error)
    notices.move_chat(tx, notice.chat_id, chat_id)


def outcome_unknown(tx: Tx, notice: Notice, now: datetime, wall: datetime) -> None:
    """Nobody can say: repeat what may be repeated, a line or file once, bulk never."""
    first = notice.error != "unknown"
    if notice.kind in notices.MESSAGES and (notice.body.get("bulk") or not first):
        notices.close(tx, notice.id, "unknown", now, error="unknown")
    else:
        notices.put_back(tx, notice.id, wall + timedelta(seconds=2), "unknown")


def release(tx: Tx, now: datetime, wall: datetime, *, every: bool = False) -> int:
    """Settle claims whose lease is over; `every` one when no other sender can be alive."""
    stale = notices.stale_claims(tx, None if every else wall)
    for notice in stale:
        outcome_unknown(tx, notice, now, wall)
    return len(stale)


def pause(tx: Tx, chat_id: int, until: datetime, *, whole: bool) -> None:
    """Nothing to that chat before then; with `whole`, nothing to anybody."""
    rates.pause(tx, f"chat/{chat_id}", until)
    if whole:
        rates.pause(tx, ALL, until)


def blocked(tx: Tx, chat_id: int) -> None:
    """The person cannot be reached: nothing is owed there until they come back."""
    focus.set_reachable(tx, chat_id, reachable=False)

"""A person's focus: where they are, what card they see, and whether a newer one is owed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from inspection.card import Words
from storage import notices, texts
from storage.db import Row, Tx
from storage.times import read, written


@dataclass(frozen=True, slots=True)
class Focus:
    """One row for each account. The first block is the conversation's, the second the painter's."""

    user_id: int
    chat_id: int
    lang: str | None
    person_id: int | None
    """Who the account speaks as where it stands for several people; None: the newest campaign's.

    Who somebody is on a sheet is never read from here, but from the people of its campaign.
    """
    sheet_id: int | None
    place: str
    prior_place: str | None
    moved_at: datetime
    notice: Words | None = None
    undo: str | None = None
    fix: str | None = None

    last_message_id: int = 0
    card_message_id: int | None = None
    card_place: str | None = None
    card_line: Words | None = None
    card_sha256: str | None = None
    owed: int = 0
    painted: int = 0
    keyboard_sent: int = 0
    """Which row of keys is below the typing line; 0: none, or one in other words."""


def of_user(tx: Tx, user_id: int) -> Focus | None:
    """The focus of an account, None before it was ever met."""
    row = tx.one("SELECT * FROM focus WHERE user_id = :u", u=user_id)
    return _focus(row) if row else None


def meet(tx: Tx, user_id: int, chat_id: int, lang: str | None, place: str, now: datetime) -> Focus:
    """The focus of an account, made when it is met for the first time."""
    known = of_user(tx, user_id)
    if known is not None:
        return known
    tx.do(
        """INSERT INTO focus (user_id, chat_id, lang, place, moved_at)
           VALUES (:u, :chat, :lang, :place, :at) ON CONFLICT (user_id) DO NOTHING""",
        u=user_id,
        chat=chat_id,
        lang=lang,
        place=place,
        at=written(now),
    )
    focus = of_user(tx, user_id)
    if focus is None:
        raise LookupError(user_id)
    return focus


def save(tx: Tx, focus: Focus) -> None:
    """Write the conversation's block back; what the painter keeps is left alone."""
    tx.do(
        """UPDATE focus SET chat_id = :chat, lang = :lang, person_id = :person,
               sheet_id = :sheet, place = :place, prior_place = :prior, moved_at = :at,
               notice = :notice, undo = :undo, fix = :fix
           WHERE user_id = :u""",
        u=focus.user_id,
        chat=focus.chat_id,
        lang=focus.lang,
        person=focus.person_id,
        sheet=focus.sheet_id,
        place=focus.place,
        prior=focus.prior_place,
        at=written(focus.moved_at),
        notice=None if focus.notice is None else texts.dump(focus.notice),
        undo=focus.undo,
        fix=focus.fix,
    )


def owe(tx: Tx, user_id: int) -> None:
    """The card the person sees is now out of date; the painter will draw the new one."""
    tx.do("UPDATE focus SET owed = owed + 1 WHERE user_id = :u", u=user_id)


def owe_at(tx: Tx, places: Collection[str]) -> None:
    """What these places show has changed: everybody who stands there is owed a new card."""
    tx.do(
        """UPDATE focus SET owed = owed + 1
           WHERE place IN (SELECT value FROM json_each(:places))""",
        places=json.dumps(list(places)),
    )


def leave_sheet(tx: Tx, sheet_id: int, told: Words) -> None:
    """The sheet is no more: who stands on it is home and told why, and no way leads back."""
    tx.do(
        """UPDATE focus SET owed = owed + 1, undo = NULL,
               notice = CASE WHEN sheet_id = :s THEN :told ELSE notice END,
               place = CASE WHEN sheet_id = :s THEN '0|home' ELSE place END,
               prior_place = CASE WHEN prior_place LIKE :at THEN NULL ELSE prior_place END,
               sheet_id = CASE WHEN sheet_id = :s THEN NULL ELSE sheet_id END
           WHERE sheet_id = :s OR prior_place LIKE :at""",
        s=sheet_id,
        at=f"{sheet_id}|%",
        told=texts.dump(told),
    )


def saw_message(tx: Tx, user_id: int, message_id: int) -> None:
    """There is a message of that id in the person's chat: a card above it is not last."""
    tx.do(
        """UPDATE focus SET last_message_id = :m
           WHERE user_id = :u AND last_message_id < :m""",
        u=user_id,
        m=message_id,
    )


def leave_line(tx: Tx, user_id: int, line: Words, now: datetime) -> None:
    """Let the present card stay behind as one line with its button; the next is a new message."""
    focus = of_user(tx, user_id)
    if focus is None or focus.card_message_id is None:
        return
    notices.collapse(tx, focus.chat_id, focus.card_message_id, line, focus.card_place, now)
    tx.do(
        """UPDATE focus SET card_message_id = NULL, card_place = NULL, card_line = NULL,
               card_sha256 = NULL WHERE user_id = :u""",
        u=user_id,
    )


def owed(tx: Tx) -> list[int]:
    """The accounts whose card is out of date."""
    return [row["user_id"] for row in tx.all("SELECT user_id FROM focus WHERE owed > painted")]


def painted(tx: Tx, user_id: int, upto: int) -> None:
    """What was owed up to then is drawn, or cannot be."""
    tx.do("UPDATE focus SET painted = max(painted, :upto) WHERE user_id = :u", u=user_id, upto=upto)


def shown(
    tx: Tx, user_id: int, upto: int, message_id: int, place: str, line: Words, sha256: str
) -> None:
    """The card now stands in that message."""
    tx.do(
        """UPDATE focus SET painted = max(painted, :upto), card_message_id = :m,
               card_place = :place, card_line = :line, card_sha256 = :sha,
               last_message_id = max(last_message_id, :m)
           WHERE user_id = :u""",
        u=user_id,
        upto=upto,
        m=message_id,
        place=place,
        line=texts.dump(line),
        sha=sha256,
    )


def has_card(tx: Tx, user_id: int, message_id: int) -> bool:
    """Whether that message is (still) the person's card."""
    row = tx.one("SELECT card_message_id AS m FROM focus WHERE user_id = :u", u=user_id)
    return row is not None and row["m"] == message_id


def keyboard_sent(tx: Tx, user_id: int, message_id: int, number: int) -> None:
    """The reply keyboard of that number has been sent, in that message."""
    tx.do("UPDATE focus SET keyboard_sent = :n WHERE user_id = :u", u=user_id, n=number)
    saw_message(tx, user_id, message_id)


def want_keyboard(tx: Tx, user_id: int) -> None:
    """The reply keyboard is sent once more with the next card: its words have changed."""
    tx.do("UPDATE focus SET keyboard_sent = 0 WHERE user_id = :u", u=user_id)


def set_reachable(tx: Tx, user_id: int, *, reachable: bool) -> None:
    """Whether the person has the chat open; one who blocked it is owed nothing meanwhile."""
    if not reachable:
        tx.do("UPDATE focus SET painted = owed WHERE user_id = :u", u=user_id)
    tx.do(
        "UPDATE people SET unreachable = :away WHERE user_id = :u AND unreachable <> :away",
        u=user_id,
        away=0 if reachable else 1,
    )


def _focus(row: Row) -> Focus:
    return Focus(
        user_id=row["user_id"],
        chat_id=row["chat_id"],
        lang=row["lang"],
        person_id=row["person_id"],
        sheet_id=row["sheet_id"],
        place=row["place"],
        prior_place=row["prior_place"],
        moved_at=read(row["moved_at"]),
        notice=None if row["notice"] is None else texts.load(row["notice"]),
        undo=row["undo"],
        fix=row["fix"],
        last_message_id=row["last_message_id"],
        card_message_id=row["card_message_id"],
        card_place=row["card_place"],
        card_line=None if row["card_line"] is None else texts.load(row["card_line"]),
        card_sha256=row["card_sha256"],
        owed=row["owed"],
        painted=row["painted"],
        keyboard_sent=row["keyboard_sent"],
    )

"""What is still to be sent: rows whose id is their meaning, so that writing one twice is harmless.

States: due -> claimed -> sent; `unknown` when nobody can say whether it arrived, `dead` when it
never will, `moot` when there was nothing left to say. `lease_until` is until when a claim holds,
or before when a due row is not tried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, cast

from inspection.card import Button, Rows, Words
from storage import texts
from storage.db import Row, Tx
from storage.shots import Shot
from storage.times import read, written

NoticeKind: TypeAlias = Literal[
    "line",
    "file",
    "pictures",
    "charts",
    "paper",
    "digest",
    "dispatch",
    "collapse",
    "react",
    "delete",
    "menu",
]
MESSAGES: frozenset[NoticeKind] = frozenset(
    {"line", "file", "pictures", "charts", "paper", "digest", "dispatch"}
)
"""The kinds that make a new message each time they are sent; the others may be repeated."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One row, with its body by kind (see the functions that write them)."""

    id: str
    chat_id: int
    kind: NoticeKind
    body: Mapping[str, Any]
    due_at: datetime
    attempts: int
    error: str | None


def line(
    tx: Tx,
    key: str,
    chat_id: int,
    words: Words,
    due: datetime,
    rows: Rows = (),
    *,
    private: bool = False,
    bulk: bool = False,
) -> bool:
    """A message of its own, without sound at night. Bulk ones are never sent a second time."""
    body = {
        "words": texts.dump(words),
        "rows": [[[texts.dump(b.label), b.data] for b in row] for row in rows],
        "private": private,
        "bulk": bulk,
    }
    return _write(tx, key, chat_id, "line", body, due)


def file(
    tx: Tx,
    key: str,
    chat_id: int,
    path: str,
    name: str,
    caption: Words,
    due: datetime,
    *,
    private: bool = False,
    passing: bool = False,
) -> bool:
    """A document: `path` below the data folder, `name` as the person sees it.

    A `passing` one is to be looked at only, and is taken out of the chat again.
    """
    body = {"path": path, "name": name, "words": texts.dump(caption), "private": private}
    if passing:
        body["passing"] = True
    return _write(tx, key, chat_id, "file", body, due)


def pictures(tx: Tx, key: str, chat_id: int, shots: Sequence[Shot], due: datetime) -> bool:
    """A picture, or 2 to 10 as one album, each with its caption; protected and passing."""
    made = [shot.dump() for shot in shots]
    return _write(
        tx, key, chat_id, "pictures", {"shots": made, "private": True, "passing": True}, due
    )


def paper(
    tx: Tx,
    key: str,
    chat_id: int,
    recipe: Mapping[str, Any],
    name: str,
    caption: Words,
    due: datetime,
) -> bool:
    """A document that is made from its recipe only when it is sent: making one takes time."""
    body = {"recipe": recipe, "name": name, "words": texts.dump(caption), "private": True}
    return _write(tx, key, chat_id, "paper", body, due)


def charts(tx: Tx, key: str, chat_id: int, recipe: Mapping[str, Any], due: datetime) -> bool:
    """Pictures of figures, read and drawn only when they are sent; always protected."""
    return _write(tx, key, chat_id, "charts", {"recipe": recipe, "private": True}, due)


def digest(tx: Tx, key: str, chat_id: int, person_id: int, day: date, due: datetime) -> None:
    """The reminders of a person and day, in words only when sent.

    One that is still to be sent comes no later than `due`; one that was moot is due again.
    """
    body = {"person": person_id, "day": day.isoformat()}
    if not _write(tx, key, chat_id, "digest", body, due):
        tx.do(
            """UPDATE notices SET state = 'due', due_at = min(due_at, :due), chat_id = :chat
               WHERE id = :id AND state IN ('due', 'moot')""",
            id=key,
            due=written(due),
            chat=chat_id,
        )


def dispatch(tx: Tx, key: str, chat_id: int, person_id: int, day: date, due: datetime) -> bool:
    """The figures of a day for a leader in charge, counted only when sent."""
    body = {"person": person_id, "day": day.isoformat()}
    return _write(tx, key, chat_id, "dispatch", body, due)


def stamp(tx: Tx, key: str, day: date) -> None:
    """A digest goes out on that day, whichever it was planned for."""
    tx.do(
        "UPDATE notices SET body = json_set(body, '$.day', :day) WHERE id = :id",
        id=key,
        day=day.isoformat(),
    )


def postpone(tx: Tx, key: str, due: datetime) -> None:
    """Not now: due again at that time."""
    tx.do(
        """UPDATE notices SET state = 'due', due_at = :due, lease_until = NULL,
               attempts = max(attempts - 1, 0) WHERE id = :id""",
        id=key,
        due=written(due),
    )


def collapse(
    tx: Tx, chat_id: int, message_id: int, words: Words, place: str | None, due: datetime
) -> bool:
    """An old card becomes one line, with a button back to its place where it has one."""
    body = {"message": message_id, "words": texts.dump(words), "place": place}
    return _write(tx, f"collapse/{chat_id}/{message_id}", chat_id, "collapse", body, due)


def react(tx: Tx, chat_id: int, message_id: int, due: datetime) -> bool:
    """A 👌 on a message: what it brought is safe."""
    key = f"react/{chat_id}/{message_id}"
    return _write(tx, key, chat_id, "react", {"message": message_id}, due)


def delete(tx: Tx, chat_id: int, message_ids: Sequence[int], due: datetime) -> bool:
    """Take messages out of the chat (at most 100; the server allows it for 48 hours)."""
    key = f"delete/{chat_id}/{'+'.join(map(str, message_ids))}"
    return _write(tx, key, chat_id, "delete", {"messages": list(message_ids)}, due)


def menu(tx: Tx, chat_id: int, due: datetime) -> bool:
    """Tell the chat which commands its person may use now; each time anew."""
    told = tx.all(
        "SELECT id FROM notices WHERE id > :first AND id < :last",
        first=f"menu/{chat_id}/",
        last=f"menu/{chat_id}0",
    )
    return _write(tx, f"menu/{chat_id}/{len(told)}", chat_id, "menu", {}, due)


def buttons(notice: Notice) -> Rows:
    """The buttons of a line."""
    return tuple(
        tuple(Button(texts.load(label), data) for label, data in row)
        for row in notice.body.get("rows", [])
    )


def words(notice: Notice) -> Words:
    """The words of a line, a caption or a collapsed card."""
    return texts.load(notice.body["words"])


def due(tx: Tx, now: datetime, wall: datetime, at_most: int) -> list[Notice]:
    """What is due and may be tried, the longest due first."""
    rows = tx.all(
        """SELECT id, chat_id, kind, body, due_at, attempts, error FROM notices
           WHERE state = 'due' AND due_at <= :now
             AND (lease_until IS NULL OR lease_until <= :wall)
           ORDER BY due_at LIMIT :n""",
        now=written(now),
        wall=written(wall),
        n=at_most,
    )
    return [_notice(row) for row in rows]


def claim(tx: Tx, key: str, until: datetime) -> None:
    """Take a row in hand until then."""
    tx.do(
        """UPDATE notices SET state = 'claimed', lease_until = :until, attempts = attempts + 1
           WHERE id = :id""",
        id=key,
        until=written(until),
    )


def put_back(tx: Tx, key: str, not_before: datetime, error: str | None) -> None:
    """Not sent, or to be sent again: due once more, not before that time."""
    tx.do(
        "UPDATE notices SET state = 'due', lease_until = :at, error = :error WHERE id = :id",
        id=key,
        at=written(not_before),
        error=error,
    )


def close(
    tx: Tx,
    key: str,
    state: Literal["sent", "unknown", "dead", "moot"],
    now: datetime,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    """The end of a row: sent at `now` as that message, or not, and why."""
    tx.do(
        """UPDATE notices SET state = :state, lease_until = NULL, message_id = :m,
               sent_at = CASE WHEN :state = 'sent' THEN :now END, error = :error
           WHERE id = :id""",
        id=key,
        state=state,
        m=message_id,
        now=written(now),
        error=error,
    )


def stale_claims(tx: Tx, wall: datetime | None) -> list[Notice]:
    """Rows claimed by someone who never came back: leases over by then, or all (None)."""
    rows = tx.all(
        """SELECT id, chat_id, kind, body, due_at, attempts, error FROM notices
           WHERE state = 'claimed' AND (:wall IS NULL OR lease_until < :wall)""",
        wall=None if wall is None else written(wall),
    )
    return [_notice(row) for row in rows]


def move_chat(tx: Tx, old: int, new: int) -> None:
    """A group has become another chat: what is due there goes to the new one."""
    tx.do(
        "UPDATE notices SET chat_id = :new WHERE chat_id = :old AND state IN ('due', 'claimed')",
        old=old,
        new=new,
    )


def count(tx: Tx, now: datetime) -> dict[str, int]:
    """How many rows stand in each state; of the due ones only those due by now."""
    rows = tx.all(
        """SELECT state, count(*) AS n FROM notices
           WHERE state IN ('claimed', 'unknown', 'dead') OR (state = 'due' AND due_at <= :now)
           GROUP BY state""",
        now=written(now),
    )
    return {row["state"]: row["n"] for row in rows}


def _write(
    tx: Tx, key: str, chat_id: int, kind: NoticeKind, body: Mapping[str, Any], due_at: datetime
) -> bool:
    return (
        tx.do(
            """INSERT INTO notices (id, chat_id, kind, body, due_at, state)
               VALUES (:id, :chat, :kind, :body, :due, 'due') ON CONFLICT (id) DO NOTHING""",
            id=key,
            chat=chat_id,
            kind=kind,
            body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            due=written(due_at),
        )
        == 1
    )


def _notice(row: Row) -> Notice:
    return Notice(
        row["id"],
        row["chat_id"],
        cast("NoticeKind", row["kind"]),
        json.loads(row["body"]),
        read(row["due_at"]),
        row["attempts"],
        row["error"],
    )


def place_of(tx: Tx, chat_id: int, message_id: int) -> str | None:
    """The place that a card showed before it was left behind as one line."""
    row = tx.one("SELECT body FROM notices WHERE id = :id", id=f"collapse/{chat_id}/{message_id}")
    return json.loads(row["body"]).get("place") if row else None


def state_of(tx: Tx, key: str) -> str | None:
    """How a row stands."""
    row = tx.one("SELECT state FROM notices WHERE id = :id", id=key)
    return row["state"] if row else None

"""Documents asked for in the chat: to be made, made, or not to be had."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, cast

from inspection.card import Words
from storage import texts
from storage.db import Row, Tx
from storage.times import read, written

State: TypeAlias = Literal["owed", "made", "failed"]


@dataclass(frozen=True, slots=True)
class Order:
    """One document somebody asked for: so many steps done of so many; its file while it is kept."""

    id: int
    campaign_id: int
    user_id: int
    chat_id: int
    kind: str
    recipe: Mapping[str, Any]
    state: State
    done: int
    steps: int
    file: str | None
    sendings: int
    error: Words | None
    attempts: int
    asked_at: datetime
    made_at: datetime | None


def _order(row: Row) -> Order:
    return Order(
        row["id"],
        row["campaign_id"],
        row["user_id"],
        row["chat_id"],
        row["kind"],
        json.loads(row["recipe"]),
        cast("State", row["state"]),
        row["done"],
        row["steps"],
        row["file"],
        row["sendings"],
        texts.load(row["error"]) if row["error"] else None,
        row["attempts"],
        read(row["asked_at"]),
        read(row["made_at"]) if row["made_at"] else None,
    )


def new(
    tx: Tx,
    campaign_id: int,
    user_id: int,
    chat_id: int,
    kind: str,
    recipe: Mapping[str, Any],
    now: datetime,
) -> int:
    """Note what is to be made. Its id."""
    return tx.new(
        """INSERT INTO orders (campaign_id, user_id, chat_id, kind, recipe, state, asked_at)
           VALUES (:c, :u, :chat, :kind, :recipe, 'owed', :now) RETURNING id""",
        c=campaign_id,
        u=user_id,
        chat=chat_id,
        kind=kind,
        recipe=json.dumps(recipe, ensure_ascii=False),
        now=written(now),
    )


def get(tx: Tx, order_id: int) -> Order | None:
    """The order of that id."""
    row = tx.one("SELECT * FROM orders WHERE id = :id", id=order_id)
    return _order(row) if row else None


def of_user(tx: Tx, user_id: int, campaign_id: int, at_most: int) -> list[Order]:
    """What the account asked for, the latest first."""
    rows = tx.all(
        """SELECT * FROM orders WHERE user_id = :u AND campaign_id = :c
           ORDER BY id DESC LIMIT :n""",
        u=user_id,
        c=campaign_id,
        n=at_most,
    )
    return [_order(row) for row in rows]


def owed(tx: Tx) -> Order | None:
    """The first that waits to be made."""
    row = tx.one("SELECT * FROM orders WHERE state = 'owed' ORDER BY id LIMIT 1")
    return _order(row) if row else None


def step(tx: Tx, order_id: int, done: int, steps: int) -> None:
    """How far it is."""
    tx.do(
        "UPDATE orders SET done = :done, steps = :steps WHERE id = :id AND state = 'owed'",
        id=order_id,
        done=done,
        steps=steps,
    )


def made(tx: Tx, order_id: int, file: str, now: datetime) -> None:
    """Its file is there, below the data folder."""
    tx.do(
        """UPDATE orders SET state = 'made', file = :file, made_at = :now, error = NULL,
               sendings = sendings + 1 WHERE id = :id""",
        id=order_id,
        file=file,
        now=written(now),
    )


def sent_again(tx: Tx, order_id: int) -> None:
    """Its file goes out once more."""
    tx.do("UPDATE orders SET sendings = sendings + 1 WHERE id = :id", id=order_id)


def again(tx: Tx, order_id: int, recipe: Mapping[str, Any], now: datetime) -> None:
    """To be made once more as of now: it failed, or its file is kept no longer."""
    tx.do(
        """UPDATE orders SET state = 'owed', done = 0, steps = 0, error = NULL, attempts = 0,
               recipe = :recipe, asked_at = :now, file = NULL, made_at = NULL
           WHERE id = :id AND state <> 'owed'""",
        id=order_id,
        recipe=json.dumps(recipe, ensure_ascii=False),
        now=written(now),
    )


def tried(tx: Tx, order_id: int) -> None:
    """Somebody takes it in hand: what kills the process is not tried for ever."""
    tx.do("UPDATE orders SET attempts = attempts + 1 WHERE id = :id", id=order_id)


def failed(tx: Tx, order_id: int, error: Words) -> None:
    """It cannot be made, and why."""
    tx.do(
        "UPDATE orders SET state = 'failed', error = :e WHERE id = :id",
        id=order_id,
        e=texts.dump(error),
    )


def old_files(tx: Tx, made_before: datetime) -> list[tuple[int, str]]:
    """Files kept long enough, by order; not those that are still to be sent."""
    rows = tx.all(
        """SELECT id, file FROM orders WHERE file IS NOT NULL AND made_at < :t
             AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.state IN ('due', 'claimed')
                             AND n.id = 'order/' || orders.id || '/' || orders.sendings)""",
        t=written(made_before),
    )
    return [(row["id"], row["file"]) for row in rows]


def forget_file(tx: Tx, order_id: int) -> None:
    """The file is gone; the row is enough to make it again."""
    tx.do("UPDATE orders SET file = NULL WHERE id = :id", id=order_id)

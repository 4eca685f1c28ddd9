"""The audit trail: append-only, one chain of hashes for each campaign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from storage.db import Row, Tx
from storage.times import written

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the person and the account; the system itself has neither."""

    campaign_id: int
    person_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that does not fit its chain."""

    campaign_id: int
    number: int


def fingerprint(words: str) -> str:
    """What the trail keeps of free text, which may name people."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def record(
    tx: Tx,
    actor: Actor,
    now: datetime,
    act: str,
    subject: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Append what was done, on what, from what to what (codes, ids, values, fingerprints)."""
    last = tx.one(
        "SELECT number, hash FROM audit WHERE campaign_id = :c ORDER BY number DESC LIMIT 1",
        c=actor.campaign_id,
    )
    row = {
        "campaign_id": actor.campaign_id,
        "number": last["number"] + 1 if last else 1,
        "at": written(now),
        "person_id": actor.person_id,
        "user_id": actor.user_id,
        "act": act,
        "subject": subject,
        "before": before,
        "after": after,
        "previous": last["hash"] if last else START,
    }
    tx.do(
        """INSERT INTO audit (campaign_id, number, at, person_id, user_id, act, subject,
                              before, after, previous, hash)
           VALUES (:campaign_id, :number, :at, :person_id, :user_id, :act, :subject,
                   :before, :after, :previous, :hash)""",
        **row,
        hash=_hash(row),
    )


def number(tx: Tx, campaign_id: int) -> int:
    """The number of the campaign's last act, 0 before the first: no other act ends with it."""
    row = tx.one("SELECT max(number) AS n FROM audit WHERE campaign_id = :c", c=campaign_id)
    return int(row["n"] or 0) if row else 0


def last_of_others(tx: Tx, campaign_id: int, acts: Collection[str]) -> int:
    """The number of the campaign's last act that is none of these, 0 before the first."""
    row = tx.one(
        """SELECT number FROM audit WHERE campaign_id = :c
             AND act NOT IN (SELECT value FROM json_each(:acts)) ORDER BY number DESC LIMIT 1""",
        c=campaign_id,
        acts=json.dumps(list(acts)),
    )
    return int(row["number"]) if row else 0


def first_break(tx: Tx) -> Break | None:
    """The first row of any campaign whose number, link or hash is wrong; None: all whole."""
    campaign, number, previous = -1, 0, START
    for row in _rows(tx):
        if row["campaign_id"] != campaign:
            campaign, number, previous = row["campaign_id"], 0, START
        number += 1
        plain = {key: row[key] for key in row.keys() if key != "hash"}  # noqa: SIM118 a Row is no dict
        if row["number"] != number or row["previous"] != previous or row["hash"] != _hash(plain):
            return Break(campaign, number)
        previous = row["hash"]
    return None


def heads(tx: Tx) -> list[tuple[int, int, str]]:
    """Campaign, number of rows and last hash: to be kept elsewhere, it shows a cut tail."""
    return [
        (row["campaign_id"], row["number"], row["hash"])
        for row in tx.all(
            """SELECT campaign_id, number, hash FROM audit a WHERE number =
               (SELECT max(number) FROM audit b WHERE b.campaign_id = a.campaign_id)
               ORDER BY campaign_id"""
        )
    ]


def _rows(tx: Tx) -> Iterator[Row]:
    after = (-1, 0)
    while True:
        rows = tx.all(
            """SELECT campaign_id, number, at, person_id, user_id, act, subject, before, after,
                      previous, hash
               FROM audit WHERE (campaign_id, number) > (:campaign, :number)
               ORDER BY campaign_id, number LIMIT 1000""",
            campaign=after[0],
            number=after[1],
        )
        if not rows:
            return
        yield from rows
        after = (rows[-1]["campaign_id"], rows[-1]["number"])


def _hash(row: dict[str, object]) -> str:
    plain = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()

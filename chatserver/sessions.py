"""Sessions: each device of a person holds a key that is changed daily; a stolen one shows.

The server keeps hashes. A key older than a day is answered with a new one; the old one stays
good until the new one has been used and another minute has passed, since answers get lost and
requests run side by side. Whoever shows it later has a copy: the device's session ends.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any

from chatserver.tx import Tx

log = logging.getLogger(__name__)
LIFE = 90 * 86_400.0
"""Seconds after which a session that nobody used is over; a cookie lives as long."""
ROTATED = 86_400.0
GRACE = 60.0
SEEN_EVERY = 300.0
"""How exactly it is known when a device was last seen."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks: the person, on which device, and the new key to give it, if it is time."""

    person: int
    device: int
    key: str | None = None


class Standing(Enum):
    """What a key is to its device."""

    CURRENT = "current"
    NEXT = "given, and now used for the first time"
    PASSING = "on its way when the next one was used"
    BACK = "the former one: the next one got lost"
    COPY = "one that its owner has long given up"


@dataclass(frozen=True, slots=True)
class _Held:
    """A key's row and its device's."""

    hash: str
    made: float
    parent: str | None
    device: int
    person: int
    seen: float
    key: str
    former: str | None
    turned: float
    sure: bool
    offered: float

    def standing(self, now: float) -> Standing:
        if self.hash == self.key:
            return Standing.CURRENT
        if self.parent == self.key:
            return Standing.NEXT
        if now <= self.turned + GRACE and self.former in {self.hash, self.parent}:
            return Standing.PASSING
        if self.hash == self.former and not self.sure:
            return Standing.BACK
        return Standing.COPY

    def wants_key(self, now: float) -> bool:
        return now - self.made > ROTATED and now - self.offered > GRACE

    def is_settled(self, now: float) -> bool:
        return self.sure or now <= self.turned + GRACE


def hashed(token: str) -> str:
    """What the store keeps of a key or a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _held(tx: Tx, key: str) -> _Held | None:
    row = tx.sql.execute(
        "SELECT hash, k.made, parent, device, person, seen, key, former, turned, sure, offered"
        " FROM device_keys k JOIN devices d ON d.id = device"
        " WHERE hash = ? AND ended IS NULL AND seen > ?",
        (hashed(key), tx.now - LIFE),
    ).fetchone()
    return None if row is None else _Held(*row)


def visit(tx: Tx, key: str) -> tuple[Visit | None, bool]:
    """Whose key that is, and whether there is something to write down about it (`settle`)."""
    held = _held(tx, key)
    if held is None:
        return None, False
    match held.standing(tx.now):
        case Standing.CURRENT:
            due = (
                held.wants_key(tx.now)
                or not held.is_settled(tx.now)
                or held.seen + SEEN_EVERY < tx.now
            )
        case Standing.PASSING:
            due = False
        case _:
            due = True
    return Visit(held.person, held.device), due


def settle(tx: Tx, key: str) -> Visit | None:
    """The same, written down: a key used for the first time, a new one given, a copy seen."""
    held = _held(tx, key)
    if held is None:
        return None
    now, device = tx.now, held.device
    match held.standing(now):
        case Standing.COPY:
            end(tx, held.person, device)
            log.warning("device %d: a key given up long ago was shown; its session is over", device)
            return None
        case Standing.NEXT:
            tx.sql.execute(
                "UPDATE devices SET key = ?, former = ?, turned = ?, sure = 0, seen = ?"
                " WHERE id = ?",
                (held.hash, held.key, now, now, device),
            )
        case Standing.BACK:
            tx.sql.execute(
                "UPDATE devices SET key = ?, former = NULL, sure = 1, seen = ? WHERE id = ?",
                (held.hash, now, device),
            )
            # Should the lost one turn up after all, there are two who hold keys.
            tx.sql.execute("UPDATE device_keys SET parent = NULL WHERE parent = ?", (held.hash,))
        case Standing.PASSING:
            pass
        case Standing.CURRENT:
            given = _give(tx, held) if held.wants_key(now) else None
            tx.sql.execute(
                "UPDATE devices SET seen = ?, sure = sure OR turned + ? < ? WHERE id = ?",
                (now, GRACE, now, device),
            )
            return Visit(held.person, device, given)
    return Visit(held.person, device)


def _give(tx: Tx, held: _Held) -> str:
    key = _new_key(tx, held.device, held.hash)
    tx.sql.execute("UPDATE devices SET offered = ? WHERE id = ?", (tx.now, held.device))
    return key


def _new_key(tx: Tx, device: int, parent: str | None) -> str:
    key = secrets.token_urlsafe(32)
    tx.sql.execute(
        "INSERT INTO device_keys (hash, device, parent, made) VALUES (?, ?, ?, ?)",
        (hashed(key), device, parent, tx.now),
    )
    return key


def begin(tx: Tx, person: int, name: str) -> Visit:
    """A new device of a person, with its first key."""
    (device,) = tx.sql.execute(
        "INSERT INTO devices (person, name, made, seen, key, turned, sure, offered)"
        " VALUES (?, ?, ?, ?, '', 0, 1, 0) RETURNING id",
        (person, name, tx.now, tx.now),
    ).fetchone()
    key = _new_key(tx, device, None)
    tx.sql.execute("UPDATE devices SET key = ? WHERE id = ?", (hashed(key), device))
    return Visit(person, device, key)


def again(tx: Tx, device: int) -> Visit | None:
    """One more key for a device whose first one may have been lost on the way; None if it ended."""
    row = tx.sql.execute(
        "SELECT person, key FROM devices WHERE id = ? AND ended IS NULL", (device,)
    ).fetchone()
    return None if row is None else Visit(row[0], device, _new_key(tx, device, row[1]))


def owner(tx: Tx, device: int) -> int | None:
    """Whose device that is, while its session stands."""
    row = tx.sql.execute(
        "SELECT person FROM devices WHERE id = ? AND ended IS NULL", (device,)
    ).fetchone()
    return None if row is None else int(row[0])


def devices(tx: Tx, person: int) -> list[dict[str, Any]]:
    """The person's devices whose sessions stand, the one seen last first; Unix seconds."""
    rows = tx.sql.execute(
        "SELECT id, name, made, seen FROM devices"
        " WHERE person = ? AND ended IS NULL AND seen > ? ORDER BY seen DESC, id DESC",
        (person, tx.now - LIFE),
    )
    return [{"id": row[0], "name": row[1], "made": row[2], "seen": row[3]} for row in rows]


def end(tx: Tx, person: int, device: int | None = None) -> int:
    """End the session of one device of a person, or of all of them; how many that were."""
    ended = tx.sql.execute(
        "UPDATE devices SET ended = ? WHERE person = ? AND ended IS NULL AND coalesce(?, id) = id",
        (tx.now, person, device),
    ).rowcount
    tx.woken_people.add(person)
    return ended


def forget(tx: Tx) -> None:
    """Forget devices that are over, with their keys, and tokens that are."""
    tx.sql.execute("DELETE FROM devices WHERE max(seen, coalesce(ended, 0)) < ?", (tx.now - LIFE,))
    tx.sql.execute("DELETE FROM device_keys WHERE device NOT IN (SELECT id FROM devices)")
    tx.sql.execute("DELETE FROM device_links WHERE until < ?", (tx.now,))
    tx.sql.execute("DELETE FROM entries WHERE made < ?", (tx.now - LIFE,))
    hour = tx.limits.wrong_entries.seconds
    tx.sql.execute("DELETE FROM wrong_entries WHERE made < ?", (tx.now - hour,))

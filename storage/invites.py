"""Invitations that bind an account to a person, those to the first admin, and tries at tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.db import Row, Tx
from storage.times import read, written


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation; the token itself is nowhere in the books."""

    id: int
    person_id: int
    made_by: int | None
    expires_at: datetime
    used: bool
    revoked: bool

    def is_open(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return not self.used and not self.revoked and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody asked to set up the first campaign; `user_id` once they have joined."""

    id: int
    name: str
    expires_at: datetime
    user_id: int | None


def _invite(row: Row) -> Invite:
    return Invite(
        row["id"],
        row["person_id"],
        row["made_by"],
        read(row["expires_at"]),
        row["used_at"] is not None,
        row["revoked_at"] is not None,
    )


def new(
    tx: Tx,
    person_id: int,
    token_sha256: str,
    made_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Write down an invitation by its token's hash; earlier unused ones of the person end."""
    revoke(tx, person_id, now)
    return tx.new(
        """INSERT INTO invites (token_sha256, person_id, made_by, made_at, expires_at)
           VALUES (:token, :p, :by, :at, :expires) RETURNING id""",
        token=token_sha256,
        p=person_id,
        by=made_by,
        at=written(now),
        expires=written(expires_at),
    )


def by_token(tx: Tx, token_sha256: str) -> Invite | None:
    """The invitation a token's hash stands for, used or not."""
    row = tx.one("SELECT * FROM invites WHERE token_sha256 = :t", t=token_sha256)
    return _invite(row) if row else None


def latest(tx: Tx, person_id: int) -> Invite | None:
    """The newest invitation of a person."""
    row = tx.one("SELECT * FROM invites WHERE person_id = :p ORDER BY id DESC LIMIT 1", p=person_id)
    return _invite(row) if row else None


def open_ids(tx: Tx, now: datetime) -> frozenset[int]:
    """The invitations that may still be used."""
    rows = tx.all(
        """SELECT id FROM invites
           WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > :now""",
        now=written(now),
    )
    return frozenset(row["id"] for row in rows)


def use(tx: Tx, invite_id: int, user_id: int, now: datetime) -> None:
    """Use it up."""
    tx.do(
        "UPDATE invites SET used_at = :at, used_by = :u WHERE id = :id",
        at=written(now),
        u=user_id,
        id=invite_id,
    )


def revoke(tx: Tx, person_id: int, now: datetime) -> None:
    """End the person's invitations that nobody has used."""
    tx.do(
        """UPDATE invites SET revoked_at = :at
           WHERE person_id = :p AND used_at IS NULL AND revoked_at IS NULL""",
        at=written(now),
        p=person_id,
    )


# The first admin ------------------------------------------------------------------------------


def new_founder(tx: Tx, name: str, token_sha256: str, now: datetime, expires_at: datetime) -> None:
    """Ask somebody to set up the first campaign; an earlier unused token of theirs ends."""
    tx.do(
        "UPDATE founders SET closed_at = :at WHERE name = :name AND closed_at IS NULL",
        at=written(now),
        name=name,
    )
    tx.do(
        """INSERT INTO founders (name, token_sha256, made_at, expires_at)
           VALUES (:name, :token, :at, :expires)""",
        name=name,
        token=token_sha256,
        at=written(now),
        expires=written(expires_at),
    )


def _founder(row: Row | None) -> Founder | None:
    if row is None:
        return None
    return Founder(row["id"], row["name"], read(row["expires_at"]), row["user_id"])


def founder_by_token(tx: Tx, token_sha256: str) -> Founder | None:
    """Whoever was given that token and has not joined yet."""
    return _founder(
        tx.one(
            """SELECT * FROM founders
               WHERE token_sha256 = :t AND user_id IS NULL AND closed_at IS NULL""",
            t=token_sha256,
        )
    )


def founder(tx: Tx, user_id: int) -> Founder | None:
    """The first admin to be who speaks through the account."""
    return _founder(
        tx.one("SELECT * FROM founders WHERE user_id = :u AND closed_at IS NULL", u=user_id)
    )


def founders(tx: Tx) -> list[Founder]:
    """Everyone who has joined to set up the first campaign and has none yet."""
    rows = tx.all("SELECT * FROM founders WHERE user_id IS NOT NULL AND closed_at IS NULL")
    return [founder for row in rows if (founder := _founder(row))]


def seat_founder(tx: Tx, founder_id: int, user_id: int) -> None:
    """The founder speaks through that account from now on."""
    tx.do("UPDATE founders SET user_id = :u WHERE id = :id", u=user_id, id=founder_id)


def close_founder(tx: Tx, user_id: int, now: datetime) -> None:
    """The account has a campaign now: it is a founder no longer."""
    tx.do(
        "UPDATE founders SET closed_at = :at WHERE user_id = :u AND closed_at IS NULL",
        at=written(now),
        u=user_id,
    )


# Tries ----------------------------------------------------------------------------------------


def tries(tx: Tx, user_id: int, since: datetime) -> int:
    """How many wrong tokens the account has tried since then."""
    row = tx.one(
        "SELECT count(*) AS n FROM invite_tries WHERE user_id = :u AND at > :since",
        u=user_id,
        since=written(since),
    )
    return int(row["n"]) if row else 0


def count_try(tx: Tx, user_id: int, now: datetime, forget_before: datetime) -> None:
    """Note a wrong token; tries long ago are forgotten."""
    tx.do("DELETE FROM invite_tries WHERE at <= :before", before=written(forget_before))
    tx.do("INSERT INTO invite_tries (user_id, at) VALUES (:u, :at)", u=user_id, at=written(now))

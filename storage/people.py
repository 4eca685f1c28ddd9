"""People of a campaign, their posts and their accounts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from inspection.campaign import Mode, Person, Post, Role
from inspection.people import Holding, Speaker
from storage import invites
from storage.db import Row, Tx
from storage.times import written


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the roster as the books know them; `user_id` once they have joined."""

    id: int
    campaign_id: int
    key: str
    name: str
    number: str | None
    workplace: str | None
    user_id: int | None
    unreachable: bool
    dropped: bool = False


def _member(row: Row) -> Member:
    return Member(
        row["id"],
        row["campaign_id"],
        row["key"],
        row["name"],
        row["number"],
        row["workplace"],
        row["user_id"],
        bool(row["unreachable"]),
        bool(row["dropped"]),
    )


_MEMBER = """SELECT id, campaign_id, key, name, number, workplace, user_id, unreachable, dropped
             FROM people"""


def member(tx: Tx, person_id: int) -> Member | None:
    """The person of that id, dropped or not."""
    row = tx.one(f"{_MEMBER} WHERE id = :id", id=person_id)
    return _member(row) if row else None


def members(tx: Tx, campaign_id: int) -> list[Member]:
    """All people of the campaign's present roster, in the order they were written down."""
    rows = tx.all(f"{_MEMBER} WHERE campaign_id = :c AND dropped = 0 ORDER BY id", c=campaign_id)
    return [_member(row) for row in rows]


def named(tx: Tx, campaign_id: int, name: str) -> list[Member]:
    """Everyone of that name or number."""
    rows = tx.all(
        f"{_MEMBER} WHERE campaign_id = :c AND dropped = 0 AND (name = :name OR key = :name)",
        c=campaign_id,
        name=name,
    )
    return [_member(row) for row in rows]


def of_account(tx: Tx, user_id: int) -> list[Member]:
    """The people an account stands for, the newest campaign first."""
    rows = tx.all(
        f"{_MEMBER} WHERE user_id = :u AND dropped = 0 ORDER BY campaign_id DESC", u=user_id
    )
    return [_member(row) for row in rows]


def speaker(tx: Tx, user_id: int) -> Speaker | None:
    """Who speaks through an account: in the campaign in focus, else in the newest one.

    Whoever was asked to set up the first campaign speaks too, without a person or a campaign.
    """
    row = tx.one(
        f"""{_SPEAKING} LEFT JOIN focus f ON f.user_id = p.user_id
            WHERE p.user_id = :u AND p.dropped = 0
            ORDER BY f.person_id = p.id DESC, p.campaign_id DESC LIMIT 1""",
        u=user_id,
    )
    if row is not None:
        return _speaking(tx, row, user_id)
    founder = invites.founder(tx, user_id)
    if founder is None:
        return None
    return Speaker(0, 0, user_id, founder.name, None, Mode.INSPECTION, (), founding=True)


def speaking_as(tx: Tx, person_id: int, user_id: int) -> Speaker:
    """The person as who speaks through the account; KeyError for an id that nobody has."""
    row = tx.one(f"{_SPEAKING} WHERE p.id = :p", p=person_id)
    if row is None:
        raise KeyError(person_id)
    return _speaking(tx, row, user_id)


_SPEAKING = """SELECT p.id, p.campaign_id, p.name, p.workplace, c.mode
               FROM people p JOIN campaigns c ON c.id = p.campaign_id"""


def _speaking(tx: Tx, row: Row, user_id: int) -> Speaker:
    return Speaker(
        row["id"],
        row["campaign_id"],
        user_id,
        row["name"],
        row["workplace"],
        Mode(row["mode"]),
        holdings(tx, row["id"]),
    )


def holdings(tx: Tx, person_id: int) -> tuple[Holding, ...]:
    """The roles of a person, each with its townships.

    A team works where any of its rows says; a contact answers for the post's own townships.
    """
    rows = tx.all(
        """SELECT DISTINCT s.role, s.team, s.townships, t.townships AS of_team
           FROM posts s JOIN people p ON p.id = s.person_id
           LEFT JOIN posts t ON t.team = s.team AND s.team <> '' AND s.role <> 'contact'
                AND t.role IN ('leader', 'deputy', 'inspector')
                AND EXISTS (SELECT 1 FROM people q WHERE q.id = t.person_id AND q.dropped = 0
                                                     AND q.campaign_id = p.campaign_id)
           WHERE s.person_id = :p""",
        p=person_id,
    )
    found: dict[tuple[Role, str], set[str]] = {}
    for row in rows:
        townships = found.setdefault((Role(row["role"]), row["team"]), set())
        townships.update(_townships(row["townships"]))
        if row["of_team"]:
            townships.update(_townships(row["of_team"]))
    return tuple(Holding(role, team, frozenset(t)) for (role, team), t in found.items())


@lru_cache(maxsize=1024)
def _townships(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def roles(tx: Tx, campaign_id: int) -> dict[int, str]:
    """What everyone of the present roster may be, as the audit trail writes it."""
    rows = tx.all(
        """SELECT p.id, group_concat(s.role || ':' || s.team || ':' || s.townships, ' ') AS held
           FROM people p JOIN (SELECT * FROM posts ORDER BY role, team, granted) s
                ON s.person_id = p.id
           WHERE p.campaign_id = :c AND p.dropped = 0 GROUP BY p.id""",
        c=campaign_id,
    )
    return {row["id"]: row["held"] for row in rows}


def save_people(tx: Tx, campaign_id: int, plan: Sequence[Person]) -> None:
    """Write the roster: people are known by their key, who is not named any more is dropped.

    Who gets a number for the first time stays the same person. What was granted beside the
    roster stays, and so do those to whom it was granted.
    """
    tx.do(
        """UPDATE people SET dropped = 1 WHERE campaign_id = :c
           AND id NOT IN (SELECT person_id FROM posts WHERE granted = 1)""",
        c=campaign_id,
    )
    tx.do(
        """DELETE FROM posts WHERE granted = 0
           AND person_id IN (SELECT id FROM people WHERE campaign_id = :c)""",
        c=campaign_id,
    )
    names = Counter(person.name for person in plan)
    for person in plan:
        if person.number and names[person.name] == 1:
            _number(tx, campaign_id, person.name, person.number)
        person_id = tx.new(
            """INSERT INTO people (campaign_id, key, name, number, workplace, phone)
               VALUES (:c, :key, :name, :number, :workplace, :phone)
               ON CONFLICT (campaign_id, key) DO UPDATE SET name = excluded.name,
                   number = excluded.number, workplace = excluded.workplace,
                   phone = excluded.phone, dropped = 0
               RETURNING id""",
            c=campaign_id,
            key=person.key,
            name=person.name,
            number=person.number,
            workplace=person.workplace,
            phone=person.phone,
        )
        for post in person.posts:
            _save_post(tx, person_id, post)


def _number(tx: Tx, campaign_id: int, name: str, number: str) -> None:
    """Know a person by number who was known by name alone, unless the number is taken."""
    tx.do(
        """UPDATE people SET key = :number WHERE campaign_id = :c AND key = :name
           AND NOT EXISTS (SELECT 1 FROM people WHERE campaign_id = :c AND key = :number)""",
        c=campaign_id,
        name=name,
        number=number,
    )


def _save_post(tx: Tx, person_id: int, post: Post) -> None:
    tx.do(
        """INSERT INTO posts (person_id, role, team, townships)
           VALUES (:p, :role, :team, :townships)
           ON CONFLICT (person_id, role, team, granted)
           DO UPDATE SET townships = excluded.townships""",
        p=person_id,
        role=post.role,
        team=post.team or "",
        townships=json.dumps(post.townships, ensure_ascii=False),
    )


def grant_admin(tx: Tx, campaign_id: int, name: str) -> int:
    """Make somebody an admin, beside the roster where that does not say so. The person's id.

    Where the name is nobody's, or several people's, it is a person of their own.
    """
    found = named(tx, campaign_id, name)
    person_id = (
        found[0].id
        if len(found) == 1
        else tx.new(
            """INSERT INTO people (campaign_id, key, name) VALUES (:c, :name, :name)
               ON CONFLICT (campaign_id, key) DO UPDATE SET dropped = 0 RETURNING id""",
            c=campaign_id,
            name=name,
        )
    )
    tx.do(
        """INSERT INTO posts (person_id, role, team, townships, granted)
           SELECT :p, 'admin', '', '[]', 1
           WHERE NOT EXISTS (SELECT 1 FROM posts WHERE person_id = :p AND role = 'admin')""",
        p=person_id,
    )
    return person_id


def with_roles(tx: Tx, campaign_id: int, *roles: Role) -> list[tuple[Member, Role, str]]:
    """Everyone holding one of the roles, with the role and the team."""
    rows = tx.all(
        """SELECT DISTINCT p.id, p.campaign_id, p.key, p.name, p.number, p.workplace, p.user_id,
                  p.unreachable, p.dropped, s.role, s.team
           FROM people p JOIN posts s ON s.person_id = p.id
           WHERE p.campaign_id = :c AND p.dropped = 0 ORDER BY p.id""",
        c=campaign_id,
    )
    return [(_member(row), Role(row["role"]), row["team"]) for row in rows if row["role"] in roles]


def join(tx: Tx, person_id: int, user_id: int, now: datetime) -> None:
    """Bind the account to the person; one who joined before through another account leaves."""
    tx.do(
        "UPDATE people SET user_id = :u, joined_at = :at, unreachable = 0 WHERE id = :p",
        u=user_id,
        at=written(now),
        p=person_id,
    )


def leave(tx: Tx, person_id: int) -> int | None:
    """Take the account off the person: whoever uses it begins anew at home. The account."""
    row = tx.one("SELECT user_id FROM people WHERE id = :p", p=person_id)
    if row is None or row["user_id"] is None:
        return None
    tx.do("UPDATE people SET user_id = NULL WHERE id = :p", p=person_id)
    tx.do(
        """UPDATE focus SET person_id = NULL, sheet_id = NULL, place = '0|home',
               prior_place = NULL, notice = NULL, undo = NULL WHERE user_id = :u""",
        u=row["user_id"],
    )
    return int(row["user_id"])

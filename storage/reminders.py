"""Reminders: each finding, deadline, stage and person once, in the digest that says it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspection.finding import WITH_UNIT
from storage.db import Row, Tx
from storage.due import Term
from storage.times import written

UNREACHED = "unreached"
"""The stage of a line that tells a head whom no reminder reaches."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one person is to be told of one finding; `digest` None while it is not planned.

    `about` is the person that no reminder reaches (0: nobody is named), for such lines only.
    """

    finding_id: int
    number: int
    year: int
    unit_id: int
    due_on: date
    stage: str
    over: int
    person_id: int
    digest: str | None = None
    about: int | None = None

    @property
    def code(self) -> str:
        """The finding's number as people say it."""
        return f"{self.year}-{self.number:04d}"

    @property
    def id(self) -> str:
        """What makes it the same line whenever it is planned; who is not reached is told once."""
        if self.about is not None:
            return f"{UNREACHED}/{self.unit_id}/{self.about}/{self.person_id}"
        return f"finding/{self.finding_id}/{self.due_on}/{self.stage}/{self.person_id}"


def wanted(
    tx: Tx,
    campaign_id: int,
    stages: Mapping[Term, tuple[str, int]],
    readers: Collection[tuple[int, int, int]],
    *,
    unplanned: bool = True,
) -> list[Line]:
    """The lines of these stages (name, days overdue) for these readers, by person and deadline.

    A reader is a unit, a person, and from how many days overdue they are told. With
    `unplanned` only what stands in no digest yet.
    """
    rows = tx.all(
        """WITH stages AS MATERIALIZED (
                SELECT json_extract(value, '$[0]') AS due_on,
                       json_extract(value, '$[1]') AS set_on,
                       json_extract(value, '$[2]') AS stage,
                       json_extract(value, '$[3]') AS over FROM json_each(:stages)),
            readers AS MATERIALIZED (
                SELECT json_extract(value, '$[0]') AS unit_id,
                       json_extract(value, '$[1]') AS person_id,
                       json_extract(value, '$[2]') AS least FROM json_each(:readers))
            SELECT f.id, f.number, f.year, f.unit_id, f.due_on, s.stage, s.over, r.person_id,
                   m.digest
            FROM stages s
            CROSS JOIN findings f ON f.campaign_id = :c AND f.due_on = s.due_on
                AND f.due_set_on = s.set_on
                AND f.state IN (SELECT value FROM json_each(:states))
            CROSS JOIN readers r ON r.unit_id = f.unit_id AND r.least <= s.over
            LEFT JOIN reminders m ON m.id = 'finding/' || f.id || '/' || f.due_on || '/'
                || s.stage || '/' || r.person_id
            WHERE m.id IS NULL OR NOT :unplanned
            ORDER BY r.person_id, f.due_on, f.number""",
        c=campaign_id,
        unplanned=unplanned,
        states=json.dumps(WITH_UNIT),
        stages=json.dumps([[str(t.due_on), str(t.set_on), *said] for t, said in stages.items()]),
        readers=json.dumps(list(readers)),
    )
    return [_line(row) for row in rows]


def told_of(tx: Tx, ids: Sequence[str]) -> dict[str, str]:
    """The digests in which lines stand, by line; without those that stand in none."""
    rows = tx.all(
        "SELECT id, digest FROM reminders WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(ids)),
    )
    return {row["id"]: row["digest"] for row in rows}


def plan(tx: Tx, line: Line, digest: str, now: datetime) -> bool:
    """Put a line into a digest; whether it stood in none before."""
    return (
        tx.do(
            """INSERT INTO reminders (id, finding_id, person_id, stage, due_on, digest, planned_at)
               VALUES (:id, :finding, :person, :stage, :due, :digest, :now)
               ON CONFLICT (id) DO NOTHING""",
            id=line.id,
            finding=line.finding_id,
            person=line.person_id,
            stage=line.stage,
            due=line.due_on.isoformat(),
            digest=digest,
            now=written(now),
        )
        == 1
    )


def of_digest(tx: Tx, digest: str) -> list[Line]:
    """The lines of a digest whose finding is still with its unit, under the same deadline."""
    rows = tx.all(
        """SELECT f.id, f.number, f.year, f.unit_id, f.due_on, m.id AS line, m.stage, 0 AS over,
                  m.person_id, m.digest
           FROM reminders m JOIN findings f ON f.id = m.finding_id AND f.due_on = m.due_on
           WHERE m.digest = :d AND f.state IN (SELECT value FROM json_each(:states))
           ORDER BY f.due_on, f.number, m.planned_at""",
        d=digest,
        states=json.dumps(WITH_UNIT),
    )
    return [
        _line(row, int(row["line"].split("/")[2]) if row["stage"] == UNREACHED else None)
        for row in rows
    ]


def seen(tx: Tx, digest: str, person_id: int, now: datetime) -> bool:
    """The person says that a digest was received; whether for the first time."""
    return (
        tx.do(
            """UPDATE reminders SET seen_at = :now
               WHERE digest = :d AND person_id = :p AND seen_at IS NULL""",
            d=digest,
            p=person_id,
            now=written(now),
        )
        > 0
    )


@dataclass(frozen=True, slots=True)
class Digest:
    """One message of reminders: the day it is for, and how it stands among the notices."""

    id: str
    state: str
    day: date


def digest_id(person_id: int, day: date) -> str:
    """The one digest of a person and day."""
    return f"digest/{person_id}/{day}"


def digests(tx: Tx, person_id: int, today: date) -> list[Digest]:
    """A person's digests of the last weeks and all that follow, the earliest first."""
    rows = tx.all(
        """SELECT id, state, json_extract(body, '$.day') AS day FROM notices
           WHERE id >= :first AND id < :last AND kind = 'digest' ORDER BY id""",
        first=digest_id(person_id, today - timedelta(days=60)),
        last=f"digest/{person_id}/:",
    )
    return [Digest(row["id"], row["state"], date.fromisoformat(row["day"])) for row in rows]


def _line(row: Row, about: int | None = None) -> Line:
    return Line(
        row["id"],
        row["number"],
        row["year"],
        row["unit_id"],
        date.fromisoformat(row["due_on"]),
        row["stage"],
        row["over"],
        row["person_id"],
        row["digest"],
        about,
    )

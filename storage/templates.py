"""Word templates of an office, by campaign and kind of document: sent, checked, used.

States: owed -> faults | failed | used -> dropped. One of a kind is used; only its bytes are kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, cast

from inspection.card import Words
from storage import texts
from storage.db import Row, Tx
from storage.times import read, written

State: TypeAlias = Literal["owed", "faults", "failed", "used", "dropped"]


@dataclass(frozen=True, slots=True)
class Template:
    """One template: `file` as the channel knows it, `name` as people do.

    `user_id` is None where it came by the command line; `outcome` what its sender is told.
    """

    id: int
    campaign_id: int
    kind: str
    user_id: int | None
    file: str | None
    name: str
    at: datetime
    state: State
    attempts: int
    outcome: tuple[Words, ...]
    sha256: str | None


_SELECT = """SELECT id, campaign_id, kind, user_id, file, name, at, state, attempts, outcome,
                    sha256 FROM templates"""


def _template(row: Row) -> Template:
    lines = json.loads(row["outcome"]) if row["outcome"] else []
    return Template(
        row["id"],
        row["campaign_id"],
        row["kind"],
        row["user_id"],
        row["file"],
        row["name"],
        read(row["at"]),
        cast("State", row["state"]),
        row["attempts"],
        tuple(texts.load(line) for line in lines),
        row["sha256"],
    )


def offer(
    tx: Tx, campaign_id: int, kind: str, user_id: int | None, file: str, name: str, now: datetime
) -> int:
    """Note a template to be fetched and checked; one of the kind that still waits is dropped."""
    tx.do(
        """UPDATE templates SET state = 'dropped'
           WHERE campaign_id = :c AND kind = :k AND state = 'owed'""",
        c=campaign_id,
        k=kind,
    )
    return tx.new(
        """INSERT INTO templates (campaign_id, kind, user_id, file, name, at, state)
           VALUES (:c, :k, :u, :file, :name, :at, 'owed') RETURNING id""",
        c=campaign_id,
        k=kind,
        u=user_id,
        file=file,
        name=name,
        at=written(now),
    )


def get(tx: Tx, template_id: int) -> Template | None:
    """The template of that id."""
    row = tx.one(f"{_SELECT} WHERE id = :id", id=template_id)
    return _template(row) if row else None


def last(tx: Tx, campaign_id: int, kind: str) -> Template | None:
    """The one of the kind that came last, whatever became of it."""
    row = tx.one(
        f"""{_SELECT} WHERE campaign_id = :c AND kind = :k
            ORDER BY id DESC LIMIT 1""",
        c=campaign_id,
        k=kind,
    )
    return _template(row) if row else None


def owed(tx: Tx, wall: datetime) -> list[Template]:
    """Templates to be fetched and checked now."""
    rows = tx.all(
        f"""{_SELECT} WHERE state = 'owed'
              AND (next_try_at IS NULL OR next_try_at <= :wall) ORDER BY id""",
        wall=written(wall),
    )
    return [_template(row) for row in rows]


def again(tx: Tx, template_id: int, not_before: datetime) -> None:
    """It could not be had this time; try once more from then on."""
    tx.do(
        "UPDATE templates SET attempts = attempts + 1, next_try_at = :at WHERE id = :id",
        id=template_id,
        at=written(not_before),
    )


def refuse(
    tx: Tx, template_id: int, state: Literal["faults", "failed"], told: Sequence[Words]
) -> None:
    """It cannot be used, and why."""
    tx.do(
        "UPDATE templates SET state = :s, outcome = :o WHERE id = :id AND state = 'owed'",
        id=template_id,
        s=state,
        o=json.dumps([texts.dump(words) for words in told]),
    )


def use(tx: Tx, template_id: int, sha256: str, body: bytes) -> bool:
    """Use it in the place of the one before; False where it was dropped meanwhile."""
    found = get(tx, template_id)
    if found is None or found.state != "owed":
        return False
    drop(tx, found.campaign_id, found.kind)
    tx.do(
        "UPDATE templates SET state = 'used', sha256 = :sha, body = :body WHERE id = :id",
        id=template_id,
        sha=sha256,
        body=body,
    )
    return True


def used(tx: Tx, campaign_id: int) -> dict[str, Template]:
    """The templates in use, by kind."""
    rows = tx.all(
        f"{_SELECT} WHERE campaign_id = :c AND state = 'used'",
        c=campaign_id,
    )
    return {row["kind"]: _template(row) for row in rows}


def bodies(tx: Tx, campaign_id: int) -> dict[str, bytes]:
    """The bytes of the templates in use, by kind."""
    rows = tx.all(
        "SELECT kind, body FROM templates WHERE campaign_id = :c AND state = 'used'",
        c=campaign_id,
    )
    return {row["kind"]: bytes(row["body"]) for row in rows}


def drop(tx: Tx, campaign_id: int, kind: str) -> bool:
    """Use the kind's template no more; its bytes go. False where none was used."""
    return (
        tx.do(
            """UPDATE templates SET state = 'dropped', body = NULL
               WHERE campaign_id = :c AND kind = :k AND state = 'used'""",
            c=campaign_id,
            k=kind,
        )
        == 1
    )

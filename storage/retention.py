"""What is kept only for a time: the bytes of evidence, exact positions, messages as they came.

A file goes in two steps, so that a kill in between loses none of them: its row says `removing`
with its position cut, and `removed` once its bytes are deleted. Row and SHA-256 stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.db import Tx
from storage.times import written


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is still kept of a campaign: rows, files with bytes of their own, positions."""

    rows: int
    files: int
    bytes: int
    positions: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One piece of evidence on its way out; `sha256` None where its bytes never came."""

    id: int
    sha256: str | None
    position: bool


def amount(tx: Tx, campaign_id: int) -> Amount:
    """What there is to remove; bytes that another campaign keeps too are not among them."""
    rows = tx.one(
        """SELECT count(*) AS n, count(latitude) AS positions FROM evidence
           WHERE campaign_id = :c AND removed_at IS NULL""",
        c=campaign_id,
    )
    files = tx.one(
        """SELECT count(*) AS n, coalesce(sum(size), 0) AS bytes FROM (
               SELECT sha256, max(size) AS size FROM evidence
               WHERE campaign_id = :c AND removed_at IS NULL AND state = 'safe'
                 AND sha256 NOT IN (SELECT sha256 FROM evidence WHERE campaign_id <> :c
                                    AND state = 'safe' AND sha256 IS NOT NULL)
               GROUP BY sha256)""",
        c=campaign_id,
    )
    assert rows is not None  # noqa: S101 a count is always there
    assert files is not None  # noqa: S101 as above
    return Amount(int(rows["n"]), int(files["n"]), int(files["bytes"]), int(rows["positions"]))


def take(tx: Tx, campaign_id: int, now: datetime, at_most: int) -> list[Taken]:
    """Mark the next files as being removed, and cut what says where they were taken.

    The channel's own handle is cut too: with it the file could be fetched again.
    """
    rows = tx.all(
        """SELECT id, sha256, latitude FROM evidence
           WHERE campaign_id = :c AND removed_at IS NULL ORDER BY id LIMIT :n""",
        c=campaign_id,
        n=at_most,
    )
    tx.many(
        """UPDATE evidence SET removed_at = :now, file_id = '', latitude = NULL, longitude = NULL,
               accuracy = NULL, fix_at = NULL, difference_hash = NULL, mirrored_hash = NULL,
               compared = 1, next_try_at = NULL,
               state = CASE state WHEN 'lost' THEN 'lost' ELSE 'removing' END
           WHERE id = :id""",
        [{"id": row["id"], "now": written(now)} for row in rows],
    )
    return [Taken(row["id"], row["sha256"], row["latitude"] is not None) for row in rows]


def removing(tx: Tx, at_most: int) -> list[tuple[int, str | None]]:
    """Files still to be deleted: id, and the SHA-256 of bytes that no other row needs."""
    rows = tx.all(
        """SELECT id, sha256, EXISTS (
               SELECT 1 FROM evidence other WHERE other.sha256 = mine.sha256
               AND other.state = 'safe') AS held
           FROM evidence mine WHERE state = 'removing' ORDER BY id LIMIT :n""",
        n=at_most,
    )
    return [(row["id"], None if row["held"] else row["sha256"]) for row in rows]


def removed(tx: Tx, ids: Sequence[int]) -> None:
    """Their bytes are deleted."""
    tx.many("UPDATE evidence SET state = 'removed' WHERE id = :id", [{"id": each} for each in ids])


def marked(tx: Tx) -> list[tuple[int, int]]:
    """Campaign and id of all evidence that is, or is being, removed."""
    rows = tx.all(
        """SELECT campaign_id, id FROM evidence WHERE state IN ('removing', 'removed')
           ORDER BY id"""
    )
    return [(row["campaign_id"], row["id"]) for row in rows]


def gone(tx: Tx) -> list[str]:
    """The SHA-256 of files that nobody needs any more, for copies kept elsewhere."""
    rows = tx.all(
        """SELECT DISTINCT sha256 FROM evidence WHERE state IN ('removing', 'removed')
             AND sha256 IS NOT NULL AND sha256 NOT IN
               (SELECT sha256 FROM evidence WHERE state = 'safe' AND sha256 IS NOT NULL)
           ORDER BY sha256"""
    )
    return [row["sha256"] for row in rows]


def notes(tx: Tx) -> list[tuple[int, str]]:
    """Campaign and what was noted in the trail, for every removal."""
    rows = tx.all("SELECT campaign_id, after FROM audit WHERE act = 'retention' ORDER BY number")
    return [(row["campaign_id"], row["after"]) for row in rows]


def forget_messages(tx: Tx, before: datetime) -> int:
    """Delete messages kept because they could not be handled, and ids of updates; how many."""
    at = written(before)
    return tx.do("DELETE FROM quarantine WHERE at < :at", at=at) + tx.do(
        "DELETE FROM inbox WHERE at < :at", at=at
    )


def forget_fixes(tx: Tx, before: datetime) -> int:
    """Cut the positions that people shared last, where they are that old; how many."""
    return tx.do(
        "UPDATE focus SET fix = NULL WHERE fix IS NOT NULL AND json_extract(fix, '$.at') < :at",
        at=written(before),
    )

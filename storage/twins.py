"""Pictures and files that were used elsewhere: the same bytes at once, those alike a little later.

Elsewhere is another sheet, household or item: what is sent twice for one household is no twin,
and what has not found its place yet is not elsewhere on its own sheet. Of findings it is another
finding, how it was before, or what was handed in earlier. Of two, the later one is
the twin. A file the leader has decided about is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from inspection import likeness
from storage.db import Tx

_ELSEWHERE = """(other.sheet_id IS NOT mine.sheet_id
    OR (mine.sheet_id IS NULL AND (other.finding_id IS NOT mine.finding_id
        OR other.shows IS NOT mine.shows OR other.step_id IS NOT mine.step_id))
    OR ((other.household_id IS NOT NULL OR other.item_id IS NOT NULL)
        AND (mine.household_id IS NOT NULL OR mine.item_id IS NOT NULL)
        AND (other.household_id IS NOT mine.household_id OR other.item_id IS NOT mine.item_id)))"""
_SAME = """other.campaign_id = mine.campaign_id AND other.id <> mine.id
    AND (other.file_unique_id = mine.file_unique_id OR other.sha256 = mine.sha256)"""
_FREE = "dropped_at IS NULL AND twin_decision IS NULL"


def mark(tx: Tx, evidence_id: int) -> None:
    """Say of a file, and of later ones of the same bytes, whose twin they are."""
    found = tx.one(
        f"""SELECT min(other.id) AS id FROM evidence mine JOIN evidence other ON {_SAME}
            WHERE mine.id = :id AND other.id < mine.id AND other.dropped_at IS NULL
              AND {_ELSEWHERE}""",  # noqa: S608 our own conditions
        id=evidence_id,
    )
    tx.do(
        f"""UPDATE evidence SET twin_of = :twin, twin_alike = 0 WHERE id = :id AND {_FREE}
            AND (:twin IS NOT NULL OR twin_alike = 0)""",  # noqa: S608
        id=evidence_id,
        twin=found["id"] if found else None,
    )
    tx.do(
        f"""UPDATE evidence SET twin_of = :id, twin_alike = 0
            WHERE {_FREE} AND (twin_of IS NULL OR twin_alike = 1 OR twin_of > :id) AND id IN (
                SELECT other.id FROM evidence mine JOIN evidence other ON {_SAME}
                WHERE mine.id = :id AND other.id > mine.id AND mine.dropped_at IS NULL
                  AND {_ELSEWHERE})""",  # noqa: S608
        id=evidence_id,
    )


def moved(tx: Tx, evidence_id: int) -> None:
    """A file belongs elsewhere now: what it was the twin of, or was its twin, is asked anew."""
    tx.do(
        f"""UPDATE evidence SET compared = difference_hash IS NULL, twin_of = NULL, twin_alike = 0
            WHERE (id = :id OR twin_of = :id) AND {_FREE}""",  # noqa: S608
        id=evidence_id,
    )
    mark(tx, evidence_id)
    for row in tx.all(
        f"""SELECT other.id FROM evidence mine JOIN evidence other ON {_SAME}
            WHERE mine.id = :id AND other.id > mine.id ORDER BY other.id""",  # noqa: S608
        id=evidence_id,
    ):
        mark(tx, row["id"])


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture still to be held beside the others; `look` None until its bytes are looked at."""

    id: int
    campaign_id: int
    sha256: str
    look: str | None
    mirrored: str | None


def uncompared(tx: Tx, at_most: int) -> list[Picture]:
    """Pictures that are safe and were not compared, the oldest first."""
    rows = tx.all(
        """SELECT id, campaign_id, sha256, difference_hash, mirrored_hash FROM evidence
           WHERE compared = 0 AND state = 'safe' AND sha256 IS NOT NULL
           ORDER BY id LIMIT :n""",
        n=at_most,
    )
    return [Picture(*row) for row in rows]


def looks(tx: Tx, campaign_id: int) -> list[tuple[int, str]]:
    """Every picture of the campaign with its look: 50,000 of them take a tenth of a second."""
    return [
        (row[0], row[1])
        for row in tx.all(
            """SELECT id, difference_hash FROM evidence
               WHERE campaign_id = :c AND length(difference_hash) = :digits
                 AND dropped_at IS NULL""",
            c=campaign_id,
            digits=likeness.DIGITS,
        )
    ]


def seen(tx: Tx, evidence_id: int, look: str | None, mirrored: str | None) -> None:
    """What a picture looks like; nothing where it cannot be read."""
    tx.do(
        "UPDATE evidence SET difference_hash = :look, mirrored_hash = :mirrored WHERE id = :id",
        id=evidence_id,
        look=look,
        mirrored=mirrored,
    )


def mark_alike(tx: Tx, evidence_id: int, alike: Collection[int]) -> None:
    """Note those that a picture was found to look like, where they stand elsewhere by now.

    The same bytes go before: who is their twin is not also the twin of a likeness.
    """
    tx.do("UPDATE evidence SET compared = 1 WHERE id = :id", id=evidence_id)
    before = _elsewhere(tx, evidence_id, [at for at in alike if at < evidence_id])
    if before:
        tx.do(
            f"""UPDATE evidence SET twin_of = :twin, twin_alike = 1
                WHERE id = :id AND twin_of IS NULL AND {_FREE}""",  # noqa: S608
            id=evidence_id,
            twin=before[0],
        )
    for later in _elsewhere(tx, evidence_id, [at for at in alike if at > evidence_id]):
        tx.do(
            f"""UPDATE evidence SET twin_of = :twin, twin_alike = 1
                WHERE id = :id AND {_FREE}
                  AND (twin_of IS NULL OR (twin_alike = 1 AND twin_of > :twin))""",  # noqa: S608
            id=later,
            twin=evidence_id,
        )


def _elsewhere(tx: Tx, evidence_id: int, ids: Sequence[int]) -> list[int]:
    found = [
        tx.one(
            f"""SELECT other.id FROM evidence mine JOIN evidence other ON other.id = :other
                WHERE mine.id = :id AND other.dropped_at IS NULL AND mine.dropped_at IS NULL
                  AND {_ELSEWHERE}""",  # noqa: S608
            id=evidence_id,
            other=at,
        )
        for at in sorted(ids)
    ]
    return [row["id"] for row in found if row is not None]

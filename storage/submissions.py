"""The sentence of a rectification that is being written and not handed in yet."""

from __future__ import annotations

from storage.db import Tx


def words(tx: Tx, finding_id: int, person_id: int) -> str | None:
    """What the person has written so far for the finding."""
    row = tx.one(
        "SELECT words FROM submission_words WHERE finding_id = :f AND person_id = :p",
        f=finding_id,
        p=person_id,
    )
    return str(row["words"]) if row else None


def write(tx: Tx, finding_id: int, person_id: int, said: str) -> None:
    """Keep what the person has written by now."""
    tx.do(
        """INSERT INTO submission_words (finding_id, person_id, words) VALUES (:f, :p, :said)
           ON CONFLICT (finding_id, person_id) DO UPDATE SET words = excluded.words""",
        f=finding_id,
        p=person_id,
        said=said,
    )


def clear(tx: Tx, finding_id: int, person_id: int) -> None:
    """It was handed in, or is not wanted any more."""
    tx.do(
        "DELETE FROM submission_words WHERE finding_id = :f AND person_id = :p",
        f=finding_id,
        p=person_id,
    )

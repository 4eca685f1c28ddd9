"""What stands beside the answers of a sheet: standings, exemptions, grounds, remarks."""

from __future__ import annotations

from datetime import datetime

from inspection.sheet import Decision, Exemption, ItemStanding, Objection, Standing, Written
from storage.db import Row, Tx
from storage.times import read, written


def standings(tx: Tx, sheet_id: int) -> dict[str, ItemStanding]:
    """Items that do not apply or could not be checked, by id."""
    rows = tx.all("SELECT * FROM standings WHERE sheet_id = :s", s=sheet_id)
    return {
        row["item_id"]: ItemStanding(
            row["item_id"],
            row["standing"],
            row["reason"],
            row["by_person"],
            read(row["at"]),
            row["decision"],
        )
        for row in rows
    }


def set_standing(
    tx: Tx, sheet_id: int, item_id: str, standing: Standing, reason: str, by: int, now: datetime
) -> None:
    """Note that an item does not apply or could not be checked; the leader has to say to it."""
    tx.do(
        """INSERT INTO standings (sheet_id, item_id, standing, reason, by_person, at)
           VALUES (:s, :i, :standing, :reason, :by, :at)
           ON CONFLICT (sheet_id, item_id) DO UPDATE SET standing = excluded.standing,
               reason = excluded.reason, by_person = excluded.by_person, at = excluded.at,
               decision = NULL, decided_by = NULL, decided_at = NULL""",
        s=sheet_id,
        i=item_id,
        standing=standing,
        reason=reason,
        by=by,
        at=written(now),
    )


def drop_standing(tx: Tx, sheet_id: int, item_id: str) -> None:
    """The item is to be looked at like any other."""
    tx.do("DELETE FROM standings WHERE sheet_id = :s AND item_id = :i", s=sheet_id, i=item_id)


def decide_standing(
    tx: Tx, sheet_id: int, item_id: str, decision: Decision, by: int, now: datetime
) -> None:
    """What the leader said to it."""
    tx.do(
        """UPDATE standings SET decision = :d, decided_by = :by, decided_at = :at
           WHERE sheet_id = :s AND item_id = :i""",
        s=sheet_id,
        i=item_id,
        d=decision,
        by=by,
        at=written(now),
    )


def exemptions(tx: Tx, sheet_id: int) -> dict[str, Exemption]:
    """Cases let off, by question."""
    rows = tx.all("SELECT * FROM exemptions WHERE sheet_id = :s", s=sheet_id)
    return {
        row["question_id"]: Exemption(
            row["question_id"],
            row["cases"],
            row["reason"],
            row["by_person"],
            read(row["at"]),
            row["decision"],
        )
        for row in rows
    }


def set_exemption(
    tx: Tx, sheet_id: int, question_id: str, cases: int, reason: str, by: int, now: datetime
) -> None:
    """Let cases off, with the reason; 0 cases takes it back. The leader has to say to it."""
    if cases == 0:
        tx.do(
            "DELETE FROM exemptions WHERE sheet_id = :s AND question_id = :q",
            s=sheet_id,
            q=question_id,
        )
        return
    tx.do(
        """INSERT INTO exemptions (sheet_id, question_id, cases, reason, by_person, at)
           VALUES (:s, :q, :cases, :reason, :by, :at)
           ON CONFLICT (sheet_id, question_id) DO UPDATE SET cases = excluded.cases,
               reason = excluded.reason, by_person = excluded.by_person, at = excluded.at,
               decision = NULL, decided_by = NULL, decided_at = NULL""",
        s=sheet_id,
        q=question_id,
        cases=cases,
        reason=reason,
        by=by,
        at=written(now),
    )


def decide_exemption(
    tx: Tx, sheet_id: int, question_id: str, decision: Decision, by: int, now: datetime
) -> None:
    """What the leader said to it."""
    tx.do(
        """UPDATE exemptions SET decision = :d, decided_by = :by, decided_at = :at
           WHERE sheet_id = :s AND question_id = :q""",
        s=sheet_id,
        q=question_id,
        d=decision,
        by=by,
        at=written(now),
    )


def grounds(tx: Tx, sheet_id: int) -> dict[str, str]:
    """The grounds people wrote themselves, by item; the others compose themselves."""
    rows = tx.all("SELECT item_id, words FROM grounds WHERE sheet_id = :s", s=sheet_id)
    return {row["item_id"]: row["words"] for row in rows}


def ground(tx: Tx, sheet_id: int, item_id: str) -> Written | None:
    """The ground somebody wrote for an item; None where it composes itself."""
    row = tx.one(
        "SELECT words, by_person, at FROM grounds WHERE sheet_id = :s AND item_id = :i",
        s=sheet_id,
        i=item_id,
    )
    return Written(row["words"], row["by_person"], read(row["at"])) if row else None


def set_ground(tx: Tx, sheet_id: int, item_id: str, words: str, by: int, now: datetime) -> None:
    """Write the ground of an item; empty words let it compose itself again."""
    if not words:
        tx.do("DELETE FROM grounds WHERE sheet_id = :s AND item_id = :i", s=sheet_id, i=item_id)
        return
    tx.do(
        """INSERT INTO grounds (sheet_id, item_id, words, by_person, at)
           VALUES (:s, :i, :words, :by, :at)
           ON CONFLICT (sheet_id, item_id) DO UPDATE SET words = excluded.words,
               by_person = excluded.by_person, at = excluded.at""",
        s=sheet_id,
        i=item_id,
        words=words,
        by=by,
        at=written(now),
    )


def remarks(tx: Tx, sheet_id: int) -> dict[str, str]:
    """What the leader remarked when returning the sheet, by item."""
    rows = tx.all("SELECT item_id, words FROM remarks WHERE sheet_id = :s", s=sheet_id)
    return {row["item_id"]: row["words"] for row in rows}


def set_remark(tx: Tx, sheet_id: int, item_id: str, words: str, by: int, now: datetime) -> None:
    """A remark on an item; empty words take it away."""
    tx.do("DELETE FROM remarks WHERE sheet_id = :s AND item_id = :i", s=sheet_id, i=item_id)
    if words:
        tx.do(
            """INSERT INTO remarks (sheet_id, item_id, words, by_person, at)
               VALUES (:s, :i, :words, :by, :at)""",
            s=sheet_id,
            i=item_id,
            words=words,
            by=by,
            at=written(now),
        )


def drop_remarks(tx: Tx, sheet_id: int) -> None:
    """All remarks have been dealt with."""
    tx.do("DELETE FROM remarks WHERE sheet_id = :s", s=sheet_id)


def confirmations(tx: Tx, sheet_id: int) -> list[int]:
    """The members who confirmed the sheet as submitted."""
    rows = tx.all("SELECT person_id FROM confirmations WHERE sheet_id = :s ORDER BY at", s=sheet_id)
    return [row["person_id"] for row in rows]


def confirm(tx: Tx, sheet_id: int, person_id: int, now: datetime) -> bool:
    """Note a member's confirmation; False when it was there."""
    return (
        tx.do(
            """INSERT INTO confirmations (sheet_id, person_id, at) VALUES (:s, :p, :at)
               ON CONFLICT DO NOTHING""",
            s=sheet_id,
            p=person_id,
            at=written(now),
        )
        == 1
    )


def drop_confirmations(tx: Tx, sheet_id: int) -> None:
    """The sheet changed: what was confirmed is not what stands there now."""
    tx.do("DELETE FROM confirmations WHERE sheet_id = :s", s=sheet_id)


def _objection(row: Row) -> Objection:
    return Objection(
        row["id"],
        row["sheet_id"],
        row["item_id"],
        row["words"],
        row["by_person"],
        row["verdict"],
        row["answer"],
        read(row["answered_at"]) if row["answered_at"] else None,
    )


def objections(tx: Tx, sheet_id: int) -> list[Objection]:
    """What the unit objected to, in the order it was said."""
    rows = tx.all("SELECT * FROM objections WHERE sheet_id = :s ORDER BY id", s=sheet_id)
    return [_objection(row) for row in rows]


def objection(tx: Tx, objection_id: int) -> Objection | None:
    """The objection of that id."""
    row = tx.one("SELECT * FROM objections WHERE id = :id", id=objection_id)
    return _objection(row) if row else None


def object_to(tx: Tx, sheet_id: int, item_id: str, words: str, by: int, now: datetime) -> int:
    """State an objection, or state it anew while it is unanswered. Its id."""
    return tx.new(
        """INSERT INTO objections (sheet_id, item_id, words, by_person, at)
           VALUES (:s, :i, :words, :by, :at)
           ON CONFLICT (sheet_id, item_id) DO UPDATE SET words = excluded.words,
               by_person = excluded.by_person, at = excluded.at
           RETURNING id""",
        s=sheet_id,
        i=item_id,
        words=words,
        by=by,
        at=written(now),
    )


def answer_objection(
    tx: Tx, objection_id: int, verdict: Decision, words: str, by: int, now: datetime
) -> None:
    """The leader's answer."""
    tx.do(
        """UPDATE objections SET verdict = :v, answer = :words, answered_by = :by,
               answered_at = :at WHERE id = :id""",
        id=objection_id,
        v=verdict,
        words=words,
        by=by,
        at=written(now),
    )

"""Evidence: what was sent, what it belongs to, and where its bytes are (by SHA-256)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspection.heard import Attached, Sender
from storage import twins
from storage.db import Row, Tx
from storage.times import read, written


@dataclass(frozen=True, slots=True)
class Target:
    """What evidence belongs to; a sheet alone is evidence that has not found its place yet."""

    sheet_id: int | None
    item_id: str | None = None
    question_id: str | None = None
    household_id: int | None = None
    objection_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """The last position someone shared: WGS-84 degrees as sent, metres, when."""

    latitude: str
    longitude: str
    accuracy: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file that belongs to something."""

    id: int
    campaign_id: int
    target: Target
    kind: str
    file_id: str
    sha256: str | None
    name: str | None
    caption: str | None
    album: str | None
    by: int
    at: datetime
    fix: Fix | None
    forwarded: bool
    twin_of: int | None
    twin_decision: str | None
    state: str
    twin_alike: bool = False
    """Whether it only looks like its twin; else their bytes are the same."""
    late: str | None = None
    """`submitted` or `signed` where the sheet had been handed in or signed when it came."""
    late_decision: str | None = None
    finding_id: int | None = None
    shows: str | None = None
    """`before` or `after` where it belongs to a finding."""
    step_id: int | None = None
    """The step of the finding it was handed in with; None before that."""

    @property
    def removed(self) -> bool:
        """Whether its bytes were removed after the campaign's retention time."""
        return self.state in {"removing", "removed"}

    @property
    def counts(self) -> bool:
        """Whether it answers for a picture that is asked for: late evidence only once accepted."""
        return self.late is None or self.late_decision == "granted"

    @property
    def is_open(self) -> bool:
        """Whether it came late and the leader has not said yet whether it counts."""
        return self.late is not None and self.late_decision is None


def _evidence(row: Row) -> Evidence:
    fix = None
    if row["latitude"] is not None:
        fix = Fix(row["latitude"], row["longitude"], row["accuracy"], read(row["fix_at"]))
    return Evidence(
        row["id"],
        row["campaign_id"],
        Target(
            row["sheet_id"],
            row["item_id"],
            row["question_id"],
            row["household_id"],
            row["objection_id"],
        ),
        row["kind"],
        row["file_id"],
        row["sha256"],
        row["name"],
        row["caption"],
        row["album"],
        row["by_person"],
        read(row["at"]),
        fix,
        bool(row["forwarded"]),
        row["twin_of"],
        row["twin_decision"],
        row["state"],
        bool(row["twin_alike"]),
        row["late"],
        row["late_decision"],
        row["finding_id"],
        row["shows"],
        row["step_id"],
    )


def receive(
    tx: Tx,
    campaign_id: int,
    target: Target,
    sender: Sender,
    sent: Attached,
    by: int,
    caption: str | None,
    fix: Fix | None,
    now: datetime,
    late: str | None = None,
) -> int | None:
    """Note a file someone sent; the courier fetches its bytes. None: noted before.

    `late` says that its sheet was `submitted` or `signed` already.
    """
    row = tx.one(
        """INSERT INTO evidence (campaign_id, sheet_id, item_id, question_id, household_id,
               objection_id, kind, file_id, file_unique_id, name, mime, size, caption, album,
               chat_id, message_id, by_person, at, latitude, longitude, accuracy, fix_at,
               forwarded, late, state)
           VALUES (:campaign_id, :sheet_id, :item_id, :question_id, :household_id,
               :objection_id, :kind, :file_id, :file_unique_id, :name, :mime, :size, :caption,
               :album, :chat_id, :message_id, :by, :at, :latitude, :longitude, :accuracy,
               :fix_at, :forwarded, :late, 'owed')
           ON CONFLICT (chat_id, message_id) DO NOTHING RETURNING id""",
        campaign_id=campaign_id,
        sheet_id=target.sheet_id,
        item_id=target.item_id,
        question_id=target.question_id,
        household_id=target.household_id,
        objection_id=target.objection_id,
        kind=sent.kind,
        file_id=sent.file_id,
        file_unique_id=sent.file_unique_id,
        name=sent.name,
        mime=sent.mime,
        size=sent.size,
        caption=caption,
        album=sent.album,
        chat_id=sender.chat_id,
        message_id=sender.message_id,
        by=by,
        at=written(now),
        latitude=fix.latitude if fix else None,
        longitude=fix.longitude if fix else None,
        accuracy=fix.accuracy if fix else None,
        fix_at=written(fix.at) if fix else None,
        forwarded=int(sent.forwarded),
        late=late,
    )
    if row is None:
        return None
    twins.mark(tx, row["id"])
    return int(row["id"])


def evidence(tx: Tx, evidence_id: int) -> Evidence | None:
    """The evidence of that id."""
    row = tx.one("SELECT * FROM evidence WHERE id = :id", id=evidence_id)
    return _evidence(row) if row else None


def of_sheet(tx: Tx, sheet_id: int) -> list[Evidence]:
    """All evidence of a sheet that was not dropped."""
    rows = tx.all(
        "SELECT * FROM evidence WHERE sheet_id = :s AND dropped_at IS NULL ORDER BY id",
        s=sheet_id,
    )
    return [_evidence(row) for row in rows]


def count(tx: Tx, sheet_id: int, item_id: str | None, household_id: int | None) -> int:
    """How many files belong to a household of the sheet, else to an item."""
    row = tx.one(
        """SELECT count(*) AS n FROM evidence WHERE sheet_id = :s AND dropped_at IS NULL
           AND household_id IS :h AND (:h IS NOT NULL OR item_id IS :i)""",
        s=sheet_id,
        h=household_id,
        i=item_id,
    )
    return int(row["n"]) if row else 0


def unplaced(tx: Tx, sheet_id: int) -> int:
    """How many files of a sheet have not found their place yet; late ones need none."""
    row = tx.one(
        """SELECT count(*) AS n FROM evidence WHERE sheet_id = :s AND dropped_at IS NULL
           AND household_id IS NULL AND item_id IS NULL AND late IS NULL""",
        s=sheet_id,
    )
    return int(row["n"]) if row else 0


def of_album(tx: Tx, chat_id: int, album: str) -> list[Evidence]:
    """The files of one album that have come so far."""
    rows = tx.all(
        "SELECT * FROM evidence WHERE chat_id = :c AND album = :a AND dropped_at IS NULL",
        c=chat_id,
        a=album,
    )
    return [_evidence(row) for row in rows]


def of_objection(tx: Tx, objection_id: int) -> list[Evidence]:
    """What was sent with an objection."""
    rows = tx.all(
        "SELECT * FROM evidence WHERE objection_id = :o AND dropped_at IS NULL ORDER BY id",
        o=objection_id,
    )
    return [_evidence(row) for row in rows]


def move(tx: Tx, evidence_id: int, target: Target) -> None:
    """Say anew what a file belongs to; whether it was used elsewhere is asked anew too."""
    tx.do(
        """UPDATE evidence SET sheet_id = :s, item_id = :i, question_id = :q,
               household_id = :h, objection_id = :o WHERE id = :id""",
        id=evidence_id,
        s=target.sheet_id,
        i=target.item_id,
        q=target.question_id,
        h=target.household_id,
        o=target.objection_id,
    )
    twins.moved(tx, evidence_id)


def join_objection(tx: Tx, sheet_id: int, item_id: str, by: int, objection_id: int) -> None:
    """What a person sent about an item before saying it belongs to the objection."""
    tx.do(
        """UPDATE evidence SET objection_id = :o WHERE sheet_id = :s AND item_id = :i
           AND by_person = :by AND objection_id IS NULL""",
        o=objection_id,
        s=sheet_id,
        i=item_id,
        by=by,
    )


def drop(tx: Tx, evidence_id: int, now: datetime) -> None:
    """Nobody wants it any more; row and bytes stay for the trail."""
    tx.do("UPDATE evidence SET dropped_at = :at WHERE id = :id", id=evidence_id, at=written(now))


def decide_twin(tx: Tx, evidence_id: int, decision: str) -> None:
    """What the leader said to a picture seen before."""
    tx.do("UPDATE evidence SET twin_decision = :d WHERE id = :id", id=evidence_id, d=decision)


def decide_late(tx: Tx, evidence_id: int, decision: str) -> None:
    """What the leader said to a file that came after handing in."""
    tx.do("UPDATE evidence SET late_decision = :d WHERE id = :id", id=evidence_id, d=decision)


def to_tidy(tx: Tx, before: datetime, at_most: int) -> list[tuple[int, int, int]]:
    """Files whose bytes are safe and whose message came before then: id, chat and message.

    One that came with a personal number does not wait.
    """
    rows = tx.all(
        """SELECT id, chat_id, message_id FROM evidence
           WHERE state = 'safe' AND tidied_at IS NULL
             AND (at < :before OR caption LIKE '%****%' OR name LIKE '%****%')
           ORDER BY id LIMIT :n""",
        before=written(before),
        n=at_most,
    )
    return [(row["id"], row["chat_id"], row["message_id"]) for row in rows]


def tidied(tx: Tx, evidence_id: int, now: datetime) -> None:
    """Its message is being taken out of the chat."""
    tx.do("UPDATE evidence SET tidied_at = :at WHERE id = :id", id=evidence_id, at=written(now))

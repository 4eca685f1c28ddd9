"""Checks the audit trail's chain and the evidence's bytes; names the first that does not fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from inspection.text import Text, text
from storage import audit, custody, retention
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of all campaigns: its first break, the last row of each chain, the evidence.

    `gone`: the SHA-256 of files removed after the retention time, which nobody needs any more.
    """

    broken: Text | None
    heads: tuple[tuple[int, int, str], ...]
    files: tuple[tuple[int, str], ...]
    gone: tuple[str, ...]


def read_trail(tx: Tx) -> Trail:
    """Recompute every chain, and list the evidence that is to be there.

    What was removed after the retention time has to be known to the trail.
    """
    return Trail(
        _broken(tx),
        tuple(audit.heads(tx)),
        tuple(custody.safe_files(tx)),
        tuple(retention.gone(tx)),
    )


def _broken(tx: Tx) -> Text | None:
    found = audit.first_break(tx)
    if found is not None:
        campaign, number = str(found.campaign_id), str(found.number)
        return text("cli.chain-broken", campaign=campaign, number=number)
    known = removals(tx)
    for campaign_id, evidence_id in retention.marked(tx):
        if evidence_id not in known.get(campaign_id, ()):
            return text("cli.evidence-unproven", number=str(evidence_id))
    return None


def removals(tx: Tx) -> dict[int, set[int]]:
    """The evidence of each campaign that the trail says was removed."""
    known: dict[int, set[int]] = {}
    for campaign_id, after in retention.notes(tx):
        ids = known.setdefault(campaign_id, set())
        for first, last in json.loads(after)["evidence"]:
            ids.update(range(first, last + 1))
    return known


def evidence_file(data: Path, sha256: str) -> Path:
    """Where the bytes of that SHA-256 lie."""
    return data / "evidence" / sha256[:2] / sha256


def first_bad_file(
    data: Path, files: Iterable[tuple[int, str]], step: Callable[[], object]
) -> Text | None:
    """The first evidence whose bytes are missing or changed; `step` is called after each."""
    for number, sha256 in files:
        path = evidence_file(data, sha256)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return text("cli.evidence-missing", number=str(number), sha256=sha256)
        if found != sha256:
            return text("cli.evidence-changed", number=str(number), sha256=sha256)
        step()
    return None

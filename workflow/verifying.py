"""Checks the audit trail's chain and the evidence's bytes; names the first that does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from inspection.text import Text, text
from storage import audit, custody
from storage.db import Tx


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of all campaigns: its first break, the last row of each chain, the evidence."""

    broken: Text | None
    heads: tuple[tuple[int, int, str], ...]
    files: tuple[tuple[int, str], ...]


def read_trail(tx: Tx) -> Trail:
    """Recompute every chain, and list the evidence that is to be there."""
    found = audit.first_break(tx)
    broken = (
        None
        if found is None
        else text("cli.chain-broken", campaign=str(found.campaign_id), number=str(found.number))
    )
    return Trail(broken, tuple(audit.heads(tx)), tuple(custody.safe_files(tx)))


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

"""The one way a finding goes on: its state, its story and the audit trail in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from inspection.finding import Act, Finding, after
from storage import audit, findings, focus
from storage.audit import Actor, fingerprint
from storage.db import Tx

_SHOWN_AT = ("finding", "fix", "moretime", "timeask", "verify", "relapse")
"""Kinds of places whose card says how a finding stands."""


def take(
    tx: Tx,
    actor: Actor,
    now: datetime,
    found: Finding,
    act: Act,
    *,
    round_id: int,
    words: str | None = None,
    by_sheet: int | None = None,
    **changes: Any,
) -> tuple[Finding, int]:
    """Do an act to a finding: changed fields and state saved, a step and an audit row appended.

    The finding as it then stands, and the step's id. RefusalError(`finding-<state>`) where the
    act is not possible now. `by_sheet`: the sheet whose signing does it.
    """
    state = after(found.state, act)
    new = replace(found, state=state, **changes)
    findings.save(tx, new)
    by = actor.person_id
    step_id = findings.step(tx, new, act, found.state, round_id, words, by, now, by_sheet)
    said = f" {fingerprint(words)}" if words else ""
    due = f" {new.due_on}" if new.due_on != found.due_on else ""
    audit.record(
        tx, actor, now, f"finding-{act}", f"finding/{found.id}", found.state, f"{state}{due}{said}"
    )
    # Whoever else looks at it sees it change; what a person is writing there is left alone.
    focus.owe_at(tx, [f"0|{kind}.{found.id}" for kind in _SHOWN_AT])
    return new, step_id

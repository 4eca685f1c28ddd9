"""What speaks against the evidence of a rectification: used before, forwarded, not come."""

from __future__ import annotations

from inspection.card import Words
from inspection.people import Right, may
from inspection.text import Text, text
from storage import evidence, findings
from storage.evidence import Evidence
from workflow.scene import Scene, desk


def flags(scene: Scene, files: list[Evidence]) -> list[Words]:
    """What speaks against the evidence: used before, forwarded, not come yet."""
    found: list[Words] = [_twin(scene, f, f.twin_of) for f in files if f.twin_of is not None]
    forwarded = sum(f.forwarded for f in files)
    if forwarded:
        found.append(text("verify.forwarded", n=forwarded))
    for state in ("owed", "lost"):
        count = sum(f.state == state for f in files)
        if count:
            found.append(text(f"verify.{state}", n=count))
    if scene.the_finding.submitted_by == scene.who.person_id:
        found.append(text("verify.own"))
    return found


def _twin(scene: Scene, file: Evidence, twin_id: int) -> Text:
    """A picture used before; where, is told to those with rights there only."""
    how = text("verify.alike" if file.twin_alike else "verify.same")
    twin = evidence.evidence(scene.tx, twin_id)
    at = file.id
    if twin is None:
        return text("verify.twin", id=at, how=how)
    other = findings.finding(scene.tx, twin.finding_id) if twin.finding_id else None
    sheet_id = twin.target.sheet_id or (other.sheet_id if other else None)
    there = desk(scene.tx, sheet_id) if sheet_id is not None else None
    if there is None or there.unit.id == scene.sheet_desk.unit.id:
        if other is not None and other.id == scene.the_finding.id:
            code = "verify.twin-before" if twin.shows == "before" else "verify.twin-again"
            return text(code, id=at, how=how)
        return text("verify.twin", id=at, how=how)
    if not may(scene.who, Right.READ_SHEET, there.unit):
        return text("verify.twin-elsewhere", id=at, how=how)
    return text("verify.twin-of", id=at, how=how, unit=there.unit.name)

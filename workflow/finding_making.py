"""Findings make themselves: what a sheet's answers say is brought into the books, with a trace."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from inspection.finding import Act, Draft, Finding, FindingState
from inspection.finding_plan import Change, Standpoint, merge, plan
from inspection.sheet import SheetState
from scoring.finding_drafts import Facts, drafts, is_confidential, waits
from storage import audit, campaigns, findings, marks, plans, sheets
from storage.db import Tx
from workflow.audience import Audience
from workflow.deadlines import due_for
from workflow.figures import counted
from workflow.finding_steps import take
from workflow.grounds import visited
from workflow.scene import Desk, Scene

_AS_NEW: dict[str, Any] = {
    **dict.fromkeys(("due_on", "due_set_on", "due_rule", "assigned_at", "accepted_at")),
    **dict.fromkeys(("submitted_at", "submitted_by", "closed_at", "closed_by")),
    **dict.fromkeys(("provisional", "on_spot"), False),
}
"""What a finding loses that comes back after it was withdrawn: it has to be handed over anew."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was done to findings, by the act; each as it now stands."""

    done: dict[Act, list[Finding]] = field(default_factory=dict)

    def known(self, act: Act) -> int:
        """How many findings that the unit knows of the act was done to."""
        return sum(found.assigned_at is not None for found in self.done.get(act, ()))


def facts_of(tx: Tx, desk: Desk) -> Facts:
    """What the sheet recorded so far, with those who stand behind it."""
    of = counted(tx, desk.sheet.id)
    return Facts(
        {question: r.value for question, r in sheets.answers(tx, desk.sheet.id).items()},
        visited(tx, desk),
        of.tallies,
        of.exempt,
        frozenset(of.standings),
        marks.grounds(tx, desk.sheet.id),
        desk.unit.name,
        contact_of(tx, desk),
        plans.departments(tx, desk.campaign.id),
    )


def contact_of(tx: Tx, desk: Desk) -> str | None:
    """The unit's contact: the one it names, else the first who answers for its township."""
    if desk.unit.contact:
        return desk.unit.contact
    answering = Audience(tx, desk.campaign.id).contacts(desk.unit)
    return answering[0].member.name if answering else None


def outlook(tx: Tx, desk: Desk) -> list[Draft]:
    """The findings the sheet makes as it stands, with what was written by hand; nothing is kept."""
    by_key = {found.draft.key: found for found in findings.of_unit(tx, desk.unit.id)}
    made = []
    for draft in drafts(desk.checklist, facts_of(tx, desk)):
        found, secret = by_key.get(draft.key), is_confidential(desk.checklist, draft)
        made.append(merge(found, draft, confidential=secret) if found else draft)
    return made


def reconcile(scene: Scene, *, signing: bool = False) -> Reconciled:
    """Bring the findings of the sheet on the desk in step with its answers.

    What the unit knows of changes when the sheet is signed (`signing`), not before; what hangs on
    shares alone is made once the sheet is handed in. Done twice it changes nothing more.
    """
    desk, tx = scene.sheet_desk, scene.tx
    facts = facts_of(tx, desk)
    at = Standpoint(
        desk.sheet.id,
        desk.sheet.round_id,
        [each.id for each in campaigns.rounds(tx, desk.campaign.id)],
        signing,
        facts.set_aside,
    )
    is_open = desk.sheet.state is SheetState.OPEN
    changes = plan(
        drafts(desk.checklist, facts),
        findings.of_unit(tx, desk.unit.id),
        findings.seen_again(tx, desk.unit.id),
        at,
        confidential=lambda draft: is_confidential(desk.checklist, draft),
        waits=lambda draft: is_open and waits(desk.checklist, draft),
    )
    done = Reconciled()
    for change in changes:
        done.done.setdefault(change.act, []).append(_carry_out(scene, change))
    return done


def _carry_out(scene: Scene, change: Change) -> Finding:
    if change.found is None:
        return _make(scene, change.draft)
    sheet, found = scene.sheet_desk.sheet, change.found
    changes: dict[str, Any] = {"draft": change.draft}
    match change.act:
        case Act.REVIVE:
            found = replace(found, sheet_id=sheet.id, round_id=sheet.round_id)
            changes |= _AS_NEW
        case Act.CHANGE if found.state is FindingState.NEW:
            found = replace(found, sheet_id=sheet.id, round_id=sheet.round_id)
        case Act.REOPEN:
            changes |= due_now(scene, replace(found, draft=change.draft))
            changes |= {"relapses": found.relapses + 1, "closed_at": None, "closed_by": None}
        case Act.RESTORE:
            changes |= _as_closed(scene.tx, found)
        case _:
            pass
    new, _ = take(
        scene.tx,
        scene.actor,
        scene.now,
        found,
        change.act,
        round_id=sheet.round_id,
        words=change.words,
        by_sheet=sheet.id,
        **changes,
    )
    return new


def _make(scene: Scene, draft: Draft) -> Finding:
    tx, desk = scene.tx, scene.sheet_desk
    sheet, year = desk.sheet, scene.today.year
    made = findings.make(
        tx, desk.campaign.id, year, sheet.round_id, sheet.id, desk.unit.id, draft, scene.now
    )
    found = findings.finding(tx, made)
    if found is None:
        raise KeyError(made)
    by = scene.actor.person_id
    findings.step(tx, found, Act.MAKE, None, sheet.round_id, None, by, scene.now, sheet.id)
    audit.record(
        tx, scene.actor, scene.now, "finding-make", f"finding/{made}", None, FindingState.NEW
    )
    return found


def due_now(scene: Scene, found: Finding) -> dict[str, Any]:
    """The fields of a deadline counted from today; a day that the team chose itself stays.

    A kind that was chosen by hand brings its own deadline instead of the question's.
    """
    chosen = "due_on" in found.edited
    if chosen and found.due_on is not None and found.assigned_at is None:
        return {"due_set_on": scene.today, "due_rule": None}
    draft = found.draft
    rule = draft.deadline if chosen or "kind" not in found.edited else None
    due = due_for(scene.tx, scene.sheet_desk.campaign, rule, draft.kind, scene.today)
    return {
        "due_on": due.due_on,
        "provisional": due.provisional,
        "due_rule": due.rule,
        "due_set_on": scene.today,
    }


def _as_closed(tx: Tx, found: Finding) -> dict[str, Any]:
    """What a finding was when it was last closed: a relapse that was none leaves no mark."""
    closing = [step for step in findings.steps(tx, found.id) if step.act is Act.CLOSE]
    fields: dict[str, Any] = {"relapses": max(0, found.relapses - 1)}
    if closing:
        last = closing[-1]
        fields |= {"closed_at": last.at, "closed_by": last.by, "due_on": last.due_on}
    return fields

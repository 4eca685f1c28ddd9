"""How a finding is told to somebody: what they may read of it, masked as chats have to be."""

from __future__ import annotations

from datetime import date, datetime

from inspection.card import Words
from inspection.finding import GIVEN, Act, Finding, FindingState, FindingStep
from inspection.flow.finding import StepLine, day_words
from inspection.people import RefusalError, Right, Unit, may
from inspection.text import text
from scoring import finding_drafts
from storage import visits
from workflow.ask_kind import recorded_words
from workflow.heads import mask_heads
from workflow.household_words import named
from workflow.scene import Desk, Scene

_SETS_DEADLINE = (Act.ASSIGN, Act.GRANT_TIME, Act.MOVE, Act.REOPEN, Act.FALSE)


def reads_all(scene: Scene, unit: Unit) -> bool:
    """Whether the speaker may read what was found in full; the unit's own contact never."""
    if may(scene.who, Right.READ_SHEET, unit):
        return True
    outside = may(scene.who, Right.ANSWER_FOR, unit)
    return may(scene.who, Right.READ_RESULTS, unit) and not outside


def was_given(found: Finding) -> bool:
    """Whether the unit knows of it: it was handed over, even where it was withdrawn since."""
    withdrawn = found.state is FindingState.WITHDRAWN and found.assigned_at is not None
    return found.state in GIVEN or withdrawn


def require_readable(scene: Scene) -> None:
    """RefusalError for a contact before 交办: nobody learns what is not handed over yet."""
    found = scene.the_finding
    if not was_given(found) and not reads_all(scene, scene.sheet_desk.unit):
        raise RefusalError("not-allowed")


def is_confidential(desk: Desk, found: Finding) -> bool:
    """Whether it comes from what villagers said: their unit reads counts only."""
    return finding_drafts.is_confidential(desk.checklist, found.draft)


def matter_of(scene: Scene, desk: Desk, found: Finding) -> str:
    """What was found, as far as the speaker may read it."""
    full = reads_all(scene, desk.unit)
    return masked(scene, desk, found.draft.matter if full else found.draft.open_matter)


def masked(scene: Scene, desk: Desk, words: str) -> str:
    """Words as chats show them: heads of households by their surname."""
    return mask_heads(scene.tx, desk, words)


def household_of(scene: Scene, found: Finding) -> str | None:
    """The finding's household by number and masked head."""
    if found.draft.household_id is None:
        return None
    household = visits.household(scene.tx, found.draft.household_id)
    return named(household) if household else None


def story(scene: Scene, found: Finding, steps: list[FindingStep]) -> list[StepLine]:
    """The steps the speaker may see; the unit's begin with 交办 and name no confidential matter."""
    desk = scene.sheet_desk
    if not reads_all(scene, desk.unit):
        given = next((n for n, s in enumerate(steps) if s.after in GIVEN), len(steps))
        secret = is_confidential(desk, found)
        steps = [each for each in steps[given:] if not (secret and _tells_matter(each))]
    return [_line(scene, desk, each) for each in steps]


def _tells_matter(step: FindingStep) -> bool:
    """Whether a step says in words what was found, otherwise than in counts."""
    named = recorded_words(text("fedit.matter"))
    return step.act is Act.EDIT and (step.words or "").startswith(f"{named}：")


def _line(scene: Scene, desk: Desk, step: FindingStep) -> StepLine:
    what: Words = text(f"finding.act-{step.act}")
    if step.due_on is not None and step.act in _SETS_DEADLINE:
        what = text("finding.act-until", act=what, day=day_words(step.due_on, scene.today))
    return StepLine(
        when(scene, step.at),
        scene.name(step.by) if step.by is not None else text("finding.by-itself"),
        what,
        masked(scene, desk, step.words) if step.words else None,
    )


def when(scene: Scene, moment: datetime) -> Words:
    """Day and time, as people here read it."""
    local = moment.astimezone(scene.house.tz)
    return text(
        "finding.at",
        day=day_words(date(local.year, local.month, local.day), scene.today),
        time=local.strftime("%H:%M"),
    )

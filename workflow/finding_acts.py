"""What the acts on one finding share: its step in this scene, its head on a card, typed words."""

from __future__ import annotations

from typing import Any

from inspection.card import Words
from inspection.finding import Act
from inspection.flow.rectify import About
from inspection.people import RefusalError
from inspection.text import text
from storage import findings
from workflow.ask_kind import LONGEST
from workflow.finding_steps import take
from workflow.finding_words import household_of, masked, matter_of
from workflow.inspecting import present_round
from workflow.scene import Scene


def step(scene: Scene, act: Act, words: str | None = None, **changes: Any) -> int:
    """Do an act to the finding on the desk, in the round of the day. The step's id."""
    found = scene.the_finding
    scene.finding, step_id = take(
        scene.tx,
        scene.actor,
        scene.now,
        found,
        act,
        round_id=present_round(scene.tx, found.campaign_id, scene.today).id,
        words=words,
        **changes,
    )
    return step_id


def about(scene: Scene, *, open_only: bool = False) -> About:
    """The finding as a card of its chain says it first; `open_only`: as the unit may read it."""
    found, desk = scene.the_finding, scene.sheet_desk
    household = household_of(scene, found)
    where: Words = desk.unit.name
    if household is not None:
        where = text("finding.where", unit=desk.unit.name, household=household)
    matter = matter_of(scene, desk, found)
    if open_only:
        matter = masked(scene, desk, found.draft.open_matter)
    measure = masked(scene, desk, found.draft.measure)
    return About(found, scene.today, where, matter, measure, scene.focus.notice)


def last_submission(scene: Scene) -> int | None:
    """The step with which the finding was handed in last."""
    done = findings.steps(scene.tx, scene.the_finding.id)
    return next((s.id for s in reversed(done) if s.act is Act.SUBMIT), None)


def one_line(said: str) -> str:
    """Typed words on one line; RefusalError where there are none, or too many."""
    said = " ".join(said.split())
    if not said:
        raise RefusalError("words-none")
    if len(said) > LONGEST:
        raise RefusalError("words-long", most=LONGEST, n=len(said))
    return said


def to_story(scene: Scene, toast: str) -> None:
    """Back to the finding, with what was done as a line on it."""
    scene.go(f"finding.{scene.the_finding.id}", 0)
    scene.note(text(toast))

"""What a toggle says it will be after its tap is what the next card shows, tap after tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from content.checklists import shipped
from inspection import walk
from inspection.answers import MOST, Value
from inspection.card import Button, Card
from inspection.checklist import Checklist, Each, Question
from inspection.flow.household import HouseholdView, asked_of, household_card
from inspection.flow.village import VillageView, page_card
from inspection.household_answers import Contact
from inspection.marked import read_token
from inspection.sheet import Household, Recorded, Visit
from tests.talks.stages import all_kinds

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
HOME = Household(5, 1, "07", "张三", "3组", 4, 2, (), None, False)
CHECKLISTS = {"lingling": shipped("lingling-2018"), "all kinds": all_kinds()}
TAPS = 5
Draw = Callable[[Mapping[str, Recorded]], Card]


def household(checklist: Checklist, recorded: Mapping[str, Recorded]) -> Card:
    visit = Visit(1, 5, False, Contact.VISIT, None, recorded, 1, NOW)
    return household_card(
        HouseholdView(1, checklist, "zh", False, HOME, "张*", visit, 3, 48, can_undo=True)
    )


def village(checklist: Checklist, step: walk.Step, recorded: Mapping[str, Recorded]) -> Card:
    view = VillageView(1, "大坪村", checklist, "zh", recorded, {}, {}, {}, {}, {})
    return page_card(view, step)


def the_button(card: Card, question: Question) -> Button:
    (found,) = (b for row in card.rows for b in row if f"|{question.id}|" in b.data)
    return found


def tap_on(draw: Draw, checklist: Checklist, question: Question) -> int:
    """Tap five times; each card's button is the one promised before. How many were promised."""
    answers: dict[str, Recorded] = {}
    kept = 0
    shown = the_button(draw(answers), question)
    for _ in range(TAPS):
        promised = shown.after
        if promised is None:
            break
        new = shown.data.rpartition(">")[2]
        value: Value = read_token(question, checklist.item_of(question.id).points, new)
        answers[question.id] = Recorded(value, 1, NOW)
        shown = the_button(draw(answers), question)
        assert shown.data == promised.data
        assert shown.label == promised.label
        kept += 1
    return kept


@pytest.mark.parametrize("name", CHECKLISTS)
def test_a_households_toggles_keep_their_promise(name: str) -> None:
    checklist = CHECKLISTS[name]
    questions = [question for _, question in asked_of(checklist)]
    kept = {
        q.id: tap_on(lambda recorded: household(checklist, recorded), checklist, q)
        for q in questions
    }
    assert kept == dict.fromkeys(kept, TAPS)
    assert len(kept) == len(questions) > 0


@pytest.mark.parametrize("name", CHECKLISTS)
def test_a_village_pages_toggles_and_counters_keep_their_promise(name: str) -> None:
    checklist = CHECKLISTS[name]
    kept = {
        question.id: tap_on(
            lambda recorded, step=step: village(checklist, step, recorded),  # type: ignore[misc]
            checklist,
            question,
        )
        for step in walk.steps(checklist)
        if step.place.startswith("page.")
        for question in step.questions
    }
    assert kept == dict.fromkeys(kept, TAPS)
    assert kept


def test_a_counter_at_its_end_promises_nothing_for_a_tap_that_is_refused() -> None:
    checklist = CHECKLISTS["all kinds"]
    step = next(s for s in walk.steps(checklist) if s.place.startswith("page."))
    question = next(q for q in step.questions if isinstance(q.rule, Each))
    almost, full = (
        village(checklist, step, {question.id: Recorded(count, 1, NOW)})
        for count in (MOST - 1, MOST)
    )
    assert the_button(almost, question).after is not None
    assert the_button(full, question).after is None


def test_only_what_turns_has_a_promise() -> None:
    card = household(CHECKLISTS["lingling"], {})
    promised = {b.data.partition("|")[0] for row in card.rows for b in row if b.after}
    assert promised == {"h"}

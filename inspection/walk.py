"""The walk through a sheet: which pages and cards there are, in what order, what comes next.

Only the village's own questions are walked; items asked of households alone are rolled up from
the visits and shown, not walked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inspection.checklist import (
    Checklist,
    Each,
    Fail,
    Item,
    Question,
    Scope,
    Section,
    Zero,
)
from inspection.sheet import Household, Place

TOGGLES_A_PAGE = 12
"""More would not fit a phone's screen with the page's own buttons under them."""
LIST_BY_GROUP_FROM = 60
"""A longer list of households is shown by village group (组)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the walk: a page of a section's toggles, or one item's card."""

    place: str
    section: Section
    questions: tuple[Question, ...]


def on_page(question: Question) -> bool:
    """Whether a question is a toggle or a counter on its section's page, not a card of its own."""
    if question.scope is not Scope.VILLAGE or question.may_not_apply:
        return False
    rule = question.rule
    return isinstance(rule, Fail | Zero) or (isinstance(rule, Each) and rule.most_cases is None)


@lru_cache(maxsize=64)
def steps(checklist: Checklist) -> tuple[Step, ...]:
    """All stops in the order of the sheet: of each section first its pages, then its cards."""
    found: list[Step] = []
    for section in checklist.sections:
        toggles = [q for item in section.items for q in item.questions if on_page(q)]
        for number, page in enumerate(_pages(toggles), start=1):
            found.append(Step(f"page.{section.id}.{number}", section, page))
        for item in section.items:
            asked = tuple(q for q in item.questions if q.scope is Scope.VILLAGE and not on_page(q))
            if asked:
                found.append(Step(f"item.{item.id}", section, asked))
    return tuple(found)


def _pages(toggles: Sequence[Question]) -> Iterable[tuple[Question, ...]]:
    """Pages of nearly equal length, none over the limit."""
    if not toggles:
        return ()
    count = -(-len(toggles) // TOGGLES_A_PAGE)
    size = -(-len(toggles) // count)
    return (tuple(toggles[at : at + size]) for at in range(0, len(toggles), size))


def step_at(checklist: Checklist, place: str) -> Step | None:
    """The stop of that name."""
    return next((step for step in steps(checklist) if step.place == place), None)


def is_done(
    checklist: Checklist, step: Step, answered: Collection[str], standing: Collection[str]
) -> bool:
    """Whether nothing is left to ask there; an item that does not apply asks nothing."""
    return all(
        question.id in answered or checklist.item_of(question.id).id in standing
        for question in step.questions
    )


def first_open(
    checklist: Checklist, answered: Collection[str], standing: Collection[str]
) -> Step | None:
    """Where whoever takes the sheet up goes on."""
    open_steps = (s for s in steps(checklist) if not is_done(checklist, s, answered, standing))
    return next(open_steps, None)


def beside(checklist: Checklist, place: str, by: int) -> str | None:
    """The stop before (-1) or after (+1) a place; None at either end.

    An item without a stop of its own (households only) counts where it stands in the sheet.
    """
    order = steps(checklist)
    names = [step.place for step in order]
    if place in names:
        at = names.index(place) + by
        return names[at] if 0 <= at < len(names) else None
    if not place.startswith("item."):
        return None
    ids = [item.id for item in checklist.items()]
    here = ids.index(place.removeprefix("item.")) + by
    return f"item.{ids[here]}" if 0 <= here < len(ids) else None


def position(checklist: Checklist, item: Item) -> tuple[int, int]:
    """The item's number on the sheet, of how many."""
    ids = [each.id for each in checklist.items()]
    return ids.index(item.id) + 1, len(ids)


def has_households(checklist: Checklist) -> bool:
    """Whether anything is asked of households at all."""
    return any(q.scope is Scope.HOUSEHOLD for q in checklist.questions())


def waiting(places: Sequence[Place]) -> list[Place]:
    """Households still to be visited: not saved, and not gone."""
    return [p for p in places if p.state != "done" and p.household.gone is None]


def next_household(places: Sequence[Place], after: Household | None) -> Household | None:
    """Who is visited next: on in the same group, then on in the village, then from its start."""
    left = waiting(places)
    if after is None or not left:
        return left[0].household if left else None
    order = [p.household.id for p in places]
    here = order.index(after.id) if after.id in order else -1
    later = [p.household for p in left if order.index(p.household.id) > here]
    left_households = [p.household for p in left if p.household.id != after.id]
    same_group = [h for h in later if h.group == after.group]
    rest_of_group = [h for h in left_households if h.group == after.group and after.group]
    for choice in (same_group, rest_of_group, later, left_households):
        if choice:
            return choice[0]
    return None


def groups(places: Sequence[Place]) -> list[str]:
    """The village groups in the order of the list; households without one under ''."""
    return list(dict.fromkeys(p.household.group or "" for p in places))

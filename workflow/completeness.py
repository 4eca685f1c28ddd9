"""What a sheet still lacks before it can be handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspection import walk, wording
from inspection.checklist import Item, Question, Scope
from inspection.flow.findings import narrowed
from inspection.flow.household import asked_of
from inspection.flow.review import Missing
from inspection.flow.says import item_brief, label, listed
from inspection.household_answers import Contact, problems
from inspection.sheet import Place, Recorded, Visit
from inspection.text import Text, text
from scoring.tally import Tally
from storage import campaigns, evidence, marks, sheets, visits
from storage.evidence import Evidence
from workflow.figures import item_figures
from workflow.heads import mask_heads
from workflow.household_words import named
from workflow.old_findings import old_findings
from workflow.scene import Scene

OLD = 22
"""Columns of an old finding's matter on its button."""
NAMED = 6
"""Households named in one line of what is missing."""


def missing(scene: Scene) -> list[Missing]:
    """Everything missing, files without a place first, then in the order of the sheet.

    Empty: it may be handed in. Files that came late count only once the leader accepted them.
    """
    found = scene.sheet_desk
    files = [f for f in evidence.of_sheet(scene.tx, found.sheet.id) if f.counts]
    return [
        *_without_place(files),
        *_unanswered(scene),
        *_unvisited(scene),
        *_without_ground(scene, files),
        *_without_picture(scene, files),
        *_not_looked_at(scene),
    ]


def _not_looked_at(scene: Scene) -> Iterator[Missing]:
    """In a round that looks back: findings of earlier rounds that nobody has looked at."""
    found = scene.sheet_desk
    rounds = campaigns.rounds(scene.tx, found.campaign.id)
    here = next(each for each in rounds if each.id == found.sheet.round_id)
    for old in old_findings(scene.tx, found.unit, here):
        if not old.seen:
            matter = mask_heads(scene.tx, found, old.finding.draft.matter)
            words = text(
                "missing.old", number=f"{old.finding.number:04d}", matter=narrowed(matter, OLD)
            )
            yield Missing(words, f"finding.{old.finding.id}", elsewhere=True)


def skipped(question: Question, tallies: Mapping[str, Tally]) -> bool:
    """Whether a question waits for another's cases and there are none: it does not apply."""
    if question.when is None:
        return False
    return tallies.get(question.when, Tally()).problems == 0


def _unanswered(scene: Scene) -> Iterator[Missing]:
    """One line a page that is not done, one an item that has a card of its own."""
    found = scene.sheet_desk
    answered = sheets.answers(scene.tx, found.sheet.id)
    standing = standing_items(scene)
    tallies = sheets.rollup(scene.tx, found.sheet.id).tallies
    refused = marks.standings(scene.tx, found.sheet.id).keys() - standing
    for step in walk.steps(found.checklist):
        left = [
            q
            for q in step.questions
            if q.id not in answered
            and found.checklist.item_of(q.id).id not in standing
            and not skipped(q, tallies)
        ]
        # Where the leader said no, only the item's own card takes it up again.
        for item_id in dict.fromkeys(found.checklist.item_of(q.id).id for q in left):
            item = found.checklist.item(item_id)
            if item is not None and item_id in refused:
                left = [q for q in left if found.checklist.item_of(q.id) is not item]
                yield Missing(text("missing.item", item=item_brief(item)), f"item.{item_id}")
        if left and step.place.startswith("page."):
            words = text("missing.page", section=wording.title(step.section), n=len(left))
            yield Missing(words, step.place)
        elif left:
            item = found.checklist.item_of(left[0].id)
            yield Missing(text("missing.item", item=item_brief(item)), step.place)


def standing_items(scene: Scene) -> set[str]:
    """Items that do not apply or could not be checked, unless the leader refused it."""
    all_of_them = marks.standings(scene.tx, scene.sheet_desk.sheet.id)
    return {item for item, each in all_of_them.items() if each.decision != "refused"}


def _unvisited(scene: Scene) -> Iterator[Missing]:
    found = scene.sheet_desk
    if not walk.has_households(found.checklist) or not found.unit.village:
        return
    here = visits.places(scene.tx, found.sheet.id, found.unit.id)
    left = walk.waiting(here)
    if left:
        yield Missing(text("missing.households", names=_names(left), n=len(left)), "list")
    tallies = sheets.rollup(scene.tx, found.sheet.id).tallies
    for question in found.checklist.questions():
        if question.scope is Scope.HOUSEHOLD and tallies.get(question.id, Tally()).missing:
            yield Missing(text("missing.asked", label=label(question, scene.lang)), "list")


def _names(left: list[Place]) -> tuple[str | Text, ...]:
    shown = listed([named(p.household) for p in left[:NAMED]])
    return (*shown, "…") if len(left) > NAMED else shown


def _without_ground(scene: Scene, files: list[Evidence]) -> Iterator[Missing]:
    found = scene.sheet_desk
    ids = [item.id for item in found.checklist.items()]
    figures = item_figures(scene.tx, found, ids)
    spoken = {f.target.item_id for f in files if f.kind == "voice" and f.target.item_id}
    for item in found.checklist.items():
        item_now = figures.get(item.id)
        if item_now is not None and item_now.lost and not item_now.ground:
            code = "missing.ground-spoken" if item.id in spoken else "missing.ground"
            yield Missing(text(code, item=item_brief(item)), f"ask.ground.{item.id}")


def _without_picture(scene: Scene, files: list[Evidence]) -> Iterator[Missing]:
    found = scene.sheet_desk
    asked = [(i, q) for i in found.checklist.items() for q in i.questions if q.evidence != "never"]
    if not asked:
        return
    standing = standing_items(scene)
    answered = sheets.answers(scene.tx, found.sheet.id)
    items_with = {f.target.item_id for f in files}
    for item, question in asked:
        if question.scope is Scope.VILLAGE and item.id not in standing | items_with:
            recorded = answered.get(question.id)
            if recorded is not None and _wants_picture(question, recorded):
                yield Missing(text("missing.picture", item=item_brief(item)), f"item.{item.id}")
    yield from _households_without_picture(scene, files, [q for _, q in asked])


def _households_without_picture(
    scene: Scene, files: list[Evidence], asked: list[Question]
) -> Iterator[Missing]:
    found = scene.sheet_desk
    shown = {q.id for _, q in asked_of(found.checklist)}
    wanting = [q for q in asked if q.scope is Scope.HOUSEHOLD and q.id in shown]
    homes_with = {f.target.household_id for f in files}
    for visit in visits.visits(scene.tx, found.sheet.id) if wanting else ():
        if visit.mode is not Contact.VISIT or visit.household_id in homes_with or not visit.done:
            continue
        question = _first_wanting(visit, wanting)
        who = visits.household(scene.tx, visit.household_id) if question else None
        if question is not None and who is not None:
            yield Missing(
                text(
                    "missing.household-picture", name=named(who), label=label(question, scene.lang)
                ),
                f"hh.{who.id}",
            )


def _first_wanting(visit: Visit, wanting: list[Question]) -> Question | None:
    return next(
        (
            q
            for q in wanting
            if q.evidence == "always"
            or (q.id in visit.recorded and _wants_picture(q, visit.recorded[q.id]))
        ),
        None,
    )


def _wants_picture(question: Question, recorded: Recorded) -> bool:
    if question.evidence == "always":
        return True
    value = recorded.value
    return not isinstance(value, str) and problems(value) > 0


def _without_place(files: list[Evidence]) -> Iterator[Missing]:
    # A late file that was accepted as it is belongs to the sheet as a whole.
    own = (f.target for f in files if f.late is None)
    lost = [target for target in own if target.item_id is None and target.household_id is None]
    if lost:
        yield Missing(text("missing.place", n=len(lost)), "pics.0")


def items_at_full(scene: Scene, items: list[Item]) -> int:
    """How many of the items have lost nothing."""
    figures = item_figures(scene.tx, scene.sheet_desk, [item.id for item in items], grounds=False)
    return sum(1 for each in figures.values() if not each.lost)

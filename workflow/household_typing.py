"""A household typed as one line, alone or as a photo's caption: `12 手册2 告知书`, `12 无`."""

from __future__ import annotations

from inspection.answers import Ratio, Value
from inspection.card import Reply
from inspection.checklist import SHARES, Share
from inspection.flow.household import asked_of
from inspection.flow.says import label, listed
from inspection.household_answers import Contact, people_called, perfect
from inspection.household_lines import Line, Mark, read_line
from inspection.marked import token
from inspection.reading import Problem
from inspection.sheet import Household
from inspection.text import text
from storage import visits
from workflow import rolling, telephone, toggling, visiting
from workflow.household_words import named
from workflow.scene import Scene


def line_reply(scene: Scene, words: str, household_id: str | None) -> Reply | None:
    """Act on a line; None where the words are none.

    A line that names its household is the whole of its visit and saves it; on an open page
    words without a number only tap there.
    """
    explicit = read_household_line(scene, words, None)
    line = explicit or read_household_line(scene, words, household_id)
    if line is None:
        return None
    if isinstance(line, Problem):
        scene.note(line.text)
        return scene.reply()
    household = household_of(scene, line)
    asked = _overtaken(scene, household, line)
    if asked is not None:
        return asked
    if line.mode == "absent":
        return told(scene, visiting.mark_absent(scene, household, line.reason or "home"))
    if line.mode == "phone":
        visiting.meet(scene, household, Contact.PHONE)
    if line.marks:
        asked = record_typed(scene, household, marks_of(scene, household, line))
        if asked is not None:
            return asked
    if line.clear and (found := _problems_so_far(scene, household)):
        # "No problem", where there are some: is that what stands there, or a wrong number?
        scene.go(f"hh.{household.id}")
        scene.note(text("visit.not-clear", name=named(household), n=found))
        return scene.reply()
    if line.clear or (line.marks and explicit is not None):
        place = scene.focus.place.split("|", 1)[1]
        here = place in {f"hh.{household.id}", f"more.{household.id}"}
        then = None if here or line.clear else place
        return told(scene, visiting.finish(scene, household, then=then))
    scene.go(f"hh.{household.id}")
    return scene.reply()


def _overtaken(scene: Scene, household: Household, line: Line) -> Reply | None:
    """What a colleague saved otherwise is shown first; on that very page it has been seen."""
    here = scene.focus.place.split("|", 1)[1] in {f"hh.{household.id}", f"more.{household.id}"}
    if not (line.mode or line.marks or line.clear) or (here and line.mode is None):
        return None
    mode = Contact(line.mode) if line.mode else None
    return visiting.overtaken(scene, household, mode)


def _problems_so_far(scene: Scene, household: Household) -> int:
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    return rolling.problems_of(scene.sheet_desk.checklist, visit) if visit else 0


def told(scene: Scene, reply: Reply) -> Reply:
    """Typed words have no toast: what was saved stands on the card."""
    if reply.toast is not None:
        scene.note(reply.toast)
    return reply


def read_household_line(
    scene: Scene, words: str, household_id: str | None
) -> Line | Problem | None:
    """The line that words are, by the village's numbers and the checklist's labels."""
    numbers = visits.numbers(scene.tx, scene.sheet_desk.unit.id)
    if not numbers:
        return None
    fixed = next((n for n, at in numbers.items() if str(at) == household_id), None)
    questions = [question for _, question in asked_of(scene.sheet_desk.checklist)]
    return read_line(words, numbers, questions, fixed, scene.lang)


def household_of(scene: Scene, line: Line) -> Household:
    """The household a line is about."""
    numbers = visits.numbers(scene.tx, scene.sheet_desk.unit.id)
    return visiting.the_household(scene, str(numbers[line.household]))


def record_typed(
    scene: Scene, household: Household, given: dict[str, Value], mode: Contact | None = None
) -> Reply | None:
    """Record what was typed of a household, met so (`mode`; None: as it stands).

    What the telephone does not ask, and what a colleague said otherwise, is asked about. None
    where nothing is to be asked. Only one thing can be: the others are named beside it.
    """
    visit = visits.visit(scene.tx, scene.sheet_desk.sheet.id, household.id)
    theirs = {
        q: r
        for q, r in (visit.recorded if visit else {}).items()
        if q in given and r.by != scene.who.person_id and r.value != given[q]
    }
    at_home = telephone.not_asked(scene, visit, given) if mode is None else set[str]()
    mine = {q: value for q, value in given.items() if q not in theirs and q not in at_home}
    if mine or mode is not None:
        toggling.record(scene, household, mine, mode)
    others = [toggling.household_question(scene, q) for q in theirs if q not in at_home]
    if at_home:
        reply = telephone.ask(scene, household, {q: given[q] for q in given if q in at_home})
    elif others:
        first = others.pop(0)
        mark = token(first, given[first.id])
        reply = toggling.clash(scene, household, first, mark, theirs[first.id])
    else:
        return None
    if others:
        scene.note(text("clash.also", labels=listed([label(q, scene.lang) for q in others])))
    return reply


def marks_of(scene: Scene, household: Household, line: Line) -> dict[str, Value]:
    """The answers that a line's marks stand for."""
    return {m.question_id: _value(scene, household, m) for m in line.marks}


def _value(scene: Scene, household: Household, mark: Mark) -> Value:
    question = toggling.household_question(scene, mark.question_id)
    if isinstance(mark.amount, Ratio):
        return mark.amount
    if isinstance(question.rule, SHARES):
        people = people_called(question, household.tags)
        if isinstance(question.rule, Share) and people is not None and mark.amount <= people:
            return Ratio(people - mark.amount, people)
        return not mark.amount
    counts = not isinstance(perfect(question, None), bool)
    return mark.amount if counts else not mark.amount

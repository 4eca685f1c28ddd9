"""One finding: what is wrong, who puts it right by when, its story, its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inspection.buttons import button
from inspection.card import Button, Card, Rows, Words
from inspection.checklist import RectificationKind
from inspection.finding import Finding, FindingState
from inspection.flow import says
from inspection.text import Text, text

KINDS: tuple[RectificationKind, ...] = ("立行立改", "限期整改", "长期坚持")
KIND_CODES = dict(zip(KINDS, ("immediate", "term", "standing"), strict=True))
STEPS = 8
"""Steps of the story on a page: the newest page first."""
SHOWN = 10
"""Pictures on a page."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as it is told: when, by whom, what; the words said with it."""

    at: Words
    who: Words
    what: Words
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as this reader may see it: `matter` is theirs to read already."""

    finding: Finding
    today: date
    unit_name: str
    household: str | None
    matter: Words
    measure: str
    responsible: str
    person: str | None
    in_charge: str | None
    steps: Sequence[StepLine]
    """All the reader may see, the oldest first."""
    page: int
    pictures: int
    acts: Rows = ()
    waiting: Words | None = None
    """More time asked for, where it waits for its answer."""
    notice: Words | None = None


def kind_words(kind: RectificationKind) -> Text:
    """立行立改 / 限期整改 / 长期坚持."""
    return text(f"finding.kind-{KIND_CODES[kind]}")


def heading(found: Finding) -> Text:
    """The finding's number and kind: 整改通知 2026-0017 · 限期整改."""
    code = "finding.heading-new" if found.state is FindingState.NEW else "finding.heading"
    return text(code, number=found.code, kind=kind_words(found.draft.kind))


def due_words(found: Finding, today: date) -> Words:
    """The deadline: 10月15日24时前（剩10天）, provisional where its day is not known to work."""
    due, left = found.due_on, found.days_left(today)
    if due is None:
        return text("finding.due-unset", rule=rule_words(found.draft.deadline))
    day = day_words(due, today)
    if left is None:
        said: Words = text("finding.due", day=day)
    elif left < 0:
        code = "finding.due-late" if found.overdue(today) else "finding.due-was"
        said = text(code, day=day, n=-left)
    elif left == 0:
        said = text("finding.due-today", day=day)
    else:
        said = text("finding.due-left", day=day, n=left)
    return text("finding.provisional", due=said) if found.provisional else said


def deadline_words(found: Finding, today: date) -> Words:
    """The deadline as it was set, without how far off it is: a day, or the rule till 交办."""
    if found.due_on is not None:
        return day_words(found.due_on, today)
    return rule_words(found.draft.deadline)


def day_words(day: date, today: date) -> Text:
    """A day, with its year where that is another one."""
    if day.year == today.year:
        return text("finding.day", month=day.month, day=day.day)
    return text("finding.day-year", year=str(day.year), month=day.month, day=day.day)


def rule_words(rule: str) -> Words:
    """A deadline not counted yet: 15wd, 15d, 11-30, end."""
    if rule.endswith("wd") and rule[:-2].isdecimal():
        return text("finding.rule-workdays", n=int(rule[:-2]))
    if rule.endswith("d") and rule[:-1].isdecimal():
        return text("finding.rule-days", n=int(rule[:-1]))
    month, _, day = rule.rpartition("-")
    if month and day.isdecimal():
        return text("finding.day", month=int(month[-2:]), day=int(day))
    return text("finding.rule-end") if rule == "end" else text("finding.rule-kind")


def finding_card(view: FindingView) -> Card:
    """What is to be put right and how it stands; then its story, the newest steps first."""
    found = view.finding
    title = heading(found)
    pages = max(1, -(-len(view.steps) // STEPS))
    lines: list[Words] = [text("finding.bold", words=title)]
    if view.page == 0:
        lines += _facts(view)
    end = len(view.steps) - view.page * STEPS
    story = view.steps[max(0, end - STEPS) : end]
    if story:
        lines.append(
            text("finding.story")
            if pages == 1
            else text("finding.story-pages", page=str(view.page + 1), pages=str(pages))
        )
    lines += [_step(each) for each in story]
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = list(view.acts) if view.page == 0 else []
    row: list[Button] = []
    if view.pictures:
        row.append(says.go(text("finding.pictures", n=view.pictures), 0, f"fpics.{found.id}.0"))
    if view.page + 1 < pages:
        place = f"finding.{found.id}.{view.page + 1}"
        row.append(says.go(text("finding.earlier"), 0, place))
    if view.page:
        back = "" if view.page == 1 else f".{view.page - 1}"
        row.append(says.go(text("finding.later"), 0, f"finding.{found.id}{back}"))
    if row:
        rows.append(tuple(row))
    rows.append((says.go(text("finding.to-list"), 0, "findings"), _home()))
    place = f"finding.{found.id}" + (f".{view.page}" if view.page else "")
    return Card(f"0|{place}", title, tuple(lines), tuple(rows), private=True)


def _facts(view: FindingView) -> list[Words]:
    found, draft = view.finding, view.finding.draft
    where: Words = view.unit_name
    if view.household:
        where = text("finding.where", unit=view.unit_name, household=view.household)
    lines: list[Words] = [where, text("finding.matter", words=view.matter)]
    if view.measure:
        lines.append(text("finding.measure", words=view.measure))
    lines.append(text("finding.responsible", words=view.responsible, who=_people(view)))
    if draft.lead and draft.co_owners:
        lines.append(
            text("finding.lead-with", lead=draft.lead, others=says.listed(draft.co_owners))
        )
    elif draft.lead:
        lines.append(text("finding.lead", lead=draft.lead))
    if draft.points is not None and draft.points > Fraction(0):
        lines.append(text("finding.points", points=draft.points))
    lines.append(due_words(found, view.today))
    state = text(f"finding.state-{found.state}")
    lines.append(text("finding.stands", state=state, marks=marks_of(found, view.today)))
    if view.waiting:
        lines.append(view.waiting)
    return lines


def _people(view: FindingView) -> tuple[str | Text, ...]:
    parts: list[str | Text] = []
    if view.person:
        parts.append(text("finding.person", name=view.person))
    if view.in_charge:
        parts.append(text("finding.in-charge", name=view.in_charge))
    return tuple(parts)


def marks_of(found: Finding, today: date) -> tuple[str | Text, ...]:
    """What stands upon a state: overdue, returned, extended, came back, false."""
    marks: list[str | Text] = []
    if found.overdue(today):
        marks.append(text("finding.is-overdue"))
    if found.returns:
        marks.append(text("finding.is-returned", n=found.returns))
    if found.extended:
        marks.append(text("finding.is-extended", n=found.extended))
    if found.relapses:
        marks.append(text("finding.is-relapsed", n=found.relapses))
    if found.false_at is not None:
        marks.append(text("finding.is-false"))
    if found.on_spot:
        marks.append(text("finding.is-on-spot"))
    return tuple(marks)


def _step(step: StepLine) -> Text:
    if step.words is None:
        return text("finding.step", at=step.at, who=step.who, what=step.what)
    return text("finding.step-said", at=step.at, who=step.who, what=step.what, words=step.words)


def _home() -> Button:
    return says.go(text("home.back"), 0, "home")


def back_row(finding_id: int) -> tuple[Button, ...]:
    """The way back to the finding."""
    return (says.go(text("finding.back"), 0, f"finding.{finding_id}"),)


def pictures_card(
    found: Finding,
    page: int,
    entries: Sequence[tuple[int, Words]],
    count: int,
    notice: Words | None,
) -> Card:
    """The finding's pictures and files, each a button that sends it: `fp|<finding>|<evidence>`."""
    title = text("finding.pictures-title", number=found.code, n=count)
    rows: list[tuple[Button, ...]] = [
        (button(words, "fp", found.id, evidence_id),) for evidence_id, words in entries
    ]
    row: list[Button] = []
    if page:
        row.append(says.go(text("button.page-back"), 0, f"fpics.{found.id}.{page - 1}"))
    if (page + 1) * SHOWN < count:
        row.append(says.go(text("button.page-on"), 0, f"fpics.{found.id}.{page + 1}"))
    if row:
        rows.append(tuple(row))
    rows.append(back_row(found.id))
    lines = (title, notice) if notice else (title,)
    return Card(f"0|fpics.{found.id}.{page}", title, lines, tuple(rows), private=True)

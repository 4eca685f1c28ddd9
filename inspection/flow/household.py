"""A household's page: all its questions as toggles, no problem the default, one tap to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspection.answers import Ratio, Value, misfit
from inspection.buttons import button
from inspection.card import Button, Card, Rows, Words
from inspection.checklist import SHARES, Checklist, Each, Finding, Item, Question, Scope
from inspection.flow import says
from inspection.household_answers import Contact, called_for, fill, people_called, problems
from inspection.marked import MISSING, token
from inspection.sheet import Household, Recorded, Visit
from inspection.text import text

LOOKS = {"问": 0, "看": 1, "查": 2}
ABSENT_REASONS = ("home", "work", "moved", "other")


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """All a household's page needs."""

    sheet_id: int
    checklist: Checklist
    lang: str
    has_tags: bool
    household: Household
    masked: str
    visit: Visit | None
    done: int
    households: int
    evidence: int = 0
    others_here: tuple[str, ...] = ()
    can_undo: bool = False
    locked: bool = False
    notice: Words | None = None

    @property
    def mode(self) -> Contact:
        """How the household is being asked."""
        return self.visit.mode if self.visit else Contact.VISIT

    @property
    def recorded(self) -> Mapping[str, Recorded]:
        """What was tapped so far."""
        return self.visit.recorded if self.visit else {}


def asked_of(checklist: Checklist) -> list[tuple[Item, Question]]:
    """The questions a household's page shows: those not answered by another one."""
    return [
        (item, question)
        for item in checklist.items()
        for question in item.questions
        if question.scope is Scope.HOUSEHOLD and question.same_as is None
    ]


def in_visit_order(checklist: Checklist) -> list[Question]:
    """As a visit goes: first what is asked, then what is seen, then what is read."""
    asked = [question for _, question in asked_of(checklist)]
    return sorted(asked, key=lambda q: LOOKS.get(q.look or "查", 2))


def split(view: HouseholdView) -> tuple[list[Question], list[Question]]:
    """The questions on the page and those under 更多 (not called for by the tags)."""
    page: list[Question] = []
    more: list[Question] = []
    for question in in_visit_order(view.checklist):
        if view.mode is Contact.PHONE and not question.by_phone:
            continue
        if question.id in view.recorded or called_for(
            question, view.household.tags, has_tags=view.has_tags
        ):
            page.append(question)
        else:
            more.append(question)
    return page, more


def complete(view: HouseholdView) -> dict[str, Value]:
    """The household's complete answers as they stand."""
    return fill(
        view.checklist,
        view.household.tags,
        {question: r.value for question, r in view.recorded.items()},
        view.mode,
        has_tags=view.has_tags,
    )


def count_problems(checklist: Checklist, recorded: Mapping[str, Value]) -> int:
    """How many of the page's questions tell of a problem."""
    shown = {question.id for _, question in asked_of(checklist)}
    return sum(1 for q, value in recorded.items() if q in shown and problems(value))


def household_card(view: HouseholdView, *, more: bool = False) -> Card:
    """The page; `more` shows the questions the tags did not call for."""
    who = view.household
    place = f"{'more' if more else 'hh'}.{who.id}"
    title = says.household(who, view.masked)
    page, rest = split(view)
    rows: list[tuple[Button, ...]] = []
    if view.mode is not Contact.ABSENT and not view.locked:
        rows += _threes([_toggle(view, question) for question in (rest if more else page)])
    if not view.locked:
        rows += _ending(view, rest, more=more)
    rows.append(_away(view, more=more))
    return Card(f"{view.sheet_id}|{place}", title, tuple(_lines(view)), tuple(rows), private=True)


def _lines(view: HouseholdView) -> list[Words]:
    who = view.household
    facts = [view.masked]
    facts += [who.group] if who.group else []
    lines: list[Words] = [
        text(
            "household.head",
            number=who.number,
            facts=" · ".join(facts),
            done=str(view.done),
            of=str(view.households),
        )
    ]
    about = [text("household.people", n=who.people)] if who.people else []
    if about or who.tags:
        lines.append(text("household.about", people=tuple(about), tags=" ".join(who.tags)))
    if who.gone is not None:
        lines.append(text("household.gone", reason=who.gone))
    match view.mode:
        case Contact.PHONE:
            lines.append(text("household.by-phone"))
        case Contact.ABSENT:
            reason = view.visit.reason if view.visit else None
            lines.append(text("household.absent", reason=absent_reason(reason)))
        case Contact.VISIT:
            lines.append(text("household.tap-problems"))
    if view.evidence:
        lines.append(text("household.evidence", n=view.evidence))
    if view.others_here:
        lines.append(text("household.also-here", names=says.listed(view.others_here)))
    if view.notice:
        lines.append(view.notice)
    return lines


def absent_reason(reason: str | None) -> Words:
    """A reason for 未遇: one of the usual ones by its code, else as it was written."""
    code = reason or "home"
    return text(f"absent.{code}") if code in ABSENT_REASONS[:3] else code


def _toggle(view: HouseholdView, question: Question) -> Button:
    recorded = view.recorded.get(question.id)
    called = people_called(question, view.household.tags)
    name = says.label(question, view.lang)
    value = None if recorded is None else recorded.value
    new = next_value(question, value, called)
    old = MISSING if recorded is None else token(question, value)
    middle = token(question, new)

    def turn(value: Value, change: str, after: Button | None = None) -> Button:
        where = (view.sheet_id, view.household.id, question.id)
        return button(_shown(question, value, name), "h", *where, change, after=after)

    # A tap that would be refused has nothing after it.
    after = None
    if misfit(question, None, new) is None:
        then = next_value(question, new, called)
        after = turn(new, f"{middle}>{token(question, then)}")
    return turn(value, f"{old}>{middle}", after)


def _shown(question: Question, value: Value, name: str) -> Words:
    if value is None or not problems(value):
        return name
    counts = not (isinstance(question.rule, Each) and question.rule.unit == "户")
    if counts and not isinstance(value, bool) and (problems(value) > 1 or isinstance(value, int)):
        return text("toggle.problem-count", label=name, count=str(problems(value)))
    return text("toggle.problem", label=name)


def next_value(question: Question, value: Value, people: int | None) -> Value:
    """What one more tap makes of an answer: a toggle turns, a count rises.

    A share that counts people loses one with each tap and starts anew after nobody.
    """
    if isinstance(question.rule, SHARES):
        whole = value.of if isinstance(value, Ratio) else people
        if whole is None or whole < 2:
            return value is False
        met = value.met if isinstance(value, Ratio) else whole
        return Ratio(met - 1 if met else whole, whole)
    if isinstance(question.rule, Each | Finding):
        count = value if isinstance(value, int) else 0
        if isinstance(question.rule, Each) and question.rule.unit == "户":
            return 0 if count else 1
        return count + 1
    return value is False


def mode_token(visit: Visit | None) -> str:
    """How a household was met, as buttons carry it; `-` where nobody has begun."""
    if visit is None:
        return MISSING
    return f"{visit.mode.value}+" if visit.done else visit.mode.value


def _mode(view: HouseholdView, label: Words, mode: Contact) -> Button:
    change = f"{mode_token(view.visit)}>{mode.value}"
    return button(label, "hm", view.sheet_id, view.household.id, change)


def _threes(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))


def _ending(view: HouseholdView, rest: list[Question], *, more: bool) -> Rows:
    who, sheet = view.household.id, view.sheet_id
    if more:
        return (
            (
                says.go(text("button.gone"), sheet, f"ask.gone.{who}"),
                says.go(text("button.back-to-page"), sheet, f"hh.{who}"),
            ),
        )
    label = text("button.more", n=len(rest)) if rest else text("button.more-none")
    rows: list[tuple[Button, ...]] = [(says.go(label, sheet, f"more.{who}"),)]
    if view.mode is Contact.ABSENT:
        rows.append((_mode(view, text("button.visit-after-all"), Contact.VISIT),))
        rows.append((says.go(text("button.next-household"), sheet, "next"),))
        return tuple(rows)
    found = count_problems(view.checklist, {q: r.value for q, r in view.recorded.items()})
    save = text("button.save-problems", n=found) if found else text("button.save-fine")
    rows.append((button(save, "hs", sheet, who),))
    return tuple(rows)


def _away(view: HouseholdView, *, more: bool) -> tuple[Button, ...]:
    who, sheet = view.household.id, view.sheet_id
    row: list[Button] = []
    if not more and not view.locked:
        if view.mode is Contact.ABSENT:
            row.append(says.go(text("button.reason"), sheet, f"ask.absent.{who}"))
        else:
            row.append(_mode(view, text("button.absent"), Contact.ABSENT))
            if view.mode is Contact.PHONE:
                row.append(_mode(view, text("button.visit"), Contact.VISIT))
            else:
                row.append(_mode(view, text("button.phone"), Contact.PHONE))
    row.append(says.go(text("button.other-household"), sheet, "list"))
    if view.can_undo and not view.locked:
        row.append(button(text("button.undo"), "un", sheet))
    return tuple(row)

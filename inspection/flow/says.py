"""Small words that many cards share: labels, values, progress, navigation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inspection import wording
from inspection.answers import Ratio, Value
from inspection.buttons import button
from inspection.card import Button, Words
from inspection.checklist import Each, Finding, Item, Question
from inspection.sheet import Household
from inspection.text import Text, text

BAR = 6


def label(question: Question, lang: str) -> str:
    """The short name of the problem a question looks for."""
    if lang == "en" and (question.label_en or question.prompt_en):
        return question.label_en or question.prompt_en or ""
    return question.label or question.prompt


def prompt(question: Question, lang: str) -> str:
    """The question as it is asked."""
    return question.prompt_en if lang == "en" and question.prompt_en else question.prompt


def value(question: Question, found: Value) -> Words:
    """An answer in words."""
    match found:
        case None:
            return text("value.null")
        case bool():
            return text("value.met" if found else "value.not-met")
        case Ratio(met, of):
            return f"{met}/{of}"
        case str():
            return wording.option(question, found)
        case _:
            if isinstance(question.rule, Each):
                unit = wording.unit(question.rule.unit, int(found))
                return text("value.cases", cases=Fraction(found), unit=unit)
            if isinstance(question.rule, Finding):
                return text("value.findings", cases=Fraction(found))
            return text("value.number", number=Fraction(found))


def bar(done: int, of: int) -> str:
    """Progress as six blocks."""
    full = BAR * done // of if of else 0
    return "▓" * full + "░" * (BAR - full)


def item_title(item: Item) -> Text:
    """An item with its number and points."""
    title = wording.title(item)
    if item.points is None:
        return text("item.title", id=item.id, title=title)
    if item.points == 0:
        return text("item.title-bonus", id=item.id, title=title)
    return text("item.title-points", id=item.id, title=title, points=item.points)


def item_brief(item: Item) -> Text:
    """An item where there is little room: its number and the beginning of its title."""
    return text("item.title", id=item.id, title=wording.brief(item))


def household(who: Household, masked: str) -> str:
    """A household as chats may show it: number and masked head."""
    return f"{who.number} {masked}"


def go(label_: Words, sheet_id: int, place: str) -> Button:
    """A button that only moves the focus."""
    return button(label_, "go", sheet_id, place)


def listed(names: Sequence[str]) -> tuple[str | Text, ...]:
    """Names one after the other, as the reader's language separates them."""
    parts: list[str | Text] = []
    for name in names:
        parts += [text("word.comma"), name] if parts else [name]
    return tuple(parts)

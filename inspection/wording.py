"""A checklist's own words as each reader reads them: in English where it has English, else Chinese.

Cards, notes and arithmetic carry both, and the catalog of whoever reads chooses: nobody who
makes words has to know for whom. Official papers are worded in Chinese.
"""

from __future__ import annotations

from inspection.checklist import Checklist, Choice, Each, Item, Question, Section
from inspection.text import Text, text

UNITS = ("户", "处", "项", "例", "次", "题", "人", "人次", "分")
"""Units that the catalogs can word; any other is shown as it was written."""
BRIEF, BRIEF_EN = 11, 19
"""Characters of a title on a button that says more than the title."""


def either(chinese: str, english: str | None) -> Text | str:
    """Words of a checklist in the reader's language, in Chinese where there are no others."""
    return text("word.either", zh=chinese, en=english) if english else chinese


def title(part: Checklist | Section | Item) -> Text | str:
    """The title of a checklist, a section, an item."""
    return either(part.title, part.title_en)


def brief(item: Item) -> Text | str:
    """An item's title where there is little room: its beginning."""
    english = item.title_en
    return either(_cut(item.title, BRIEF), _cut(english, BRIEF_EN) if english else None)


def named(checklist: Checklist, item_id: str) -> Text | str:
    """An item by its number and title; the number alone where the checklist has no such item."""
    item = checklist.item(item_id)
    return text("item.title", id=item.id, title=title(item)) if item else item_id


def criterion(item: Item) -> Text | str:
    """What an item asks for; empty where the checklist does not say."""
    return either(item.criterion, item.criterion_en)


def applies(item: Item) -> Text | str:
    """When an item does not apply; empty where it always does."""
    return either(item.applies or "", item.applies_en)


def exempt(item: Item) -> Text | str:
    """Which cases an item lets off; empty where it lets off none."""
    return either(item.exempt or "", item.exempt_en)


def unit(name: str, count: int) -> Text | str:
    """The unit in which a rule counts, as it stands after that number."""
    return text(f"unit.{name}", n=count) if name in UNITS else name


def count(rule: object, number: int) -> Text | str:
    """A number on a narrow button: in Chinese with its unit, in English alone."""
    return either(f"{number}{rule.unit}" if isinstance(rule, Each) else str(number), str(number))


def option(question: Question, key: str) -> Text | str:
    """An option of a choice."""
    return either(key, english_options(question).get(key))


def english_options(question: Question) -> dict[str, str]:
    """The English of a choice's options by their keys; empty where there is none."""
    rule = question.rule
    if not isinstance(rule, Choice) or not rule.options_en:
        return {}
    return {key: name for (key, _), name in zip(rule.options, rule.options_en, strict=True)}


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"

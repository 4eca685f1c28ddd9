"""Which question or household a typed word names, and what a question is called to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, TypeAlias

from inspection.checklist import Each, Finding, Question
from inspection.numbers import plain, read_han
from inspection.reading import Problem

By: TypeAlias = Literal["id", "label", "prompt", "both"]


@dataclass(frozen=True, slots=True)
class Match:
    """The questions a word may name, and by what; more than one: it has to be asked.

    `doubtful`: the word may as well say that all is well (来 for 领导没来).
    """

    questions: tuple[Question, ...]
    by: By
    doubtful: bool = False


DENIALS = "没不漏缺"
_ASSERTS = "来去参签报建落办知帮发到在给务"
"""A word that begins so and leaves out the label's denial before it may assert: 来 of 没来."""


def name_of(question: Question, lang: str = "zh") -> str:
    """The short name of a question's problem as people read it: its label, else its prompt."""
    if lang == "en" and (name := question.label_en or question.prompt_en):
        return name
    return question.label or question.prompt


def match(word: str, questions: Sequence[Question]) -> Match | None:
    """What a word names, None where it names nothing.

    An id, else a label in full, else a piece of one, else letters of one in their order, else a
    piece of a prompt: the first of these that finds anything decides.

    A piece has at least two Chinese characters or three letters. 没有, 无 and 未 are the same.
    """
    typed = _fold(word)
    if typed.isascii() and len(typed) > 4:
        typed = typed.removesuffix("s")
    by_id = tuple(q for q in questions if q.id.lower() == typed)
    if by_id:
        return Match(by_id, "id")
    if len(typed) < (3 if typed.isascii() else 2):
        return None
    ways: tuple[tuple[Callable[[str, str], bool], Callable[[Question], list[str]]], ...] = (
        (str.__eq__, _labels),
        (str.__contains__, _labels),
        (_in_order, _labels),
        (str.__contains__, _prompts),
    )
    for says, names in ways:
        found = [(q, name) for q in questions for name in names(q) if says(name, typed)]
        if found:
            sure = [q for q, name in found if _sure(q, name, typed, names is _prompts)]
            chosen = tuple(dict.fromkeys(sure or [q for q, _ in found]))
            return Match(chosen, _by(chosen[0], typed, names is _prompts), not sure)
    return None


def nearest(word: str, questions: Sequence[Question]) -> tuple[Question, ...]:
    """At most three questions whose labels look most like a word that named none."""
    labels = {label: q for q in questions for label in (_labels(q) or _prompts(q))}
    close = get_close_matches(_fold(word), labels, n=3, cutoff=0.3)
    return tuple(dict.fromkeys(labels[label] for label in close))


def household_of(word: str, numbers: Collection[str]) -> str | Problem | None:
    """The roster's number as typed, or else the only one equal but for zeros and numerals."""
    bare = word.removeprefix("第").removesuffix("户").removesuffix("号")
    typed = bare if word.startswith("第") or word.endswith(("号", "号户")) else word
    for exact in (word, typed):
        for number in numbers:
            if plain(number).lower() == exact:
                return number
    found = [number for number in numbers if _lenient(plain(number).lower()) == _lenient(typed)]
    if len(found) > 1:
        return Problem("reading.line.which_household", {"numbers": "、".join(found)}, tuple(found))
    return found[0] if found else None


def _lenient(number: str) -> str:
    han = read_han(number)
    digits = number if han is None else str(han)
    return re.sub(r"\d+", lambda run: run[0].lstrip("0") or "0", digits)


@lru_cache(maxsize=4096)
def _fold(words: str) -> str:
    return re.sub("没有|未|无", "没", re.sub(r"[\s\-_()（）“”\"]", "", words.lower()))


def _labels(question: Question) -> list[str]:
    return [_fold(name) for name in (question.label, question.label_en) if name]


def _prompts(question: Question) -> list[str]:
    return [_fold(name) for name in (question.prompt, question.prompt_en) if name]


def _in_order(name: str, typed: str) -> bool:
    """Whether the Chinese characters of `typed` stand in `name` in their order, with gaps."""
    rest = iter(name)
    return not typed.isascii() and all(char in rest for char in typed)


def _denials(words: str) -> int:
    return sum(words.count(denial) for denial in DENIALS)


def _sure(question: Question, name: str, typed: str, of_prompt: bool) -> bool:
    """Whether the word cannot be meant as the opposite of the problem."""
    if of_prompt:
        problem = isinstance(question.rule, Each | Finding)
        return problem and _denials(name) == _denials(typed)
    before = name.partition(typed)[0] if typed in name else None
    if before is None:
        return _denials(name) == _denials(typed)
    denied = _denials(before) and typed[0] in _ASSERTS
    return not denied and not before.endswith(("not", "n't", "n’t", "un"))


def _by(question: Question, typed: str, of_prompt: bool) -> By:
    if of_prompt:
        return "prompt"
    return "both" if any(typed in prompt for prompt in _prompts(question)) else "label"

"""The ground of a deduction (扣分依据), composed from what was tapped; people may edit it after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from inspection.answers import Ratio, Value
from inspection.checklist import (
    SHARES,
    Bands,
    Below,
    Bonus,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Judged,
    Marks,
    Question,
    Share,
    Zero,
)
from inspection.naming import name_of
from inspection.wording import english_options

NUMBERS_SHOWN = 30
"""Longer lists of households end in 等 n 户."""


def compose(
    question: Question,
    cases_by_household: Sequence[tuple[str, int]],
    *,
    of: int | None = None,
    people: bool = False,
    lang: str = "zh",
) -> str:
    """The ground of a household question: `手册错误7处：07×2 12×3 19 33`; empty without cases.

    `cases_by_household`: household number and its cases, in the order to be shown. For failed
    requirements and shares a case is a household that has not what is due, or with `people` a
    person; `of`: how many the question applied to (`未走访 5/48 户：03 07 …`).
    """
    found = [(number, cases) for number, cases in cases_by_household if cases > 0]
    total = sum(cases for _, cases in found)
    if not total:
        return ""
    name, unit = problem_of(question, lang), _unit(question, people)
    households = _households(found, lang)
    if lang == "en":
        return f"{name}: {f'{total} of {of}' if of else total} ({households})"
    if of:
        return f"{name} {total}/{of} {unit}：{households}"
    return f"{name}{total}{unit}：{households}"


def compose_village(question: Question, answer: Value, lang: str = "zh") -> str:
    """The ground of a village answer; empty where nothing is wrong, or only a person can say.

    Marks and judged deductions get no ground from here: it is asked for.
    """
    name = problem_of(question, lang)
    colon = ": " if lang == "en" else "："
    match question.rule:
        case Fail() | Zero():
            return name if answer is False else ""
        case Each() | Finding():
            if not isinstance(answer, int) or not answer:
                return ""
            return f"{name}: {answer}" if lang == "en" else f"{name}{answer}{_unit(question)}"
        case Share() | Below() | Excess():
            if not isinstance(answer, Ratio) or answer.met == answer.of:
                return ""
            missed = f"{answer.of - answer.met} of {answer.of}"
            chinese = f"{name} {answer.of - answer.met}/{answer.of}"
            return f"{name}: {missed}" if lang == "en" else chinese
        case Choice(options):
            best = max(score for _, score in options)
            lost = isinstance(answer, str) and dict(options)[answer] < best
            english = english_options(question) if lang == "en" else {}
            return f"{name}{colon}{english.get(str(answer), answer)}" if lost else ""
        case Bands(bands):
            if not isinstance(answer, int | Fraction) or answer >= max(b.under for b in bands):
                return ""
            return f"{name}{colon}{_decimal(Fraction(answer))}"
        case Marks() | Judged() | Bonus():
            return ""
        case _:
            assert_never(question.rule)


def compose_household(question: Question, answer: Value) -> str:
    """What is wrong at one household, in Chinese as documents are: `手册错误2处`; empty if nothing.

    What is counted in households is its name alone: a household is one case of it.
    """
    name = problem_of(question, "zh")
    match answer:
        case None | True | str():
            return ""
        case False:
            return name
        case Ratio(met, of):
            return f"{name} {of - met}/{of} 人" if met < of else ""
        case _ if isinstance(question.rule, Bands):
            return compose_village(question, answer)
        case _ if isinstance(question.rule, Each) and question.rule.unit == "户":
            return name if answer else ""
        case _:
            return f"{name}{answer}{_unit(question)}" if answer else ""


def join(grounds: Iterable[str], lang: str = "zh") -> str:
    """The grounds of an item's questions as one sentence, empty ones left out."""
    between = "; " if lang == "en" else "；"
    return between.join(ground for ground in grounds if ground)


def _unit(question: Question, people: bool = False) -> str:
    match question.rule:
        case Each(unit=unit):
            return unit
        case Finding():
            return "处"
        case _:
            return "人" if people else "户"


def _households(found: Sequence[tuple[str, int]], lang: str) -> str:
    shown = [f"{number}×{n}" if n > 1 else number for number, n in found[:NUMBERS_SHOWN]]
    if len(found) > NUMBERS_SHOWN:
        shown.append(f"… {len(found)} households" if lang == "en" else f"等 {len(found)} 户")
    return " ".join(shown)


def problem_of(question: Question, lang: str = "zh") -> str:
    """What is wrong, in words: the label; a prompt alone may say what should be instead."""
    if not isinstance(question.rule, (Fail, Zero, *SHARES)):
        return name_of(question, lang)
    if lang == "en" and (question.label_en or question.prompt_en):
        return question.label_en or f"Not met: {question.prompt_en}"
    return question.label or f"未达到：{question.prompt}"


def _decimal(value: Fraction) -> str:
    """A value as typed, to at most 6 decimals."""
    whole, rest = divmod(round(value * 10**6), 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")

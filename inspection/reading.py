"""What a person types on a question's single card, read as its answer or refused kindly.

Nothing is guessed: whatever could mean two things comes back as a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from inspection import wording
from inspection.answers import Value
from inspection.checklist import (
    Bands,
    Below,
    Bonus,
    Choice,
    Each,
    Excess,
    Fail,
    Finding,
    Item,
    Judged,
    Marks,
    Question,
    Scope,
    Share,
    Zero,
)
from inspection.numbers import NOISE, Nothing, Number, Unclear, plain, read_number, read_ratio
from inspection.text import Param, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something typed was not taken: a code of the catalogs and what goes into its gaps.

    `candidates`: ids of questions, or keys of options, that may have been meant; for buttons.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The sentence to show."""
        return Text(self.code, self.params)


_DOES_NOT_APPLY = re.compile("不适用|不涉及|n/a|does not apply|not applicable")
_MET = re.compile(
    "[都全]?(?:做到|达到|到位|达标|合格|完成|落实)了?|符合|met|ok|都?没有?问题|无问题|no problems?"
)
_NOT_MET = re.compile(
    "(?:没有?|未)(?:做到|达到|到位|达标|完成|落实)|不(?:到位|达标|合格|符合)|有问题|not met|unmet"
)
_YES = re.compile("是的?|对|yes|y")
_NO = re.compile("否|不是|no|n")
_THERE_IS = re.compile("有|有的")
_THERE_IS_NOT = re.compile("没有?")
_DENIES = re.compile("[不无未没非漏缺]|\\bnot?\\b|without|never|n't", re.IGNORECASE)
_EXISTS = re.compile("有(?![^，、]*的)|建立|建成|设立|召开|开展|组织|制定|配备")
_FULL = re.compile("满分|不扣分?|full(?: marks)?")
SEVERAL = 2
"""Any number that is not one: units are named in the plural."""
_NOTHING_LEFT = re.compile("不得分|零分|扣完|全扣")


def read_answer(question: Question, item: Item, text: str) -> Value | Problem:
    """The answer that typed text gives to a village question on its card, or the Problem.

    None is a good answer: the question does not apply, where it may not. A count is an int,
    marks, deductions and band values are Fractions, a choice its option's key. A bare number on
    marks is the marks, 扣 before it (or a minus sign) takes it off the item's points. Raises
    ValueError for marks under an item without points, which no checked checklist has.
    """
    typed = _typed(text)
    if not typed:
        return Problem("reading.empty")
    if _DOES_NOT_APPLY.fullmatch(typed):
        applies_always = question.scope is Scope.VILLAGE and not question.may_not_apply
        return Problem("reading.always_applies") if applies_always else None
    match question.rule:
        case Fail() | Zero():
            return _met(question, typed)
        case Each() | Finding() | Bonus():
            return _count(question, typed)
        case Marks(step):
            if item.points is None:
                raise ValueError(f"{item.id}: marks need points")
            return _marks(item.points, step, typed)
        case Judged():
            return _deduction(question.rule, typed)
        case Choice():
            return _option(question, question.rule, typed)
        case Share() | Below() | Excess():
            ratio = read_ratio(typed)
            return Problem(ratio.why) if isinstance(ratio, Unclear) else ratio
        case Bands():
            return _band_value(question.rule, typed)
        case _:
            assert_never(question.rule)


def cases_of(question: Question, number: Number) -> int | Problem:
    """A number as the cases of a counting question: whole, in its unit, within its bounds."""
    rule = question.rule
    unit = rule.unit if isinstance(rule, Each) else None
    if number.percent:
        return Problem("reading.percent_for_count")
    if number.verb or (number.unit == "分" and unit != "分"):
        return Problem("reading.marks_for_count")
    if number.value.denominator != 1 or number.value < 0:
        return Problem("reading.not_whole")
    if unit and number.unit not in (None, "个", unit):
        return _other_unit(number.unit, unit)
    most = rule.most_cases if isinstance(rule, Each) else None
    if unit == "户" and question.scope is Scope.HOUSEHOLD:
        most = 1
    if most is not None and number.value > most:
        return Problem("reading.most_cases", {"most": most})
    return int(number.value)


def denies(words: str) -> bool:
    """Whether a label or a prompt has a word of denial, so that 是 and 有 cannot answer it."""
    return _DENIES.search(words) is not None


def _typed(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).lower().rstrip(NOISE + " ")


def _met(question: Question, typed: str) -> bool | Problem:
    """Met or not. 是 and 有 answer the prompt, so a prompt that denies leaves them open.

    无 may be short for "no problem" and is always asked. A label says the problem where it
    denies what the prompt states, or states what it denies.
    """
    if _NOT_MET.fullmatch(typed):
        return False
    if _MET.fullmatch(typed):
        return True
    named = ((question.label, question.prompt), (question.label_en, question.prompt_en))
    for label, prompt in named:
        if label and prompt and typed == _typed(label) and denies(label) != denies(prompt):
            return False
    if not denies(question.prompt) and not denies(question.prompt_en or ""):
        if _YES.fullmatch(typed):
            return True
        if _NO.fullmatch(typed):
            return False
        if _EXISTS.match(question.prompt):
            if _THERE_IS.fullmatch(typed):
                return True
            if _THERE_IS_NOT.fullmatch(typed):
                return False
    return Problem("reading.met_or_not")


def _count(question: Question, typed: str) -> int | Problem:
    match read_number(typed):
        case Nothing():
            return 0
        case Unclear(why):
            return Problem(why)
        case Number() as number:
            return cases_of(question, number)


def _points(typed: str) -> Number | Problem:
    """A number of points; what else it may be said in (户, %) is refused."""
    match read_number(typed):
        case Nothing():
            return Problem("reading.not_number")
        case Unclear(why):
            return Problem(why)
        case Number(percent=True):
            return Problem("reading.percent_for_marks")
        case Number(unit=unit) if unit not in (None, "分"):
            return _other_unit(unit, "分")
        case Number() as number:
            return number


def _marks(points: Fraction, step: Fraction, typed: str) -> Fraction | Problem:
    if _FULL.fullmatch(typed):
        return points
    if _NOTHING_LEFT.fullmatch(typed):
        return Fraction(0)
    number = _points(typed)
    if isinstance(number, Problem):
        return number
    if number.value < 0 and number.verb:
        return Problem("reading.not_number")
    if number.value < 0:
        marks = points + number.value
    else:
        marks = points - number.value if number.verb == "扣" else number.value
    if not 0 <= marks <= points:
        return Problem("reading.marks_range", {"most": points})
    return marks if _fits(marks, step) else Problem("reading.step", {"step": step})


def _deduction(rule: Judged, typed: str) -> Fraction | Problem:
    if re.fullmatch("不扣分?", typed) or isinstance(read_number(typed), Nothing):
        return Fraction(0)
    number = _points(typed)
    if isinstance(number, Problem):
        return number
    if number.verb == "得":
        return Problem("reading.marks_for_deduction")
    if number.value < 0 and number.verb:
        return Problem("reading.not_number")
    deduction = abs(number.value)
    if deduction and not rule.least <= deduction <= rule.most:
        return Problem("reading.judged_range", {"least": rule.least, "most": rule.most})
    return (
        deduction if _fits(deduction, rule.step) else Problem("reading.step", {"step": rule.step})
    )


def _fits(value: Fraction, step: Fraction) -> bool:
    return (value / step).denominator == 1


def _other_unit(typed: str | None, asked: str) -> Problem:
    unit = wording.unit(asked, SEVERAL)
    return Problem("reading.unit", {"typed": wording.unit(typed or "", SEVERAL), "unit": unit})


def _option(question: Question, rule: Choice, typed: str) -> str | Problem:
    """The option of that key or that English name, or the only one that begins so."""
    keys = [key for key, _ in rule.options]
    english = wording.english_options(question)
    names = {key: [_typed(name) for name in (key, english.get(key)) if name] for key in keys}
    found = [key for key in keys if typed in names[key]]
    found = found or [key for key in keys if any(n.startswith(typed) for n in names[key])]
    if len(found) == 1:
        return found[0]
    code = "reading.which_option" if found else "reading.no_option"
    asked = found or keys
    named = " / ".join(english[key] for key in asked) if english else None
    return Problem(code, {"options": wording.either(" / ".join(asked), named)}, tuple(asked))


def _band_value(rule: Bands, typed: str) -> Fraction | Problem:
    match read_number(typed):
        case Nothing():
            return Problem("reading.not_number")
        case Unclear(why):
            return Problem(why)
        case Number(verb=verb, unit=unit) if verb or unit:
            return Problem("reading.bare_number")
        case Number(value=value) if value < 0:
            return Problem("reading.negative")
        case Number(value=value, percent=False) if 0 < value <= 1 and rule.bands[0].under >= 10:
            return Problem("reading.share_for_percent")
        case Number(value=value):
            return value

"""A household's visit typed as one line: `12 手册2 告知书`, `12 无`, `未遇 外出务工`.

A line names the household, then its problems by pieces of their labels, each with a count where
there are several. Words that are no line (a ground, a remark) are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspection.answers import Ratio
from inspection.checklist import SHARES, Each, Fail, Finding, Question, Scope, Zero
from inspection.naming import Match, household_of, match, name_of, nearest
from inspection.numbers import HAN, UNIT, Number, Unclear, plain, read_number, read_ratio
from inspection.reading import Problem, cases_of
from inspection.text import Param


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem of the household: how many cases, or how many people have what is due (`met`)."""

    question_id: str
    amount: int | Ratio


Mode: TypeAlias = Literal["absent", "phone"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says of one household; only the number: open its page.

    `clear`: said to have no problems. `reason`: why nobody was met, where more than 未遇 was said.
    """

    household: str
    marks: tuple[Mark, ...] = ()
    clear: bool = False
    mode: Mode | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """A word that names questions, and the count typed after it."""

    word: str
    tail: str
    match: Match


_Kind: TypeAlias = Literal["clear", "missed", "away", "phone"]


@dataclass(frozen=True, slots=True)
class _Set:
    """One of the words with a meaning of their own."""

    word: str
    kind: _Kind


_Part: TypeAlias = _Named | _Set | str
"""A piece of a line; a str was not understood."""

_SET_WORDS: Mapping[_Kind, re.Pattern[str]] = {
    "clear": re.compile("无|没有?问题|无问题|都没问题|都?正常|都好|none|ok|fine|noproblems?"),
    "missed": re.compile("未遇|absent"),
    "away": re.compile(
        "全?家?[中里]?(?:没人|无人|没有人)|全?家?外出(?:务工)?|[不没]在家?|锁门"
        "|nobodyhome|notathome|away"
    ),
    "phone": re.compile("打?电话|电话抽查|(?:by)?phone"),
}
_COUNTED = re.compile(
    rf"(?P<name>.*?\w)[x×*]?(?P<tail>[-\d{HAN}][-\d{HAN}./~多几来余]*(?:{UNIT})?(?:左右)?)"
)
_LONGEST = 200
_HEAD = re.compile(rf"第?(?P<number>\d+|[{HAN}]+)号?户?")
_GLUED_HEAD = re.compile(r"(?P<number>\d+)(?P<sign>号户?)?(?P<rest>\D.*)")


def read_line(
    text: str,
    numbers: Collection[str],
    questions: Sequence[Question],
    fixed: str | None = None,
    lang: str = "zh",
) -> Line | Problem | None:
    """The line that a text is, None where it is something else, a Problem where it is doubtful.

    `numbers`: the roster's household numbers; `questions`: those that may be marked (household
    questions that count problems, shares or failures are used, the others passed over); `fixed`:
    the household whose page is open, so that its number need not be typed; `lang`: the language
    labels are named in to the person.

    `n/m` after a label that names the problem (助学没有 1/3) are n of m with the problem; after
    words of the prompt, n of m where it is met; after words of both it is asked.
    """
    lines = [line.strip() for line in plain(text).lower().splitlines() if line.strip()]
    if not lines or len(text) > _LONGEST:
        return None
    usable = [q for q in questions if _usable(q)]
    if any(isinstance(read_line(line, numbers, usable), Line) for line in lines[1:]):
        return Problem("reading.line.one_household")
    phrases = [phrase.split() for phrase in re.split(r"[、,;:。!\n]+", "\n".join(lines))]
    phrases = [words for words in phrases if words]
    if not phrases:
        return None
    head = _head(phrases[0], numbers, usable)
    if isinstance(head, Problem):
        return head
    number = head or _unknown(phrases[0])
    if number is None and fixed is None:
        return None
    found = [part for words in phrases for part in _parts(words, usable)]
    line = _line(number or fixed or "", found, numbers, usable, lang)
    if number is not None and head is None:
        said = line is not None and found
        return Problem("reading.line.no_household", {"number": number}) if said else None
    return line


def _usable(question: Question) -> bool:
    counts = isinstance(question.rule, (Each, Finding, Fail, Zero, *SHARES))
    return question.scope is Scope.HOUSEHOLD and question.same_as is None and counts


def _head(
    words: list[str], numbers: Collection[str], questions: Sequence[Question]
) -> str | Problem | None:
    """The household the first word names; that word, or its part, is taken off `words`."""
    household = household_of(words[0], numbers)
    if household is not None:
        del words[0]
        return household
    glued = _GLUED_HEAD.fullmatch(words[0])
    if glued is None:
        return None
    rest = glued["rest"]
    if glued["sign"] or not isinstance(next(_parts([rest], questions)), str):
        household = household_of(glued["number"], numbers)
    if household is not None:
        words[0] = rest
    return household


def _unknown(words: list[str]) -> str | None:
    """A household number that is on no roster, taken off `words`."""
    found = _HEAD.fullmatch(words[0])
    if found is None or words[0].endswith("户"):
        return None
    del words[0]
    return found["number"]


def _parts(words: Sequence[str], questions: Sequence[Question]) -> Iterator[_Part]:
    """What a phrase is made of; the longest run of words that means something goes first."""
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + 8), at, -1):
            numeric = [_numeral(words[i - 1][-1] + words[i][0]) for i in range(at + 1, end)]
            part = None if any(numeric) else _part("".join(words[at:end]), questions)
            if part is not None:
                yield part
                at = end
                break
        else:
            yield words[at]
            at += 1


def _numeral(chars: str) -> bool:
    return all(char.isdigit() or char in HAN for char in chars)


def _part(chunk: str, questions: Sequence[Question]) -> _Named | _Set | None:
    for kind, pattern in _SET_WORDS.items():
        if pattern.fullmatch(chunk):
            return _Set(chunk, kind)
    if named := match(chunk, questions):
        return _Named(chunk, "", named)
    counted = _COUNTED.fullmatch(chunk)
    if counted is None:
        return None
    name, tail = counted["name"], counted["tail"]
    shares = [q for q in questions if "/" in tail and isinstance(q.rule, SHARES)]
    named = match(name, shares) or match(name, questions)
    return _Named(name, tail, named) if named else None


def _line(
    household: str,
    parts: Sequence[_Part],
    numbers: Collection[str],
    questions: Sequence[Question],
    lang: str,
) -> Line | Problem | None:
    named = [part for part in parts if isinstance(part, _Named)]
    kinds = {part.kind: part.word for part in parts if isinstance(part, _Set)}
    strange = [part for part in parts if isinstance(part, str)]
    absent = "missed" in kinds or "away" in kinds
    if strange and not named:
        if kinds.keys() == {"missed"}:
            return Line(household, mode="absent", reason=" ".join(strange))
        others = all(household_of(word, numbers) is not None for word in strange)
        return Problem("reading.line.one_household") if kinds and others else None
    if strange:
        return _strange(strange, questions, lang)
    if absent and (named or "clear" in kinds or "phone" in kinds):
        return Problem("reading.line.absent_but_more")
    if named and "clear" in kinds:
        return Problem("reading.line.clear_but_more")
    marks: dict[str, Mark] = {}
    for part in named:
        mark = _mark(part, lang)
        if isinstance(mark, Problem):
            return mark
        if mark.question_id in marks:
            return Problem("reading.line.twice", {"label": name_of(part.match.questions[0], lang)})
        marks[mark.question_id] = mark
    mode: Mode | None = "absent" if absent else "phone" if "phone" in kinds else None
    return Line(household, tuple(marks.values()), "clear" in kinds, mode, kinds.get("away"))


def _strange(words: Sequence[str], questions: Sequence[Question], lang: str) -> Problem:
    close = dict.fromkeys(q for word in words for q in nearest(word, questions))
    params = {"words": "、".join(words), "labels": _names(tuple(close), lang)}
    code = "reading.line.strange_near" if close else "reading.line.strange"
    return Problem(code, params if close else {"words": params["words"]}, _ids(tuple(close)))


def _mark(part: _Named, lang: str) -> Mark | Problem:
    found = part.match
    question = found.questions[0]
    params = {"word": part.word, "labels": _names(found.questions, lang)}
    if len(found.questions) > 1:
        return Problem("reading.line.which", params, _ids(found.questions))
    shared = "/" in part.tail and isinstance(question.rule, SHARES)
    if found.doubtful and not (shared and found.by == "prompt"):
        return Problem("reading.line.problem_or_not", params, _ids(found.questions))
    if shared and found.by in ("id", "both"):
        params = {"ratio": part.tail, "label": name_of(question, lang)}
        return Problem("reading.line.ratio_of_what", params, _ids(found.questions))
    amount = _amount(question, part.tail)
    if isinstance(amount, Problem):
        said: Mapping[str, Param] = {"label": name_of(question, lang), "why": amount.text}
        return Problem("reading.line.count", said, _ids(found.questions))
    if isinstance(amount, Ratio) and found.by == "label":
        amount = Ratio(amount.of - amount.met, amount.of)
    return Mark(question.id, amount)


def _amount(question: Question, tail: str) -> int | Ratio | Problem:
    """The count after a label: cases, 1 where none is typed; n of m only for shares."""
    if not tail:
        return 1
    if "/" in tail:
        ratio = read_ratio(tail)
        if isinstance(ratio, Unclear):
            return Problem(ratio.why)
        return ratio if isinstance(question.rule, SHARES) else Problem("reading.not_whole")
    number = read_number(tail)
    if not isinstance(number, Number):
        return Problem(number.why if isinstance(number, Unclear) else "reading.not_number")
    cases = cases_of(question, number)
    if isinstance(cases, int) and cases > 1 and not isinstance(question.rule, Each | Finding):
        is_share = isinstance(question.rule, SHARES)
        return Problem("reading.ratio_wanted") if is_share else Problem("reading.once")
    return cases


def _names(questions: Sequence[Question], lang: str) -> str:
    return " / ".join(name_of(question, lang) for question in questions)


def _ids(questions: Sequence[Question]) -> tuple[str, ...]:
    return tuple(question.id for question in questions)

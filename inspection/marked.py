"""How an answer stands in a button: one short token, `t`, `3`, `o1`, `2/5`; `-` is no answer."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from inspection.answers import Ratio, Value, decimal, misfit
from inspection.checklist import SHARES, Bands, Choice, Fail, Judged, Marks, Question, Zero

MISSING: Final = "-"


def placed_token(raw: str) -> str:
    """A token as a part of a place, whose parts are told apart by dots: `3,5`."""
    return raw.replace(".", ",")


def token_in_place(part: str) -> str:
    """The token that such a part stands for."""
    return part.replace(",", ".")


def placed_words(words: str) -> str:
    """Words somebody typed as a part of a place."""
    return words.replace("%", "%25").replace(".", "%2E").replace("|", "%7C")


def words_in_place(part: str) -> str:
    """The words that such a part stands for."""
    return unquote(part)


def seen_mark(words: str) -> str:
    """What a button keeps of the words its card shows: enough to know them again, or others."""
    return sha256(words.encode()).hexdigest()[:8]


def token(question: Question, value: Value) -> str:
    """The token of an answer; `-` stands for a missing one and is the caller's."""
    match value:
        case None:
            return "n"
        case bool():
            return "t" if value else "f"
        case Ratio(met, of):
            return f"{met}/{of}"
        case str():
            if not isinstance(question.rule, Choice):
                raise ValueError(value)
            return f"o{[key for key, _ in question.rule.options].index(value)}"
        case _:
            return decimal(value)


def read_token(question: Question, points: Fraction | None, raw: str) -> Value:
    """The answer of a token that fits the question; ValueError on any other."""
    value = _read(question, raw)
    if misfit(question, points, value) is not None:
        raise ValueError(raw)
    return value


def _read(question: Question, raw: str) -> Value:
    rule = question.rule
    if raw == "n":
        return None
    if isinstance(rule, Choice):
        if not (raw.startswith("o") and raw[1:].isdecimal() and raw.isascii()):
            raise ValueError(raw)
        index = int(raw[1:])
        if index >= len(rule.options):
            raise ValueError(raw)
        return rule.options[index][0]
    if raw in {"t", "f"}:
        return raw == "t"
    if isinstance(rule, Fail | Zero) or not raw.isascii() or len(raw) > 15:
        raise ValueError(raw)
    if isinstance(rule, SHARES):
        met, slash, of = raw.partition("/")
        if not (slash and met.isdecimal() and of.isdecimal()):
            raise ValueError(raw)
        return Ratio(int(met), int(of))
    whole, dot, part = raw.partition(".")
    if not whole.isdecimal() or (dot and not part.isdecimal()):
        raise ValueError(raw)
    if dot or isinstance(rule, Marks | Judged | Bands):
        number = Fraction(raw)
        return int(number) if number.denominator == 1 else number
    return int(raw)

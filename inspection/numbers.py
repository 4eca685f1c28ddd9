"""Numbers as people type them: strictly read or refused with the reason, never guessed.

Exact (`Fraction`), Arabic and Chinese numerals, full width, units and the verbs 扣 and 得.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from inspection.answers import Ratio

Verb: TypeAlias = Literal["扣", "得"]
Why: TypeAlias = Literal[
    "reading.empty",
    "reading.not_number",
    "reading.range",
    "reading.about",
    "reading.separator",
    "reading.glyph",
    "reading.shorthand",
    "reading.ratio_wanted",
    "reading.ratio_order",
]
"""Why something was not read as a number; codes of the catalogs."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed: `90%` has the value 90 and is a percent; a unit is the Chinese one."""

    value: Fraction
    unit: str | None = None
    verb: Verb | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """No problem found (无): not the number 0, though a count may take it as such."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not read, and why."""

    why: Why


UNITS = "人次|个问题|户次|[户处项人次例题分个条名份张件起家本天元]"
ENGLISH_UNITS = {"point": "分", "pt": "分", "household": "户", "place": "处", "item": "项"} | {
    "person": "人",
    "people": "人",
    "time": "次",
    "case": "例",
    "question": "题",
    "instance": "人次",
}
NOTHING = re.compile(
    "(?:无|没|都?没有|未发现|没有?发现)(?:任何)?(?:问题)?了?|都没问题|不缺|都答上了?"
    "|none|nothing(?: found)?|nil|no problems?"
)
DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
WEIGHTS = {"十": 10, "百": 100, "千": 1000}
HAN = "零〇一二三四五六七八九两十百千万"
NOISE = "。！，、；,.!;"
"""Punctuation that means nothing at the end of a message."""

_LONGEST = 60
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
_HAN_NUMBER = rf"[{HAN}]+(?:点[零〇一二三四五六七八九]+)?"
_DIGITS_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?"
_NUMBER = rf"(?:{_DIGITS_NUMBER}|{_HAN_NUMBER})"
UNIT = rf"{UNITS}|(?:{'|'.join(ENGLISH_UNITS)})s?\b"
"""A pattern for any unit."""
_WHOLE = re.compile(
    rf"(?:(?P<verb>[扣得])了?\s*)?(?P<minus>[-负])?\s*"
    rf"(?:百分之\s*(?P<hundredths>百|{_NUMBER})"
    rf"|(?P<percent>{_NUMBER})\s*%"
    rf"|(?P<number>{_NUMBER})(?:\s*(?P<unit>{UNIT})(?P<half>半)?)?"
    rf"|半(?P<half_unit>{UNIT})?)"
)
_RATIO = re.compile(
    rf"(?P<met>{_NUMBER})\s*(?P<one>{UNIT})?(?:\s*/\s*|\s+)(?P<of>{_NUMBER})\s*(?P<two>{UNIT})?"
)
_ONES = "一二三四五六七八九两"
_RANGE = re.compile(
    rf"(?<![{HAN}])[{_ONES}]{{2,3}}(?![{_ONES}])|[{_ONES}]{{2}}[十百千万]|十[{_ONES}]{{2}}"
    rf"|[\d{HAN}]\s*[-~—–至到、]\s*[\d{HAN}]"
)
_ABOUT = re.compile("[多几余约近来数]|左右|大概|差不多|以上|以下|至少|最多|不到|若干|about|around")


def plain(text: str) -> str:
    """Text with full-width forms made half-width and zero-width and bidi characters taken out."""
    kept = (char for char in text.translate(_WIDE) if unicodedata.category(char) != "Cf")
    return "".join(kept).strip()


def read_number(text: str) -> Number | Nothing | Unclear:
    """The one number a text says, with its unit and verb; anything doubtful is Unclear."""
    typed = _typed(text)
    if isinstance(typed, Unclear):
        return typed
    if NOTHING.fullmatch(re.sub(r"\s+", " ", typed)):
        return Nothing()
    found = _WHOLE.fullmatch(typed)
    if found is None:
        return Unclear(_why(typed))
    number = _value(found)
    return Unclear(_why(typed)) if number is None else number


def read_ratio(text: str) -> Ratio | Unclear:
    """`43/48` or `43 48`: how many of how many, also with units; 0 <= met <= of."""
    typed = _typed(text)
    if isinstance(typed, Unclear):
        return typed
    found = _RATIO.fullmatch(typed)
    if found is None or not _same_unit(found["one"], found["two"]):
        single = isinstance(read_number(text), Number)
        return Unclear("reading.ratio_wanted" if single else _why(typed))
    met, of = _exact(found["met"]), _exact(found["of"])
    if met is None or of is None:
        return Unclear(_why(typed))
    if met.denominator != 1 or of.denominator != 1:
        return Unclear("reading.ratio_wanted")
    if met > of:
        return Unclear("reading.ratio_order")
    return Ratio(int(met), int(of))


def read_han(text: str) -> int | None:
    """A whole number below 100,000,000 in Chinese numerals, None where it is not written as one.

    Shorthand counts (一百五 is 150); digit by digit only where it cannot mean a range of two
    numbers (二〇二六, but not 三四).
    """
    read = _han(text)
    return read[0] if read else None


def _typed(text: str) -> str | Unclear:
    typed = plain(text).lower().rstrip(NOISE + " ")
    if not typed:
        return Unclear("reading.empty")
    if len(typed) > _LONGEST:
        return Unclear("reading.not_number")
    if any(ord(char) > 127 and char not in HAN and char.isnumeric() for char in typed):
        return Unclear("reading.glyph")
    return typed


def _value(found: re.Match[str]) -> Number | None:
    """The number of a match; None where its numeral is badly formed or bends with its unit."""
    share = found["hundredths"] or found["percent"]
    numeral = share or found["number"]
    unit = _unit(found["unit"] or found["half_unit"])
    if numeral is None:
        value: Fraction | None = Fraction(1, 2)
    elif found["hundredths"] == "百":
        value = Fraction(100)
    else:
        value = _exact(numeral, counted=found["unit"] is not None)
    if value is None:
        return None
    if found["half"]:
        if value.denominator != 1:
            return None
        value += Fraction(1, 2)
    verb: Verb | None = {"扣": "扣", "得": "得"}.get(found["verb"])  # type: ignore[assignment]
    return Number(-value if found["minus"] else value, unit, verb, share is not None)


def _unit(typed: str | None) -> str | None:
    if typed is None:
        return None
    if typed == "个问题":
        return "个"
    return ENGLISH_UNITS.get(typed) or ENGLISH_UNITS.get(typed.removesuffix("s")) or typed


def _same_unit(one: str | None, two: str | None) -> bool:
    return one is None or two is None or _unit(one) == _unit(two)


def _exact(numeral: str, *, counted: bool = False) -> Fraction | None:
    """The value of one numeral; shorthand has no place before a measure word (`counted`)."""
    if numeral[0] not in HAN:
        return Fraction(numeral.replace(",", ""))
    whole, _, decimals = numeral.partition("点")
    read = _han(whole)
    if read is None or (read[1] and (counted or decimals)):
        return None
    places = "".join(str(DIGITS[char]) for char in decimals)
    return read[0] + Fraction(int(places or 0), 10 ** len(places))


def _han(text: str) -> tuple[int, bool] | None:
    """The value, and whether it was said in shorthand (一百五)."""
    if text in DIGITS:
        return DIGITS[text], False
    if text and set(text) <= set(DIGITS) - {"两"}:
        if len(text) > 8 or (len(text) < 4 and not set(text) & {"零", "〇"}):
            return None
        return int("".join(str(DIGITS[char]) for char in text)), False
    high, ten_thousand, low = text.partition("万")
    if not ten_thousand:
        return _section(text, None)
    above = (DIGITS[high], False) if high in DIGITS else _section(high, None)
    if above is None or above[1] or not above[0]:
        return None
    below = _section(low, 10_000) if low else (0, False)
    return below and (above[0] * 10_000 + below[0], below[1])


def _section(text: str, last: int | None) -> tuple[int, bool] | None:
    """A numeral below 10,000, digits with falling weights; `last` is the weight before it.

    A skipped weight wants exactly one 零, and 零 a skipped weight; without 零 a lone last digit
    is shorthand for the next weight.
    """
    total, at, zero = 0, 0, False
    while at < len(text):
        if text[at] in "零〇":
            if zero or last is None:
                return None
            zero, at = True, at + 1
            continue
        if text[at] == "十" and (last is None or last == 100 or zero):
            digit, weight, at = 1, 10, at + 1
        else:
            digit = DIGITS.get(text[at], 0)
            weight = WEIGHTS.get(text[at + 1 : at + 2], 1)
            if not digit or (text[at] == "两" and weight < 100):
                return None
            at += 2 if weight > 1 else 1
        if last is not None and weight >= last:
            return None
        skipped = last is not None and weight * 10 < last
        if last is not None and skipped and not zero and weight == 1 and at == len(text):
            return total + digit * last // 10, True
        if zero != skipped or (weight == 1 and at < len(text)):
            return None
        total, last, zero = total + digit * weight, weight, False
    return None if zero or not text else (total, False)


def _why(typed: str) -> Why:
    """The reason to give for a text that is no number."""
    if re.search(rf"[\d{HAN}半]", typed) is None:
        return "reading.about" if re.search("几|若干|数", typed) else "reading.not_number"
    found = _WHOLE.fullmatch(typed)
    if found is not None and found["unit"] and (read := _han(found["number"])) and read[1]:
        return "reading.shorthand"
    if _RANGE.search(typed):
        return "reading.range"
    if _ABOUT.search(typed):
        return "reading.about"
    if re.search(r"\d[,。、:;'_]\d", typed):
        return "reading.separator"
    return "reading.not_number"

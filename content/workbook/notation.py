"""How people write numbers, dates and times in a cell; None where it cannot be said for sure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = "〇零一二两三四五六七八九十"
_SPOKEN = re.compile(
    "(?:([一二两三四五六七八九])千)?[零〇]?(?:([一二两三四五六七八九])百)?[零〇]?"
    "(?:([一二三四五六七八九]?)十)?[零〇]?([一二两三四五六七八九])?"
)
_YEAR = re.compile("[一二三四五六七八九][〇零一二三四五六七八九]{3}")
_DATE = re.compile(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?(?:T?\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SOLID_DATE = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_CHINESE_DATE = re.compile(
    rf"([{_CHINESE}]{{4}})年([{_CHINESE}]{{1,3}})月([{_CHINESE}]{{1,3}})[日号]"
)
_TIME = re.compile(r"(?:早上|上午|(下午|晚上))?(\d{1,2})(?:[:时点](?:(\d{1,2})分?|(半))?)?(?::00)?")
_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(%)?")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000\xa0]+(?=[\u3400-\u9fff])")


def half_width(text: str) -> str:
    """Full-width letters and digits and compatibility characters folded; punctuation kept."""
    return "".join(unicodedata.normalize("NFKC", c) if _folds(c) else c for c in text)


def _folds(c: str) -> bool:
    wide = "０" <= c <= "９" or "Ａ" <= c <= "Ｚ" or "ａ" <= c <= "ｚ"
    return wide or "\u2f00" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff"


def squeezed(text: str) -> str:
    """A name as it is known: folded, without the spaces that line up 张 三 with 张三四."""
    return " ".join(_HAN_GAP.sub("", half_width(text)).split())


def loose(text: str) -> str:
    """Text for comparing: NFKC, without any spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def chinese_number(text: str) -> int | None:
    """十二, 一百零五, 一百五, 二〇二六 as a number below 10,000; never 三四, which is a range."""
    found = _SPOKEN.fullmatch(text)
    if text and found:
        digits = [_DIGITS.get(part or "零", 0) for part in found.groups()]
        thousands, hundreds, tens, ones = digits
        if found[3] == "":
            tens = 1
        if ones and len(text) > 1 and text[-2] in "百千":
            ones *= 100 if text[-2] == "千" else 10
        return thousands * 1000 + hundreds * 100 + tens * 10 + ones
    if _YEAR.fullmatch(text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return None


def number(text: str, units: tuple[str, ...] = ()) -> Fraction | None:
    """３, 1,056, 0.5分, 90%, 十二户: an exact number, a trailing unit of `units` passed over."""
    plain = loose(text).replace("−", "-")
    for unit in sorted(units, key=len, reverse=True):
        plain = plain.removesuffix(unit)
    if found := _NUMBER.fullmatch(plain):
        value = Fraction(found[1].replace(",", ""))
        return value / 100 if found[2] else value
    spoken = chinese_number(plain)
    return None if spoken is None else Fraction(spoken)


def day(text: str) -> date | None:
    """2026-10-12, 2026/10/12, 2026.10.12, 20261012, 2026年10月12日, 二〇二六年十月十二日."""
    plain = loose(text)
    if chinese := _CHINESE_DATE.fullmatch(plain):
        parts = [chinese_number(part) for part in chinese.groups()]
    elif found := _DATE.fullmatch(plain) or _SOLID_DATE.fullmatch(plain):
        parts = [int(part) for part in found.groups()]
    else:
        return None
    year, month, of_month = (part or 0 for part in parts)
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """9:00, 9：30, 9点, 9点半, 9时30分, 下午3点."""
    found = _TIME.fullmatch(loose(text))
    if not found:
        return None
    hour = int(found[2])
    if found[1] and hour < 12:
        hour += 12
    minute = 30 if found[4] else int(found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None

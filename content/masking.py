"""Masks personal data: names by their surname, numbers by their last digits (PIPL art. 6, 28).

Numbers are looked for as people type them: full-width, with spaces or dashes between groups.
Household numbers, points, dates and document numbers are left as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_SURNAMES = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 司空 夏侯 轩辕 宇文 长孙 鲜于 闾丘 "
    "淳于 单于 申屠 公冶 濮阳 赫连 澹台 太叔 仲孙 钟离 端木 百里 东郭 南宫 呼延 西门 独孤 第五 "
    "拓跋 完颜 万俟 闻人 宗政 公羊 左丘 南门 东门 段干 谷梁 叶赫 纳兰"
)
COMPOUND_SURNAMES = frozenset(_SURNAMES.split())
_CODES = "11-15 21-23 31-37 41-46 50-54 61-65 71-71 81-83"
_PROVINCES = frozenset(
    str(code)
    for first, last in (codes.split("-") for codes in _CODES.split())
    for code in range(int(first), int(last) + 1)
)
_DOTS = re.compile("[·•・‧∙⋅]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile("[-\\s()‐‑‒–—―−－（）\u200b-\u200f\u2060\ufeff]{0,3}|\\.")
_HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}(?![0-9A-Za-z])")
_ID_WORD = re.compile(r"身份证|证件|证号|ID", re.IGNORECASE)
_MOBILE = re.compile(r"(?:0|(?:00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:00)?86)?(0(?:10|2\d|[3-9]\d{2}))([1-9]\d{6,7})")
_SOLID_DATE = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LONGEST = 21


class NumberKind(StrEnum):
    """What kind of personal number was found."""

    ID_CARD = "id-card"
    BANK_CARD = "bank-card"
    MOBILE = "mobile"
    LANDLINE = "landline"


def mask_name(name: str) -> str:
    """张三四 as 张*, 欧阳某 as 欧阳*, 买买提·艾力 as 买*·艾*; an empty name stays empty."""
    plain = re.split("[(（]", name.strip(), maxsplit=1)[0].strip()
    parts = [part.strip() for part in _DOTS.split(plain) if part.strip()]
    if len(parts) > 1:
        return "·".join(f"{part[0]}*" for part in parts)
    letters = "".join(plain.split())
    kept = 2 if letters[:2] in COMPOUND_SURNAMES and len(letters) > 2 else 1
    return f"{letters[:kept]}*" if letters else ""


def names_masked(names: Collection[str]) -> Callable[[str], str]:
    """What masks these people's names wherever they stand in words, the longest first."""
    long_first = sorted({name for name in names if len(name) > 1}, key=lambda n: (-len(n), n))
    if not long_first:
        return str
    found = re.compile("|".join(map(re.escape, long_first)))
    return lambda words: found.sub(lambda hit: mask_name(hit.group()), words)


def mask_numbers(text: str) -> tuple[str, frozenset[NumberKind]]:
    """The text with personal numbers masked (138****5678), and the kinds that were found."""
    kinds: set[NumberKind] = set()
    while found := list(_found(text)):
        for hit in reversed(found):
            text = text[: hit.start] + hit.masked + text[hit.end :]
            kinds.add(hit.kind)
    return text, frozenset(kinds)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    kind: NumberKind
    masked: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits in groups: where they begin and end, how long each is, what stands between."""

    start: int
    end: int
    digits: str
    groups: tuple[int, ...]
    gaps: str


def _folded(text: str) -> str:
    # One character for one, so that places in the folded text are places in the text.
    return "".join(_digit(c) for c in text)


def _digit(c: str) -> str:
    value = unicodedata.decimal(c, None)
    return {"Ｘ": "X", "ｘ": "X", "．": "."}.get(c, c) if value is None else str(value)


def _found(text: str) -> Iterator[_Hit]:
    plain = _folded(text)
    hashes = [found.span() for found in _HASH.finditer(plain)]
    groups = [
        found.span()
        for found in _DIGITS.finditer(plain)
        if not any(a <= found.start() < b for a, b in hashes)
    ]
    i = 0
    while i < len(groups):
        best: tuple[int, _Hit] | None = None
        for j, run in _runs(plain, groups, i):
            if hit := _hit(plain, run):
                best = j, hit
        if best is None:
            i += 1
        else:
            i = best[0] + 1
            yield best[1]


def _runs(plain: str, groups: list[tuple[int, int]], i: int) -> Iterator[tuple[int, _Run]]:
    start, end = groups[i]
    run = _Run(start, end, plain[start:end], (end - start,), "")
    yield i, run
    for j in range(i + 1, len(groups)):
        after, end = groups[j]
        gap = plain[run.end : after]
        digits = run.digits + plain[after:end]
        if len(digits) > _LONGEST or not _GAP.fullmatch(gap):
            return
        run = _Run(start, end, digits, (*run.groups, end - after), run.gaps + gap)
        yield j, run


def _hit(plain: str, run: _Run) -> _Hit | None:
    if "." in run.gaps and run.groups != (3, 4, 4):
        return None
    return _id_card(plain, run) or _bank_card(run) or _telephone(plain, run)


def _bank_card(run: _Run) -> _Hit | None:
    digits = run.digits
    if not (16 <= len(digits) <= 19 and digits[0] in "34569" and _luhn(digits)):
        return None
    if not _is_one_number(run.groups[:-1]):
        return None
    return _Hit(run.start, run.end, NumberKind.BANK_CARD, _last_four(digits))


def _telephone(plain: str, run: _Run) -> _Hit | None:
    before = plain[run.start - 1 : run.start]
    abroad = before in {"+", "＋"} and run.groups[0] == 2
    if not _is_one_number(run.groups[1:] if abroad else run.groups):
        return None
    start = run.start - (before in {"+", "＋", "(", "（"})
    if mobile := _MOBILE.fullmatch(run.digits):
        masked = f"{mobile[1][:3]}****{mobile[1][-4:]}"
        return _Hit(start, run.end, NumberKind.MOBILE, masked)
    landline = _LANDLINE.fullmatch(run.digits)
    if landline and ("-" in run.gaps or not _SOLID_DATE.fullmatch(landline[2])):
        masked = f"{landline[1]}****{landline[2][-2:]}"
        return _Hit(start, run.end, NumberKind.LANDLINE, masked)
    return None


def _is_one_number(groups: tuple[int, ...]) -> bool:
    """Whether groups look like one number: 138 1234 5678, or every digit by itself.

    Lists of household numbers (13 14 15 16 …) and dates have groups of one and two digits.
    """
    return min(groups, default=3) >= 3 or set(groups) == {1}


def _last_four(digits: str) -> str:
    return "*" * (len(digits) - 4) + digits[-4:]


def _id_card(plain: str, run: _Run) -> _Hit | None:
    digits, end = run.digits, run.end
    if len(digits) == 17:
        last = re.compile("[-\\s]{0,3}[Xx](?![0-9A-Za-z])").match(plain, end)
        if last:
            digits, end = f"{digits}X", last.end()
    if digits[:2] not in _PROVINCES:
        return None
    modern = len(digits) == 18 and _check_digit(digits) and _is_date(digits[6:14])
    old = len(digits) == 15 and _is_date(f"19{digits[6:12]}")
    if modern or (old and _ID_WORD.search(plain[max(0, run.start - 12) : run.start])):
        return _Hit(run.start, end, NumberKind.ID_CARD, _last_four(digits))
    return None


def _check_digit(digits: str) -> bool:
    """GB 11643-1999."""
    total = sum(int(d) * weight for d, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[17]


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    total = 0
    for i, d in enumerate(reversed(digits)):
        doubled = int(d) * (1 + i % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0

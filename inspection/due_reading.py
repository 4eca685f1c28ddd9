"""A deadline as people type it: 10月15日, 10-15, 2026-10-15, 15个工作日, 20天; as a rule."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from inspection.numbers import Number, read_number

AHEAD = timedelta(days=200)
"""A day without its year that lies further ahead was meant as a day of the past, or mistyped."""
_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*[-年./])?\s*(?P<month>\d{1,2})\s*[-月./]\s*(?P<day>\d{1,2})\s*[日号]?前?"
)
_SPAN = re.compile(
    r"(?P<n>[0-9一二三四五六七八九十百两]{1,4})\s*(?:个)?\s*"
    r"(?P<unit>工作日|自然日|天|日|working days?|workdays?|days?)(?:内|后)?"
)


def read_due(words: str, today: date) -> str | None:
    """The rule of a deadline (`2026-10-15`, `15wd`, `20d`); None where it is none to come."""
    plain = unicodedata.normalize("NFKC", words).strip().lower()
    span = _SPAN.fullmatch(plain)
    if span is not None:
        count = read_number(span["n"])
        if not isinstance(count, Number) or count.value.denominator != 1:
            return None
        number = int(count.value)
        unit = "wd" if "工作" in span["unit"] or "work" in span["unit"] else "d"
        return f"{number}{unit}" if 1 <= number <= 999 else None
    day = _day(plain, today)
    return day.isoformat() if day is not None and day >= today else None


def _day(plain: str, today: date) -> date | None:
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    years = (int(found["year"]),) if found["year"] else (today.year, today.year + 1)
    for year in years:
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if found["year"] or today <= day <= today + AHEAD:
            return day
    return None

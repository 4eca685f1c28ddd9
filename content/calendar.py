"""The Chinese calendar of working days: the office's own days over the official ones.

Beyond the years whose notice has come out it guesses: weekends and the statutory days with a
fixed date are free; such days are not known, and deadlines that cross them are provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import chinese_calendar

_SATURDAY = 5
_STATUTORY = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@lru_cache(maxsize=4096)
def official(day: date) -> bool | None:
    """Whether a day is worked by the official notices; None where there is none yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


class WorkCalendar:
    """The calendar of one campaign; `own` are the office's days, True where they are worked."""

    def __init__(self, own: Mapping[date, bool] | None = None) -> None:
        self._own = dict(own or {})
        # A year whose make-up days the office has written down is known as a whole.
        self._years = {d.year for d, works in self._own.items() if works and _is_weekend(d)}

    def works(self, day: date) -> bool:
        """Whether it is a working day, as far as anybody can say."""
        if day in self._own:
            return self._own[day]
        said = official(day)
        if said is not None:
            return said
        return not _is_weekend(day) and (day.month, day.day) not in _STATUTORY

    def knows(self, day: date) -> bool:
        """Whether an official notice or the office has said so."""
        return day in self._own or day.year in self._years or official(day) is not None


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY

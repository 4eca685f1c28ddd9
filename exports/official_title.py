"""How a title breaks into lines: by meaning, of like length, never a word alone (梯形、菱形)."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Final

_AFTER: Final = re.compile(r"(?<=[的和与及、）》”])")
_BEFORE: Final = re.compile(
    r"(?=[（《“]|情况的|工作的|问题的|发现问题|问题整改|专项|(?<!专项)督查|整改通知|结转|考核清单|的通报|的报告|的通知)"
)
_LONE: Final = frozenset("的了和与及、）》”。，")
"""What no line begins with."""
_BY_FORCE: Final = 4.0
_ONE_MORE: Final = 3.0
_MOST: Final = 4
"""Lines that are balanced; a longer title is only filled in."""


def title_lines(title: str, room: int) -> list[str]:
    """The title in lines of at most `room` characters, as few as will do."""
    count = -(-_width(title) // room)
    tried = [
        (cost + _ONE_MORE * (lines - count), broken)
        for lines in range(max(1, count), _MOST + 1)
        for cost, broken in _best(title, lines, room)
    ]
    if tried:
        return min(tried)[1]
    return [title[at : at + room] for at in range(0, len(title), room)]


def _width(words: str) -> int:
    """In characters; two Latin letters or digits take the room of one."""
    narrow = sum(c.isascii() for c in words)
    return len(words) - narrow + -(-narrow // 2)


def _best(title: str, count: int, room: int) -> list[tuple[float, list[str]]]:
    """The best way into so many lines with its cost; none where a line would not fit."""
    if count == 1:
        return [(0, [title])] if _width(title) <= room else []
    good = {m.start() for pattern in (_AFTER, _BEFORE) for m in pattern.finditer(title)}
    even = len(title) / count
    reach = max(3, round(even / 3))
    near = sorted(
        {
            at
            for line in range(1, count)
            for at in range(round(line * even) - reach, round(line * even) + reach + 1)
            if 0 < at < len(title) and _may_break(title, at)
        }
    )
    best: tuple[float, list[str]] | None = None
    for breaks in combinations(near, count - 1):
        ends = (0, *breaks, len(title))
        lines = [title[a:b] for a, b in pairwise(ends)]
        widths = [_width(line) for line in lines]
        if max(widths) > room:
            continue
        cost = max(widths) - min(widths) + _BY_FORCE * sum(at not in good for at in breaks)
        if best is None or cost < best[0]:
            best = cost, lines
    return [best] if best else []


def _may_break(title: str, at: int) -> bool:
    before, after = title[at - 1], title[at]
    if after in _LONE or before in "（《“":
        return False
    return not (before.isascii() and after.isascii())

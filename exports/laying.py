"""Texts longer than a row may be, cut so that each part fits: nothing is hidden, nothing lost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from exports.table import lines_of, pieces, width_of

LINES_MOST: Final = 18
"""Lines of text in one row, 250 points: Excel's rows end at 409, a page of paper at about 550."""


def parts_of(words: str, width: int, most: int = LINES_MOST) -> tuple[tuple[str, int], ...]:
    """Words cut so that each part takes at most so many lines of a cell that wide; how many.

    `most` is 2 or more.
    """
    whole = lines_of(words, width)
    if whole <= most:
        return ((words, whole),)
    return tuple((part, lines_of(part, width)) for part in _cut(words, width, most))


def _cut(words: str, width: int, most: int) -> list[str]:
    atoms = list(_atoms(words, width))
    parts, start = [], 0
    while start < len(atoms):
        ends = range(start + 1, len(atoms) + 1)
        fitting = bisect_right(
            ends, most, key=lambda end: lines_of("".join(atoms[start:end]), width)
        )
        end = start + max(fitting, 1)
        parts.append("".join(atoms[start:end]))
        # The end of a paragraph needs no empty line at the head of the next part.
        start = end + (atoms[end : end + 1] == ["\n"])
    return parts


def _atoms(words: str, width: int) -> Iterator[str]:
    for number, paragraph in enumerate(words.split("\n")):
        if number:
            yield "\n"
        for piece in pieces(paragraph):
            # What is longer than a line breaks anywhere.
            yield from (piece,) if width_of(piece) <= width else piece

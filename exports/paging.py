"""Where printed pages of a table end, as far as heights and widths tell before any printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

MARGINS: Final[Mapping[str, float]] = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
"""Inches."""
_INCH: Final = 72.0
_ACROSS = 841.9 - (MARGINS["left"] + MARGINS["right"]) * _INCH
_DOWN = 595.3 - (MARGINS["top"] + MARGINS["bottom"]) * _INCH
"""What A4 landscape leaves to print on, in points."""
_LETTERS: Final = (5.2, 5.4, 5.6, 5.8)
"""Points that a half-width character of a column's width takes: programs and printers differ by
this much, and with the width the scale, and with that the rows on a page."""


def orphaned(heights: Sequence[float], repeated: tuple[int, int], keep: int, width: float) -> bool:
    """Whether the rows from `keep` on would stand on two pages, though one can hold them.

    `heights` in points, `width` of all columns in half-width characters; the table is printed as
    wide as the page, and the rows `repeated` (first, last) begin every page but the first.
    """
    again = sum(heights[repeated[0] : repeated[1] + 1])
    rooms = [_DOWN / min(1.0, _ACROSS / (width * letter)) for letter in _LETTERS]
    if again + sum(heights[keep:]) > min(rooms):
        return False
    last = len(heights) - 1
    return any(
        _page_of(heights, again, room, keep) != _page_of(heights, again, room, last)
        for room in rooms
    )


def _page_of(heights: Sequence[float], again: float, room: float, row: int) -> int:
    """The page a row stands on, the first is 0."""
    page, left = 0, room
    for height in heights[: row + 1]:
        if height > left:
            page, left = page + 1, room - again
        left -= height
    return page

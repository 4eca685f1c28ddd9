"""What is wrong with a file from outside, and where: one type for every reader of files."""

from __future__ import annotations

from dataclasses import dataclass

from inspection.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault or a warning at a place of the file.

    `where` is what a person finds the place by: `督查组!B7` in a workbook, the path of the field
    in a plain file (`sections[0].items[2].points`), empty for the file as a whole.
    """

    where: str
    text: Text

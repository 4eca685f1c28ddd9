"""A paper taken apart into pieces, and where they have figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exports.paper import Block, Grid, Heading, Paper, Paragraph

FIGURE = re.compile(r"\d+(?:\.\d+)?")
NOT_FIGURES = re.compile(
    r"\d{4}年\d+月\d+日(?:至(?:\d{4}年)?(?:\d+月)?\d+日)?|\d{4}年度|〔\d{4}〕\d*|附件\d+|\d{4}-\d{4}"
    r"|户号[\d×、]+"
)
"""Dates, and the numbers of documents, annexes, findings and households."""
NUMBERS = frozenset({"序号", "编号", "户", "项目"})
"""Columns of such numbers."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paper and their place: the heading above, or a table's column and row."""

    words: str
    section: str = ""
    column: str = ""
    row: tuple[str, ...] = ()
    number: int = 0


def pieces(paper: Paper) -> list[Piece]:
    """All that a paper says, in order."""
    found = [Piece(paper.title), Piece(paper.to), *_pieces(paper.blocks)]
    for annex in paper.annexes:
        found += [Piece(annex.title), *_pieces(annex.blocks)]
    return found


def _pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    section = ""
    for block in blocks:
        match block:
            case Heading(level, words):
                section = words if level == 2 else ""
                yield Piece(words)
            case Paragraph(words, lead):
                yield Piece(lead + words, section)
            case Grid():
                yield Piece(block.caption)
                for number, row in enumerate(block.rows):
                    for column, cell in zip(block.headings, row, strict=True):
                        yield Piece(cell, "", column, row, number)
            case _:
                pass


def figures(piece: Piece) -> list[tuple[int, int]]:
    """Where a piece has figures."""
    if piece.column in NUMBERS:
        return []
    other = [found.span() for found in NOT_FIGURES.finditer(piece.words)]
    spans = [found.span() for found in FIGURE.finditer(piece.words)]
    return [(a, b) for a, b in spans if not any(x <= a and b <= y for x, y in other)]


def changed(piece: Piece) -> Iterator[Piece]:
    """The piece with one figure made one more, each in its turn."""
    for _, end in figures(piece):
        other = str(int(piece.words[end - 1]) + 1)[-1]
        words = piece.words[: end - 1] + other + piece.words[end:]
        row = tuple(words if cell == piece.words else cell for cell in piece.row)
        yield replace(piece, words=words, row=row)

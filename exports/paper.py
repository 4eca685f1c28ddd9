"""A document as meanings, before it has a form: what is a title, a heading, a list, a signature.

Documents are composed of these blocks (`exports/circular.py` and its like) and given the form of
GB/T 9704-2012 by `exports/official.py`, in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """层次: level 1 一、 · 2 （一） · 3 1. · 4 （1）; numbered by the renderer."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, indented by two characters; `lead` stands before it in the level's face."""

    words: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document: headings, rows, relative widths; a caption above it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""
    right: frozenset[int] = frozenset()
    """Columns whose figures stand right."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its caption."""

    png: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a page."""


Block: TypeAlias = Heading | Paragraph | Grid | Picture | NewPage


Form: TypeAlias = Literal["document", "upward", "letter"]
"""Its head: 文件格式; the same to superiors, with 签发人; 信函格式."""


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: its title and what stands in it; `landscape` for wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """An official document. `to` is 主送 without its colon; `copies` 抄送.

    `day` is written out (2026年10月12日), `number` is 发文字号 with 〔〕 or empty to be filled in.
    """

    kind: str
    """circular, report, supervision, rectification, carryover: also part of the file's name."""
    title: str
    office: str
    number: str
    to: str
    blocks: tuple[Block, ...]
    day: str
    annexes: tuple[Annex, ...] = ()
    copies: str = ""
    note: str = ""
    """附注, without its brackets."""
    draft: bool = False
    """Made from provisional figures: marked as 征求意见稿."""
    form: Form = "document"
    properties: tuple[tuple[str, str], ...] = field(default=())
    """Who made it, when, why: into the file's properties."""

"""What a route declares: the right it needs, what it is about, what runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspection.card import Card, Reply
from inspection.people import Right
from workflow.scene import Scene

Of: TypeAlias = Literal["none", "unit", "sheet", "evidence", "objection", "finding"]


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """A command: who may use it, and whether its menu shows it."""

    right: Right
    run: Callable[[Scene, str], Reply]
    groups: bool = False
    """Whether it answers in groups too."""


@dataclass(frozen=True, slots=True)
class ButtonRoute:
    """A button's code: what its first argument names, the right that needs, how many arguments."""

    right: Right
    of: Of
    least: int
    run: Callable[[Scene, tuple[str, ...]], Reply]


@dataclass(frozen=True, slots=True)
class PlaceRoute:
    """A place a card can show: the right it needs on the unit it is about, and its card.

    The unit is the sheet's, or the place's first argument names it, or the finding it is of.
    """

    right: Right
    card: Callable[[Scene, tuple[str, ...]], Card]
    of: Literal["sheet", "finding", "unit"] = "sheet"

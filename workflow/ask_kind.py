"""One kind of question in words, and how a usual answer is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from content.locales import catalog
from inspection.card import Reply, Words
from workflow.scene import Scene

LONGEST = 500
"""Characters of a reason or a ground; a sheet's cell must hold it in readable type."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of question in words."""

    words: Callable[[Scene, str], tuple[Words, ...]]
    presets: Callable[[Scene, str], tuple[Words, ...]]
    take: Callable[[Scene, str, str], Reply]
    back: Callable[[Scene, str], str]


def recorded_words(chosen: Words) -> str:
    """Documents are Chinese: a usual reason is recorded in Chinese whoever tapped it."""
    return catalog("zh").plain(chosen)


def no_presets(_scene: Scene, _argument: str) -> tuple[Words, ...]:
    """For what only a person can say."""
    return ()

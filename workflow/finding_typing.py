"""Words typed where a finding's card asks for some: the right is checked as for its buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inspection.buttons import read_id
from inspection.card import Reply
from workflow import (
    finding_edit,
    finding_time,
    finding_verifying,
    on_the_spot,
    rechecking,
    rectifying,
)
from workflow.places import PLACES
from workflow.scene import Scene, take_finding

ASKED: Mapping[str, Callable[[Scene, tuple[str, ...], str], Reply]] = {
    "fedit": finding_edit.said,
    "fix": rectifying.take_words,
    "spot": on_the_spot.take_words,
    "moretime": finding_time.take_words,
    "timeask": finding_time.take_answer,
    "verify": finding_verifying.take_words,
    "relapse": rechecking.take_words,
}
"""By the kind of the place; the first part of its arguments is the finding's id."""


def asks(kind: str, args: tuple[str, ...]) -> bool:
    """Whether the place asks for words only, so that they are no button's name."""
    if kind == "relapse":
        return bool(args)
    return kind in ASKED and kind != "spot" and len(args) > 1


def take(scene: Scene, kind: str, args: tuple[str, ...], words: str) -> Reply:
    """Words for the finding that the place names; RefusalError for who may not."""
    unit = take_finding(scene, read_id(args[0]) if args else None)
    scene.require(PLACES[kind].right, unit)
    return ASKED[kind](scene, args, words)

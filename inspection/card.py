"""What a person is shown: lines of text and rows of buttons, in codes, without Telegram."""

from __future__ import annotations

from dataclasses import dataclass

from inspection.text import Text

Words = Text | str


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label and what pressing it says (at most 64 bytes).

    `after` is the button it will be once its tap is carried out, where that is known beforehand:
    a channel that can shows it at once.
    """

    label: Words
    data: str
    after: Button | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A person's one current card.

    `place` names what it shows; `title` is the one line it collapses to when it is left behind.
    A private card holds household data and is sent with protected content.
    """

    place: str
    title: Words
    lines: tuple[Words, ...]
    rows: Rows = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What an act answers at once: the toast over the tap; the card follows by itself."""

    toast: Words | None = None
    alert: bool = False
    lang: str = "zh"

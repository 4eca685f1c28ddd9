"""Cards that wait for words: a reason, a ground, a number, with the usual ones as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.text import text


def asking_card(
    sheet_id: int,
    place: str,
    asked: Sequence[Words],
    presets: Sequence[Words],
    back: str,
    notice: Words | None = None,
) -> Card:
    """What is asked, the usual answers as buttons (`ax`), and the way back."""
    rows: list[tuple[Button, ...]] = [
        (button(words, "ax", sheet_id, place, index),) for index, words in enumerate(presets)
    ]
    rows.append((says.go(text("button.cancel"), sheet_id, back),))
    lines = [*asked, notice] if notice else list(asked)
    return Card(f"{sheet_id}|{place}", asked[0], tuple(lines), tuple(rows), private=True)


def clash_card(
    sheet_id: int,
    place: str,
    lines: Sequence[Words],
    keep: Button,
    change: Button,
    notice: Words | None = None,
) -> Card:
    """Two people said different things: what stands there, by whom, and what to do."""
    said = [*lines, notice] if notice else list(lines)
    return Card(f"{sheet_id}|{place}", lines[0], tuple(said), ((keep,), (change,)), private=True)


def aside_card(
    sheet_id: int,
    place: str,
    unit_name: str,
    subjects: Sequence[tuple[str, Words]],
    ask: str,
    back: str,
) -> Card:
    """Which item of a page is set aside (`na`, `nc`), which question has cases let off (`exempt`).

    `subjects` are their ids with the words on their buttons.
    """
    title = text(f"aside.{ask}", unit=unit_name)
    rows: list[tuple[Button, ...]] = [
        (says.go(words, sheet_id, f"ask.{ask}.{subject}"),) for subject, words in subjects
    ]
    rows.append((says.go(text("button.cancel"), sheet_id, back),))
    return Card(f"{sheet_id}|{place}", title, (title,), tuple(rows), private=True)

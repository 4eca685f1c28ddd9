"""Writing a finding otherwise: its fields, one of them, and where a colleague was quicker."""

from __future__ import annotations

from collections.abc import Sequence

from inspection.card import Button, Card, Words
from inspection.finding import OPEN, Finding
from inspection.flow import says
from inspection.flow.finding import back_row
from inspection.text import text


def edit_card(found: Finding, fields: Sequence[tuple[str, Words]], notice: Words | None) -> Card:
    """What the team may write otherwise, each with what stands there now."""
    title = text("fedit.title", number=found.code)
    lines: list[Words] = [title]
    rows: list[tuple[Button, ...]] = []
    for field, now in fields:
        name = text(f"fedit.{field}")
        lines.append(text("fedit.now", field=name, words=now))
        rows.append((says.go(name, 0, f"fedit.{found.id}.{field}"),))
    if notice:
        lines.append(notice)
    paired = [tuple(b for row in rows[at : at + 2] for b in row) for at in range(0, len(rows), 2)]
    return Card(
        f"0|fedit.{found.id}", title, tuple(lines), (*paired, back_row(found.id)), private=True
    )


def ask_field_card(
    found: Finding, field: str, now: Words, choices: Sequence[Button], notice: Words | None
) -> Card:
    """One field: what stands there, and what it shall be, typed or tapped."""
    name = text(f"fedit.{field}")
    asked = text("fedit.ask-due" if field == "due_on" else "fedit.ask", field=name)
    if field == "kind":
        asked = text("fedit.ask-kind")
    lines: list[Words] = [
        text("fedit.title", number=found.code),
        text("fedit.now", field=name, words=now),
        asked,
    ]
    if found.state in OPEN:
        lines.append(text("fedit.told"))
    if notice:
        lines.append(notice)
    rows = (
        *((each,) for each in choices),
        (says.go(text("button.cancel"), 0, f"fedit.{found.id}"),),
    )
    place = f"0|fedit.{found.id}.{field}"
    return Card(place, asked, tuple(lines), rows, private=True)


def clash_card(place: str, found: Finding, lines: Sequence[Words], change: Button) -> Card:
    """A colleague wrote otherwise meanwhile: theirs, one's own, and what to do."""
    title = text("fedit.title", number=found.code)
    keep = says.go(text("fedit.keep"), 0, f"fedit.{found.id}")
    return Card(place, title, (title, *lines), ((change,), (keep,)), private=True)

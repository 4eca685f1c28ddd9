"""回头看: a unit's findings of earlier rounds, one after the other, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow.findings import PAGE, Line, mark, narrowed
from inspection.flow.rectify import About
from inspection.flow.says import go
from inspection.text import text

WIDE = 26
"""Columns of a line's matter: a tick, the number and the mark stand before it."""


@dataclass(frozen=True, slots=True)
class OldLine:
    """A finding of an earlier round, and whether this one has looked at it."""

    line: Line
    seen: bool


@dataclass(frozen=True, slots=True)
class RecheckView:
    """A unit's old findings, those to be looked at first; `begun`: it has a sheet this round."""

    unit_id: int
    unit_name: str
    round_name: str
    today: date
    lines: Sequence[OldLine]
    page: int
    begun: bool
    empty_sheet: int | None = None
    """The sheet, where it may be thrown away again."""
    notice: Words | None = None


def recheck_card(view: RecheckView) -> Card:
    """`recheck.<unit>.<page>`: each line opens its finding; those looked at are ticked."""
    done = sum(each.seen for each in view.lines)
    title = text("recheck.title", unit=view.unit_name, round=view.round_name)
    lines: list[Words] = [title]
    if not view.lines:
        lines.append(text("recheck.none"))
    else:
        lines.append(text("recheck.progress", done=str(done), of=str(len(view.lines))))
        lines.append(text("recheck.how" if done < len(view.lines) else "recheck.all-seen"))
    if view.notice:
        lines.append(view.notice)
    ordered = sorted(view.lines, key=lambda each: each.seen)
    page = min(view.page, max(0, (len(ordered) - 1) // PAGE))
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [(_button(view, each),) for each in shown]
    turn = [
        go(text(label), 0, f"recheck.{view.unit_id}.{other}")
        for label, other in (("button.page-back", page - 1), ("button.page-on", page + 1))
        if 0 <= other * PAGE < len(ordered)
    ]
    if turn:
        rows.append(tuple(turn))
    sheet = "recheck.sheet-on" if view.begun else "recheck.sheet-new"
    rows.append((button(text(sheet), "rs", view.unit_id),))
    if view.empty_sheet is not None:
        rows.append((button(text("recheck.discard"), "sd", view.empty_sheet),))
    rows.append((go(text("recheck.units"), 0, "units.0"), go(text("home.back"), 0, "home")))
    place = f"0|recheck.{view.unit_id}.{page}"
    return Card(place, title, tuple(lines), tuple(rows), private=True)


def _button(view: RecheckView, each: OldLine) -> Button:
    found, whose = each.line.finding, f"{each.line.whose} " if each.line.whose else ""
    label = text(
        "recheck.seen" if each.seen else "recheck.line",
        number=f"{found.number:04d}",
        mark=mark(found, view.today),
        matter=narrowed(whose + each.line.matter, WIDE),
    )
    return go(label, 0, f"finding.{found.id}")


def relapse_card(
    about: About, pictures: int, words: str | None, usual: Sequence[Words], *, secret: bool
) -> Card:
    """`relapse.<finding>`: what came back, in a sentence; pictures may be sent before it."""
    at = about.finding.id
    more: list[Words] = [text("relapse.asked-secret" if secret else "relapse.asked")]
    if pictures:
        more.append(text("relapse.pictures", n=pictures))
    if words:
        more.append(text("rectify.sentence", words=words))
    rows = [[button(each, "fo", at, index)] for index, each in enumerate(usual)]
    if words:
        rows.insert(0, [button(text("relapse.with-words"), "fo", at, "w")])
    rows.append([go(text("button.cancel"), 0, f"finding.{at}")])
    return about.card(f"relapse.{at}", more, rows)

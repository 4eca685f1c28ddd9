"""`/export`: documents by kind, score sheets by unit; names in full for a written reason."""

from __future__ import annotations

from collections.abc import Sequence

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.flow.summary import PAGE, pages
from inspection.text import text


def export_card(
    sheets: Sequence[tuple[int, Words]],
    page: int,
    notice: Words | None = None,
    kinds: Sequence[str] = (),
    orders: Sequence[tuple[int, Words]] = (),
    *,
    in_full: bool = False,
) -> Card:
    """What one may have: documents by kind, the ledger, the score sheets by unit.

    A tap brings the file. `orders` are documents asked for, each with where it stands; `in_full`:
    names may be had, for a reason.
    """
    title = text("export.title", n=len(sheets)) if sheets else text("export.nothing")
    shown = sheets[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = [(button(label, "xs", sheet),) for sheet, label in shown]
    rows += pages("export", page, len(sheets))
    # The ledger of all comes at once and not by order.
    offered = [
        button(text("button.ledger"), "xl")
        if kind == "ledger"
        else button(text(f"order.kind-{kind}"), "xk", kind)
        for kind in kinds
    ]
    rows += [tuple(offered[at : at + 2]) for at in range(0, len(offered), 2)]
    if in_full:
        rows.append((says.go(text("unmasked.button"), 0, "unmasked"),))
    rows += [(button(label, "xa", number),) for number, label in orders]
    lines: list[Words] = [title]
    if sheets:
        lines.append(text("export.how"))
    if notice:
        lines.append(notice)
    rows.append((says.go(text("home.back"), 0, "home"),))
    place = "export" if page == 0 else f"export.{page}"
    return Card(f"0|{place}", title, tuple(lines), tuple(rows))


def unmasked_card(kinds: Sequence[str], notice: Words | None = None) -> Card:
    """`unmasked`: which document is wanted with names in full."""
    title = text("unmasked.title")
    offered = [says.go(text(f"order.kind-{kind}"), 0, f"unmasked.{kind}") for kind in kinds]
    rows = [tuple(offered[at : at + 2]) for at in range(0, len(offered), 2)]
    rows.append((says.go(text("button.cancel"), 0, "export"),))
    lines = (title, text("unmasked.how"), *((notice,) if notice else ()))
    return Card("0|unmasked", title, lines, tuple(rows))


def reason_card(kind: str, notice: Words | None = None) -> Card:
    """`unmasked.<kind>`: what for, to be typed."""
    title = text("unmasked.why", kind=text(f"cli.kind-{kind}"))
    lines = (title, text("unmasked.noted"), *((notice,) if notice else ()))
    rows = ((says.go(text("button.cancel"), 0, "unmasked"),),)
    return Card(f"0|unmasked.{kind}", title, lines, rows)

"""The cards of an office's own Word templates: which are used, one of them, how it was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.flow import says
from inspection.text import text

FAULTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TemplateView:
    """One kind of document: its own template by name, day and sender, or none.

    `state`, `sent` and `told` are about the template that came last: what became of it.
    """

    kind: str
    name: str | None
    day: str
    who: str
    state: str
    sent: str
    told: Sequence[Words]
    makes: str
    """The kind of `/export` that uses it."""
    notice: Words | None = None


def templates_card(used: Sequence[tuple[str, str | None, str]], notice: Words | None) -> Card:
    """All kinds, each with the name and day of the template in use; a button a kind."""
    title = text("template.title")
    lines: list[Words] = [title, text("template.how")]
    rows = []
    for kind, name, day in used:
        called = text(f"template.kind-{kind}")
        if name is None:
            lines.append(text("template.line-built-in", kind=called))
        else:
            lines.append(text("template.line-own", kind=called, name=name, day=day))
        rows.append(says.go(called, 0, f"template.{kind}"))
    paired: list[tuple[Button, ...]] = [tuple(rows[at : at + 2]) for at in range(0, len(rows), 2)]
    home = says.go(text("home.back"), 0, "home")
    if notice:
        lines.append(notice)
    return Card("0|templates", title, tuple(lines), (*paired, (home,)))


def template_card(view: TemplateView) -> Card:
    """One kind: what is used, what became of what was sent, and the ways on."""
    kind = text(f"template.kind-{view.kind}")
    lines: list[Words] = [kind]
    if view.name is None:
        lines.append(text("template.one-built-in"))
    else:
        lines.append(text("template.one-own", name=view.name, day=view.day, who=view.who))
    match view.state:
        case "owed":
            lines.append(text("template.checking", name=view.sent))
        case "faults":
            lines.append(text("template.faults", name=view.sent, n=len(view.told)))
            lines += view.told[:FAULTS_SHOWN]
        case "failed":
            lines.append(text("template.failed", name=view.sent))
        case "used":
            lines.append(text("template.used", name=view.sent))
    lines.append(text("template.send", kind=kind))
    if view.notice:
        lines.append(view.notice)
    rows: list[tuple[Button, ...]] = [(button(text("template.fields"), "tf", view.kind),)]
    if view.name is not None:
        drop = button(text("template.drop"), "td", view.kind)
        rows.append((button(text("template.make"), "xk", view.makes), drop))
    rows.append((says.go(text("template.back"), 0, "templates"),))
    return Card(f"0|template.{view.kind}", kind, tuple(lines), tuple(rows))

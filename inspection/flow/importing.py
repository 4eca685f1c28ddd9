"""A workbook on its way in: what is wrong with it, what it would change, what it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspection.buttons import button
from inspection.card import Button, Card, Words
from inspection.fault import Fault
from inspection.flow import says
from inspection.text import Text, text

FAULTS_SHOWN = 15
WARNINGS_SHOWN = 5
NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one kind of thing, each named as people know it."""

    kind: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether it does anything to it."""
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import changes, or has changed; `campaign_id` is None for one not yet made.

    `same`: this very workbook was taken over before, nothing changes. `kept`: households the
    roster names no longer, which stay because something is recorded about them. `older_sheets`:
    sheets in progress that stay with their version of the checklist.
    """

    title: str
    campaign_id: int | None
    same: bool = False
    basics: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    renumbered: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    older_sheets: int = 0


def _names(names: Sequence[str], shown: int | None) -> str:
    if shown is None or len(names) <= shown:
        return "、".join(names)
    return "、".join(names[:shown]) + "…"


def result_lines(result: ImportResult, shown: int | None = NAMES_SHOWN) -> tuple[Text, ...]:
    """The result in words, with at most so many names a line (None: all of them)."""
    if result.same:
        return (text("import.same"),)
    lines: list[Text] = []
    if result.basics:
        fields = tuple(
            part
            for at, name in enumerate(result.basics)
            for part in ((text("word.comma"),) if at else ()) + (text(f"import.field.{name}"),)
        )
        lines.append(text("import.basics", fields=fields))
    for change in result.changes:
        kind = text(f"import.kind.{change.kind}")
        for way, names in (
            ("new", change.new),
            ("changed", change.changed),
            ("gone", change.gone),
        ):
            if not names:
                continue
            if way == "new" and result.campaign_id is None:
                lines.append(text("import.counted", kind=kind, n=len(names)))
            else:
                said = _names(names, shown)
                lines.append(text(f"import.{way}", kind=kind, n=len(names), names=said))
    if result.renumbered:
        said = _names(result.renumbered, shown)
        lines.append(text("import.renumbered", n=len(result.renumbered), names=said))
    if result.kept:
        lines.append(
            text("import.kept", n=len(result.kept), names=_names(result.kept, shown)),
        )
    if result.older_sheets:
        lines.append(text("import.older-sheets", n=result.older_sheets))
    return tuple(lines) or (text("import.nothing"),)


def fault_line(fault: Fault) -> Text:
    """A fault with its place in front."""
    if not fault.where:
        return text("import.fault-whole", words=fault.text)
    return text("import.fault", where=fault.where, words=fault.text)


def fault_lines(faults: Sequence[Fault], most: int) -> list[Text]:
    """The first so many faults, and how many more there are."""
    lines = [fault_line(fault) for fault in faults[:most]]
    if len(faults) > most:
        lines.append(text("import.more", n=len(faults) - most))
    return lines


def import_card(
    import_id: int, name: str, state: str, told: Sequence[Words], notice: Words | None = None
) -> Card:
    """Where the workbook stands: being read, refused, to be confirmed, taken over."""
    title = text(f"import.state.{state}", name=name)
    lines: list[Words] = [title, *told]
    if notice:
        lines.append(notice)
    home = says.go(text("home.back"), 0, "home")
    no = button(text("import.no"), "im", import_id, "no")
    rows: tuple[tuple[Button, ...], ...]
    match state:
        case "ready":
            rows = ((button(text("import.go"), "im", import_id, "go"), no),)
        case "owed":
            rows = ((no,),)
        case "confirmed":
            rows = ()
        case "done":
            rows = ((says.go(text("home.people"), 0, "people.0"), home),)
        case _:
            rows = ((button(text("home.template"), "tp"), home),)
    return Card(f"0|import.{import_id}", title, tuple(lines), rows, private=True)

"""Which commands a person's menu shows: those they may use, in one order for everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Protocol

from inspection.people import Right, Speaker, may
from inspection.text import Text, text
from storage import people
from storage.db import Tx

ORDER = (
    "inspect", "submit", "findings", "summary", "rank", "export", "draw", "campaign", "template",
    "invite", "start", "help", "whoami", "lang", "cancel",
)  # fmt: skip


class Route(Protocol):
    """What a menu asks of a command's route."""

    @property
    def right(self) -> Right:
        """The right the command needs."""


def commands_for(tx: Tx, user_id: int) -> list[tuple[str, Text]]:
    """The menu of an account: command and what it does; whoever has no role sees /start alone."""
    # The table is made of modules that show menus themselves.
    table: Mapping[str, Route] = import_module("workflow.routes").COMMANDS
    return allowed(people.speaker(tx, user_id), table)


def allowed(speaker: Speaker | None, table: Mapping[str, Route]) -> list[tuple[str, Text]]:
    """Of the commands in the table, those the person may use."""
    names: Collection[str] = (
        ("start",)
        if speaker is None
        else [n for n in ORDER if n in table and may(speaker, table[n].right)]
    )
    return [(name, text(f"menu.{name}")) for name in names]

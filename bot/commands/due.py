"""`ducha due`: the reminders of this day, without the chat."""

from __future__ import annotations

import json

import click

from bot import clock
from bot.commands.opening import act, say, settings
from workflow.due_list import due_json, due_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def due(*, as_json: bool) -> None:
    """Which reminders are due now and who gets them; nothing is planned or sent."""
    found = settings()
    now = clock.now()

    if as_json:
        plain = act(found, lambda tx: due_json(tx, found.zone, now))
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for line in act(found, lambda tx: list(due_lines(tx, found.zone, now))):
        say(found.lang, line)

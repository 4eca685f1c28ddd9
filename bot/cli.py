"""`ducha`: every command of the program. Exit 0 done, 2 bad input, 1 failed."""

from __future__ import annotations

import asyncio

import click

from bot import app
from bot.commands import (
    custody,
    demo,
    doctor,
    due,
    people,
    results,
    retain,
    scores,
    serving,
    templates,
)
from bot.commands.opening import settings
from bot.errors import StartError
from bot.logs import set_up


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ducha")
def main() -> None:
    """督查: a chat bot with which county inspection teams run an inspection."""


@main.command()
def run() -> None:
    """Run the bot and the reminders (TELEGRAM_BOT_TOKEN; see .env.example)."""
    found = settings()
    set_up(found.log)
    try:
        asyncio.run(app.run(found))
    except StartError as error:
        raise click.ClickException(str(error)) from None


for command in (
    demo.demo,
    people.import_,
    people.template,
    people.invite,
    scores.check,
    scores.score,
    results.export,
    results.summary,
    due.due,
    custody.audit_,
    custody.backup,
    custody.restore,
    retain.retain,
    doctor.doctor,
    serving.serve,
    serving.devices,
):
    main.add_command(command)
for command in (templates.set_, templates.remove, templates.list_, templates.fields):
    people.template.add_command(command)

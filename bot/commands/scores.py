"""`ducha check` and `ducha score`: checklists and answer files, without any campaign."""

from __future__ import annotations

from pathlib import Path

import click

from bot.commands.opening import BAD_INPUT, end, say, say_faults, settings
from inspection.text import text
from workflow.score_files import BadFilesError, check_file, score_files


@click.command()
@click.argument("file")
def check(file: str) -> None:
    """Check a checklist (a shipped id, YAML, JSON or Excel) or a campaign workbook: every fault."""
    lang = settings().lang
    reading = check_file(file)
    say_faults(lang, reading.warnings, text("cli.warning"))
    say_faults(lang, reading.faults)
    if reading.faults:
        say(lang, text("cli.faults", n=len(reading.faults)), error=True)
        end(BAD_INPUT)
    say(lang, text("cli.sound", name=file))


@click.command()
@click.argument("checklist")
@click.argument("answers", nargs=-1, required=True, type=click.Path(path_type=Path))
def score(checklist: str, answers: tuple[Path, ...]) -> None:
    """Score answer files; with several, one JSON object a line, in order."""
    lang = settings().lang
    try:
        lines = score_files(checklist, answers)
    except BadFilesError as bad:
        for file in bad.files:
            click.echo(f"{file.name}:", err=True)
            say_faults(lang, file.faults)
        end(BAD_INPUT)
    for line in lines:
        click.echo(line)

"""`ducha summary` and `ducha export`: the results, without the chat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from bot import clock
from bot.commands.opening import BAD_INPUT, act, end, say, settings
from bot.settings import Settings
from bot.talk import house
from inspection.people import RefusalError
from inspection.text import text
from storage import campaigns
from storage.campaigns import Campaign
from storage.db import Tx
from workflow.exporting import export_sheets
from workflow.summary_json import summary_json

KINDS = ("sheet",)


def _campaign(tx: Tx, title: str | None) -> Campaign | None:
    """The campaign of that title, else the newest."""
    if title is not None:
        return campaigns.titled(tx, title)
    return next(iter(campaigns.campaigns(tx)), None)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option("--campaign", "title", help="Title of the campaign; the newest without it.")
def summary(*, as_json: bool, title: str | None) -> None:
    """What /summary shows: progress, scores, where the points went, the ranking."""
    found = settings()
    now = clock.now()

    def look(tx: Tx) -> dict[str, Any] | None:
        campaign = _campaign(tx, title)
        return None if campaign is None else summary_json(tx, house(found, ""), now, campaign)

    figures = _or_refused(found, lambda: act(found, look))
    if figures is None:
        say(found.lang, text("cli.no-campaign"), error=True)
        end(BAD_INPUT)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    for line in _lines(figures):
        click.echo(line)


def _lines(figures: dict[str, Any], above: str = "") -> list[str]:
    """Figures as one line each, `path: value`, for people without a JSON reader."""
    lines: list[str] = []
    for key, value in figures.items():
        path = f"{above}{key}"
        if isinstance(value, dict):
            lines += _lines(value, f"{path}.")
        elif isinstance(value, list):
            for number, each in enumerate(value, start=1):
                inner = each if isinstance(each, dict) else {"": each}
                lines += _lines(inner, f"{path}[{number}].")
        elif value is not None:
            lines.append(f"{path.rstrip('.')}: {value}")
    return lines


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--unit", help="Only this unit, by its name.")
@click.option("--campaign", "title", help="Title of the campaign; the newest without it.")
@click.option("--why", help="What the export is for; the audit trail keeps its hash.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def export(kind: str, unit: str | None, title: str | None, why: str | None, out: Path) -> None:
    """Write documents to a folder: the official score sheets as Excel."""
    del kind  # one kind so far; the click.Choice above has checked it
    found = settings()
    now = clock.now()

    def write(tx: Tx) -> list[Path] | None:
        campaign = _campaign(tx, title)
        if campaign is None:
            return None
        return export_sheets(
            tx, house(found, ""), now, campaign, out, unit=unit, why=why, lang="zh"
        )

    try:
        written = _or_refused(found, lambda: act(found, write))
    except LookupError:
        say(found.lang, text("cli.no-sheet", unit=unit or ""), error=True)
        end(BAD_INPUT)
    if written is None:
        say(found.lang, text("cli.no-campaign"), error=True)
        end(BAD_INPUT)
    for file in written:
        click.echo(str(file))


def _or_refused(found: Settings, run: Any) -> Any:
    """What `run` gives; a refusal is worded and ends the command."""
    try:
        return run()
    except RefusalError as refusal:
        say(found.lang, text(f"refusal.{refusal.code}", **refusal.params), error=True)
        end(BAD_INPUT)

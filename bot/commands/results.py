"""`ducha summary` and `ducha export`: the results, without the chat."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import clock
from bot.commands.opening import BAD_INPUT, act, acts, end, say, settings
from bot.settings import Settings
from bot.talk import house
from content.locales import catalog
from inspection.card import Words
from inspection.people import RefusalError
from inspection.text import text
from storage import campaigns
from storage.campaigns import Campaign
from storage.db import Books, Tx
from workflow.exporting import NoSheetError, export_sheet, make_paper, sheets_to_export
from workflow.summary_json import summary_json
from workflow.summary_text import summary_lines

KINDS = ("sheet",)
T = TypeVar("T")


class _NoCampaignError(Exception):
    """There is no campaign of that title, or none at all."""


def _campaign(tx: Tx, title: str | None) -> Campaign:
    """The campaign of that title, else the newest."""
    found = (
        campaigns.titled(tx, title)
        if title is not None
        else next(iter(campaigns.campaigns(tx)), None)
    )
    if found is None:
        raise _NoCampaignError
    return found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option("--campaign", "title", help="Title of the campaign; the newest without it.")
def summary(*, as_json: bool, title: str | None) -> None:
    """What /summary shows: progress, scores, where the points went, the ranking."""
    found = settings()
    now = clock.now()

    def look(tx: Tx) -> dict[str, Any] | list[Words]:
        campaign = _campaign(tx, title)
        show = summary_json if as_json else summary_lines
        return show(tx, house(found, ""), now, campaign)

    shown = _or_refused(found, lambda: act(found, look))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for line in shown:
        say(found.lang, line)


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
    now, here = clock.now(), house(found, "")

    def choose(tx: Tx) -> list[int]:
        return sheets_to_export(tx, here, now, _campaign(tx, title), unit)

    async def write(books: Books) -> list[Path]:
        chosen = await books.act(choose)
        label = catalog(found.lang).plain(text("cli.sheets"))
        written = []
        with click.progressbar(chosen, label=label, file=sys.stderr) as bar:
            for sheet_id in bar:
                name, recipe = await books.act(
                    partial(export_sheet, house=here, now=now, sheet_id=sheet_id, why=why)
                )
                written.append(_write(out / name, make_paper(recipe)))
        return written

    try:
        written = _or_refused(found, lambda: acts(found, write))
    except NoSheetError as nothing:
        say(found.lang, text("cli.no-sheet", unit=str(nothing)), error=True)
        end(BAD_INPUT)
    except OSError as error:
        raise click.FileError(str(error.filename or out), error.strerror or "") from None
    for file in written:
        click.echo(str(file))


def _write(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _or_refused(found: Settings, run: Callable[[], T]) -> T:
    """What `run` gives; a refusal, or no campaign, is worded and ends the command."""
    try:
        return run()
    except RefusalError as refusal:
        why = text(f"refusal.{refusal.code}", **refusal.params)
    except _NoCampaignError:
        why = text("cli.no-campaign")
    say(found.lang, why, error=True)
    return end(BAD_INPUT)

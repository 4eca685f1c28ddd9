"""`ducha summary` and `ducha export`: the results, without the chat."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import clock
from bot.commands.opening import BAD_INPUT, acts, end, look, say, settings
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
from workflow.ledger import LEDGER_SHEETS, NoFindingsError, export_ledger, ledger_file
from workflow.ledger_lines import read_ledger
from workflow.scene import House
from workflow.summary_json import summary_json
from workflow.summary_text import summary_lines

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

    def told(tx: Tx) -> dict[str, Any] | list[Words]:
        campaign = _campaign(tx, title)
        show = summary_json if as_json else summary_lines
        return show(tx, house(found, ""), now, campaign)

    shown = _or_refused(found, lambda: look(found, told))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for line in shown:
        say(found.lang, line)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be exported, of what, and what for; `unmasked` is a reason."""

    lang: str
    house: House
    now: datetime
    title: str | None
    unit: str | None
    why: str | None
    unmasked: str | None
    out: Path


async def _sheets(order: _Order, books: Books) -> list[Path]:
    def choose(tx: Tx) -> list[int]:
        return sheets_to_export(tx, order.house, order.now, _campaign(tx, order.title), order.unit)

    chosen = await books.act(choose)
    written = []
    with _bar(order.lang, "cli.sheets", len(chosen)) as bar:
        for sheet_id in chosen:
            name, recipe = await books.act(
                partial(
                    export_sheet,
                    house=order.house,
                    now=order.now,
                    sheet_id=sheet_id,
                    why=order.why,
                    unmasked=order.unmasked,
                )
            )
            written.append(_write(order.out / name, make_paper(recipe)))
            bar.update(1)
    return written


async def _ledger(order: _Order, books: Books) -> list[Path]:
    def note(tx: Tx) -> tuple[str, dict[str, Any]]:
        campaign = _campaign(tx, order.title)
        house, now = order.house, order.now
        return export_ledger(tx, house, now, campaign, order.unit, order.why, order.unmasked)

    name, recipe = await books.act(note)
    ledger = await books.read_long(partial(read_ledger, recipe=recipe))
    with _bar(order.lang, "cli.ledger", LEDGER_SHEETS * len(ledger.lines)) as bar:
        return [_write(order.out / name, ledger_file(ledger, bar.update))]


KINDS: Mapping[str, Callable[[_Order, Books], Coroutine[Any, Any, list[Path]]]] = {
    "sheet": _sheets,
    "ledger": _ledger,
}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--unit", help="Only this unit, by its name; for a ledger a township's too.")
@click.option("--campaign", "title", help="Title of the campaign; the newest without it.")
@click.option("--why", help="What the export is for; the audit trail keeps its hash.")
@click.option(
    "--unmasked",
    metavar="REASON",
    help="Names in full; why, the file says and the audit trail keeps its hash.",
)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def export(
    kind: str,
    unit: str | None,
    title: str | None,
    why: str | None,
    unmasked: str | None,
    out: Path,
) -> None:
    """Write documents to a folder as Excel: the score sheets (sheet), the ledger (ledger)."""
    found = settings()
    order = _Order(found.lang, house(found, ""), clock.now(), title, unit, why, unmasked, out)
    try:
        written = _or_refused(found, lambda: acts(found, partial(KINDS[kind], order)))
    except (NoSheetError, NoFindingsError) as nothing:
        code = "cli.no-sheet" if isinstance(nothing, NoSheetError) else "cli.no-findings"
        say(found.lang, text(code, unit=str(nothing)), error=True)
        end(BAD_INPUT)
    except OSError as error:
        raise click.FileError(str(error.filename or out), error.strerror or "") from None
    for file in written:
        click.echo(str(file))


def _bar(lang: str, code: str, length: int) -> Any:
    """A progress bar on standard error."""
    label = catalog(lang).plain(text(code))
    return click.progressbar(length=length, label=label, file=sys.stderr)


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

"""`ducha summary` and `ducha export`: the results, without the chat."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import clock
from bot.commands.documents import NoCampaignError, Order, Steps, run, the_campaign
from bot.commands.opening import BAD_INPUT, FAILED, acts, end, look, say, settings
from bot.settings import Settings
from bot.talk import house
from content.locales import catalog
from exports.scan import LeakError
from exports.template import TemplateError
from inspection.card import Words
from inspection.people import RefusalError
from inspection.text import Text, text
from storage.db import Tx
from workflow.document_making import why_failed
from workflow.documents import ALL, KINDS, NOTHING, why_nothing
from workflow.summary_json import summary_json
from workflow.summary_text import summary_lines

T = TypeVar("T")
_STEPS = 1000
"""Of a bar: per mille."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
@click.option("--campaign", "title", help="Title of the campaign; the newest without it.")
def summary(*, as_json: bool, title: str | None) -> None:
    """What /summary shows: progress, scores, where the points went, the ranking."""
    found = settings()
    now = clock.now()

    def told(tx: Tx) -> dict[str, Any] | list[Words]:
        campaign = the_campaign(tx, title)
        show = summary_json if as_json else summary_lines
        return show(tx, house(found, ""), now, campaign)

    shown = _or_refused(found, lambda: look(found, told))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for line in shown:
        say(found.lang, line)


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, ALL]))
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
    """Write documents to a folder, as Excel, Word or an archive.

    sheet: the score sheets; ledger: the ledger of findings; ranking; campaign: a workbook with
    every answer; circular, report, carryover, notices: official papers; evidence: the archive.
    all makes every kind there is something for.
    """
    found = settings()
    order = Order(kind, house(found, ""), clock.now(), title, unit, why, unmasked, out)
    try:
        with _bar(found.lang) as told:
            made = _or_refused(found, lambda: acts(found, lambda books: run(order, books, told)))
    except NOTHING as nothing:
        say(found.lang, why_nothing(nothing, kind), error=True)
        end(BAD_INPUT)
    except (LeakError, TemplateError) as error:
        say(found.lang, why_failed(error), error=True)
        end(FAILED)
    except OSError as error:
        raise click.FileError(str(error.filename or out), error.strerror or "") from None
    for file in made.files:
        click.echo(str(file))
    for _, words in made.left_out:
        say(found.lang, words, error=True)
    for which, fault in made.failed:
        words = text("cli.kind-failed", kind=text(f"cli.kind-{which}"), why=fault)
        say(found.lang, words, error=True)
    if made.failed:
        end(FAILED)


@contextmanager
def _bar(lang: str) -> Iterator[Steps]:
    """A progress bar on standard error from the first step on: which kind, so many of so many."""
    with ExitStack() as stack:
        bar: Any = None

        def told(kind: Text, done: int, of: int) -> None:
            nonlocal bar
            label = catalog(lang).plain(kind)
            if bar is None:
                shown = click.progressbar(length=_STEPS, label=label, file=sys.stderr)
                bar = stack.enter_context(shown)
            bar.label = label
            bar.update(max(_STEPS * done // max(of, 1) - bar.pos, 0))

        yield told


def _or_refused(found: Settings, run: Callable[[], T]) -> T:
    """What `run` gives; a refusal, or no campaign, is worded and ends the command."""
    try:
        return run()
    except RefusalError as refusal:
        why = text(f"refusal.{refusal.code}", **refusal.params)
    except NoCampaignError:
        why = text("cli.no-campaign")
    say(found.lang, why, error=True)
    return end(BAD_INPUT)

"""`ducha retain`: removes originals and positions of campaigns whose retention time is over."""

from __future__ import annotations

import sys

import click

from bot import clock
from bot.commands.opening import FAILED, acts, end, look, say, settings
from bot.talk import house
from content.locales import catalog
from inspection.text import text
from workflow.retaining import Kept, kept
from workflow.retaining import retain as remove


@click.command()
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be removed; change nothing.")
def retain(*, dry: bool) -> None:
    """Remove originals of evidence and exact positions after a campaign's retention time.

    That is its end and so many months (保留月数 of the workbook; 24 where it says none). Answers,
    findings, scores, hashes and the audit trail stay. Doing it again goes on, or does nothing.
    """
    found, now = settings(), clock.now()
    today = now.astimezone(found.zone).date()
    every = look(found, kept)
    over = [each for each in every if today > each.until and each.amount.rows]
    for each in over:
        _say(found.lang, "due", each)
    if not over:
        say(found.lang, text("cli.retain-nothing"))
        for each in [each for each in every if today <= each.until][:1]:
            _say(found.lang, "next", each)
    if dry:
        say(found.lang, text("cli.retain-dry"))
        return
    label = catalog(found.lang).plain(text("cli.evidence"))
    files = sum(each.amount.rows for each in over)
    try:
        with click.progressbar(length=files, label=label, file=sys.stderr) as bar:
            n = acts(found, lambda books: remove(books, house(found), now, bar.update))
    except OSError as error:
        where = text("cli.not-deleted", path=str(error.filename or ""), why=error.strerror or "")
        say(found.lang, where, error=True)
        end(FAILED)
    if n:
        say(found.lang, text("cli.retained", n=n))


def _say(lang: str, code: str, each: Kept) -> None:
    amount = each.amount
    words = text(
        f"cli.retain-{code}",
        title=each.campaign.title,
        until=each.until.isoformat(),
        n=amount.rows,
        files=str(amount.files),
        megabytes=f"{amount.bytes / 1_000_000:.1f}",
        positions=str(amount.positions),
    )
    say(lang, words)

"""`ducha template set`, `remove`, `list`, `fields`: an office's own Word templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from bot import clock
from bot.commands.documents import NoCampaignError, the_campaign
from bot.commands.opening import BAD_INPUT, acts, end, look, say, settings
from bot.settings import Settings
from bot.talk import house
from exports.template import check_template
from exports.template_fields import KINDS, TemplateKind
from inspection.fault import Fault
from inspection.text import text
from storage import templates
from storage.audit import Actor
from storage.campaigns import Campaign
from storage.db import Books, Tx
from workflow import template_acts
from workflow.templates import field_lines

T = TypeVar("T")
_KIND = click.argument("kind", type=click.Choice(KINDS))
_CAMPAIGN = click.option(
    "--campaign", "title", help="Title of the campaign; the newest without it."
)


@dataclass(frozen=True, slots=True)
class _Set:
    """A template on its way into use."""

    found: Settings
    now: datetime
    title: str | None
    kind: TemplateKind
    name: str
    content: bytes

    async def run(self, books: Books) -> tuple[Campaign, tuple[Fault, ...]]:
        """Check it, try it with the campaign's figures, use it; its faults where it has any."""
        campaign = await books.read(lambda tx: the_campaign(tx, self.title))
        ours = house(self.found)
        trials = await books.read_long(
            lambda tx: template_acts.trials(tx, ours, self.now, campaign, self.kind)
        )
        faults = check_template(self.content, self.kind, trials)
        if not faults:
            await books.act(lambda tx: self.use(tx, campaign))
        return campaign, faults

    def use(self, tx: Tx, campaign: Campaign) -> None:
        """Take it into use, in the name of the office."""
        new = templates.offer(tx, campaign.id, self.kind, None, "", self.name, self.now)
        template_acts.take(tx, Actor(campaign.id), self.now, new, self.content)


@click.command("set")
@_KIND
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_CAMPAIGN
def set_(kind: str, file: Path, title: str | None) -> None:
    """Use FILE (.docx) for documents of KIND from now on, once it is checked and tried."""
    found = settings()
    job = _Set(found, clock.now(), title, _kind(kind), file.name, file.read_bytes())
    campaign, faults = _or_end(found, lambda: acts(found, job.run))
    if faults:
        for fault in faults:
            say(found.lang, fault.text, error=True)
        say(found.lang, text("cli.template-faults", n=len(faults)), error=True)
        end(BAD_INPUT)
    called = text(f"template.kind-{kind}")
    words = text("cli.template-used", kind=called, name=file.name, title=campaign.title)
    say(found.lang, words)


@click.command("remove")
@_KIND
@_CAMPAIGN
def remove(kind: str, title: str | None) -> None:
    """Go back to the built-in form for documents of KIND."""
    found, now = settings(), clock.now()

    def drop(tx: Tx) -> tuple[Campaign, bool]:
        campaign = the_campaign(tx, title)
        actor = Actor(campaign.id)
        return campaign, template_acts.drop(tx, actor, now, campaign.id, _kind(kind))

    campaign, dropped = _or_end(found, lambda: look(found, drop))
    code = "cli.template-dropped" if dropped else "cli.template-none"
    say(found.lang, text(code, kind=text(f"template.kind-{kind}"), title=campaign.title))


@click.command("list")
@_CAMPAIGN
def list_(title: str | None) -> None:
    """Which templates are in use."""
    found = settings()
    used = _or_end(
        found, lambda: look(found, lambda tx: templates.used(tx, the_campaign(tx, title).id))
    )
    for kind in KINDS:
        called = text(f"template.kind-{kind}")
        if kind not in used:
            say(found.lang, text("template.line-built-in", kind=called))
            continue
        day = used[kind].at.astimezone(found.zone).date().isoformat()
        say(found.lang, text("template.line-own", kind=called, name=used[kind].name, day=day))


@click.command("fields")
@click.argument("kind", type=click.Choice(KINDS), default="circular")
def fields(kind: str) -> None:
    """What a template of KIND may use: name, sort, meaning, example."""
    for line in field_lines(_kind(kind), settings().lang):
        click.echo(line)


def _kind(raw: str) -> TemplateKind:
    return next(kind for kind in KINDS if kind == raw)


def _or_end(found: Settings, run: Callable[[], T]) -> T:
    try:
        return run()
    except NoCampaignError:
        say(found.lang, text("cli.no-campaign"), error=True)
        return end(BAD_INPUT)

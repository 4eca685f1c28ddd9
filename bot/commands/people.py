"""`ducha import`, `ducha template`, `ducha invite`: people and campaign."""

from __future__ import annotations

import secrets
import sys
from functools import partial
from pathlib import Path
from typing import Literal

import click
import segno

from bot import clock
from bot.commands.opening import BAD_INPUT, act, end, rehearse, say, say_faults, settings
from content.locales import catalog
from content.programmes import programme, programme_ids
from content.workbook.notation import squeezed
from content.workbook.reader import read_campaign
from content.workbook.template import write_template
from inspection.flow.importing import result_lines
from inspection.text import text
from workflow.inviting import Invited, invite_admin, invite_by_name
from workflow.taking_over import dry_run, import_plan
from workflow.tokens import office_link

SHIPPED_NAMES = {"zh": "督查项目导入表.xlsx", "en": "campaign-workbook.xlsx"}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", "dry", is_flag=True, help="Say what would change; keep nothing.")
def import_(file: Path, dry: bool) -> None:
    """Take a campaign workbook over: every fault by sheet and cell, or what changed."""
    found = settings()
    say(found.lang, text("cli.reading", name=file.name), error=True)
    reading = read_campaign(file)
    say_faults(found.lang, reading.warnings, text("cli.warning"))
    if reading.plan is None:
        say_faults(found.lang, reading.faults)
        say(found.lang, text("cli.faults", n=len(reading.faults)), error=True)
        end(BAD_INPUT)
    plan = reading.plan
    now = clock.now()
    if dry:
        result = rehearse(found, lambda tx: dry_run(tx, plan))
    else:
        label = catalog(found.lang).plain(text("cli.importing"))
        units = len(plan.units)
        with click.progressbar(length=units, label=label, file=sys.stderr) as bar:
            result = act(found, lambda tx: import_plan(tx, plan, now, saved=lambda: bar.update(1)))
            # Where nothing had changed there was nothing to save.
            bar.update(units - bar.pos)
    say(found.lang, text("import.campaign", title=result.title))
    for line in result_lines(result, shown=None):
        say(found.lang, line)
    if dry:
        say(found.lang, text("cli.dry-run"))


@click.group(invoke_without_command=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the explanations.")
@click.option("--scheme", type=click.Choice(programme_ids()), help="Programme to fill in.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, or folder.")
@click.pass_context
def template(
    called: click.Context, lang: Literal["zh", "en"] | None, scheme: str | None, out: Path | None
) -> None:
    """Write an empty campaign workbook with explanations, lists to choose from and examples.

    Of a programme (--scheme) its rounds, departments, deadline and topics are filled in. The
    commands are about the office's own Word templates.
    """
    if called.invoked_subcommand is not None:
        return
    chosen = lang or settings().lang
    filled = programme(scheme, clock.now().astimezone().year) if scheme else None
    path = out or Path()
    if path.is_dir():
        path /= SHIPPED_NAMES[chosen]
    try:
        write_template(path, chosen, filled)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "") from None
    click.echo(str(path))


@click.command()
@click.argument("name")
@click.option("--admin", is_flag=True, help="As an admin, beside the roster where need be.")
@click.option(
    "--qr",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
    help="Write the QR picture of the link to this file (PNG), or - to show it here.",
)
def invite(name: str, admin: bool, qr: Path | None) -> None:
    """Make a one-time join token for NAME (or a 编号), printed alone on the last line.

    For an office on its own network its link comes before it.
    """
    found = settings()
    name = squeezed(name)
    if not name:
        raise click.BadParameter("is empty", param_hint="NAME")
    token = secrets.token_urlsafe(16)
    made = act(
        found,
        partial(invite_admin if admin else invite_by_name, name=name, token=token, now=clock.now()),
    )
    _explain(found.lang, name, made, admin=admin)
    address = found.public_address
    if address is None:
        say(found.lang, text("cli.invite-how"))
    else:
        say(found.lang, text("cli.invite-link"))
        click.echo(office_link(address, token))
    if qr is not None:
        link = f"/start {token}" if address is None else office_link(address, token)
        if str(qr) == "-":
            segno.make(link, error="m").terminal(sys.stdout, compact=True)
        else:
            _draw(qr, link)
            say(found.lang, text("cli.invite-picture", path=str(qr)))
    click.echo(token)


def _draw(file: Path, link: str) -> None:
    """The picture of a link that lets somebody in: for the owner's eyes."""
    try:
        file.touch(mode=0o600)
        segno.make(link, error="m").save(str(file), kind="png", scale=8, border=4)
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "") from None


def _explain(lang: str, name: str, made: Invited, *, admin: bool) -> None:
    if made.doubtful:
        keys = "、".join(member.key for member in made.doubtful)
        say(lang, text("cli.invite-doubtful", name=name, keys=keys), error=True)
        end(BAD_INPUT)
    if made.person is not None:
        title = made.campaign or ""
        say(lang, text("cli.invite-made", name=made.person.name, title=title))
    elif admin:
        say(lang, text("cli.invite-founder", name=name))
    else:
        say(lang, text("cli.invite-nobody", name=name), error=True)
        end(BAD_INPUT)

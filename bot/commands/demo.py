"""`ducha demo`: the whole system on this machine, in the browser."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import clock
from bot import demo as the_demo
from bot.commands.opening import say, settings
from bot.demo_play import StoryError
from bot.errors import StartError
from bot.logs import set_up
from inspection.text import text

OLD = 7
"""Days after which the campaign of a kept demo has gone stale."""


@click.command("demo")
@click.option("--port", default=8350, show_default=True, help="Port; if taken, the next free one.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it is kept between runs.  [default: DUCHA_DATA/demo]",
)
@click.option("--fresh", is_flag=True, help="Begin anew and forget what was done.")
def demo(port: int, folder: Path | None, *, fresh: bool) -> None:
    """Chat server, bot and a page in the browser, on a ready campaign; no token, no network."""
    found = settings()
    set_up("WARNING" if found.log == "INFO" else found.log)
    lang = found.lang

    def announce(now: the_demo.Open) -> None:
        if now.port != now.wanted_port:
            say(lang, text("demo.other-port", port=str(now.wanted_port)))
        say(lang, text("demo.open", address=now.address))
        for line in ("inspector", "leader", "findings", "clock", "more"):
            say(lang, text(f"demo.try-{line}"))
        if now.ahead:
            say(lang, text("demo.moved", n=max(now.ahead.days, 1)))
        days = (clock.now() - now.ahead - now.made).days
        if days >= OLD:
            say(lang, text("demo.old", n=days))
        say(lang, text("demo.end"))

    path = folder or found.data / "demo"
    say(lang, text("demo.opening"), error=True)
    try:
        asyncio.run(the_demo.run(found, path, port, announce, fresh=fresh))
    except (StartError, StoryError) as error:
        raise click.ClickException(str(error)) from None
    say(lang, text("demo.closed"), error=True)

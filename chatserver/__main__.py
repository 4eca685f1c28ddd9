"""`python -m chatserver`: the chat server as a process of its own."""

import asyncio
import logging
import signal
from pathlib import Path

import click

from chatserver import Bot, Limits, serve


def _bot(described: str) -> Bot:
    number, _, rest = described.partition(":")
    secret, _, rest = rest.partition(":")
    username, _, name = rest.partition(":")
    if not number.isdecimal() or not secret or not username:
        raise click.BadParameter("a bot is NUMBER:SECRET:username:Name")
    return Bot(f"{number}:{secret}", username, name or username)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Store and files.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8081, show_default=True, help="Port; 0 takes a free one.")
@click.option(
    "--bot", "described", multiple=True, required=True, help="NUMBER:SECRET:username:Name"
)
@click.option("--rates", is_flag=True, help="Hold bots to Telegram's message rates.")
@click.option("--fast", is_flag=True, help="Do not wait for the disk at each commit.")
def main(
    folder: Path, host: str, port: int, described: tuple[str, ...], *, rates: bool, fast: bool
) -> None:
    """Run a Bot API server with a page on this machine; prints its address, ends on Ctrl-C."""
    logging.basicConfig(level=logging.WARNING)
    bots = [_bot(one) for one in described]
    limits = Limits().with_rates() if rates else Limits()
    asyncio.run(_run(folder, host, port, bots, limits, durable=not fast))


async def _run(
    folder: Path, host: str, port: int, bots: list[Bot], limits: Limits, *, durable: bool
) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    running = await serve(
        folder=folder, host=host, port=port, bots=bots, limits=limits, durable=durable
    )
    click.echo(running.address)
    await ended.wait()
    await running.close()


if __name__ == "__main__":
    main()

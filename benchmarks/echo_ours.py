"""An echo bot on our transport and our intake, with books it never writes in."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

from telegram.ext import MessageHandler, filters

from benchmarks.echo_stock import echo
from bot import clock
from bot.intake import Intake
from bot.metrics import Meters
from bot.polling import Polling
from bot.transport import Transport
from handlers.application import build
from storage.db import Books
from storage.migrate import migrate


async def main(server: str, token: str, folder: Path) -> None:
    """Poll for ever."""
    logging.disable(logging.CRITICAL)
    await asyncio.to_thread(migrate, folder / "echo.db")
    books = await Books.open(folder / "echo.db")
    calls, polls = Transport(), Transport(connections=1)
    application = build(token, server, calls, polls)
    await application.initialize()
    application.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, echo))
    meters = Meters()
    intake = Intake(application, books, meters, clock.now)
    polling = Polling(intake, polls, application.bot.base_url, meters)
    await polling.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))

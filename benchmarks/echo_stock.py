"""An echo bot on python-telegram-bot's own polling and its own HTTP client.

As it comes, which is one update at a time, or with so many side by side.
"""

from __future__ import annotations

import logging
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("好", callback_data="ok")]])


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message is not None:
        await update.message.reply_text(update.message.text or "", reply_markup=KEYS)


def main(server: str, token: str, at_once: int) -> None:
    """Poll for ever."""
    logging.disable(logging.CRITICAL)
    building = ApplicationBuilder().token(token).base_url(f"{server}/bot")
    if at_once > 1:
        building = building.concurrent_updates(at_once).connection_pool_size(2 * at_once)
        building = building.pool_timeout(60)
    application = building.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

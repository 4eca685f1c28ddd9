"""The pictures of `/summary` at the moment they are sent: read, drawn, and put into an album."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode

from bot.albums import send_pictures
from exports.drawing import DrawingError, drawn
from handlers import views
from inspection.text import Text, text
from storage.db import Books
from storage.shots import Shot
from workflow.charting import caption, read_charts
from workflow.scene import House

log = logging.getLogger(__name__)


async def charts(
    books: Books, house: House, now: datetime, recipe: Mapping[str, Any]
) -> Sequence[tuple[Shot, bytes]] | Text:
    """The pictures of a recipe with their captions, or why there are none.

    The figures are read beside the books, the pictures drawn in a process of their own.
    """
    plans = await books.read_long(lambda tx: read_charts(tx, house, now, recipe))
    if not plans:
        return text("chart.nothing")
    try:
        made = await asyncio.to_thread(
            drawn, list(plans.values()), house.data / "cache", house.lang
        )
    except DrawingError:
        log.exception("charts cannot be drawn")
        return text("chart.failed")
    return [
        (Shot("", f"{name}.png", caption(name, plan)), png)
        for (name, plan), png in zip(plans.items(), made, strict=True)
    ]


async def send_charts(
    bot: Bot,
    chat_id: int,
    found: Sequence[tuple[Shot, bytes]] | Text,
    lang: str,
    *,
    silent: bool,
) -> int:
    """Send them as one album, or say why not; the number of the last message. TelegramError."""
    if not isinstance(found, Text):
        return await send_pictures(bot, chat_id, found, lang, silent=silent)
    sent = await bot.send_message(
        chat_id,
        views.html_of((found,), lang),
        parse_mode=ParseMode.HTML,
        protect_content=True,
        disable_notification=silent,
    )
    return sent.message_id

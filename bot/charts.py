"""The pictures of `/summary` at the moment they are sent: read, drawn, and put into an album."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode

from bot.albums import send_pictures
from exports.chart_plans import Plan
from exports.drawing import DrawingError, drawn
from handlers import views
from inspection.text import Text, text
from storage.apart import Told
from storage.db import Books, Reader
from storage.shots import Shot
from workflow.charting import caption, read_charts
from workflow.scene import House

log = logging.getLogger(__name__)


async def charts(
    books: Books, house: House, now: datetime, recipe: Mapping[str, Any]
) -> Sequence[tuple[Shot, bytes]] | Text:
    """The pictures of a recipe with their captions, or why there are none.

    The figures are read and the pictures drawn in processes of their own.
    """
    plain = replace(house, new_token=str)
    plans = await books.read_apart(partial(_plans, house=plain, now=now, recipe=recipe))
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


def _plans(
    books: Reader, _told: Told, *, house: House, now: datetime, recipe: Mapping[str, Any]
) -> dict[str, Plan]:
    return books.read(lambda tx: read_charts(tx, house, now, recipe))


async def send_charts(
    bot: Bot,
    chat_id: int,
    found: Sequence[tuple[Shot, bytes]] | Text,
    lang: str,
    *,
    silent: bool,
) -> list[int]:
    """Send them as one album, or say why not; the numbers of the messages. TelegramError."""
    if not isinstance(found, Text):
        return await send_pictures(bot, chat_id, found, lang, silent=silent)
    sent = await bot.send_message(
        chat_id,
        views.html_of((found,), lang),
        parse_mode=ParseMode.HTML,
        protect_content=True,
        disable_notification=silent,
    )
    return [sent.message_id]

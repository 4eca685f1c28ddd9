"""Sends pictures as pictures: one as a photo, several as an album, always protected."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.errors import Fate, outcome_of
from bot.logs import alias
from handlers import views
from storage.shots import Shot

log = logging.getLogger(__name__)


async def send_pictures(
    bot: Bot,
    chat_id: int,
    shots: Sequence[tuple[Shot, bytes]],
    lang: str,
    *,
    silent: bool,
) -> list[int]:
    """Send 1 to 10 pictures with their bytes; the numbers of the messages.

    What the server takes for no picture (too large, broken) goes as documents. TelegramError
    where that fails too.
    """
    try:
        return await _send(bot, chat_id, shots, lang, as_files=False, silent=silent)
    except BadRequest as error:
        if outcome_of(error).fate is not Fate.REFUSED:
            raise
        log.info("pictures for chat %s go as files: %s", alias(chat_id), error)
    return await _send(bot, chat_id, shots, lang, as_files=True, silent=silent)


async def _send(
    bot: Bot,
    chat_id: int,
    shots: Sequence[tuple[Shot, bytes]],
    lang: str,
    *,
    as_files: bool,
    silent: bool,
) -> list[int]:
    settings: dict[str, Any] = {"protect_content": True, "disable_notification": silent}
    said = [views.html_of((shot.caption,), lang, views.CAPTION_LIMIT) for shot, _ in shots]
    style = ParseMode.HTML
    if len(shots) == 1:
        shot, content = shots[0]
        settings |= {"caption": said[0], "parse_mode": style}
        if as_files:
            sent = await bot.send_document(chat_id, content, filename=shot.name, **settings)
        else:
            sent = await bot.send_photo(chat_id, content, **settings)
        return [sent.message_id]
    album: list[InputMediaDocument] | list[InputMediaPhoto]
    if as_files:
        album = [
            InputMediaDocument(content, caption=words, parse_mode=style, filename=shot.name)
            for (shot, content), words in zip(shots, said, strict=True)
        ]
    else:
        album = [
            InputMediaPhoto(content, caption=words, parse_mode=style)
            for (_, content), words in zip(shots, said, strict=True)
        ]
    return [each.message_id for each in await bot.send_media_group(chat_id, album, **settings)]

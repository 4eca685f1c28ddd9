"""Telegram's front door: every update is read, acted upon in one transaction, and answered."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast

from telegram import Bot, CallbackQuery, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler
from telegram.request import BaseRequest

from handlers import views, wire
from inspection.card import Card, Reply
from inspection.heard import Command, Heard, Moment, Pressed
from inspection.text import Text, text
from storage.db import Books, BooksBusyError, Tx
from storage.faults import fault_point

log = logging.getLogger(__name__)

Hear: TypeAlias = Callable[[Tx, Moment], Reply]
CardFor: TypeAlias = Callable[[Tx, datetime, int], Card | None]
CommandsFor: TypeAlias = Callable[[Tx, int], list[tuple[str, Text]]]
Aside: TypeAlias = Callable[[Coroutine[Any, Any, None]], Awaitable[None]]
Look: TypeAlias = Callable[[], Awaitable[object]]
Chores: TypeAlias = Mapping[str, tuple[float, Look]]
"""What a conversation has looked at from time to time: by name, every so many seconds."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What chores work with: the books, a file's bytes by its id, waking the painter."""

    books: Books
    fetch: Callable[[str], Awaitable[bytes]]
    nudge: Callable[[int], None]
    now: Callable[[], datetime]
    wall: Callable[[], datetime]


def no_chores(_: Tools) -> Chores:
    """For a conversation that only answers."""
    return {}


_PLAIN = re.compile(r"[a-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is talked about: the act of hearing, the card of the moment, the menu of a person."""

    hear: Hear
    card_for: CardFor
    commands_for: CommandsFor
    chores: Callable[[Tools], Chores] = no_chores


@dataclass(frozen=True, slots=True)
class Door:
    """Where updates come in.

    `aside` runs work beside the path, `nudge` wakes the painter, `alias` names a chat in the
    log, `lang` is for people not yet met.
    """

    books: Books
    hear: Hear
    now: Callable[[], datetime]
    aside: Aside
    nudge: Callable[[int], None]
    alias: Callable[[int], str]
    lang: str = "zh"

    async def opened(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Hear one update; returns once what it changes is on the disk.

        Raises what the act raised, or BooksBusyError; the update is then not acknowledged.
        """
        started = time.perf_counter()
        said = wire.read(update, context.bot.username)
        if said is None:
            return
        sender, heard = said
        moment = Moment(update.update_id, sender, heard, self.now())
        query = update.callback_query
        try:
            reply = await self.books.act(lambda tx: self.hear(tx, moment))
        except BooksBusyError:
            raise
        except Exception:
            if query is not None:
                sorry = Reply(text("fault.toast"), lang=self.lang)
                await self.aside(_answer(context.bot, query, sorry))
            raise
        fault_point("after-commit")
        if query is not None:
            await self.aside(_answer(context.bot, query, reply))
        self.nudge(sender.user_id)
        log.info(
            "update %d chat %s %s done %.1f ms",
            update.update_id,
            self.alias(sender.chat_id),
            act_name(heard),
            (time.perf_counter() - started) * 1000,
        )


class Dispatcher(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose errors reach whoever handed it the update."""

    async def process_error(
        self,
        update: object,  # noqa: ARG002
        error: Exception,
        *_: Any,
        **__: Any,
    ) -> bool:
        """Raise it again: an update that failed must not be acknowledged."""
        raise error


def build(token: str, server: str, calls: BaseRequest, polls: BaseRequest) -> Dispatcher:
    """The application, its door still shut.

    No updater and no job queue: the intake and the ticks are our own.
    """
    application = (
        ApplicationBuilder()
        .application_class(Dispatcher)
        .token(token)
        .base_url(f"{server}/bot")
        .base_file_url(f"{server}/file/bot")
        .request(calls)
        .get_updates_request(polls)
        .updater(None)
        .job_queue(None)
        .build()
    )
    return cast("Dispatcher", application)


def open_door(application: Dispatcher, door: Door) -> None:
    """Let updates in: one way for all kinds, `wire.read` tells them apart in one place."""
    application.add_handler(TypeHandler(Update, door.opened))


def act_name(heard: Heard) -> str:
    """What was heard, for log and counters: its kind and our own name for it, nothing typed."""
    kind = type(heard).__name__.lower()
    match heard:
        case Command(name=name):
            detail = name
        case Pressed(data=data):
            detail = data.partition("|")[0]
        case _:
            return kind
    return f"{kind}:{detail}" if _PLAIN.fullmatch(detail) else kind


async def _answer(bot: Bot, query: CallbackQuery, reply: Reply) -> None:
    words = None if reply.toast is None else views.toast(reply.toast, reply.lang)
    try:
        await bot.answer_callback_query(query.id, text=words, show_alert=reply.alert)
    except BadRequest:
        log.debug("a tap could not be answered any more")
    except TelegramError as error:
        log.warning("a tap was not answered: %s", type(error).__name__)

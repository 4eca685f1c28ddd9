"""Brings one card into its chat: edited while it is the last message, else sent anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.brake import Brake
from bot.errors import Fate, Outcome, outcome_of
from bot.logs import alias
from bot.metrics import Meters
from bot.transport import Transport
from handlers import views
from storage.db import Books
from storage.faults import fault_point
from workflow import painting, post
from workflow.painting import View

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
NO_PREVIEW = {"is_disabled": True}


class Brush:
    """`now` is the campaign's time; `lang` is for people who have chosen none.

    `hints`: the channel is our own and shows at once what a button will be after its tap.
    """

    def __init__(
        self,
        books: Books,
        bot: Bot,
        calls: Transport,
        brake: Brake,
        meters: Meters,
        *,
        now: Callable[[], datetime],
        lang: str = "zh",
        hints: bool = False,
    ) -> None:
        self._books = books
        self._bot = bot
        self._calls = calls
        self._brake = brake
        self._meters = meters
        self._now = now
        self._lang = lang
        self._hints = hints
        self._failed: dict[int, int] = {}

    async def show(self, view: View) -> float | None:
        """Bring the card into the chat; None when it is, else in how many seconds to try again."""
        at, card = view.focus, view.card
        if card is None:
            await self._books.act(lambda tx: painting.card_painted(tx, view))
            return None
        lang = at.lang or self._lang
        look = views.render(card, lang, hints=self._hints)
        last = at.card_message_id is not None and at.last_message_id <= at.card_message_id
        try:
            # A card without buttons is for somebody nobody knows: no keyboard either.
            if card.rows and at.keyboard_sent != view.keyboard.number:
                await self._send_keyboard(view, lang)
                last = False
            message_id = None
            if last and views.fits(at.card_sha256, look):
                message_id = await self._edit(view, look)
            if message_id is None:
                message_id = await self._send(at.chat_id, look)
        except TelegramError as error:
            return await self._trouble(view, outcome_of(error))
        fault_point("after-send")
        print_ = look.fingerprint
        now = self._now()
        await self._books.act(lambda tx: painting.card_shown(tx, view, message_id, print_, now))
        self._meters.count("ducha_cards_painted_total")
        self._failed.pop(at.user_id, None)
        return None

    async def _edit(self, view: View, look: views.Rendered) -> int | None:
        """Edit the card in place; None when its message can no longer be edited."""
        at = view.focus
        message_id = at.card_message_id
        if message_id is None or look.fingerprint == at.card_sha256:
            return message_id
        try:
            await self._calls.call(
                self._bot.base_url,
                "editMessageText",
                text=look.html,
                chat_id=at.chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=look.markup,
                link_preview_options=NO_PREVIEW,
            )
        except TelegramError as error:
            match outcome_of(error).fate:
                case Fate.UNCHANGED:
                    return message_id
                case Fate.GONE:
                    return None
                case _:
                    raise
        return message_id

    async def _send(self, chat_id: int, look: views.Rendered) -> int:
        # A card answers somebody who is looking: it never makes a sound.
        sent = await self._calls.call(
            self._bot.base_url,
            "sendMessage",
            chat_id=chat_id,
            text=look.html,
            parse_mode=ParseMode.HTML,
            reply_markup=look.markup,
            protect_content=look.protected,
            disable_notification=True,
            link_preview_options=NO_PREVIEW,
        )
        return int(sent["message_id"])

    async def _send_keyboard(self, view: View, lang: str) -> None:
        user_id, keyboard = view.focus.user_id, view.keyboard
        words, markup = views.keyboard(keyboard.keys, lang)
        sent = await self._bot.send_message(
            view.focus.chat_id,
            words,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            disable_notification=True,
        )
        await self._books.act(
            lambda tx: painting.keyboard_sent(tx, user_id, sent.message_id, keyboard)
        )

    async def _trouble(self, view: View, outcome: Outcome) -> float | None:
        """What a failed call means: None when nothing is to be tried again, else in how long."""
        at = view.focus
        self._meters.count("ducha_card_failures_total")
        match outcome.fate:
            case Fate.PAUSED:
                await self._brake.hit(at.chat_id, outcome.wait)
                return outcome.wait.total_seconds()
            case Fate.BLOCKED:
                log.info("chat %s cannot be reached", alias(at.chat_id))
                await self._books.act(lambda tx: post.blocked(tx, at.chat_id))
                return None
            case Fate.REFUSED | Fate.MOVED | Fate.GONE | Fate.UNCHANGED:
                log.error("a card for chat %s was refused: %s", alias(at.chat_id), outcome.words)
                await self._books.act(lambda tx: painting.card_painted(tx, view))
                return None
            case Fate.NOT_SENT | Fate.UNKNOWN:
                # Unknown too: a card sent twice is harmless, the older one is merely old.
                tries = self._failed.get(at.user_id, 0)
                self._failed[at.user_id] = tries + 1
                log.info("a card for chat %s is tried again (%s)", alias(at.chat_id), outcome.fate)
                return float(min(2 ** min(tries, 10), LONGEST_PAUSE))

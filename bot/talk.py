"""The conversation of an inspection, bound to this process's settings and dice."""

from __future__ import annotations

import logging
import secrets
from functools import partial

from bot.settings import Settings
from handlers.application import Chores, Conversation, Tools
from workflow.cards import card_for
from workflow.chores import do_chores
from workflow.figures import freshen
from workflow.hear import hear
from workflow.importing import read_imports
from workflow.menus import commands_for
from workflow.order_making import make_orders
from workflow.reminding import remind
from workflow.retaining import retain
from workflow.scene import House
from workflow.template_checks import check_templates

log = logging.getLogger(__name__)


def house(settings: Settings, bot_name: str = "") -> House:
    """What the process gives to every act; a token has 128 random bits."""
    return House(
        tz=settings.zone,
        lang=settings.lang,
        data=settings.data,
        new_token=partial(secrets.token_urlsafe, 16),
        # A t.me link leads nowhere on a server of one's own.
        bot_name=bot_name if settings.on_telegram else "",
        address="" if settings.on_telegram else settings.public_address or "",
        abroad=settings.abroad,
        faces=settings.faces,
    )


def talk(settings: Settings, bot_name: str) -> Conversation:
    """What `bot.app.run` runs."""
    if settings.cleared_abroad:
        log.warning("DUCHA_CLEARED_ABROAD: rosters are accepted on a server abroad")
    ours = house(settings, bot_name)
    return Conversation(
        partial(hear, ours), partial(card_for, ours), commands_for, partial(_chores, ours)
    )


def _chores(ours: House, tools: Tools) -> Chores:
    """Workbooks are read within a second of coming; what falls due is seen within ten.

    Figures of answered sheets are computed as often.
    """

    async def read_workbooks() -> None:
        for user_id in await read_imports(tools.books, ours, tools.fetch, tools.now, tools.wall):
            tools.nudge(user_id)

    async def check_word_templates() -> None:
        found = await check_templates(tools.books, ours, tools.fetch, tools.now, tools.wall)
        for user_id in found:
            tools.nudge(user_id)

    async def look_after() -> None:
        now = tools.now()
        await tools.books.act(lambda tx: do_chores(ours, tx, now))

    async def look_for_reminders() -> None:
        await remind(tools.books, ours.tz, tools.now())

    async def remove_what_is_over() -> None:
        await retain(tools.books, ours, tools.now(), every=False)

    async def make_documents() -> None:
        await make_orders(tools.books, ours, tools.now, tools.nudge)

    async def freshen_figures() -> None:
        await freshen(tools.books)

    return {
        "figures": (10, freshen_figures),
        "documents": (1, make_documents),
        "workbooks": (1, read_workbooks),
        "templates": (1, check_word_templates),
        "due": (10, look_after),
        "reminders": (10, look_for_reminders),
        "retention": (3600, remove_what_is_over),
    }

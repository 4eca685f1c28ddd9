"""A small conversation with real books: it counts, so that a loss or a double shows at once."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot import logs
from bot.app import serve
from bot.settings import Settings, load
from content import locales
from handlers.application import Conversation
from inspection.card import Button, Card, Reply
from inspection.heard import Attached, Command, Joined, Moment, Pressed, Typed
from inspection.text import Text, text
from storage import focus, mailbox
from storage.db import Tx
from storage.faults import fault_point


def use_words() -> None:
    """Read the words of this folder."""
    locales.FOLDER = Path(__file__).parent / "words"
    locales.catalog.cache_clear()


def hear(tx: Tx, moment: Moment) -> Reply:
    """Every text is kept in the order heard (in `undo`); a tap counts one."""
    fault_point("before-act")
    sender, heard = moment.sender, moment.heard
    if not mailbox.first_sight(tx, moment.update_id, moment.now):
        focus.owe(tx, sender.user_id)
        return Reply()
    at = focus.meet(tx, sender.user_id, sender.chat_id, None, "count", moment.now)
    if sender.message_id is not None:
        focus.saw_message(tx, sender.user_id, sender.message_id)
    match heard:
        case Typed(said) if "boom" in said:
            raise ValueError(said)
        case Typed("leave"):
            focus.leave_line(tx, sender.user_id, "✅ 数完了", moment.now)
        case Typed(said):
            at = replace(at, undo=f"{at.undo or ''}{said},")
        case Pressed("boom"):
            raise ValueError("a bad tap")
        case Pressed(data):
            at = replace(at, undo=f"{at.undo or ''}{data},")
        case Attached():
            owe_evidence(tx, moment, heard)
        case Command(name="secret"):
            at = replace(at, place="secret")
        case Joined(blocked):
            focus.set_reachable(tx, sender.user_id, reachable=not blocked)
    focus.save(tx, at)
    focus.owe(tx, sender.user_id)
    return Reply(text("count.toast", n=said_so_far(at)), lang="zh")


def owe_evidence(tx: Tx, moment: Moment, sent: Attached) -> None:
    """A file to fetch, with the campaign it hangs on; its caption names the item."""
    tx.do("INSERT OR IGNORE INTO checklists (id, key, sha256, body) VALUES (1, 'k', 's', '{}')")
    tx.do(
        """INSERT OR IGNORE INTO campaigns (id, title, mode, starts_on, ends_on, policy,
               has_tags, checklist_id, plan_sha256, created_at)
           VALUES (1, '青石镇督查', 'inspection', '2026-10-01', '2026-12-01', '{}', 0, 1, '', '')"""
    )
    tx.do(
        """INSERT INTO evidence (campaign_id, item_id, kind, file_id, file_unique_id, size, chat_id,
               message_id, by_person, at, state)
           VALUES (1, :item, :kind, :file, :unique, :size, :chat, :message, 1, '', 'owed')""",
        item=sent.caption,
        kind=sent.kind,
        file=sent.file_id,
        unique=sent.file_unique_id,
        size=sent.size,
        chat=moment.sender.chat_id,
        message=moment.sender.message_id,
    )


def said_so_far(at: focus.Focus) -> int:
    """How many things were said."""
    return (at.undo or "").count(",")


def card_for(tx: Tx, _now: datetime, user_id: int) -> Card | None:
    """How far the person has counted."""
    at = focus.of_user(tx, user_id)
    if at is None:
        return None
    n = said_so_far(at)
    rows = ((Button(text("count.add"), "add"),),)
    secret = at.place == "secret"
    return Card(
        at.place, text("count.title", n=n), (text("count.line", n=n),), rows, private=secret
    )


def commands_for(_tx: Tx, _user_id: int) -> list[tuple[str, Text]]:
    """One command."""
    return [("start", text("count.menu"))]


def talk(_settings: Settings, _name: str) -> Conversation:
    """The whole conversation."""
    return Conversation(hear, card_for, commands_for)


def main() -> None:
    """Run it as a process of its own, until it is killed."""
    use_words()
    logs.set_up(os.environ.get("DUCHA_LOG", "INFO"))
    asyncio.run(serve(load(None), talk, asyncio.Event()))


if __name__ == "__main__":
    main()

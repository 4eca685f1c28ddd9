"""The updates a bot has not yet confirmed, in order, until they are too old."""

import json
from collections.abc import Iterable
from typing import Any

from chatserver.chats import Chat, api_chat, bots_in, private_chat, user
from chatserver.messages import Message, message_by_id
from chatserver.tx import Tx
from chatserver.views import for_bot, inaccessible

COMINGS = ("new_chat_members", "left_chat_member")
ON_REQUEST = frozenset({"message_reaction", "message_reaction_count", "chat_member"})


def push(tx: Tx, bot: int, kind: str, body: Any, *, queue: int, life: float | None = None) -> None:
    """Keep an update for a bot, if the bot wants this kind; `queue` is the chat it is about."""
    allowed, number = tx.sql.execute(
        "SELECT allowed, last_update + 1 FROM bots WHERE id = ?", (bot,)
    ).fetchone()
    wanted = kind not in ON_REQUEST if allowed is None else kind in json.loads(allowed)
    if wanted:
        _keep(tx, bot, number, {"update_id": number, kind: body}, queue, life)


def push_raw(tx: Tx, bot: int, body: dict[str, Any]) -> int:
    """Keep any JSON object as the bot's next update, malformed or not; its update id."""
    number = tx.sql.execute("SELECT last_update + 1 FROM bots WHERE id = ?", (bot,)).fetchone()[0]
    _keep(tx, bot, number, {**body, "update_id": number}, 0, None)
    return int(number)


def _keep(
    tx: Tx, bot: int, number: int, body: dict[str, Any], queue: int, life: float | None
) -> None:
    tx.sql.execute("UPDATE bots SET last_update = ? WHERE id = ?", (number, bot))
    tx.sql.execute(
        "INSERT INTO updates (bot, id, queue, body, expires) VALUES (?, ?, ?, ?, ?)",
        (
            bot,
            number,
            queue,
            json.dumps(body, ensure_ascii=False),
            tx.now + (tx.limits.update_life if life is None else life),
        ),
    )
    tx.woken_queues.add((bot, queue))


def push_message(tx: Tx, chat: Chat, message: Message, kind: str = "message") -> None:
    """Give a person's message (new or edited) to the bots of the chat that may read it."""
    for bot in bots_in(tx, chat):
        if chat.private or _is_for(tx, message, bot):
            push(tx, bot, kind, for_bot(tx, message, bot), queue=chat.api_id)


def _is_for(tx: Tx, message: Message, bot: int) -> bool:
    """In a group a bot reads commands, replies to it, what names it, who comes; or all."""
    row = tx.sql.execute(
        "SELECT username, value FROM bots LEFT JOIN bot_words"
        " ON bot = id AND bot_words.name = 'reads_all' WHERE id = ?",
        (bot,),
    ).fetchone()
    username, reads_all = row
    if reads_all is not None or any(key in message.content for key in COMINGS):
        return True
    text = str(message.content.get("text") or message.content.get("caption") or "")
    if f"@{username}".lower() in text.lower():
        return True
    if text.startswith("/"):
        return "@" not in text.split(maxsplit=1)[0]
    replied = None if message.reply_to is None else message_by_id(tx, message.reply_to)
    return replied is not None and replied.by_bot and replied.sender == bot


def push_tap(
    tx: Tx, chat: Chat, message: Message, person: int, carried: str, client_id: str | None
) -> int:
    """Give a press of a button to the bot that sent the message; the query's id."""
    query = tx.sql.execute(
        "INSERT INTO queries (id, bot, person, chat, message, client_id, made)"
        " VALUES (abs(random()) / 2, ?, ?, ?, ?, ?, ?) RETURNING id",
        (message.sender, person, chat.key, message.id, client_id, tx.now),
    ).fetchone()[0]
    gone = message.deleted or tx.now - message.date > tx.limits.delete_window
    body = {
        "id": str(query),
        "from": user(tx, person, is_bot=False),
        "message": inaccessible(tx, message) if gone else for_bot(tx, message, message.sender),
        "chat_instance": str(chat.key),
        "data": carried,
    }
    push(
        tx,
        message.sender,
        "callback_query",
        body,
        queue=chat.api_id,
        life=tx.limits.tap_life,
    )
    return int(query)


def push_membership(tx: Tx, chat: Chat, bot: int, person: int, before: str, after: str) -> None:
    """Tell a bot that its own standing in a chat changed: added, blocked, unblocked."""
    me = user(tx, bot, is_bot=True)
    body = {
        "chat": api_chat(tx, chat),
        "from": user(tx, person, is_bot=False),
        "date": int(tx.now),
        "old_chat_member": _standing(me, before),
        "new_chat_member": _standing(me, after),
    }
    push(tx, bot, "my_chat_member", body, queue=chat.api_id)


def _standing(me: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": me, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def block(tx: Tx, person: int, bot: int, *, blocked: bool) -> None:
    """A person blocks a bot or lets it write again."""
    chat = private_chat(tx, bot, person)
    if chat is None or chat.blocked == blocked:
        return
    tx.sql.execute("UPDATE chats SET blocked = ? WHERE key = ?", (blocked, chat.key))
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    push_membership(tx, chat, bot, person, before, after)


def confirm_before(tx: Tx, bot: int, offset: int) -> None:
    """Forget updates the bot has confirmed, and those too old; a negative offset keeps the last."""
    tx.sql.execute("DELETE FROM updates WHERE bot = ? AND expires <= ?", (bot, tx.now))
    if offset > 0:
        tx.sql.execute("DELETE FROM updates WHERE bot = ? AND id < ?", (bot, offset))
    elif offset < 0:
        tx.sql.execute(
            "DELETE FROM updates WHERE bot = ? AND id NOT IN"
            " (SELECT id FROM updates WHERE bot = ? ORDER BY id DESC LIMIT ?)",
            (bot, bot, -offset),
        )


def pending(tx: Tx, bot: int, limit: int) -> list[str]:
    """The bodies (JSON) of the oldest unconfirmed updates."""
    rows: Iterable[tuple[str]] = tx.sql.execute(
        "SELECT body FROM updates WHERE bot = ? AND expires > ? ORDER BY id LIMIT ?",
        (bot, tx.now, limit),
    )
    return [row[0] for row in rows]


def head_of(tx: Tx, bot: int, queue: int) -> tuple[int, str] | None:
    """Id and body of the oldest update of one queue."""
    row: tuple[int, str] | None = tx.sql.execute(
        "SELECT id, body FROM updates WHERE bot = ? AND queue = ? AND expires > ?"
        " ORDER BY id LIMIT 1",
        (bot, queue, tx.now),
    ).fetchone()
    return row


def queues_of(tx: Tx, bot: int) -> list[int]:
    """The queues in which something waits."""
    rows = tx.sql.execute("SELECT DISTINCT queue FROM updates WHERE bot = ?", (bot,))
    return [row[0] for row in rows]


def count_pending(tx: Tx, bot: int) -> int:
    """How many updates wait."""
    return int(
        tx.sql.execute(
            "SELECT count(*) FROM updates WHERE bot = ? AND expires > ?", (bot, tx.now)
        ).fetchone()[0]
    )

"""What a person sees: the list of chats, the keyboard in force, the files of their messages."""

from typing import Any

from chatserver.chats import Chat, bots_for, chat_by_key, private_chat, user
from chatserver.files import File, file_by_id
from chatserver.keyboards import shown_reply
from chatserver.messages import current_keyboard, page_of
from chatserver.tx import Tx
from chatserver.views import for_page


def chat_list(tx: Tx, person: int) -> list[dict[str, Any]]:
    """Their bots, begun or not, then the groups of this person; newest message, unread count."""
    shown = []
    for bot in bots_for(tx, person):
        about = {"id": bot, "type": "private", "title": user(tx, bot, is_bot=True)["first_name"]}
        shown.append(about | _state(tx, private_chat(tx, bot, person), person))
    groups = tx.sql.execute(
        "SELECT chat FROM members JOIN chats ON key = chat"
        " WHERE member = ? AND is_bot = 0 AND title IS NOT NULL ORDER BY chat",
        (person,),
    ).fetchall()
    return shown + [group_shown(tx, chat_by_key(tx, key), person) for (key,) in groups]


def group_shown(tx: Tx, group: Chat, person: int) -> dict[str, Any]:
    """A group in the person's list of chats."""
    about = {"id": group.page_id, "type": "group", "title": group.title}
    return about | _state(tx, group, person)


def _state(tx: Tx, chat: Chat | None, person: int) -> dict[str, Any]:
    if chat is None:
        return {"last": None, "unread": 0, "keyboard": None, "blocked": False}
    newest = page_of(tx, chat, None, 1)
    (unread,) = tx.sql.execute(
        "SELECT count(*) FROM messages, members WHERE messages.chat = ? AND members.chat = ?"
        " AND member = ? AND is_bot = 0 AND id > read AND content IS NOT NULL"
        " AND NOT (sender = ? AND NOT by_bot)",
        (chat.key, chat.key, person, person),
    ).fetchone()
    keyboard = shown_reply(current_keyboard(tx, chat))
    return {
        "last": for_page(tx, newest[0], person, chat) if newest else None,
        "unread": unread,
        "keyboard": None if keyboard == "remove" else keyboard,
        "blocked": chat.blocked,
    }


def file_seen(tx: Tx, person: int, file_id: str) -> File | None:
    """The file of an id given to this person, while a message they can see holds it."""
    number = tx.ids.read(person, file_id)
    if number is None:
        return None
    held = tx.sql.execute(
        "SELECT 1 FROM message_files JOIN messages ON id = message JOIN members"
        " ON members.chat = messages.chat WHERE file = ? AND member = ? AND is_bot = 0",
        (number, person),
    ).fetchone()
    return None if held is None else file_by_id(tx, number)

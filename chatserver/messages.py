"""Messages: kept, changed, taken away; every change is told to the people of the chat."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chatserver.chats import Chat, people_in
from chatserver.tx import Tx

MEDIA = ("photo", "document", "video", "voice")
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `content` holds its Bot API fields and is empty once it is deleted."""

    id: int
    chat: int
    sender: int
    by_bot: bool
    date: int
    edited: int | None
    album: str | None
    reply_to: int | None
    content: Content
    markup: dict[str, Any] | None
    reactions: tuple[str, ...]
    protected: bool
    silent: bool

    @property
    def deleted(self) -> bool:
        """Whether nothing is left of it but its number."""
        return not self.content


def post(
    tx: Tx,
    chat: Chat,
    sender: int,
    content: Content,
    *,
    by_bot: bool,
    markup: dict[str, Any] | None = None,
    reply_to: int | None = None,
    album: str | None = None,
    protected: bool = False,
    silent: bool = False,
) -> Message:
    """A new message, told to the people of the chat."""
    keyboard = markup is not None and "inline_keyboard" not in markup
    date = int(tx.now)
    number = tx.sql.execute(
        "INSERT INTO messages (chat, sender, by_bot, date, album, reply_to, content, markup,"
        " protected, silent, keyboard) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            *(chat.key, sender, by_bot, date, album, reply_to),
            *(_json(content), _json(markup), protected, silent, keyboard),
        ),
    ).fetchone()[0]
    _hold_files(tx, number, content)
    tell(tx, chat, "message", message=number)
    return Message(
        id=number,
        chat=chat.key,
        sender=sender,
        by_bot=by_bot,
        date=date,
        edited=None,
        album=album,
        reply_to=reply_to,
        content=content,
        markup=markup,
        reactions=(),
        protected=protected,
        silent=silent,
    )


def _json(value: Content | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _hold_files(tx: Tx, number: int, content: Content) -> None:
    for kind in MEDIA:
        if kind in content:
            tx.sql.execute(
                "INSERT INTO message_files (file, message) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (content[kind]["file"], number),
            )


def stored(tx: Tx, number: int) -> Message:
    """The message of a row that must be there."""
    message = message_by_id(tx, number)
    if message is None:
        raise LookupError(f"no message {number}")
    return message


def message_by_id(tx: Tx, number: int) -> Message | None:
    """The message with this number, deleted or not."""
    return next(
        _messages(
            tx.sql.execute(
                "SELECT id, chat, sender, by_bot, date, edited, album, reply_to, content, markup,"
                " reactions, protected, silent FROM messages WHERE id = ?",
                (number,),
            )
        ),
        None,
    )


def message_in(tx: Tx, chat: Chat, number: Any) -> Message | None:
    """The message with this number if it is in the chat and not deleted."""
    if not isinstance(number, int) or abs(number) >= 1 << 62:
        return None
    message = message_by_id(tx, number)
    if message is None or message.chat != chat.key or message.deleted:
        return None
    return message


def page_of(tx: Tx, chat: Chat, before: int | None, limit: int) -> list[Message]:
    """Up to `limit` messages before number `before` (the newest if None), oldest first."""
    rows = tx.sql.execute(
        "SELECT id, chat, sender, by_bot, date, edited, album, reply_to, content, markup,"
        " reactions, protected, silent FROM messages"
        " WHERE chat = ? AND id < ? AND content IS NOT NULL ORDER BY id DESC LIMIT ?",
        (chat.key, before if before is not None else 1 << 62, limit),
    )
    return list(_messages(rows))[::-1]


def page_after(tx: Tx, chat: Chat, after: int, limit: int) -> list[Message]:
    """Up to `limit` messages after number `after`, oldest first."""
    rows = tx.sql.execute(
        "SELECT id, chat, sender, by_bot, date, edited, album, reply_to, content, markup,"
        " reactions, protected, silent FROM messages"
        " WHERE chat = ? AND id > ? AND content IS NOT NULL ORDER BY id LIMIT ?",
        (chat.key, after, limit),
    )
    return list(_messages(rows))


def _messages(rows: Iterator[tuple[Any, ...]]) -> Iterator[Message]:
    for row in rows:
        content, markup, reactions = (
            None if text is None else json.loads(text) for text in row[8:11]
        )
        yield Message(
            id=row[0],
            chat=row[1],
            sender=row[2],
            by_bot=bool(row[3]),
            date=row[4],
            edited=row[5],
            album=row[6],
            reply_to=row[7],
            content=content or {},
            markup=markup,
            reactions=tuple(reactions or ()),
            protected=bool(row[11]),
            silent=bool(row[12]),
        )


def current_keyboard(tx: Tx, chat: Chat) -> dict[str, Any] | None:
    """The markup of the newest message with a reply keyboard, or that removed it."""
    row = tx.sql.execute(
        "SELECT markup FROM messages WHERE chat = ? AND keyboard AND content IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        (chat.key,),
    ).fetchone()
    return None if row is None else json.loads(row[0])


def change(
    tx: Tx, chat: Chat, message: Message, content: Content, markup: dict[str, Any] | None
) -> Message:
    """Edit a message: new content and markup, told to the people of the chat."""
    edited = message.edited if content == message.content else int(tx.now)
    tx.sql.execute(
        "UPDATE messages SET content = ?, markup = ?, edited = ? WHERE id = ?",
        (_json(content), _json(markup), edited, message.id),
    )
    if any(kind in message.content or kind in content for kind in MEDIA):
        tx.sql.execute("DELETE FROM message_files WHERE message = ?", (message.id,))
        _hold_files(tx, message.id, content)
    tell(tx, chat, "edited", message=message.id)
    return replace(message, content=content, markup=markup, edited=edited)


def react(tx: Tx, chat: Chat, message: Message, emoji: Sequence[str]) -> None:
    """Set the bot's reactions to a message."""
    tx.sql.execute(
        "UPDATE messages SET reactions = ? WHERE id = ?",
        (json.dumps(list(emoji), ensure_ascii=False), message.id),
    )
    tell(tx, chat, "reaction", message=message.id)


def remove(tx: Tx, chat: Chat, numbers: Sequence[int]) -> None:
    """Delete messages: only their numbers stay."""
    for number in numbers:
        tx.sql.execute(
            "UPDATE messages SET content = NULL, markup = NULL, reactions = NULL WHERE id = ?",
            (number,),
        )
        tx.sql.execute("DELETE FROM message_files WHERE message = ?", (number,))
    tell(tx, chat, "deleted", message_ids=list(numbers))


def tell(tx: Tx, chat: Chat, kind: str, people: Sequence[int] | None = None, **more: Any) -> None:
    """Write an event for the people of the chat (or these of them) and wake them after."""
    body = json.dumps({"kind": kind, "chat": chat.key, **more}, ensure_ascii=False)
    for person in people_in(tx, chat) if people is None else people:
        tx.sql.execute(
            "INSERT INTO events (person, body, made) VALUES (?, ?, ?)", (person, body, tx.now)
        )
        tx.woken_people.add(person)

"""People, bots, groups and the chats between them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chatserver.errors import RefusedError, bad_request, blocked
from chatserver.tx import Bot, Tx


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat (bot and person set) or a group (title set)."""

    key: int
    bot: int | None
    person: int | None
    title: str | None
    blocked: bool

    @property
    def private(self) -> bool:
        """Whether this is a bot and one person."""
        return self.title is None

    @property
    def api_id(self) -> int:
        """The chat's id in the Bot API: the person's, or a negative number for a group."""
        return self.person if self.person is not None else -self.key

    @property
    def page_id(self) -> int:
        """The chat's id on the person's side: the bot's, or a negative number for a group."""
        return self.bot if self.bot is not None else -self.key


def _chat(row: tuple[Any, ...] | None) -> Chat | None:
    if row is None:
        return None
    key, bot, person, title, barred = row
    return Chat(key, bot, person, title, bool(barred))


def chat_by_key(tx: Tx, key: int) -> Chat:
    """The chat of a row that must be there."""
    chat = _chat(
        tx.sql.execute(
            "SELECT key, bot, person, title, blocked FROM chats WHERE key = ?", (key,)
        ).fetchone()
    )
    if chat is None:
        raise LookupError(f"no chat {key}")
    return chat


def private_chat(tx: Tx, bot: int, person: int) -> Chat | None:
    """The chat of a person with a bot, if they ever spoke."""
    return _chat(
        tx.sql.execute(
            "SELECT key, bot, person, title, blocked FROM chats WHERE bot = ? AND person = ?",
            (bot, person),
        ).fetchone()
    )


def group_of(tx: Tx, group: int, member: int, *, is_bot: bool) -> Chat | None:
    """The group with this negative id, if the member belongs to it."""
    return _chat(
        tx.sql.execute(
            "SELECT key, bot, person, title, blocked FROM chats JOIN members ON chat = key"
            " WHERE key = ? AND title IS NOT NULL AND member = ? AND is_bot = ?",
            (-group, member, is_bot),
        ).fetchone()
    )


def chat_for_bot(tx: Tx, bot: Bot, chat_id: Any) -> Chat:
    """The chat a bot names by `chat_id`; raises ApiError 400 "chat not found"."""
    try:
        number = int(chat_id)
    except (TypeError, ValueError):
        raise bad_request("chat not found" if chat_id else "chat_id is empty") from None
    if abs(number) >= 1 << 62:
        raise bad_request("chat not found")
    if number < 0:
        chat = group_of(tx, number, bot.id, is_bot=True)
    else:
        chat = private_chat(tx, bot.id, number)
    if chat is None:
        raise bad_request("chat not found")
    return chat


def reachable(chat: Chat) -> Chat:
    """The chat, if the bot may write to it; raises ApiError 403 if the person blocked the bot."""
    if chat.blocked:
        raise blocked()
    return chat


def chat_for_person(tx: Tx, person: int, chat_id: int) -> Chat | None:
    """The chat a person names: a bot's id or a group's; None if there is none yet."""
    if chat_id < 0:
        return group_of(tx, chat_id, person, is_bot=False)
    return private_chat(tx, chat_id, person)


def open_chat(tx: Tx, person: int, chat_id: int) -> Chat:
    """The same, begun if it is a bot the person never wrote to; raises RefusedError 404."""
    chat = chat_for_person(tx, person, chat_id)
    if chat is not None:
        return chat
    if chat_id not in bots_for(tx, person):
        raise RefusedError(404, "no such chat")
    key = tx.sql.execute(
        "INSERT INTO chats (bot, person) VALUES (?, ?) RETURNING key", (chat_id, person)
    ).fetchone()[0]
    add_members(tx, key, people=(person,), bots=(chat_id,))
    return chat_by_key(tx, key)


def bots_for(tx: Tx, person: int) -> list[int]:
    """The bots a person may speak with: their own office's; all where one may be anybody."""
    rows = tx.sql.execute(
        "SELECT bots.id FROM bots JOIN people ON people.id = ? AND coalesce(bot, bots.id) = bots.id"
        " ORDER BY bots.id",
        (person,),
    )
    return [row[0] for row in rows]


def create_group(tx: Tx, title: str, people: Sequence[int], bots: Sequence[int]) -> Chat:
    """A new group of these people and bots."""
    key = tx.sql.execute("INSERT INTO chats (title) VALUES (?) RETURNING key", (title,)).fetchone()[
        0
    ]
    add_members(tx, key, people=people, bots=bots)
    return chat_by_key(tx, key)


def add_members(tx: Tx, key: int, *, people: Sequence[int], bots: Sequence[int]) -> None:
    """Put people and bots into a chat."""
    members = [(key, person, 0) for person in people] + [(key, bot, 1) for bot in bots]
    tx.sql.executemany(
        "INSERT INTO members (chat, member, is_bot) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        members,
    )


def people_in(tx: Tx, chat: Chat) -> list[int]:
    """The ids of the people of a chat."""
    if chat.person is not None:
        return [chat.person]
    return _members(tx, chat.key, is_bot=False)


def bots_in(tx: Tx, chat: Chat) -> list[int]:
    """The ids of the bots of a chat."""
    if chat.bot is not None:
        return [chat.bot]
    return _members(tx, chat.key, is_bot=True)


def _members(tx: Tx, key: int, *, is_bot: bool) -> list[int]:
    rows = tx.sql.execute(
        "SELECT member FROM members WHERE chat = ? AND is_bot = ? ORDER BY member", (key, is_bot)
    )
    return [row[0] for row in rows]


def user(tx: Tx, number: int, *, is_bot: bool) -> dict[str, Any]:
    """A Bot API User object."""
    if is_bot:
        username, name = tx.sql.execute(
            "SELECT username, name FROM bots WHERE id = ?", (number,)
        ).fetchone()
        return {"id": number, "is_bot": True, "first_name": name, "username": username}
    name, username, lang = tx.sql.execute(
        "SELECT name, username, lang FROM people WHERE id = ?", (number,)
    ).fetchone()
    person = {"id": number, "is_bot": False, "first_name": name, "language_code": lang}
    return person | ({"username": username} if username else {})


def api_chat(tx: Tx, chat: Chat) -> dict[str, Any]:
    """A Bot API Chat object."""
    if chat.person is None:
        return {"id": chat.api_id, "type": "group", "title": chat.title}
    person = user(tx, chat.person, is_bot=False)
    kept = {key: value for key, value in person.items() if key in {"first_name", "username"}}
    return {"id": chat.api_id, "type": "private", **kept}


def create_person(
    tx: Tx, name: str, lang: str, note: str, username: str | None, bot: int | None = None
) -> dict[str, Any]:
    """A new person of this server; of the office of `bot`, or of none where one may be anybody."""
    number = tx.sql.execute(
        "INSERT INTO people (name, username, lang, note, bot) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (name, username, lang, note, bot),
    ).fetchone()[0]
    return person(tx, number)


def keep_apart(tx: Tx, *, signed_in: bool) -> None:
    """Raises ValueError where people of the other kind are kept: nobody may be them here."""
    wrong = tx.sql.execute(
        "SELECT 1 FROM people WHERE (bot IS NOT NULL) <> ? LIMIT 1", (signed_in,)
    ).fetchone()
    if wrong is not None:
        kind = "of a demo" if signed_in else "of an office"
        raise ValueError(f"this folder holds the chats {kind}")


def begin_far(tx: Tx) -> None:
    """In a new store people's numbers begin anywhere.

    A bot's books may outlive its store: nobody new is to get the number of somebody of old.
    """
    tx.sql.execute(
        "UPDATE sqlite_sequence SET seq = ? WHERE name = 'people' AND seq = 1000",
        (secrets.randbelow(9 * 10**11) + 10**11,),
    )


def person(tx: Tx, number: int) -> dict[str, Any]:
    """A person as the page shows them; raises RefusedError 404."""
    found = people(tx, number)
    if not found:
        raise RefusedError(404, "no such person")
    return found[0]


def people(tx: Tx, number: int | None = None) -> list[dict[str, Any]]:
    """All people, or the one with this id."""
    rows = tx.sql.execute(
        "SELECT id, name, username, lang, note FROM people WHERE ? IS NULL OR id = ? ORDER BY id",
        (number, number),
    )
    return [
        {"id": row[0], "name": row[1], "username": row[2], "lang": row[3], "note": row[4]}
        for row in rows
    ]


def entered(tx: Tx, name: str | None = None) -> list[dict[str, Any]]:
    """Everyone who entered an office, or those of this name (or number)."""
    known = tx.sql.execute("SELECT id, name FROM people WHERE bot IS NOT NULL ORDER BY id")
    return [
        {"id": number, "name": called}
        for number, called in known
        if name is None or name in {called, str(number)}
    ]


def once(tx: Tx, person: int, client_id: str | None, kind: type = list) -> Any:
    """What the same act of this person came to before, None if it is new.

    RefusedError 400 where it was another act that bore this name.
    """
    if client_id is None:
        return None
    row = tx.sql.execute(
        "SELECT outcome FROM once WHERE person = ? AND client_id = ?", (person, client_id)
    ).fetchone()
    outcome = None if row is None else json.loads(row[0])
    if outcome is not None and not isinstance(outcome, kind):
        raise RefusedError(400, "this client_id was another act's")
    return outcome


def remember_once(tx: Tx, person: int, client_id: str | None, outcome: Any) -> None:
    """Keep what an act came to, for its repetitions."""
    if client_id is not None:
        tx.sql.execute(
            "INSERT INTO once (person, client_id, outcome, made) VALUES (?, ?, ?, ?)",
            (person, client_id, json.dumps(outcome), tx.now),
        )

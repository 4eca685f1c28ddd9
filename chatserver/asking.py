"""The methods that ask: who am I, which chat, which file; and the menus and texts of a bot."""

import json
import re
from typing import Any

from chatserver.chats import (
    Chat,
    api_chat,
    bots_for,
    bots_in,
    chat_by_key,
    chat_for_bot,
    people_in,
    user,
)
from chatserver.errors import bad_request
from chatserver.files import api_path, file_by_id, unique_id
from chatserver.messages import tell
from chatserver.params import Params
from chatserver.tx import Bot, Tx

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
WORDS = {"Name": ("name", 64), "Description": ("description", 512)} | {
    "ShortDescription": ("short_description", 120)
}


def get_me(tx: Tx, bot: Bot, call: Params) -> Any:  # noqa: ARG001 -- all methods look alike
    """GetMe."""
    return user(tx, bot.id, is_bot=True) | {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(tx: Tx, bot: Bot, call: Params) -> Any:
    """GetChat."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    return api_chat(tx, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def get_chat_member(tx: Tx, bot: Bot, call: Params) -> Any:
    """getChatMember: everyone in a chat is a plain member."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    number = call.number("user_id")
    for members, is_bot in ((people_in(tx, chat), False), (bots_in(tx, chat), True)):
        if number in members:
            return {"user": user(tx, number, is_bot=is_bot), "status": "member"}
    if chat.private:
        raise bad_request("user not found")
    if bot.id not in bots_for(tx, number):
        raise bad_request("user not found")
    return {"user": user(tx, number, is_bot=False), "status": "left"}


def get_chat_member_count(tx: Tx, bot: Bot, call: Params) -> int:
    """GetChatMemberCount."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    return len(people_in(tx, chat)) + len(bots_in(tx, chat))


def get_file(tx: Tx, bot: Bot, call: Params) -> Any:
    """getFile: the path under which the file is downloaded; refused above 20 MiB."""
    file_id = call.text("file_id")
    number = tx.ids.read(bot.id, file_id)
    file = None if number is None else file_by_id(tx, number)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > tx.limits.download:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": unique_id(file.sha, file.kind),
        "file_size": file.size,
        "file_path": api_path(file, file_id),
    }


def _scope(tx: Tx, bot: Bot, call: Params) -> tuple[str, Chat | None]:
    scope = call.parsed("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope")
    kind = str(scope.get("type"))
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return kind, None
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = chat_for_bot(tx, bot, scope.get("chat_id"))
    if kind == "chat_member":
        return f"chat_member:{chat.key}:{Params(scope).number('user_id')}", chat
    return f"{kind}:{chat.key}", chat


def set_my_commands(tx: Tx, bot: Bot, call: Params) -> bool:
    """setMyCommands, for a scope and a language."""
    scope, chat = _scope(tx, bot, call)
    commands = call.parsed("commands")
    if not isinstance(commands, list) or not all(isinstance(one, dict) for one in commands):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(one) for one in commands]
    tx.sql.execute(
        "INSERT INTO commands (bot, scope, lang, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (bot, scope, lang) DO UPDATE SET body = excluded.body",
        (bot.id, scope, call.text("language_code"), json.dumps(kept, ensure_ascii=False)),
    )
    _tell_menu(tx, bot, chat)
    return True


def _command(one: dict[str, Any]) -> dict[str, str]:
    command = str(one.get("command", "")).removeprefix("/")
    description = str(one.get("description", "")).strip()
    if not COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_my_commands(tx: Tx, bot: Bot, call: Params) -> Any:
    """getMyCommands, exactly of this scope and language."""
    scope, _ = _scope(tx, bot, call)
    return _commands(tx, bot.id, scope, call.text("language_code")) or []


def delete_my_commands(tx: Tx, bot: Bot, call: Params) -> bool:
    """deleteMyCommands, of this scope and language."""
    scope, chat = _scope(tx, bot, call)
    tx.sql.execute(
        "DELETE FROM commands WHERE bot = ? AND scope = ? AND lang = ?",
        (bot.id, scope, call.text("language_code")),
    )
    _tell_menu(tx, bot, chat)
    return True


def _commands(tx: Tx, bot: int, scope: str, lang: str) -> list[dict[str, str]] | None:
    row = tx.sql.execute(
        "SELECT body FROM commands WHERE bot = ? AND scope = ? AND lang = ?", (bot, scope, lang)
    ).fetchone()
    return None if row is None else list(json.loads(row[0]))


def _tell_menu(tx: Tx, bot: Bot, chat: Chat | None) -> None:
    if chat is not None:
        tell(tx, chat, "menu")
        return
    of_bot = "SELECT chat FROM members WHERE member = ? AND is_bot = 1"
    for (key,) in tx.sql.execute(of_bot, (bot.id,)).fetchall():
        tell(tx, chat_by_key(tx, key), "menu")


def menu(tx: Tx, bot: int, chat: Chat | None, person: int, lang: str) -> list[dict[str, str]]:
    """The commands this person sees: the narrowest scope set, in their language or in none."""
    private = chat is None or chat.private
    scopes = [] if chat is None else [f"chat_member:{chat.key}:{person}", f"chat:{chat.key}"]
    scopes += ["all_private_chats" if private else "all_group_chats", "default"]
    for scope in scopes:
        for language in dict.fromkeys((lang, lang.partition("-")[0], "")):
            found = _commands(tx, bot, scope, language)
            if found:
                return found
    return []


def _set_word(field: str, largest: int) -> Any:
    def set_word(tx: Tx, bot: Bot, call: Params) -> bool:
        value = call.text(field)
        if len(value) > largest:
            raise bad_request(f"{field} is too long")
        tx.sql.execute(
            "INSERT INTO bot_words (bot, name, lang, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (bot, name, lang) DO UPDATE SET value = excluded.value",
            (bot.id, field, call.text("language_code"), value),
        )
        return True

    return set_word


def _get_word(field: str) -> Any:
    def get_word(tx: Tx, bot: Bot, call: Params) -> Any:
        row = tx.sql.execute(
            "SELECT value FROM bot_words WHERE bot = ? AND name = ? AND lang = ?",
            (bot.id, field, call.text("language_code")),
        ).fetchone()
        return {field: row[0] if row else (bot.name if field == "name" else "")}

    return get_word


READS = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getFile": get_file,
    "getMyCommands": get_my_commands,
} | {f"getMy{name}": _get_word(field) for name, (field, _) in WORDS.items()}
WRITES = {
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
} | {f"setMy{name}": _set_word(field, largest) for name, (field, largest) in WORDS.items()}

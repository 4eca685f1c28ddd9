"""The methods that change what was sent: edits, deletions, reactions, answers to taps."""

from typing import Any

from chatserver.chats import Chat, chat_by_key, chat_for_bot, reachable
from chatserver.compose import caption_content, markup_of, own_message, text_content
from chatserver.errors import bad_request
from chatserver.messages import MEDIA, Content, Message, change, message_in, react, remove, tell
from chatserver.params import Params
from chatserver.sending import input_media
from chatserver.tx import Bot, Tx
from chatserver.views import for_bot

REACTIONS = frozenset(
    one
    for line in (
        "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯",
        "🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄",
        "☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡",
    )
    for one in line.split()
)
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
CAPTION = frozenset({"caption", "caption_entities"})


def _target(tx: Tx, bot: Bot, call: Params) -> tuple[Chat, Message]:
    chat = reachable(chat_for_bot(tx, bot, call.get("chat_id")))
    return chat, own_message(tx, bot, chat, call)


def _edit(
    tx: Tx, bot: Bot, call: Params, chat: Chat, message: Message, content: Content
) -> dict[str, Any]:
    markup = markup_of(tx, call, chat, inline_only=True)
    if content == message.content and markup == message.markup:
        raise bad_request(UNCHANGED)
    return for_bot(tx, change(tx, chat, message, content, markup), bot.id)


def edit_message_text(tx: Tx, bot: Bot, call: Params) -> Any:
    """EditMessageText."""
    chat, message = _target(tx, bot, call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    content = text_content(tx, call, editing=True)
    return _edit(tx, bot, call, chat, message, content)


def edit_message_caption(tx: Tx, bot: Bot, call: Params) -> Any:
    """EditMessageCaption."""
    chat, message = _target(tx, bot, call)
    if not any(kind in message.content for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    kept = {key: value for key, value in message.content.items() if key not in CAPTION}
    content = kept | caption_content(tx, call.values, editing=True)
    return _edit(tx, bot, call, chat, message, content)


def edit_message_media(tx: Tx, bot: Bot, call: Params) -> Any:
    """EditMessageMedia."""
    chat, message = _target(tx, bot, call)
    media = call.parsed("media")
    if not isinstance(media, dict):
        raise bad_request("can't parse media JSON object")
    if "text" in message.content or "location" in message.content:
        raise bad_request("message can't be edited")
    return _edit(tx, bot, call, chat, message, input_media(tx, bot, call, media))


def edit_message_reply_markup(tx: Tx, bot: Bot, call: Params) -> Any:
    """EditMessageReplyMarkup."""
    chat, message = _target(tx, bot, call)
    return _edit(tx, bot, call, chat, message, message.content)


def _deletable(tx: Tx, bot: Bot, chat: Chat, number: Any) -> Message | None:
    message = message_in(tx, chat, number)
    if message is None:
        return None
    if not chat.private and not (message.by_bot and message.sender == bot.id):
        raise bad_request("message can't be deleted")
    if tx.now - message.date > tx.limits.delete_window:
        raise bad_request("message can't be deleted for everyone")
    return message


def delete_message(tx: Tx, bot: Bot, call: Params) -> bool:
    """DeleteMessage."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    message = _deletable(tx, bot, chat, call.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    remove(tx, chat, [message.id])
    return True


def delete_messages(tx: Tx, bot: Bot, call: Params) -> bool:
    """deleteMessages: those not found are passed over."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    numbers = call.parsed("message_ids")
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 100:
        raise bad_request("message identifiers are not specified")
    found = [_deletable(tx, bot, chat, number) for number in numbers]
    remove(tx, chat, [message.id for message in found if message is not None])
    return True


def set_message_reaction(tx: Tx, bot: Bot, call: Params) -> bool:
    """setMessageReaction: at most one emoji of the allowed ones."""
    chat = reachable(chat_for_bot(tx, bot, call.get("chat_id")))
    message = message_in(tx, chat, call.number("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    asked = call.parsed("reaction") or []
    if not isinstance(asked, list) or not all(isinstance(one, dict) for one in asked):
        raise bad_request("can't parse reaction types JSON object")
    emoji = [str(one.get("emoji", "")).replace("\ufe0f", "") for one in asked]
    if not REACTIONS.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    react(tx, chat, message, emoji)
    return True


def answer_callback_query(tx: Tx, bot: Bot, call: Params) -> bool:
    """answerCallbackQuery: once, while the tap lives."""
    text = call.text("text")
    if len(text) > tx.limits.callback_answer:
        raise bad_request("MESSAGE_TOO_LONG")
    query = tx.sql.execute(
        "DELETE FROM queries WHERE id = ? AND bot = ?"
        " RETURNING person, chat, message, client_id, made",
        (call.text("callback_query_id"), bot.id),
    ).fetchone()
    if query is None or tx.now - query[4] > tx.limits.tap_life:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    person, chat, message, client_id, _ = query
    tell(
        tx,
        chat_by_key(tx, chat),
        "toast",
        (person,),
        message_id=message,
        client_id=client_id,
        text=text,
        alert=call.flag("show_alert"),
        url=call.text("url") or None,
    )
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
FREE_METHODS = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}

"""The methods that send: text, photo, document, video, voice, album, place, forward, copy."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from chatserver.chats import Chat, chat_for_bot, reachable, user
from chatserver.compose import (
    caption_content,
    markup_of,
    media_content,
    replied_message,
    text_content,
)
from chatserver.errors import bad_request
from chatserver.messages import MEDIA, Message, message_in, post, tell
from chatserver.params import Params
from chatserver.tx import Bot, Tx
from chatserver.views import for_bot

ACTIONS = frozenset(
    {
        *("typing", "choose_sticker", "find_location"),
        *("upload_photo", "upload_video", "upload_voice", "upload_document", "upload_video_note"),
        *("record_video", "record_voice", "record_video_note"),
    }
)


def _send(
    tx: Tx, bot: Bot, call: Params, chat: Chat, content: Mapping[str, Any], album: str | None = None
) -> Message:
    return post(
        tx,
        reachable(chat),
        bot.id,
        content,
        by_bot=True,
        markup=None if album else markup_of(tx, call, chat),
        reply_to=replied_message(tx, call, chat),
        album=album,
        protected=call.flag("protect_content"),
        silent=call.flag("disable_notification"),
    )


def send_message(tx: Tx, bot: Bot, call: Params) -> Any:
    """SendMessage."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    content = text_content(tx, call, editing=False)
    return for_bot(tx, _send(tx, bot, call, chat, content), bot.id)


def send_file(kind: str) -> Callable[[Tx, Bot, Params], Any]:
    """sendPhoto, sendDocument, sendVideo, sendVoice."""

    def send(tx: Tx, bot: Bot, call: Params) -> Any:
        chat = chat_for_bot(tx, bot, call.get("chat_id"))
        source = call.files.get(kind) or call.get(kind)
        content = media_content(tx, bot, call, kind, source, call.values)
        content |= caption_content(tx, call.values)
        return for_bot(tx, _send(tx, bot, call, chat, content), bot.id)

    return send


def send_location(tx: Tx, bot: Bot, call: Params) -> Any:
    """SendLocation."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    place = read_place(call.values)
    return for_bot(tx, _send(tx, bot, call, chat, {"location": place}), bot.id)


def read_place(values: Mapping[str, Any]) -> dict[str, float]:
    """A Location object in degrees and metres; raises ApiError 400."""
    try:
        place = {key: float(values[key]) for key in ("latitude", "longitude")}
        accuracy = float(values.get("horizontal_accuracy") or 0)
    except (KeyError, TypeError, ValueError):
        raise bad_request("wrong latitude or longitude specified") from None
    if not (abs(place["latitude"]) <= 90 and abs(place["longitude"]) <= 180):
        raise bad_request("wrong latitude or longitude specified")
    if not 0 <= accuracy <= 1500:
        raise bad_request("wrong horizontal accuracy specified")
    return place | ({"horizontal_accuracy": accuracy} if accuracy else {})


def send_media_group(tx: Tx, bot: Bot, call: Params) -> Any:
    """sendMediaGroup: 2 to 10 photos and videos, or documents."""
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    media = call.parsed("media")
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise bad_request("can't parse media JSON object")
    if len(media) < 2:
        raise bad_request("Too few messages to send as an album")
    if len(media) > 10:
        raise bad_request("Too many messages to send as an album")
    kinds = {item.get("type") for item in media}
    if not (kinds <= {"photo", "video"} or kinds == {"document"}):
        raise bad_request("document can't be mixed with other media types")
    album = secrets.token_hex(8)
    contents = [input_media(tx, bot, call, item) for item in media]
    sent = [_send(tx, bot, call, chat, content, album) for content in contents]
    return [for_bot(tx, message, bot.id) for message in sent]


def input_media(tx: Tx, bot: Bot, call: Params, item: Mapping[str, Any]) -> dict[str, Any]:
    """The content an InputMedia object describes; raises ApiError 400."""
    kind = str(item.get("type"))
    if kind not in MEDIA or kind == "voice":
        raise bad_request("can't parse InputMedia: unsupported type")
    return media_content(tx, bot, call, kind, item.get("media"), item) | caption_content(tx, item)


def send_chat_action(tx: Tx, bot: Bot, call: Params) -> bool:
    """SendChatAction."""
    chat = reachable(chat_for_bot(tx, bot, call.get("chat_id")))
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    tell(tx, chat, "action", action=action)
    return True


def _source(tx: Tx, bot: Bot, call: Params, verb: str) -> Message:
    chat = chat_for_bot(tx, bot, call.get("from_chat_id"))
    message = message_in(tx, chat, call.number("message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.protected:
        raise bad_request(
            "message can't be forwarded" if verb == "forward" else "message can't be copied"
        )
    return message


def origin(tx: Tx, message: Message) -> dict[str, Any]:
    """The forward_origin of a message: where it came from first."""
    known = message.content.get("forward_origin")
    if known is not None:
        return dict(known)
    sender = user(tx, message.sender, is_bot=message.by_bot)
    return {"type": "user", "sender_user": sender, "date": message.date}


def forward_message(tx: Tx, bot: Bot, call: Params) -> Any:
    """ForwardMessage."""
    message = _source(tx, bot, call, "forward")
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    content = {**message.content, "forward_origin": origin(tx, message)}
    plain = Params({key: value for key, value in call.values.items() if key != "reply_markup"})
    return for_bot(tx, _send(tx, bot, plain, chat, content), bot.id)


def copy_message(tx: Tx, bot: Bot, call: Params) -> Any:
    """copyMessage: the content without its origin, with a new caption if one is given."""
    message = _source(tx, bot, call, "copy")
    chat = chat_for_bot(tx, bot, call.get("chat_id"))
    content = {key: value for key, value in message.content.items() if key != "forward_origin"}
    if call.get("caption") is not None and "text" not in content:
        content = {
            key: value
            for key, value in content.items()
            if key not in {"caption", "caption_entities"}
        } | caption_content(tx, call.values)
    return {"message_id": _send(tx, bot, call, chat, content).id}


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_file("photo"),
    "sendDocument": send_file("document"),
    "sendVideo": send_file("video"),
    "sendVoice": send_file("voice"),
    "sendLocation": send_location,
    "sendMediaGroup": send_media_group,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}

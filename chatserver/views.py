"""A message as a bot sees it (Bot API) and as a person sees it (the page)."""

from typing import Any

from chatserver.chats import Chat, api_chat, chat_by_key, user
from chatserver.files import unique_id
from chatserver.keyboards import seen_by_bot, shown_inline, shown_reply
from chatserver.messages import MEDIA, Content, Message, message_by_id
from chatserver.safehtml import safe_html
from chatserver.tx import Tx

SNIPPET = 60
NAMES = {"photo": "[照片]", "video": "[视频]", "voice": "[语音]", "location": "[位置]"}


def for_bot(tx: Tx, message: Message, bot: int, *, nested: bool = False) -> dict[str, Any]:
    """A Bot API Message object as this bot gets it."""
    chat = chat_by_key(tx, message.chat)
    seen: dict[str, Any] = {
        "message_id": message.id,
        "from": user(tx, message.sender, is_bot=message.by_bot),
        "chat": api_chat(tx, chat),
        "date": message.date,
    }
    if message.edited is not None:
        seen["edit_date"] = message.edited
    if message.album is not None:
        seen["media_group_id"] = message.album
    if message.reply_to is not None and not nested:
        replied = message_by_id(tx, message.reply_to)
        if replied is not None and not replied.deleted:
            seen["reply_to_message"] = for_bot(tx, replied, bot, nested=True)
    for field, value in message.content.items():
        seen[field] = _api_file(tx, bot, field, value) if field in MEDIA else value
    if message.protected:
        seen["has_protected_content"] = True
    if message.markup is not None and "inline_keyboard" in message.markup:
        seen["reply_markup"] = seen_by_bot(message.markup)
    return seen


def inaccessible(tx: Tx, message: Message) -> dict[str, Any]:
    """What is left of a message that is too old or gone when its button is pressed."""
    chat = chat_by_key(tx, message.chat)
    return {"chat": api_chat(tx, chat), "message_id": message.id, "date": 0}


def _api_file(tx: Tx, bot: int, kind: str, about: dict[str, Any]) -> Any:
    seen = {key: value for key, value in about.items() if key not in {"file", "sha"}}
    seen = {
        "file_id": tx.ids.make(bot, about["file"]),
        "file_unique_id": unique_id(about["sha"], kind),
    } | {key: value for key, value in seen.items() if value is not None}
    return [seen] if kind == "photo" else seen


def for_page(tx: Tx, message: Message, person: int, chat: Chat | None = None) -> dict[str, Any]:
    """The message as the page of this person shows it."""
    chat = chat or chat_by_key(tx, message.chat)
    sender = user(tx, message.sender, is_bot=message.by_bot)
    content = message.content
    text = content.get("text", content.get("caption"))
    entities = content.get("entities", content.get("caption_entities", ()))
    album = message.album
    return {
        "id": message.id,
        "chat": chat.page_id,
        "from": {
            "id": sender["id"],
            "name": sender["first_name"],
            "is_bot": message.by_bot,
        },
        "date": message.date,
        "edited": message.edited,
        "text": text,
        "html": None if text is None else safe_html(text, entities),
        "reply_to": _replied(tx, message),
        **{kind: _page_file(tx, person, content.get(kind)) for kind in MEDIA},
        "location": _location(content.get("location")),
        "contact": content.get("contact"),
        "album": album,
        "inline": shown_inline(message.markup),
        "reply_keyboard": shown_reply(message.markup),
        "reactions": list(message.reactions),
        "service": _service(content),
        "forwarded": "forward_origin" in content,
        "protected": message.protected,
        "silent": message.silent,
    }


def _page_file(tx: Tx, person: int, about: dict[str, Any] | None) -> dict[str, Any] | None:
    if about is None:
        return None
    return {
        "file": tx.ids.make(person, about["file"]),
        "size": about["file_size"],
        "name": about.get("file_name"),
        "mime": about.get("mime_type"),
        "width": about.get("width"),
        "height": about.get("height"),
        "duration": about.get("duration"),
    }


def _service(content: Content) -> dict[str, Any] | None:
    """Who came into the group or left it, by name."""
    if "new_chat_members" in content:
        names = [one["first_name"] for one in content["new_chat_members"]]
        return {"kind": "joined", "names": names}
    if "left_chat_member" in content:
        return {"kind": "left", "names": [content["left_chat_member"]["first_name"]]}
    return None


def _location(place: dict[str, Any] | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "latitude": place["latitude"],
        "longitude": place["longitude"],
        "accuracy": place.get("horizontal_accuracy"),
    }


def _replied(tx: Tx, message: Message) -> dict[str, Any] | None:
    if message.reply_to is None:
        return None
    replied = message_by_id(tx, message.reply_to)
    if replied is None or replied.deleted:
        return None
    return {"id": replied.id, "snippet": snippet(replied)}


def snippet(message: Message) -> str:
    """The beginning of a message's text, or what kind of thing it is."""
    content = message.content
    text = content.get("text") or content.get("caption")
    if text:
        return " ".join(str(text).split())[:SNIPPET]
    if "document" in content:
        return str(content["document"].get("file_name") or "[文件]")[:SNIPPET]
    return next((name for kind, name in NAMES.items() if kind in content), "")

"""What a bot's call says: its text, its files, the message it replies to."""

from collections.abc import Mapping
from typing import Any

from chatserver.chats import Chat
from chatserver.errors import bad_request
from chatserver.files import Blob, File, add_file, described, file_by_id
from chatserver.html import parse_html
from chatserver.keyboards import read_markup
from chatserver.messages import Message, message_in
from chatserver.params import Params
from chatserver.spans import Span, cleaned, from_entities, settled, to_entities
from chatserver.tx import Bot, Tx


def formatted(source: str, parse_mode: Any, entities: Any) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities as they are kept; raises ApiError 400 as the real server does."""
    source = cleaned(source)
    spans: list[Span] = []
    match str(parse_mode or "").lower():
        case "html":
            source, spans = parse_html(source)
        case "" if entities:
            try:
                spans = from_entities(source, entities)
            except (KeyError, TypeError, ValueError):
                raise bad_request("can't parse MessageEntity") from None
        case "":
            pass
        case _:
            raise bad_request("unsupported parse_mode")
    text, spans = settled(source, spans)
    return text, to_entities(text, spans)


def text_content(tx: Tx, call: Params, *, editing: bool) -> dict[str, Any]:
    """The content of a text message; raises ApiError 400 if empty, too long or malformed."""
    source = call.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(source, call.get("parse_mode"), call.parsed("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > tx.limits.text:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_content(tx: Tx, values: Mapping[str, Any], *, editing: bool = False) -> dict[str, Any]:
    """The caption fields of a media message; raises ApiError 400."""
    call = Params(dict(values))
    source = call.text("caption") if call.get("caption") is not None else ""
    caption, entities = formatted(source, call.get("parse_mode"), call.parsed("caption_entities"))
    if len(caption) > tx.limits.caption:
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if editing else "message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, **({"caption_entities": entities} if entities else {})}


def markup_of(tx: Tx, call: Params, chat: Chat, *, inline_only: bool = False) -> Any:
    """The checked reply markup of a call."""
    return read_markup(
        call.parsed("reply_markup"), tx.limits, private=chat.private, inline_only=inline_only
    )


def replied_message(tx: Tx, call: Params, chat: Chat) -> int | None:
    """The message a call replies to; raises ApiError 400 unless it may go without."""
    asked = call.parsed("reply_parameters")
    lenient = call.flag("allow_sending_without_reply")
    number = call.number("reply_to_message_id")
    if isinstance(asked, dict):
        number = Params(asked).number("message_id")
        lenient = asked.get("allow_sending_without_reply") is True
    if not number:
        return None
    replied = message_in(tx, chat, number)
    if replied is None and not lenient:
        raise bad_request("message to be replied not found")
    return None if replied is None else replied.id


def media_content(
    tx: Tx, bot: Bot, call: Params, kind: str, source: Any, about: Mapping[str, Any]
) -> dict[str, Any]:
    """The file fields of a media message from an upload or a file id; raises ApiError 400."""
    if isinstance(source, str) and source.startswith("attach://"):
        blob = call.files.get(source.removeprefix("attach://"))
        file = None if blob is None else _uploaded(tx, blob, kind, about)
    elif isinstance(source, Blob):
        file = _uploaded(tx, source, kind, about)
    else:
        file = _known(tx, bot, kind, str(source or ""))
    if file is None:
        raise bad_request(f"there is no {kind} in the request")
    content = {kind: described(file)}
    for field in ("width", "height", "duration"):
        if field in content[kind] and (given := Params(dict(about)).number(field)):
            content[kind][field] = given
    return content


def _uploaded(tx: Tx, blob: Blob, kind: str, about: Mapping[str, Any]) -> File:
    if not blob.size:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        check_photo(tx, blob)
    return add_file(tx, blob, kind, duration=Params(dict(about)).number("duration"))


def check_photo(tx: Tx, blob: Blob) -> None:
    """Raises ApiError 400 unless the bytes are a picture that may be sent as a photo."""
    if blob.size > tx.limits.photo:
        raise bad_request(
            f"file of size {blob.size} bytes is too big for a photo;"
            f" the maximum size is {tx.limits.photo} bytes"
        )
    if blob.picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = blob.picture
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _known(tx: Tx, bot: Bot, kind: str, file_id: str) -> File | None:
    if not file_id:
        return None
    if "://" in file_id:
        raise bad_request("failed to get HTTP URL content")
    number = tx.ids.read(bot.id, file_id)
    file = None if number is None else file_by_id(tx, number)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def own_message(tx: Tx, bot: Bot, chat: Chat, call: Params) -> Message:
    """The message a bot may edit; raises ApiError 400."""
    message = message_in(tx, chat, call.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    foreign = not message.by_bot or message.sender != bot.id
    if foreign or "forward_origin" in message.content or _has_reply_keyboard(message):
        raise bad_request("message can't be edited")
    return message


def _has_reply_keyboard(message: Message) -> bool:
    return message.markup is not None and "inline_keyboard" not in message.markup

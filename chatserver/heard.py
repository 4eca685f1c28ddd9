"""What a person does in a chat: writes, sends files, presses, forwards, edits, blocks."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from chatserver.chats import Chat, chat_for_person, once, open_chat, remember_once
from chatserver.compose import check_photo
from chatserver.errors import ApiError, RefusedError
from chatserver.files import Blob, add_file, described
from chatserver.messages import Content, Message, change, message_by_id, message_in, post, stored
from chatserver.sending import origin, read_place
from chatserver.spans import cleaned, settled, to_entities
from chatserver.tx import Tx
from chatserver.updates import block, push_message, push_tap

START_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
ALBUM = 10
LONGEST = 86_400


def say(tx: Tx, person: int, chat_id: int, wanted: dict[str, Any]) -> list[int]:
    """A text, a place or a contact; the ids of the messages it became (long text: several)."""
    client_id = client_id_of(wanted)
    if (before := once(tx, person, client_id)) is not None:
        return list(before)
    chat = _open(tx, person, chat_id)
    if "location" in wanted:
        contents: list[Content] = [{"location": _place(wanted["location"])}]
    elif "contact" in wanted:
        contents = [{"contact": _contact(wanted["contact"])}]
    else:
        contents = _texts(tx, wanted.get("text"))
    return _post_all(tx, person, chat, contents, wanted.get("reply_to"), client_id)


def _post_all(
    tx: Tx,
    person: int,
    chat: Chat,
    contents: Sequence[Content],
    reply_to: Any,
    client_id: str | None,
    albums: Sequence[str | None] | None = None,
) -> list[int]:
    replied = None if reply_to is None else message_in(tx, chat, reply_to)
    if reply_to is not None and replied is None:
        raise RefusedError(404, "the message replied to is not there")
    sent = []
    for content, album in zip(contents, albums or [None] * len(contents), strict=True):
        message = post(
            tx,
            chat,
            person,
            content,
            by_bot=False,
            reply_to=None if replied is None else replied.id,
            album=album,
        )
        push_message(tx, chat, message)
        sent.append(message.id)
    mark_read(tx, person, chat, sent[-1])
    remember_once(tx, person, client_id, sent)
    return sent


def _open(tx: Tx, person: int, chat_id: int) -> Chat:
    chat = open_chat(tx, person, chat_id)
    if chat.blocked:
        raise RefusedError(409, "this bot is blocked")
    return chat


def client_id_of(wanted: dict[str, Any]) -> str | None:
    """The name the client gave the act, the same at each of its tries; raises RefusedError 400."""
    client_id = wanted.get("client_id")
    if client_id is None:
        return None
    if not isinstance(client_id, str) or not 1 <= len(client_id) <= 100:
        raise RefusedError(400, "client_id is a text of up to 100 characters")
    return client_id


def _texts(tx: Tx, text: Any) -> list[Content]:
    if not isinstance(text, str):
        raise RefusedError(400, "text is missing")
    kept, _ = settled(utf8(text), ())
    if not kept:
        raise RefusedError(400, "text is empty")
    # As phones do: what is too long goes in several messages.
    pieces = [kept[at : at + tx.limits.text] for at in range(0, len(kept), tx.limits.text)]
    return [_with_entities("text", piece) for piece in pieces if piece.strip()]


def utf8(text: str) -> str:
    """Text that can be kept; raises RefusedError 400."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RefusedError(400, "text is not UTF-8") from None
    return cleaned(text)


def _with_entities(field: str, text: str) -> Content:
    text, spans = settled(text, ())
    entities = to_entities(text, spans)
    name = "entities" if field == "text" else "caption_entities"
    return {field: text} | ({name: entities} if entities else {})


def _place(wanted: Any) -> dict[str, float]:
    if not isinstance(wanted, dict):
        raise RefusedError(400, "location is an object")
    try:
        return read_place(wanted | {"horizontal_accuracy": min(wanted.get("accuracy") or 0, 1500)})
    except (ApiError, TypeError) as wrong:
        raise RefusedError(400, "wrong latitude, longitude or accuracy") from wrong


def _contact(wanted: Any) -> dict[str, Any]:
    if not isinstance(wanted, dict) or not wanted.get("phone_number"):
        raise RefusedError(400, "contact has no phone_number")
    fields = ("phone_number", "first_name", "last_name")
    kept = {key: str(wanted[key])[:64] for key in fields if wanted.get(key)}
    number = {"user_id": wanted["user_id"]} if isinstance(wanted.get("user_id"), int) else {}
    return {"first_name": "", **kept, **number}


def done_before(tx: Tx, person: int, wanted: dict[str, Any]) -> bool:
    """Whether this act is a repetition."""
    return once(tx, person, client_id_of(wanted)) is not None


def send_files(
    tx: Tx, person: int, chat_id: int, kind: str, blobs: Sequence[Blob], wanted: dict[str, Any]
) -> list[int]:
    """Photos, documents, videos or a voice; several are albums of ten."""
    client_id = client_id_of(wanted)
    if (before := once(tx, person, client_id)) is not None:
        return list(before)
    chat = _open(tx, person, chat_id)
    caption = utf8(str(wanted.get("caption") or "")).strip()
    if len(caption) > tx.limits.caption:
        raise RefusedError(400, f"a caption has at most {tx.limits.caption} characters")
    duration = wanted.get("duration") or 0
    if not isinstance(duration, int) or not 0 <= duration <= LONGEST:
        raise RefusedError(400, "duration is a number of seconds")
    contents: list[Content] = []
    for blob in blobs:
        if not blob.size:
            raise RefusedError(400, "the file is empty")
        if kind == "photo":
            _photo(tx, blob)
        about = described(add_file(tx, blob, kind, duration=duration))
        with_caption = _with_entities("caption", caption) if caption and not contents else {}
        contents.append({kind: about, **with_caption})
    albums: list[str | None] = []
    for at in range(0, len(contents), ALBUM):
        together = len(contents[at : at + ALBUM])
        alone = together == 1 or kind == "voice"
        albums += [None if alone else secrets.token_hex(8)] * together
    return _post_all(tx, person, chat, contents, wanted.get("reply_to"), client_id, albums)


def _photo(tx: Tx, blob: Blob) -> None:
    try:
        check_photo(tx, blob)
    except ApiError as wrong:
        raise RefusedError(
            400, "not a picture that can be sent as a photo; send it as a file"
        ) from wrong


def start(tx: Tx, person: int, chat_id: int, token: Any) -> list[int]:
    """Begin a chat with a bot, with the token of its link if there is one."""
    if token is not None and not (isinstance(token, str) and START_TOKEN.fullmatch(token)):
        raise RefusedError(400, "a start token has 1 to 64 of A-Z a-z 0-9 _ -")
    if chat_id > 0:
        block(tx, person, chat_id, blocked=False)
    return say(tx, person, chat_id, {"text": f"/start {token}" if token else "/start"})


def forward(tx: Tx, person: int, chat_id: int, wanted: dict[str, Any]) -> list[int]:
    """Send a message of this chat to it once more, as a forwarded one."""
    client_id = client_id_of(wanted)
    if (before := once(tx, person, client_id)) is not None:
        return list(before)
    chat = _open(tx, person, chat_id)
    message = _of_chat(tx, chat, wanted.get("message_id"))
    if message.protected:
        raise RefusedError(403, "this message cannot be forwarded")
    content = {**message.content, "forward_origin": origin(tx, message)}
    return _post_all(tx, person, chat, [content], None, client_id)


def _of_chat(tx: Tx, chat: Chat, number: Any) -> Message:
    message = message_in(tx, chat, number)
    if message is None:
        raise RefusedError(404, "no such message in this chat")
    return message


def edit(tx: Tx, person: int, chat_id: int, wanted: dict[str, Any]) -> Message:
    """Change one's own text, caption or (live) place; the bots get an edited message."""
    chat = _open(tx, person, chat_id)
    message = _of_chat(tx, chat, wanted.get("message_id"))
    if message.by_bot or message.sender != person:
        raise RefusedError(403, "only one's own message can be edited")
    if "location" in wanted and "location" in message.content:
        content: Content = {"location": _place(wanted["location"])}
    elif "text" in message.content:
        content = _texts(tx, wanted.get("text"))[0]
    elif isinstance(wanted.get("text"), str):
        kept = {k: v for k, v in message.content.items() if not k.startswith("caption")}
        content = kept | dict(_with_entities("caption", utf8(wanted["text"])))
    else:
        raise RefusedError(400, "nothing to change it to")
    if content == message.content:
        return message
    changed = change(tx, chat, message, content, None)
    push_message(tx, chat, changed, "edited_message")
    return changed


def press(tx: Tx, person: int, chat_id: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """Press a button; the data are the client's word, as on the real network."""
    client_id = client_id_of(wanted)
    if (before := once(tx, person, client_id, dict)) is not None:
        return dict(before)
    chat = chat_for_person(tx, person, chat_id)
    number = wanted.get("message_id")
    message = message_by_id(tx, number) if isinstance(number, int) else None
    if chat is None or message is None or message.chat != chat.key or not message.by_bot:
        raise RefusedError(404, "no such message in this chat")
    if chat.blocked:
        raise RefusedError(409, "this bot is blocked")
    carried = wanted.get("data")
    if not isinstance(carried, str) or not 1 <= len(_utf8_size(carried)) <= tx.limits.callback_data:
        raise RefusedError(400, "data has 1 to 64 bytes")
    outcome = {"query_id": str(push_tap(tx, chat, message, person, carried, client_id))}
    mark_read(tx, person, chat, message.id)
    remember_once(tx, person, client_id, outcome)
    return outcome


def _utf8_size(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise RefusedError(400, "data is not UTF-8") from None


def mark_read(tx: Tx, person: int, chat: Chat, number: int) -> None:
    """All up to this message is read by this person."""
    tx.sql.execute(
        "UPDATE members SET read = max(read, ?) WHERE chat = ? AND member = ? AND is_bot = 0",
        (number, chat.key, person),
    )


def sent(tx: Tx, numbers: Sequence[int]) -> list[Message]:
    """The messages an act became, those that are still there."""
    return [message for number in numbers if not (message := stored(tx, number)).deleted]

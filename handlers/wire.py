"""What Telegram brings, freed from its forms: an update becomes a sender and what was heard."""

from __future__ import annotations

import os
import re

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Location,
    Message,
    Update,
    User,
)

from inspection.heard import (
    Attached,
    Command,
    EvidenceKind,
    Heard,
    Joined,
    Located,
    Other,
    Pressed,
    Sender,
    Typed,
)

# Spans of time come as such; the library has deprecated its plain numbers.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?\Z", re.DOTALL)
_AWAY = {ChatMember.BANNED, ChatMember.LEFT}
_SERVICE = "service"


def read(update: Update, username: str) -> tuple[Sender, Heard] | None:
    """Who said what; None for what is not for us: channels, other bots, other bots' commands."""
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    if update.message is not None:
        return _message(update.message, username)
    if update.edited_message is not None:
        return _edited(update.edited_message)
    if update.my_chat_member is not None:
        return _joined(update.my_chat_member)
    return None


def clean(words: str) -> str:
    """Text that can be stored and sent back: no NUL, no half characters."""
    words = words.replace("\0", "")
    try:
        words.encode()
    except UnicodeEncodeError:
        words = words.encode("utf-8", "replace").decode()
    return words


def _sender(user: User, chat: Chat, message_id: int | None) -> Sender:
    return Sender(
        user_id=user.id,
        chat_id=chat.id,
        private=chat.type == Chat.PRIVATE,
        message_id=message_id,
        lang=user.language_code,
        name=clean(user.full_name),
    )


def _pressed(query: CallbackQuery) -> tuple[Sender, Heard]:
    # Under an old message Telegram tells only its chat and number; both kinds have these two.
    under = query.message
    chat = under.chat if under else Chat(query.from_user.id, Chat.PRIVATE)
    message_id = under.message_id if under else None
    said = Pressed(clean(query.data or ""), message_id)
    return _sender(query.from_user, chat, message_id), said


def _message(message: Message, username: str) -> tuple[Sender, Heard] | None:
    user = message.from_user
    if user is None or user.is_bot:
        return None
    sender = _sender(user, message.chat, message.message_id)
    if message.text is not None:
        words = _words(message, username)
        return (sender, words) if words else None
    if message.location is not None:
        return sender, _located(message.location)
    said = _attached(message) or _other(message)
    if isinstance(said, Other) and said.what == _SERVICE and not sender.private:
        return None
    return sender, said


def _words(message: Message, username: str) -> Command | Typed | None:
    text = clean(message.text or "")
    command = _COMMAND.match(text)
    if command is None:
        return Typed(text, _reply_to(message))
    name, addressee, rest = command.groups()
    if addressee and addressee.lower() != username.lower():
        return None
    return Command(name.lower(), (rest or "").strip())


def _attached(message: Message) -> Attached | None:
    kind: EvidenceKind
    name = mime = None
    if message.photo:
        kind, file = "photo", max(message.photo, key=lambda size: size.width * size.height)
        size, file_id, unique = file.file_size, file.file_id, file.file_unique_id
    elif found := message.video or message.video_note or message.animation:
        kind, size, file_id, unique = "video", found.file_size, found.file_id, found.file_unique_id
        name = getattr(found, "file_name", None)
        mime = getattr(found, "mime_type", None)
    elif message.voice:
        voice = message.voice
        kind, size, file_id, unique = "voice", voice.file_size, voice.file_id, voice.file_unique_id
        mime = voice.mime_type
    elif sheet := message.document or message.audio:
        kind, size, file_id, unique = (
            "document",
            sheet.file_size,
            sheet.file_id,
            sheet.file_unique_id,
        )
        name, mime = sheet.file_name, sheet.mime_type
    else:
        return None
    return Attached(
        kind=kind,
        file_id=file_id,
        file_unique_id=unique,
        size=size,
        name=clean(name) if name else None,
        mime=mime,
        caption=clean(message.caption) if message.caption else None,
        album=message.media_group_id,
        forwarded=message.forward_origin is not None,
        reply_to=_reply_to(message),
    )


def _located(location: Location, *, live: bool = False) -> Located:
    accuracy = location.horizontal_accuracy
    return Located(
        latitude=f"{location.latitude:.6f}",
        longitude=f"{location.longitude:.6f}",
        accuracy=None if accuracy is None else f"{accuracy:g}",
        live=live or location.live_period is not None,
    )


def _edited(message: Message) -> tuple[Sender, Heard] | None:
    user = message.from_user
    if user is None or user.is_bot:
        return None
    sender = _sender(user, message.chat, message.message_id)
    if message.location is not None:
        return sender, _located(message.location, live=True)
    # What was once said has been acted upon; a correction is asked for, not guessed.
    return sender, Other("edited")


def _other(message: Message) -> Other:
    for what in ("sticker", "contact", "poll", "venue", "dice", "game", "story"):
        if getattr(message, what, None) is not None:
            return Other(what)
    return Other(_SERVICE)


def _joined(change: ChatMemberUpdated) -> tuple[Sender, Heard]:
    blocked = change.new_chat_member.status in _AWAY
    return _sender(change.from_user, change.chat, None), Joined(blocked)


def _reply_to(message: Message) -> int | None:
    return message.reply_to_message.message_id if message.reply_to_message else None

"""Telegram's HTML: parsed into text and spans, with the real server's error texts."""

import re
from dataclasses import dataclass

from chatserver.errors import ApiError, bad_request
from chatserver.spans import Span

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
SPACE = " \t\n\r\v\f"
SPECIAL = re.compile(r"[<&]")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)\b|#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,8})));?")
BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]+")
LINK = re.compile(
    r"(?:https?|ftp|tg|ton|mailto|tel):\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?", re.ASCII
)


@dataclass(slots=True)
class _Open:
    name: str
    argument: str
    start: int


class _Parser:
    """One pass over the source; `at` is where it reads, `out` the text so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def parse(self) -> tuple[str, list[Span]]:
        source = self.source
        while self.at < len(source):
            found = SPECIAL.search(source, self.at)
            if found is None:
                self._emit(source[self.at :])
                break
            self._emit(source[self.at : found.start()])
            self.at = found.start()
            if source[self.at] == "&":
                character, self.at = _decode(source, self.at)
                self._emit(character)
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            tag = self.open[-1].name
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.out), self.spans

    def _emit(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def _fail(self, sentence: str, at: int, after: str = "") -> ApiError:
        offset = len(self.source[:at].encode())
        return _wrong(f"{sentence} at byte offset {offset}{after}")

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in SPACE:
            self.at += 1

    def _until(self, stops: str) -> str:
        begin = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fail("Unexpected end tag", begin)
        self.at += 2
        name = self._until(SPACE + ">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise self._fail("Unclosed end tag", begin)
        tag = self.open[-1]
        if name and name != tag.name:
            raise self._fail(
                "Unmatched end tag", begin, f', expected "</{tag.name}>", found "</{name}>"'
            )
        self.at += 1
        self.open.pop()
        if self.length > tag.start and (span := self._span(tag)) is not None:
            self.spans.append(span)

    def _span(self, tag: _Open) -> Span | None:
        kind = KINDS[tag.name]
        match kind:
            case "text_link":
                target = tag.argument or "".join(self.out)[tag.start :]
                user = re.fullmatch(r"tg://user\?id=(\d{1,15})", target)
                if user is not None:
                    return Span("text_mention", tag.start, self.length, user[1])
                if LINK.fullmatch(target) is None:
                    return None
                return Span(kind, tag.start, self.length, target)
            case "blockquote" if tag.argument:
                return Span("expandable_blockquote", tag.start, self.length)
            case "code" | "custom_emoji":
                return Span(kind, tag.start, self.length, tag.argument)
            case _:
                return Span(kind, tag.start, self.length)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(SPACE + ">").lower()
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        if name not in KINDS:
            raise self._fail(f'Unsupported start tag "{name}"', begin)
        argument = ""
        while True:
            self._skip_spaces()
            if not self._peek():
                raise self._fail("Unclosed start tag", begin)
            if self._peek() == ">":
                break
            attribute, value = self._attribute(name, begin)
            argument = _argument(name, attribute, value) or argument
        self.at += 1
        if name == "span" and not argument:
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(name, argument, self.length))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        at = self.at
        name = self._until(SPACE + "=>").lower()
        if not name:
            raise self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        self._skip_spaces()
        if self._peek() != "=":
            if tag == "blockquote" and name == "expandable":
                return name, ""
            raise self._fail(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
            )
        self.at += 1
        self._skip_spaces()
        quote = self._peek()
        if not quote:
            raise self._fail("Unclosed start tag", begin)
        if quote not in "'\"":
            found = BARE_VALUE.match(self.source, self.at)
            self.at = found.end() if found else self.at
            if not self._peek() or self._peek() not in SPACE + ">":
                raise self._fail("Unexpected end of name token", at)
            return name, found[0].lower() if found else ""
        self.at += 1
        value = self._until(quote)
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        self.at += 1
        return name, _decoded(value)


def _argument(tag: str, attribute: str, value: str) -> str:
    match tag, attribute:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value == "tg-spoiler":
            return value
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return attribute
        case _:
            return ""


def _decode(source: str, at: int) -> tuple[str, int]:
    found = ENTITY.match(source, at)
    if found is None:
        return "&", at + 1
    if found[1]:
        return NAMED[found[1]], found.end()
    code = int(found[2], 16) if found[2] else int(found[3])
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", at + 1
    return chr(code), found.end()


def _decoded(value: str) -> str:
    return ENTITY.sub(lambda found: _decode(found[0], 0)[0], value)


def _wrong(sentence: str) -> ApiError:
    return bad_request(f"can't parse entities: {sentence}")


def parse_html(source: str) -> tuple[str, list[Span]]:
    """Text and spans (offsets in characters, inner before outer) of a message in HTML.

    Raises ApiError 400 "can't parse entities: …" with the byte offset in UTF-8.
    """
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).parse()

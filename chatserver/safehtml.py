"""Text and entities as HTML that is safe in the page: a short list of tags, all else escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from chatserver.spans import Span, from_entities

TAGS: Mapping[str, tuple[str, str]] = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}
SCHEMES = ("http://", "https://", "mailto:", "tel:")


def safe_html(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text with its formatting; line breaks stay line breaks, links only to safe schemes."""
    spans = from_entities(text, [dict(entity) for entity in entities])
    tags = {span: shown for span in spans if (shown := _tags(span, text)) is not None}
    if not tags:
        return escape(text)
    edges = sorted({0, len(text), *(s.start for s in tags), *(s.end for s in tags)})
    out: list[str] = []
    open_spans: list[Span] = []
    for begin, end in zip(edges, [*edges[1:], len(text)], strict=True):
        wanted = [s for s in tags if s.start <= begin < s.end]
        wanted.sort(key=lambda s: (s.start, -s.end))
        keep = 0
        while keep < min(len(open_spans), len(wanted)) and open_spans[keep] is wanted[keep]:
            keep += 1
        out += [tags[span][1] for span in reversed(open_spans[keep:])]
        out += [tags[span][0] for span in wanted[keep:]]
        open_spans = wanted
        out.append(escape(text[begin:end]))
    return "".join(out)


def _tags(span: Span, text: str) -> tuple[str, str] | None:
    if span.kind in TAGS:
        return TAGS[span.kind]
    if span.kind not in {"text_link", "url"}:
        return None
    target = span.extra if span.kind == "text_link" else text[span.start : span.end]
    if "://" not in target and not target.startswith(SCHEMES):
        target = f"https://{target}"
    if not target.lower().startswith(SCHEMES):
        return None
    return f'<a href="{escape(target)}" target="_blank" rel="noopener noreferrer">', "</a>"

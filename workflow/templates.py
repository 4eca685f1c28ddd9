"""`/template` for Word: an office's own templates, sent in the chat, used, taken out again."""

from __future__ import annotations

from typing import Final

from content.locales import catalog
from content.masking import mask_numbers
from content.zip_guard import MAX_BYTES
from exports.template_fields import FIELDS, KINDS, Field, TemplateKind, listed
from inspection.card import Card, Reply
from inspection.flow.templates import TemplateView, template_card, templates_card
from inspection.heard import Attached
from inspection.people import RefusalError, Right, may
from inspection.text import text
from storage import notices, people, templates
from storage.templates import Template
from workflow import template_acts
from workflow.route_types import ButtonRoute, PlaceRoute
from workflow.scene import Scene

WORDS: Final[dict[str, TemplateKind]] = {
    "通报模板": "circular",
    "报告模板": "report",
    "督办模板": "supervision",
    "整改模板": "rectification",
}
"""What a caption, or the word after /template, calls the kinds."""
_ALL: Final = ("公文模板", "word", "公文")
MAKES: Final[dict[TemplateKind, str]] = {
    "circular": "circular",
    "report": "report",
    "supervision": "notices",
    "rectification": "notices",
}
"""The kind of `/export` that uses it."""
_ENDINGS: Final = (".docx", ".doc", ".docm", ".dotx", ".dotm", ".dot", ".wps", ".wpt", ".odt")


def kind_called(words: str) -> TemplateKind | None:
    """The kind by its word (通报模板) or code (circular)."""
    plain = "".join(words.split())
    return WORDS.get(plain) or next((kind for kind in KINDS if kind == plain.lower()), None)


def asked_for(words: str) -> str | None:
    """The place of what was written after /template, None where it is about no Word template."""
    kind = kind_called(words)
    if kind is not None:
        return f"template.{kind}"
    return "templates" if words.strip().lower() in _ALL else None


def is_document(sent: Attached) -> bool:
    """Whether a file looks like a document of a word processor."""
    return sent.kind == "document" and (
        (sent.name or "").lower().endswith(_ENDINGS)
        or "wordprocessing" in (sent.mime or "")
        or "msword" in (sent.mime or "")
    )


def offered_template(scene: Scene, sent: Attached) -> Reply | None:
    """A template from an admin: its caption says so, or their card does; None: it is none."""
    who = scene.speaker
    if who is None or not may(who, Right.ADMINISTER) or not is_document(sent):
        return None
    called = kind_called(sent.caption or "")
    place = scene.focus.place.partition("|")[2]
    if called is None and place.partition(".")[0] not in {"template", "templates"}:
        return None
    kind = called or kind_called(place.partition(".")[2])
    if kind is None:
        scene.note(text("template.which"))
        return scene.reply()
    scene.desk = None
    scene.go(f"template.{kind}", 0)
    if sent.size is not None and sent.size > MAX_BYTES:
        scene.note(text("template.too-large", megabytes=str(MAX_BYTES // 1_000_000)))
    elif not (sent.name or ".docx").lower().endswith(".docx"):
        scene.note(text("template.not-word"))
    else:
        name = mask_numbers(sent.name or f"{kind}.docx")[0]
        templates.offer(scene.tx, who.campaign_id, kind, who.user_id, sent.file_id, name, scene.now)
    return scene.reply()


def _kind(args: tuple[str, ...]) -> TemplateKind:
    kind = next((each for each in KINDS if args[:1] == (each,)), None)
    if kind is None:
        raise RefusalError("button-unknown")
    return kind


def all_place(scene: Scene, _: tuple[str, ...]) -> Card:
    """`templates`: every kind and what is used for it."""
    found = templates.used(scene.tx, scene.who.campaign_id)
    used = [
        (kind, found[kind].name, _day(scene, found[kind])) if kind in found else (kind, None, "")
        for kind in KINDS
    ]
    return templates_card(used, scene.focus.notice)


def one_place(scene: Scene, args: tuple[str, ...]) -> Card:
    """`template.circular`: what is used, what became of the last that was sent."""
    kind, campaign_id = _kind(args), scene.who.campaign_id
    used = templates.used(scene.tx, campaign_id).get(kind)
    last = templates.last(scene.tx, campaign_id, kind)
    view = TemplateView(
        kind,
        used.name if used else None,
        _day(scene, used) if used else "",
        _sender(scene, used) if used else "",
        last.state if last and last.user_id is not None else "",
        last.name if last else "",
        last.outcome if last else (),
        MAKES[kind],
        scene.focus.notice,
    )
    return template_card(view)


def _day(scene: Scene, found: Template) -> str:
    return found.at.astimezone(scene.house.tz).date().isoformat()


def _sender(scene: Scene, found: Template) -> str:
    mine = people.of_account(scene.tx, found.user_id) if found.user_id is not None else []
    here = next((m.name for m in mine if m.campaign_id == found.campaign_id), None)
    return here or catalog(scene.lang).plain(text("export.office"))


def press_drop(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`td|circular`: back to the built-in paper."""
    kind = _kind(args)
    template_acts.drop(scene.tx, scene.actor, scene.now, scene.who.campaign_id, kind)
    scene.go(f"template.{kind}", 0)
    scene.note(text("template.dropped"))
    return scene.reply(text("template.dropped"))


def press_fields(scene: Scene, args: tuple[str, ...]) -> Reply:
    """`tf|circular`: the list of fields as a file."""
    kind, words = _kind(args), catalog(scene.lang)
    path = f"exports/template-fields-{kind}-{scene.lang}.txt"
    file = scene.house.data / path
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(field_lines(kind, scene.lang))
    part = file.with_suffix(".part")
    part.write_text(lines + "\n", encoding="utf-8-sig")
    part.replace(file)
    name, caption = words.plain(text("template.fields-name")), text("template.fields-caption")
    key = scene.key(f"template-fields/{kind}/{scene.focus.user_id}")
    notices.file(scene.tx, key, scene.focus.chat_id, path, name, caption, scene.now)
    scene.record("template-fields", kind)
    return scene.reply(text("template.fields-sent"))


def field_lines(kind: TemplateKind, lang: str) -> list[str]:
    """The fields of a kind, a line each: name, sort, meaning, example."""
    words = catalog(lang)
    title = words.plain(text("template.list.title", kind=text(f"template.kind-{kind}")))
    lines = [title, words.plain(text("template.list.how")), ""]
    for name, field in listed(FIELDS[kind]):
        sort = words.plain(text(f"template.list.{field.sort}"))
        lines.append("\t".join((name, sort, field.en if lang == "en" else field.zh, _such(field))))
    return lines


def _such(field: Field) -> str:
    return "" if isinstance(field.example, bool) else str(field.example)


BUTTONS = {
    "td": ButtonRoute(Right.ADMINISTER, "none", 1, press_drop),
    "tf": ButtonRoute(Right.ADMINISTER, "none", 1, press_fields),
}
PLACES = {
    "templates": PlaceRoute(Right.ADMINISTER, all_place),
    "template": PlaceRoute(Right.ADMINISTER, one_place),
}

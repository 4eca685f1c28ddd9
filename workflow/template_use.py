"""Official papers as files: by the office's own template where it has one, else built in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias

from exports.official import docx_bytes
from exports.official_form import Faces
from exports.paper import Paper
from exports.template import filled
from exports.template_fields import TemplateKind
from exports.template_model import Model
from storage import audit, templates
from storage.audit import Actor
from storage.db import Books, Tx

USES: Final[Mapping[str, tuple[TemplateKind, ...]]] = {
    "circular": ("circular",),
    "report": ("report",),
    "notices": ("supervision", "rectification"),
}
"""The templates that kinds of documents are made with."""
Wanted: TypeAlias = tuple[str, Paper, Callable[[], Model]]
"""What it is, the built-in paper, and the model a template is filled with."""


def hashes(tx: Tx, campaign_id: int, kind: str) -> dict[str, str]:
    """The SHA-256 of the templates that documents of the kind are made with now."""
    used = templates.used(tx, campaign_id)
    own = {each: used[each].sha256 for each in USES.get(kind, ()) if each in used}
    return {each: sha256 for each, sha256 in own.items() if sha256 is not None}


async def note_other(books: Books, recipe: Mapping[str, Any], now: datetime) -> None:
    """Note in the trail where other templates are used than when the document was ordered."""
    campaign_id, kind = recipe["campaign"], recipe["kind"]
    found = await books.read(partial(hashes, campaign_id=campaign_id, kind=kind))
    if found != recipe.get("templates", {}):
        after = json.dumps({"kind": kind, "templates": found}, sort_keys=True)
        subject = f"{kind}/{campaign_id}"
        await books.act(
            lambda tx: audit.record(
                tx, Actor(campaign_id), now, "export-template", subject, None, after
            )
        )


def documents(
    bodies: Mapping[str, bytes], faces: Faces, kind: TemplateKind, wanted: Sequence[Wanted]
) -> Iterator[tuple[str, bytes]]:
    """What each is and its bytes, in order; `bodies` are the templates in use.

    TemplateError where the template can no longer be filled.
    """
    body = bodies.get(kind)
    if body is None:
        yield from ((label, docx_bytes(paper, faces)) for label, paper, _ in wanted)
        return
    models = [(paper, model()) for _, paper, model in wanted]
    yield from zip((label for label, _, _ in wanted), filled(body, kind, models), strict=True)

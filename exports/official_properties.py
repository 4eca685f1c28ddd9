"""What a document says of itself in its file's properties: who made it, when and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from docx.document import Document

from exports.official_form import plain
from exports.paper import Paper

DRAFT: Final = "（征求意见稿）"


def set_properties(document: Document, paper: Paper) -> None:
    """Title, office and what `properties` say: who, when (ISO), why, and anything else."""
    said = dict(paper.properties)
    core = document.core_properties
    core.title = plain(paper.title)[:255]
    core.author = plain(said.pop("who", "") or paper.office)[:255]
    core.last_modified_by = core.author
    core.subject = plain(paper.number)[:255]
    core.category = paper.kind
    core.language = "zh-CN"
    core.content_status = DRAFT.strip("（）") if paper.draft else ""
    if when := said.pop("when", ""):
        moment = datetime.fromisoformat(when)
        core.created = core.modified = moment.astimezone(UTC).replace(tzinfo=None)
    why = [said.pop("why")] if "why" in said else []
    rest = (f"{name}：{value}" for name, value in said.items())
    core.comments = plain("；".join((*why, *rest)))[:255]

"""The exports that the trail knows, in words for whoever reads the campaign's workbook."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from content.locales import catalog
from inspection.text import Text, text
from storage.campaign_rows import SheetRow
from storage.db import Row

_WAYS = frozenset({"chat", "command-line", "signed-leader", "signed-contact"})


def told(row: Mapping[str, Any] | Row, sheets: Collection[SheetRow]) -> tuple[str, str, str]:
    """What was done, with which document of whom, and how, of a row of the trail."""
    kind, _, number = str(row["subject"]).partition("/")
    act = _say(f"book.exported.{row['act']}", kind=text(f"cli.kind-{kind}"))
    of = next((s for s in sheets if kind == "sheet" and str(s.id) == number), None)
    subject = _say("book.exported.campaign") if of is None else f"{of.township}{of.village}"
    return act, subject, "；".join(catalog("zh").plain(words) for words in _how(row["after"]))


def _how(after: str | None) -> Iterator[Text]:
    noted = _noted(after)
    if noted is None:
        yield text("book.exported.again")
        return
    if "masked" in noted:
        yield text("book.masked" if noted["masked"] else "book.unmasked")
    if noted.get("state"):
        yield text(f"book.state.{noted['state']}")
    if noted.get("why") in _WAYS:
        yield text(f"book.exported.why-{noted['why']}")
    for name in ("units", "lines", "files"):
        if name in noted:
            yield text(f"book.exported.{name}", n=noted[name])
    if "hits" in noted:
        yield text("book.exported.hits", n=len(noted["hits"]))


def _noted(after: str | None) -> dict[str, Any] | None:
    """What the trail keeps of an export; None for a file sent once more, which names its order."""
    if after is None:
        return {}
    if after.startswith("again/"):
        return None
    noted: dict[str, Any] = json.loads(after)
    return noted


def _say(code: str, **params: Any) -> str:
    return catalog("zh").plain(text(code, **params))

"""How a report stands in the books: as the JSON of the sheet's row, exactly as it was signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from inspection.sheet import SheetState
from inspection.text import Text
from scoring.report import Households, ItemLine, LetOff, Report, SectionLine
from storage import texts


def dump(report: Report) -> str:
    """The report as one line of JSON, for `sheets.set_state(..., report=...)`."""
    plain = asdict(report)
    sections = [
        {
            **section,
            "pool": _dump_text(line.pool),
            "items": [
                {**item, "arithmetic": _dump_text(row.arithmetic)}
                for item, row in zip(section["items"], line.items, strict=True)
            ],
        }
        for section, line in zip(plain["sections"], report.sections, strict=True)
    ]
    return json.dumps({**plain, "sections": sections}, ensure_ascii=False, separators=(",", ":"))


def load(plain: Mapping[str, Any]) -> Report:
    """The report of what `storage.sheets.report` gives."""
    households = plain["households"]
    return Report(
        **{
            **plain,
            "state": SheetState(plain["state"]),
            "households": None if households is None else Households(**households),
            "sections": tuple(_section(section) for section in plain["sections"]),
            **{name: tuple(plain[name]) for name in ("leaders", "members", "confirmed_by")},
        }
    )


def _section(plain: Mapping[str, Any]) -> SectionLine:
    items = tuple(_item(item) for item in plain["items"])
    return SectionLine(**{**plain, "pool": _load_text(plain["pool"]), "items": items})


def _item(plain: Mapping[str, Any]) -> ItemLine:
    let_off = tuple(LetOff(**each) for each in plain["let_off"])
    arithmetic = _load_text(plain["arithmetic"])
    return ItemLine(**{**plain, "arithmetic": arithmetic, "let_off": let_off})


def _dump_text(words: Text | None) -> str | None:
    return None if words is None else texts.dump(words)


def _load_text(stored: str | None) -> Text | None:
    words = None if stored is None else texts.load(stored)
    if isinstance(words, str):
        raise ValueError("a plain text where a coded one was kept")
    return words

"""A checklist as the rows of the sheet 评分表: what `scores` reads back as the same checklist."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from content.checklist_form import to_plain
from content.workbook.layout import Filled
from content.workbook.score_words import (
    FIELDS,
    NAME,
    TITLE,
    TITLE_EN,
    TOTAL_COUNTS,
    TOTALS,
    Field,
    Form,
    Level,
)
from inspection.checklist import Checklist


def rows_above(checklist: Checklist) -> list[list[Filled]]:
    """The checklist's name and id, which stand above the headings."""
    named: list[list[Filled]] = [[TITLE, checklist.title], [NAME, checklist.id]]
    return [*named, [TITLE_EN, checklist.title_en]] if checklist.title_en else named


def score_rows(checklist: Checklist) -> list[list[Filled]]:
    """One row a question; what belongs to a section or an item stands in its first row only."""
    rows = []
    for section in to_plain(checklist)["sections"]:
        for i, item in enumerate(section["items"]):
            for j, question in enumerate(item["questions"]):
                parts = {
                    Level.SECTION: {} if i or j else section,
                    Level.ITEM: {} if j else item,
                    Level.QUESTION: question,
                    Level.RULE: question["rule"],
                }
                rows.append([_cell(field, parts[field.level]) for field in FIELDS])
    if checklist.printed_total is not None:
        rows.append(_total_row(checklist))
    return rows


def _total_row(checklist: Checklist) -> list[Filled]:
    counts = next(word for word, value in TOTAL_COUNTS.items() if value == checklist.total_counts)
    said: dict[str, Filled] = {"分值": checklist.printed_total, "规则": counts}
    row = [said.get(field.heading) for field in FIELDS]
    row[0] = TOTALS[0]
    return row


def _cell(field: Field, part: Mapping[str, Any]) -> Filled:
    value: Any = part
    for step in field.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None:
        return None
    match field.form:
        case Form.WORDS:
            return "、".join(value)
        case Form.PAIRS:
            return _pairs(value)
        case Form.YES:
            return "是" if value else "否"
        case Form.CHOICE:
            return next(word for word, meant in (field.words or {}).items() if meant == value)
        case Form.NUMBER:
            return Fraction(str(value))
    written: Filled = value
    return written


def _pairs(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}={score}" for key, score in value.items())
    return "；".join(f"{band['under']}:{band['deduct']}" for band in value)

"""The sheet 评分表 with rule columns: one row a question, turned into the plain checklist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.checklists import Reading
from content.workbook.cells import Cells
from content.workbook.grid import GridSheet, Row, place
from content.workbook.notation import half_width, loose, number
from content.workbook.notes import Notes
from content.workbook.score_words import (
    COLUMNS,
    FIELDS,
    NAME,
    SUBTOTAL,
    TITLE,
    TITLE_EN,
    TOTAL_COUNTS,
    TOTALS,
    Field,
    Form,
    Level,
)
from content.workbook.table import Table, heading_key, read_table
from inspection.checklist import Checklist
from inspection.fault import Fault

_PAIR = re.compile(r"\s*(?:低于)?\s*(.+?)\s*(?:[:：=＝]|扣|得)\s*(-?[\d.]+)\s*分?\s*")
_LAST_STEP = re.compile(r"(?:\.[^.\[\]]+|\[\d+\]|\[\"[^\"]*\"\]|^[^.\[\]]+)$")
_ABOVE = {TITLE: "title", NAME: "id", TITLE_EN: "title_en"}
_RULE_HEADINGS = {heading_key("规则"), "rule"}


@dataclass
class _Draft:
    """The plain checklist as it grows, and the place of every field of it."""

    tree: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The sections so far."""
        found: list[dict[str, Any]] = self.tree["sections"]
        return found


def read_scores(
    sheet: GridSheet, title: str, notes: Notes, read_tree: Callable[[Any], Reading]
) -> Checklist | None:
    """The checklist of a sheet; every fault of it at its cell. `title` where it has none."""
    if not _has_rules(sheet):
        notes.fault(sheet.name, "scores.prose", sheet=sheet.name)
        return None
    before = len(notes.in_order()[0])
    table = read_table(sheet, COLUMNS, notes)
    if table is None:
        return None
    if not table.rows:
        notes.fault(sheet.name, "scores.empty")
        return None
    draft = _Draft({"id": "campaign", "title": title, "sections": []})
    draft.places[""] = draft.places["sections"] = table.where("规则")
    _read_above(table, draft)
    for cells in table.rows:
        _read_row(cells, draft)
    reading = read_tree(draft.tree)
    said = {fault.where for fault in notes.in_order()[0]}
    faults = tuple(f for f in _at_cells(reading.faults, draft.places) if f.where not in said)
    notes.add(faults, tuple(_at_cells(reading.warnings, draft.places)))
    return reading.checklist if len(notes.in_order()[0]) == before else None


def _has_rules(sheet: GridSheet) -> bool:
    return any(
        isinstance(value, str) and heading_key(value) in _RULE_HEADINGS
        for row in sheet.rows[:10]
        for value in row.cells.values()
    )


def _read_above(table: Table, draft: _Draft) -> None:
    for row in table.above:
        for column, value in row.cells.items():
            after = row.cells.get(column + 1)
            key = _ABOVE.get(loose(value)) if isinstance(value, str) else None
            if key and isinstance(after, str):
                draft.tree[key] = after
                draft.places[key] = place(table.sheet, row.number, column + 1)


def _read_row(cells: Cells, draft: _Draft) -> None:
    first = _first(cells.row)
    if first.startswith(SUBTOTAL):
        return
    if first.startswith(TOTALS):
        draft.tree["printed_total"] = cells.exact("分值", required=True)
        draft.places["printed_total"] = cells.where("分值")
        if cells.has("规则"):
            draft.tree["total_counts"] = cells.choice("规则", TOTAL_COUNTS)
            draft.places["total_counts"] = cells.where("规则")
        return
    section, at_section = _open(
        cells,
        Level.SECTION,
        draft.sections,
        "sections",
        draft,
        inner="items",
        usual={"id": str(len(draft.sections) + 1), "title": draft.tree["title"]},
    )
    items = section["items"]
    item, at_item = _open(
        cells,
        Level.ITEM,
        items,
        f"{at_section}.items",
        draft,
        inner="questions",
        usual={"id": f"{section['id']}.{len(items) + 1}"},
    )
    questions = item["questions"]
    at = f"{at_item}.questions[{len(questions)}]"
    question = _fields(cells, Level.QUESTION, at, draft.places)
    question.setdefault("id", f"{item['id']}{chr(97 + len(questions))}")
    question["rule"] = _fields(cells, Level.RULE, f"{at}.rule", draft.places)
    draft.places |= {at: cells.where("问题"), f"{at}.rule": cells.where("规则")}
    questions.append(question)


def _open(
    cells: Cells,
    level: Level,
    opened: list[dict[str, Any]],
    path: str,
    draft: _Draft,
    *,
    inner: str,
    usual: Mapping[str, str],
) -> tuple[dict[str, Any], str]:
    """The section or item this row belongs to: the last one, or a new one where it names one."""
    places: dict[str, str] = {}
    at = f"{path}[{len(opened)}]"
    said = _fields(cells, level, at, places)
    current = opened[-1] if opened else None
    if current is not None and _same(said, current):
        _refuse_changes(cells, level, said, current)
        return current, f"{path}[{len(opened) - 1}]"
    draft.places |= places
    draft.places[at] = cells.where("项目" if level is Level.ITEM else "大项")
    opened.append({**usual, **said, inner: []})
    return opened[-1], at


def _same(said: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    named = [key for key in ("id", "title") if key in said]
    return all(said[key] == current.get(key) for key in named[:1])


def _refuse_changes(
    cells: Cells, level: Level, said: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    for column in FIELDS:
        key = column.path[0]
        if column.level is level and (said.get(key) or current.get(key)) != current.get(key):
            cells.fault(column.heading, "scores.differs")


def _fields(cells: Cells, level: Level, at: str, places: dict[str, str]) -> dict[str, Any]:
    """The filled fields of one level of a row, and the places of all of them."""
    found: dict[str, Any] = {}
    for column in FIELDS:
        if column.level is not level or column.heading not in cells.columns:
            continue
        *outer, last = column.path
        places[".".join([at, *column.path])] = cells.where(column.heading)
        value = _value(cells, column)
        if value is None or value == ():
            continue
        inside = found
        for step in outer:
            inside = inside.setdefault(step, {})
            places[f"{at}.{step}"] = cells.where(column.heading)
        inside[last] = value
    return found


def _value(cells: Cells, column: Field) -> Any:
    heading = column.heading
    match column.form:
        case Form.TEXT:
            return cells.text(heading, required=column.required)
        case Form.LINE:
            found = cells.text(heading)
            return " ".join(found.split()) if found else None
        case Form.NUMBER:
            return cells.exact(heading)
        case Form.COUNT:
            return cells.whole(heading, 1, 10_000)
        case Form.YES:
            return cells.yes(heading)
        case Form.WORDS:
            return list(cells.words(heading)) or None
        case Form.PAIRS:
            return _pairs(cells, heading)
        case Form.CHOICE:
            words = column.words or {}
            english = {value: value for value in words.values()}
            found = cells.text(heading)
            known = english if found and loose(found) in english else words
            return cells.choice(heading, known, required=column.required)


def _pairs(cells: Cells, heading: str) -> Any:
    """满意=4；不满意=0, or for bands 60:2；80:1, each value under the first costing the second."""
    said = cells.text(heading)
    if said is None:
        return None
    pairs: list[tuple[str, Any]] = []
    for part in re.split(r"[;；\n]", said):
        if not part.strip():
            continue
        found = _PAIR.fullmatch(half_width(part))
        value = number(found[2]) if found else None
        if found is None or value is None:
            cells.fault(heading, "scores.pairs", part=part.strip())
            return None
        pairs.append((found[1], value))
    if heading == "选项":
        return dict(pairs)
    bounds = [(number(key.removesuffix("%")), value) for key, value in pairs]
    if any(bound is None for bound, _ in bounds):
        cells.fault(heading, "scores.pairs", part=said)
        return None
    return [{"under": bound, "deduct": value} for bound, value in bounds]


def _at_cells(faults: Iterable[Fault], places: Mapping[str, str]) -> Iterable[Fault]:
    for fault in faults:
        path = fault.where
        while path and path not in places:
            path = _LAST_STEP.sub("", path)
        yield Fault(places[path], fault.text)


def _first(row: Row) -> str:
    value = row.cells[min(row.cells)]
    return loose(value) if isinstance(value, str) else ""

"""The sheets of a campaign workbook as pages: headings, lists and notes, filled or empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content.workbook.guide import BASIC_NOTES, HEADINGS, RULE_NOTES, Lang, said
from content.workbook.layout import Filled, Page
from content.workbook.score_words import COLUMNS, FIELDS, Form
from content.workbook.words import (
    BASIC_COLUMNS,
    BASICS,
    DEPARTMENT_COLUMNS,
    DEPARTMENTS,
    REST_DAY_COLUMNS,
    REST_DAYS,
    ROLES,
    ROSTER,
    ROSTER_COLUMNS,
    ROUND_COLUMNS,
    ROUND_KINDS,
    ROUNDS,
    SCORES,
    TEAM_COLUMNS,
    TEAMS,
    UNIT_COLUMNS,
    UNITS,
    WORKED,
    YES_NO,
    Column,
)

_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    BASICS: BASIC_COLUMNS,
    ROUNDS: ROUND_COLUMNS,
    TEAMS: TEAM_COLUMNS,
    UNITS: UNIT_COLUMNS,
    ROSTER: ROSTER_COLUMNS,
    DEPARTMENTS: DEPARTMENT_COLUMNS,
    REST_DAYS: REST_DAY_COLUMNS,
    SCORES: COLUMNS,
}
_LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    ROUNDS: {"类型": tuple(ROUND_KINDS)},
    TEAMS: {"角色": tuple(ROLES)},
    UNITS: {"可抽取": tuple(YES_NO)},
    REST_DAYS: {"上班或休息": tuple(WORKED)},
    SCORES: {
        f.heading: tuple(f.words) for f in FIELDS if f.words and f.form in {Form.CHOICE, Form.YES}
    },
}
_AS_TEXT: Mapping[str, frozenset[str]] = {
    TEAMS: frozenset({"编号", "电话"}),
    ROSTER: frozenset({"户编号"}),
    SCORES: frozenset({"大项编号", "项目编号", "题号", "前提题", "同题", "分档"}),
}
_WIDTHS: Mapping[str, Mapping[str, float]] = {
    BASICS: {"项目": 20, "内容": 44, "说明": 60},
    TEAMS: {"工作单位": 24, "负责乡镇": 30, "电话": 16},
    ROSTER: {"标签": 30},
    REST_DAYS: {"日期": 14, "说明": 40},
    SCORES: {"评分标准": 40, "问题": 34, "项目": 24},
}


def notes_of(sheet: str, lang: Lang) -> Mapping[str, str]:
    """What the headings of a sheet mean."""
    words = RULE_NOTES if sheet == SCORES else HEADINGS.get(sheet, {})
    return {heading: said(meant, lang) for heading, meant in words.items()}


def page_of(
    sheet: str,
    rows: Sequence[Sequence[Filled]],
    *,
    above: Sequence[Sequence[Filled]] = (),
    lang: Lang = "zh",
    examples: int = 0,
) -> Page:
    """A sheet with its rows; `examples` of them are greyed, and lines to fill in follow."""
    headings = [column.heading for column in _COLUMNS[sheet]]
    if sheet == BASICS:
        headings.append("说明")
        rows = [[*row, said(BASIC_NOTES[str(row[0]).rstrip("*")], lang)] for row in rows]
    return Page(
        sheet,
        headings,
        rows,
        above=above,
        lists=_LISTS.get(sheet, {}),
        notes=notes_of(sheet, lang),
        widths=_WIDTHS.get(sheet, {}),
        as_text=_AS_TEXT.get(sheet, frozenset()),
        faint_rows=examples,
        blank_rows=20 if examples else 0,
        pages_wide=4 if sheet == SCORES else 1,
    )

"""The sheets 基本信息, 轮次 and 休息日: the campaign, its dates, policy, rounds and own days."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from content.workbook.cells import Cells
from content.workbook.notes import Notes
from content.workbook.table import Table, heading_key
from content.workbook.words import BASIC_ROWS, BASICS, MODES, ROUND_KINDS, WORKED
from inspection.campaign import Mode, OfficeDay, Policy, Round, RoundKind

_CONTENT = "内容"
_QUIET_UNTIL, _QUIET_FROM = time(8), time(21)
_EARLIEST = 60
"""Days before a deadline at which the first reminder may go out."""


@dataclass(frozen=True, slots=True)
class Basics:
    """What 基本信息 says; None where it is missing or wrong, with its fault noted."""

    title: str | None
    starts_on: date | None
    ends_on: date | None
    checklist: str | None
    checklist_at: str
    mode: Mode
    document_number: str | None
    office: str | None
    policy: Policy


def read_basics(table: Table, notes: Notes) -> Basics:
    """The campaign's own data, one row a matter."""
    rows = _rows(table, notes)
    for row in BASIC_ROWS:
        if row.required and row.name not in rows:
            notes.fault(BASICS, "basics.missing", row=row.name)
    # A row that is not there reads as an empty one.
    empty = Cells(table.sheet, table.rows[0].row, {}, notes) if table.rows else None

    def at(name: str) -> Cells | None:
        return rows.get(name, empty)

    starts_on, ends_on = (
        cells.day(_CONTENT, required=True) if (cells := at(name)) else None
        for name in ("开始日期", "结束日期")
    )
    if starts_on and ends_on and ends_on < starts_on:
        rows["结束日期"].fault(_CONTENT, "date.end-before-start")
    checklist = at("评分表")
    return Basics(
        title=_text(at("名称"), required=True),
        starts_on=starts_on,
        ends_on=ends_on,
        checklist=_text(checklist, required=True),
        checklist_at=checklist.where(_CONTENT) if checklist else BASICS,
        mode=(cells.choice(_CONTENT, MODES) if (cells := at("方式")) else None) or Mode.INSPECTION,
        document_number=_text(at("文号")),
        office=_text(at("发文机关")),
        policy=_policy(rows, starts_on),
    )


def _rows(table: Table, notes: Notes) -> dict[str, Cells]:
    names = {heading_key(row.name): row.name for row in BASIC_ROWS}
    rows: dict[str, Cells] = {}
    for cells in table.rows:
        written = cells.name("项目")
        if written is None:
            if cells.has(_CONTENT):
                cells.fault("项目", "basics.unnamed")
            continue
        name = names.get(heading_key(written))
        if name is None:
            near = difflib.get_close_matches(written, [n for n in names if n not in rows], 1, 0.6)
            notes.warn(
                cells.where("项目"),
                "basics.near" if near else "basics.ignored",
                row=written,
                near="".join(near),
            )
        elif name in rows:
            cells.fault("项目", "basics.twice", row=name)
        else:
            rows[name] = replace(cells, called=name)
    return rows


def _text(cells: Cells | None, *, required: bool = False) -> str | None:
    found = cells.text(_CONTENT, required=required) if cells else None
    return " ".join(found.split()) if found else None


def _policy(rows: Mapping[str, Cells], starts_on: date | None) -> Policy:
    usual = Policy()

    def maybe(name: str, least: int, most: int) -> int | None:
        return rows[name].whole(_CONTENT, least, most) if name in rows else None

    def whole(name: str, usually: int, least: int, most: int) -> int:
        found = maybe(name, least, most)
        return usually if found is None else found

    def last_day(name: str, fault: str) -> date | None:
        found = rows[name].day(_CONTENT) if name in rows else None
        if found and starts_on and found < starts_on:
            rows[name].fault(_CONTENT, fault)
        return found

    remind_at = rows["提醒时间"].clock(_CONTENT) if "提醒时间" in rows else None
    if remind_at and not _QUIET_UNTIL <= remind_at < _QUIET_FROM:
        rows["提醒时间"].fault(_CONTENT, "time.quiet")
    return Policy(
        last_n=whole("末位数", usual.last_n, 0, 100),
        rectification_workdays=whole("限期整改工作日", usual.rectification_workdays, 1, 250),
        objection_days=whole("申辩天数", usual.objection_days, 0, 60),
        appraisal_until=last_day("评议截止", "date.appraisal-before-start"),
        remind_at=remind_at or usual.remind_at,
        retain_months=maybe("保留月数", 1, 120),
        immediate_workdays=whole("立行立改工作日", usual.immediate_workdays, 1, 250),
        rectify_by=last_day("整改截止", "date.rectify-before-start"),
        remind_days=_remind_days(rows.get("提前提醒天数"), usual.remind_days),
        leader_after=whole("逾期报组长天数", usual.leader_after, 1, 60),
        observer_after=whole("逾期报领导天数", usual.observer_after, 1, 60),
        dispatch_days=whole("调度间隔天数", usual.dispatch_days, 0, 90),
    )


def _remind_days(cells: Cells | None, usually: tuple[int, ...]) -> tuple[int, ...]:
    """Days before a deadline, the longest first; 0 or 无: none before the day itself."""
    found = cells.wholes(_CONTENT, 0, _EARLIEST) if cells else None
    return usually if found is None else tuple(sorted({n for n in found if n}, reverse=True))


def read_rounds(table: Table | None, basics: Basics, notes: Notes) -> tuple[Round, ...]:
    """The rounds by date; a campaign that names none has one, from its first day to its last."""
    rounds: dict[str, tuple[Round, Cells]] = {}
    for cells in table.rows if table else ():
        found = _round(cells, basics)
        if found is None:
            continue
        if found.name in rounds:
            cells.fault("轮次", "round.twice", name=found.name)
        rounds[found.name] = found, cells
    ordered = sorted(rounds.values(), key=lambda pair: (pair[0].starts_on, pair[0].ends_on))
    for (before, _), (after, cells) in itertools.pairwise(ordered):
        if after.starts_on <= before.ends_on:
            cells.warn("开始", "round.overlap", name=after.name, before=before.name)
    if not ordered and not (table and table.rows) and basics.starts_on and basics.ends_on:
        notes.warn("", "round.default")
        return (Round("第一轮", RoundKind.INSPECT, basics.starts_on, basics.ends_on),)
    return tuple(pair[0] for pair in ordered)


def _round(cells: Cells, basics: Basics) -> Round | None:
    name = cells.name("轮次", required=True)
    kind = cells.choice("类型", ROUND_KINDS) or RoundKind.INSPECT
    starts_on = cells.day("开始", required=True)
    ends_on = cells.day("结束", required=True)
    if not (name and starts_on and ends_on):
        return None
    if ends_on < starts_on:
        cells.fault("结束", "date.end-before-start")
        return None
    if basics.starts_on and starts_on < basics.starts_on:
        cells.warn("开始", "round.outside", name=name)
    if basics.ends_on and ends_on > basics.ends_on:
        cells.warn("结束", "round.outside", name=name)
    return Round(name, kind, starts_on, ends_on)


def read_rest_days(table: Table | None) -> tuple[OfficeDay, ...]:
    """The office's own days, each once, by date."""
    found: dict[date, OfficeDay] = {}
    for cells in table.rows if table else ():
        day = cells.day("日期", required=True)
        works = cells.choice("上班或休息", WORKED, required=True)
        name = cells.name("说明")
        if day in found:
            cells.fault("日期", "rest-day.twice", day=day.isoformat())
        elif day is not None and works is not None:
            found[day] = OfficeDay(day, works, name)
    return tuple(found[day] for day in sorted(found))
